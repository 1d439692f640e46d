"""Every reader of delimited text on growing inputs, well formed and hostile: processor seconds, and their exponent.

The exponent is the slope of log time on log bytes by least squares over sizes that double; 1 is linear, 2 quadratic. A
peer reads the well-formed inputs: Python's csv module, line by line.
"""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable

import numpy as np

from benchmarks.rows import Row
from tertius.records import read_records

SIZES = (50_000, 100_000, 200_000, 400_000)  # bytes
REPEATS = 2
HEAD = "a,b\n"
TEXTS = {
    "plain rows": "1960-01-01,some words here\n",
    "quoted rows": '"1960-01-01","some ""words"" here"\n',
    "records of two lines": '"two\nlines","some words here"\n',
    "quotes never closed": 'x,"abc\n',
    "quotes closed by the next row": 'x,"abc\ny,abc"\n',
    "quotes that open again": 'a",b"c,"\n',
    "doubled quotes inside": 'x,"a\n""\n',
    "rows too wide": "a,b,c,d\n",
}
PEERED = ("plain rows", "quoted rows", "records of two lines")


def run(scale: float = 1.0) -> list[Row]:
    """One row an input: time at the largest size, and the exponent."""
    rows = []
    for name, unit in TEXTS.items():
        sizes = [max(int(size * scale), 20_000) for size in SIZES]
        times, right = _grown(sizes, unit)
        text = _text(sizes[-1], unit)
        peer = (
            _best(lambda text=text: list(csv.reader(io.StringIO(text, newline=""))))
            if name in PEERED
            else None
        )
        note = f"exponent {exponent(sizes, times):.2f} from {sizes[0] / 1e6:g} to {sizes[-1] / 1e6:g} MB"
        rows.append(Row(f"records, {name}", times[-1], "csv module" if peer else "", peer, right, note=note))
    rows.append(_wide(scale))
    return rows


def exponent(sizes: list[int], times: list[float]) -> float:
    """Slope of log time on log size."""
    return float(np.polyfit(np.log(sizes), np.log(times), 1)[0])


def _text(size: int, unit: str) -> str:
    return HEAD + unit * (size // len(unit))


def _grown(sizes: list[int], unit: str) -> tuple[list[float], bool]:
    """Seconds at every size, and whether every row was kept or refused."""
    times, right = [], True
    for size in sizes:
        text = _text(size, unit)
        found = read_records(text)
        right &= found.read == len(found.rows) + found.refused.total()
        times.append(_best(lambda text=text: read_records(text)))
    return times, right


def _best(work: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(REPEATS):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return best


def _wide(scale: float) -> Row:
    """Headers of growing width, each within the limit, with ten rows."""
    widths = [max(int(width * scale), 64) for width in (500, 1000, 2000, 4000)]
    times = [
        _best(lambda width=width: read_records((",".join(f"c{n}" for n in range(width)) + "\n") * 200))
        for width in widths
    ]
    note = f"exponent {exponent(widths, times):.2f} from {widths[0]} to {widths[-1]} columns"
    return Row("records, wide headers", times[-1], "", None, None, note=note)
