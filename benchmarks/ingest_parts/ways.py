"""One way of doing the job, in a process of its own: ``python -m benchmarks.ingest_parts.ways WAY FOLDER FILE...``.

Prints one JSON object: seconds by step, the peak of memory in MiB, and an answer that every way must agree on.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Result = dict[str, Any]


def ours(folder: Path, files: list[Path]) -> Result:
    """Files -> store -> panel."""
    from tertius.events.store import Store
    from tertius.panel import build_panel

    start = time.perf_counter()
    store = Store(folder / "store")
    lines = store.ingest(files)
    stored = time.perf_counter()
    panel = build_panel(store)
    done = time.perf_counter()
    return {
        "store_s": stored - start, "panel_s": done - stored, "rows": sum(line.kept for line in lines),
        "duplicates": sum(line.duplicates for line in lines), "acts": float(panel.n.sum()),
        "total": float((panel.y * panel.n)[panel.observed].sum()), "cells": int(panel.observed.sum()),
        "bytes": sum(path.stat().st_size for path in (folder / "store" / "data").glob("*")),
    }  # fmt: skip


def panel(folder: Path, files: list[Path]) -> Result:
    """Store -> panel alone, warm: the better of three."""
    from tertius.events.store import Store
    from tertius.panel import build_panel

    store, seconds, got = Store(folder / "store"), [], None
    for _ in range(3):
        start = time.perf_counter()
        got = build_panel(store)
        seconds.append(time.perf_counter() - start)
    assert got is not None
    return {"panel_s": min(seconds), "acts": float(got.n.sum()), "cells": int(got.observed.sum())}


def group(folder: Path, files: list[Path]) -> Result:
    """A bare DuckDB group-by on the store's Parquet, warm: the better of three."""
    import duckdb

    query = f"""
        SELECT least(source, target) AS a, greatest(source, target) AS b, date_trunc('month', earliest) AS month,
               count(*) AS n, avg(value) AS y, var_samp(value) AS spread
        FROM read_parquet('{folder}/store/data/*-[0-9].parquet')
        WHERE apart IS NULL AND dup_of IS NULL GROUP BY ALL
    """
    seconds, rows = [], 0
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        for _ in range(3):
            start = time.perf_counter()
            found = connection.execute(query).fetchnumpy()
            seconds.append(time.perf_counter() - start)
    rows = len(found["n"])
    return {"panel_s": min(seconds), "acts": float(found["n"].sum()), "cells": rows}


def copy(folder: Path, files: list[Path]) -> Result:
    """DuckDB's bare ``COPY (SELECT * FROM read_csv) TO parquet``, with its default settings."""
    import duckdb

    from tertius.events.layouts import GDELT_DAILY

    types = ", ".join(f"'{name}': 'VARCHAR'" for name in GDELT_DAILY)
    start = time.perf_counter()
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        for number, path in enumerate(files):
            connection.execute(f"""
                COPY (SELECT * FROM read_csv('{path}', delim = '\t', header = false, quote = '', escape = '',
                                             auto_detect = false, columns = {{{types}}}))
                TO '{folder}/bare-{number}.parquet' (FORMAT parquet)
            """)
    seconds = time.perf_counter() - start
    return {"store_s": seconds, "bytes": sum(path.stat().st_size for path in folder.glob("bare-*.parquet"))}


def pandas(folder: Path, files: list[Path]) -> Result:
    """The same job in pandas, a file at a time."""
    from benchmarks.ingest_parts.frames import same_job

    return same_job(folder, files)


def usecols(folder: Path, files: list[Path]) -> Result:
    """pandas with ``usecols`` straight to a panel: what keeping everything costs."""
    from benchmarks.ingest_parts.frames import straight

    return straight(files)


WAYS: dict[str, Callable[[Path, list[Path]], Result]] = {
    "ours": ours, "panel": panel, "group": group, "copy": copy, "pandas": pandas, "usecols": usecols,
}  # fmt: skip


def main() -> None:
    """Run one way and print what it took."""
    name, folder, *files = sys.argv[1:]
    got = WAYS[name](Path(folder), [Path(file) for file in files])
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({**got, "peak_mib": used.ru_maxrss / 1024, "cpu_s": used.ru_utime + used.ru_stime}))


if __name__ == "__main__":
    main()
