"""Rows of the expression -> dense arrays, shape (dyad, month)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tertius.panel.expression import Plan

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Pair = tuple[str, str]
Places = tuple[Ints, Ints]


_SAME = (
    ("w2", "n"),
    ("scored", "n"),
    ("n_past", "n"),
    ("s1_past", "s1"),
    ("volume", "acts"),
)  # without intervals


@dataclass(frozen=True)
class Cells:
    """What the expression gave, row by row: pair, period, and the sums by name, each an array, shape (cell,)."""

    pair: Ints
    period: Ints
    sums: dict[str, Floats]
    plan: Plan

    @classmethod
    def read(cls, rows: pa.Table, plan: Plan) -> Cells:
        """Take the keys apart; sums that are the same without intervals are filled in."""
        key = rows["key"].to_numpy().astype(np.int64)
        sums = {name: _zeros(rows[name]) for name in rows.column_names if name != "key"}
        for name, twin in _SAME:
            sums.setdefault(name, sums[twin])
        return cls(key // plan.periods, key % plan.periods, sums, plan)

    def pairs(self) -> tuple[Pair, ...]:
        """Every pair of labels with an act, in order."""
        names, found = self.plan.names, np.unique(self.pair)
        return tuple((names[i // len(names)], names[i % len(names)]) for i in found if i != self.plan.nobody)

    def volume(self) -> Floats:
        """Acts of the whole source, array, shape (month,)."""
        total = np.bincount(self.period, weights=self.sums["volume"], minlength=self.plan.periods)
        return total.astype(np.float64)

    def moments(self) -> dict[str, Floats]:
        """Mean, weight, variance and counts of every row."""
        s = self.sums
        return {
            "y": _mean(s["s1"], s["n"]),
            "n": s["n"],
            "spread": _spread(s["n"], s["s1"], s["s2"], s["w2"], s["scored"]),
            "events": s["acts"],
            "y_past": _mean(s["s1_past"], s["n_past"]),
            "n_past": s["n_past"],
        }


@dataclass(frozen=True)
class Grid:
    """Where the rows belong: ``keys`` are the labels of every dyad."""

    keys: tuple[Pair, ...]
    plan: Plan

    @cached_property
    def _numbers(self) -> Ints:
        """Number of the pair of every dyad."""
        at = {name: i for i, name in enumerate(self.plan.names)}
        return np.array([at[a] * len(at) + at[b] for a, b in self.keys], dtype=np.int64)

    @cached_property
    def _firsts(self) -> tuple[Ints, Ints]:
        """First dyad of every pair (-1 if not asked for), and of every dyad (SUN-CHN and RUS-CHN are one)."""
        first = np.full(self.plan.nobody + 1, -1, dtype=np.int64)
        first[self._numbers[::-1]] = np.arange(len(self.keys))[::-1]
        return first, first[self._numbers]

    def places(self, cells: Cells) -> Places:
        """The rows that are asked for, and where each belongs, counted along dyads and months."""
        dyad = self._firsts[0][cells.pair]
        rows = np.flatnonzero(dyad >= 0)
        return rows, dyad[rows] * self.plan.periods + cells.period[rows]

    def dense(self, places: Places, values: Floats, empty: float) -> Floats:
        """Values as an array, shape (dyad, month), `empty` where there is no row."""
        twins = self._firsts[1]
        grid = np.full((len(self.keys), self.plan.periods), empty)
        grid.ravel()[places[1]] = values[places[0]]
        return grid if (twins == np.arange(len(twins))).all() else grid[twins]

    def links(self, rows: pa.Table) -> pa.Table:
        """Acts of every cell, by dyad, month and name; a dyad asked for twice has them twice."""
        period = (rows["month"].to_numpy().astype(np.int64) - self.plan.first) // self.plan.step
        pair = rows["pair"].to_numpy().astype(np.int64)
        numbers = {name: rows[name].cast(pa.float64()) for name in ("weight", "weight_past", "score")}
        columns = {"event_id": rows["event_id"], **numbers}  # an engine may give decimals
        columns["score"] = pc.fill_null(columns["score"], float("nan"))
        found = pa.table({"pair": pair, "month": period, **columns})
        asked = pa.table({"pair": self._numbers, "dyad": np.arange(len(self.keys))})
        names = ["dyad", "month", *columns]
        joined = found.join(asked, "pair", join_type="inner").select(names)
        return joined.sort_by([(name, "ascending") for name in names[:3]]).combine_chunks()


def _zeros(column: pa.ChunkedArray) -> Floats:
    """Numbers, with 0 for the sum of nothing."""
    values = column.cast(pa.float64()).to_numpy()
    return np.nan_to_num(values, copy=False) if column.null_count else values


def _mean(total: Floats, n: Floats) -> Floats:
    """Total / n, NaN where n is 0."""
    return np.divide(total, n, out=np.full(n.shape, np.nan), where=n > 0)


def _spread(n: Floats, s1: Floats, s2: Floats, w2: Floats, scored: Floats) -> Floats:
    """Weighted sample variance (reliability weights), NaN below two acts."""
    with np.errstate(divide="ignore", invalid="ignore"):
        free = n - w2 / n
        value = np.maximum(s2 - s1 * s1 / n, 0.0) / free
    return np.where((scored >= 2) & (free > 1e-12), value, np.nan)
