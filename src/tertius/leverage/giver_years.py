"""Rows of the receipts model from a triangle: what was known at the end of a year, and what came in the next."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tertius.leverage.pooled import GiverYears

if TYPE_CHECKING:
    from tertius.leverage.receipts import Receipts
    from tertius.triangles import Triangle

Array = npt.NDArray[np.float64]
COLUMNS = (
    "pivot",
    "giver",
    "other",
    "year",
    "receipts",
    "valence",
    "engagement",
    "rivalry",
    "access_other",
    "size",
)


@dataclass(frozen=True)
class GiverYear:
    """What one giver gave in one year, and what was known of the three at the end of the year before."""

    pivot: str
    giver: str
    other: str
    year: int
    receipts: int
    valence: float
    engagement: float
    rivalry: float
    access_other: float
    size: float

    @property
    def group(self) -> tuple[str, str, str]:
        """The giver, its pivot, and against whom."""
        return self.pivot, self.giver, self.other


def giver_years(past: Triangle, got: Receipts, size: float) -> list[GiverYear]:
    """Rows of both givers for every full year after the first.

    Parameters
    ----------
    past
        A filtered triangle: each month knows only what came before, so that a year's receipts never enter the
        relation that is to predict them.
    got
        Receipts by month.
    size
        Log share of the system's capabilities, less the casebook's mean; 0 where unknown.
    """
    if past.given != "past":
        raise ValueError("a smoothed triangle has seen the receipts that it would predict")
    years = past.months.astype("M8[Y]").astype(int) + 1970
    counts = got.counts()
    level = {name: past.draws[name].mean(axis=0) for name in ("va", "vb", "ea", "eb", "rivalry")}
    access = {side: (past.draws[f"e{side}"] * (1 + past.draws[f"v{side}"]) / 2).mean(axis=0) for side in "ab"}
    rows = []
    for year in np.unique(years)[1:]:
        inside, before = years == year, int(np.flatnonzero(years < year)[-1])
        for i, (side, other) in enumerate((("a", "b"), ("b", "a"))):
            rows.append(
                GiverYear(
                    past.pivot,
                    past.a if side == "a" else past.b,
                    past.b if side == "a" else past.a,
                    int(year),
                    int(counts[i, inside].sum()),
                    float(level[f"v{side}"][before]),
                    float(level[f"e{side}"][before]),
                    float(level["rivalry"][before]),
                    float(access[other][before]),
                    size,
                )
            )
    return rows


def design(rows: list[GiverYear]) -> GiverYears:
    """The rows as arrays; groups in the order in which they come."""
    groups = list(dict.fromkeys(row.group for row in rows))
    x = [
        [1.0, row.valence, row.engagement, row.rivalry, row.rivalry * row.access_other, row.size]
        for row in rows
    ]
    return GiverYears(
        np.array([groups.index(row.group) for row in rows], dtype=np.intp),
        np.array([float(row.receipts) for row in rows]),
        np.array(x),
    )


@cache
def casebook() -> tuple[GiverYear, ...]:
    """The rows of the nine shipped cases, made by ``python -m tertius.leverage.casebook``."""
    with (files(__package__) / "casebook.csv").open(encoding="utf-8") as file:
        return tuple(_row(line) for line in csv.DictReader(file))


def _row(line: dict[str, str]) -> GiverYear:
    words = (line["pivot"], line["giver"], line["other"], int(line["year"]), int(line["receipts"]))
    return GiverYear(*words, *(float(line[name]) for name in COLUMNS[5:]))


@cache
def sizes() -> dict[str, float]:
    """Log capabilities of the casebook's pivots, less their mean (the column of the shipped rows)."""
    return {row.pivot: row.size for row in casebook()}
