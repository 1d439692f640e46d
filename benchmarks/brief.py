"""A shipped case's brief, page and all, from a cold start: a process that ends when the files are written.

The peer is what is allowed. A plain loop of Python is timed in the same run: it says how fast the machine was.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.rows import Row

ALLOWED = 6.0
CASES = ("egypt-washington-moscow", "north-korea-moscow-beijing", "yugoslavia-washington-moscow")
ROUNDS = 3
LOOP = 20_000_000


def run(scale: float = 1.0) -> list[Row]:
    """A row a case: the least of some cold starts."""
    with tempfile.TemporaryDirectory() as folder:
        _written(CASES[0], Path(folder) / "first")  # what is compiled once is compiled
        return [
            _measured(case, Path(folder), max(1, round(ROUNDS * scale)))
            for case in CASES[: max(1, round(3 * scale))]
        ]


def _measured(case: str, folder: Path, rounds: int) -> Row:
    pace = _loop()
    found = [_written(case, folder / f"{case}-{number}") for number in range(rounds)]
    pages = {(folder / f"{case}-{number}" / f"{case}.html").read_bytes() for number in range(rounds)}
    took, used = min(found)
    note = (
        f"least of {rounds}; cpu {used:.1f} s; a plain loop of {LOOP // 10**6} M took {pace:.2f} s before it"
    )
    return Row(f"brief: {case}", took, "what is allowed", ALLOWED, len(pages) == 1, limit=True, note=note)


def _written(case: str, folder: Path) -> tuple[float, float]:
    """Seconds of the clock and of the processor."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    code = "from tertius.cli import main; main()"
    subprocess.run(
        [sys.executable, "-c", code, "brief", case, "--out", str(folder)],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - begin, used


def _loop() -> float:
    begin, total = time.perf_counter(), 0
    for number in range(LOOP):
        total += number
    return time.perf_counter() - begin
