"""The ``gdelt`` package's own parser on a local GDELT file: ``python -m benchmarks.ingest_parts.gdelt_peer FILE``.

Run it with the Python of an environment that has the package (``pip install gdelt``); without it, one line says so.
The package downloads before it parses, so a server on 127.0.0.1 hands it the file, zipped, as GDELT's would;
``gdelt.parallel._mp_worker`` then does what it does for every file: fetch, unzip, ``pandas.read_csv``. Nothing of the
package is changed or copied. While it is imported, and only then, ``requests.get`` answers from disk: the wheel puts
its table of CAMEO codes where the package does not look for it, and the package would ask GitHub for the same file.

Prints one JSON object: rows, columns, seconds and processor seconds (without zipping), and the peak of memory in MiB.
"""

from __future__ import annotations

import contextlib
import http.server
import importlib.util
import io
import json
import resource
import shutil
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from importlib.metadata import distribution, version
from pathlib import Path
from types import SimpleNamespace
from typing import Any

LOOKUP = "cameoCodes.json"
MADE_UP = b'{"cameoCode": {"010": "010"}}'  # stands in if the wheel should lack the table; the parser never reads it


def main() -> int:
    """Measure one file."""
    if importlib.util.find_spec("gdelt") is None:
        print(
            "the gdelt package is not installed here: pip install gdelt, in any environment", file=sys.stderr
        )
        return 0
    with tempfile.TemporaryDirectory() as made:
        packed = _zipped(Path(sys.argv[1]), Path(made))
        parse, lookup = _parser()
        with _served(packed) as address:
            start, before = time.perf_counter(), time.process_time()
            frame = parse(f"{address}/20160101.export.CSV.zip", table="events")
            seconds, processor = time.perf_counter() - start, time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({
        "peer": f"gdelt {version('gdelt')}, pandas {version('pandas')}", "rows": len(frame),
        "columns": len(frame.columns), "seconds": seconds, "cpu_s": processor, "peak_mib": peak,
        "lookup": lookup,
    }))  # fmt: skip
    return 0


def _zipped(file: Path, folder: Path) -> Path:
    if zipfile.is_zipfile(file):
        return file
    path = folder / f"{file.name}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(file, "20160101.export.CSV")
    return path


def _parser() -> tuple[Callable[..., Any], str]:
    """The package's parser, and where its table of codes came from."""
    import requests  # type: ignore[import-untyped]

    found = [file for file in distribution("gdelt").files or [] if file.name == LOOKUP]
    body = Path(str(found[0].locate())).read_bytes() if found else MADE_UP
    real, requests.get = requests.get, lambda *_, **__: SimpleNamespace(content=body)
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # it prints "here"
            from gdelt.parallel import _mp_worker  # type: ignore[import-not-found]
    finally:
        requests.get = real
    return _mp_worker, "its wheel" if found else "made up here"


@contextlib.contextmanager
def _served(path: Path) -> Iterator[str]:
    """A server on this machine that answers every request with the file."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(path.stat().st_size))
            self.end_headers()
            with path.open("rb") as file:
                shutil.copyfileobj(file, self.wfile, 1 << 20)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    sys.exit(main())
