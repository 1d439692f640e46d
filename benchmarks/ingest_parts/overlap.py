"""Repeats between files that all overlap: ``python -m benchmarks.ingest_parts.overlap FOLDER FILES``.

Deals the rows of FILES generated files of a million rows out to as many files, so that each covers every day and a row
and its repeat lie in different files; ingests them into FOLDER/store; then finds the marks between files in a process
of its own, and prints rows, marks, seconds and the peak of memory in MiB.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.ingest_parts.files import gdelt_files


def deal(folder: Path, count: int) -> list[Path]:
    """The rows of `count` generated files, dealt out in turn."""
    paths = [folder / f"dealt-{number:02d}.csv" for number in range(count)]
    outs = [path.open("wb", buffering=1 << 20) for path in paths]
    at = 0
    for source in gdelt_files(count * 1_000_000):
        with source.open("rb") as lines:
            for line in lines:
                outs[at % count].write(line)
                at += 1
    for out in outs:
        out.close()
    return paths


def mark(folder: Path) -> dict[str, float]:
    """Find the marks between the files of FOLDER/store."""
    import pyarrow.parquet as pq

    from tertius.events.store import Store
    from tertius.events.store.across import marks_across

    store = Store(folder / "store")
    lines = store.ledger()
    start = time.perf_counter()
    path = marks_across(store.path, lines)
    seconds = time.perf_counter() - start
    assert path is not None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "files": len(lines), "rows": sum(line.kept for line in lines), "marks": pq.read_metadata(path).num_rows,
        "seconds": seconds, "peak_mib": peak,
    }  # fmt: skip


def main() -> None:
    """Deal, ingest, and mark in a fresh process; or, with FILES 0, mark alone."""
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    if not count:
        print(json.dumps(mark(folder)))
        return
    from tertius.events.store import Store

    folder.mkdir(parents=True, exist_ok=True)
    for path in deal(folder, count):
        Store(folder / "store").ingest(path)
        path.unlink()
    subprocess.run([sys.executable, "-m", "benchmarks.ingest_parts.overlap", str(folder), "0"], check=True)


if __name__ == "__main__":
    main()
