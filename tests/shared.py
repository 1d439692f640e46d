"""Real data beside the checkout: a path, or a skip with a reason (a failure under CI)."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tertius.events import EventTable

ROOT = Path(__file__).resolve().parents[2] / "shared"

WEIS = "data/events/weis_1966_1975.csv"
POWERS = {"USA": "2", "SUN": "365", "CHN": "710"}
"""States by their number in WEIS. A fifth of its dyads has one of them, and every pair of them as a rival."""


def shared(relative: str) -> Path:
    """Path of a file under ``../shared``; skips the test where it is absent, fails it where ``CI=true``."""
    path = ROOT / relative
    if path.exists():
        return path
    reason = f"real data not here: ../shared/{relative}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@cache
def weis_events() -> EventTable:
    """The events of WEIS, read once a process."""
    from tertius.events import read_events

    return read_events(shared(WEIS))


def weis_of_powers(folder: Path) -> Path:
    """WEIS with the acts of the three powers alone: real acts, and a fifth of the dyads that an estimate goes through."""
    head, *rows = shared(WEIS).read_text().splitlines(keepends=True)
    path = folder / "weis_of_powers.csv"
    path.write_text(head + "".join(row for row in rows if {*row.split(",")[1:3]} & {*POWERS.values()}))
    return path


def atop_of(folder: Path, *numbers: int) -> Path:
    """ATOP's years of the pairs with one of these states."""
    import polars as pl

    found = pl.scan_parquet(shared("data/structural/atop_alliance_ddyad_year_1945_2018.parquet"))
    path = folder / "atop.parquet"
    found.filter(pl.any_horizontal(pl.col("ccode1", "ccode2").is_in(numbers))).collect().write_parquet(path)
    return path
