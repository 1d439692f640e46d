"""Learns what the shipped record teaches its forecasts: pairs and weights of the pool, by several months of the past.

``python -m studies learned [--out DIR]`` needs no data: it reads what ships, and writes one file a month beside it. A forecast
takes the latest that knows nothing after its own last month.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tertius.study.taught import casebook_taught
from tertius.world.place import SHIPPED

UNTIL = ("1975-12", "1990-12", "2005-12", "2015-12")


def main(data: Path | None, arguments: list[str]) -> int:
    """Learn, write, and print what each has."""
    parser = argparse.ArgumentParser(prog="python -m studies learned", description=__doc__)
    parser.add_argument("--out", type=Path, default=SHIPPED, metavar="DIR")
    out = parser.parse_args(arguments).out
    for month, found in casebook_taught(UNTIL):
        path = out / f"learned-{month}.npz"
        found.save(path)
        print(f"{path.name}: {path.stat().st_size / 1e3:.0f} kB")
        for row in found.skill:
            gain = f"{100 * row['gain']:+.1f} % against {row['bar']}"
            print(f"  {row['target']} {row['horizon']:2} months: {row['n']} pairs, {gain}")
    return 0
