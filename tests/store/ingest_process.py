"""``python ingest_process.py STORE FILE...``: what a test starts in order to kill it, starve it, or race it."""

from __future__ import annotations

import os
import sys

if os.environ.get("TEST_MAX_FILE"):
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limit = int(os.environ["TEST_MAX_FILE"])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

import duckdb  # noqa: F401 (loaded here, so that a forked child need not)
import pyarrow.parquet  # noqa: F401

import tertius.events.store.wide  # noqa: F401
from tertius.errors import TertiusError
from tertius.events.readers import readers
from tertius.events.store import Store

readers()


def ingest(store: str, files: list[str]) -> None:
    """What a forked child does until it is killed."""
    Store(store).ingest(files)


if __name__ == "__main__":
    try:
        for result in Store(sys.argv[1]).ingesting(sys.argv[2:]):
            print(
                result if isinstance(result, TertiusError) else f"{result.sha256} {result.already}",
                flush=True,
            )
    except TertiusError as error:
        print(error)
        raise SystemExit(error.exit_code) from None
