"""Rows of the expression -> dense arrays, shape (dyad, month)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tertius.panel.plan import Pair

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Grid:
    """Places of the rows: ``keys`` are the labels of every dyad, ``first`` and ``step`` count months, ``size`` periods."""

    keys: tuple[Pair, ...]
    first: int
    step: int
    size: int

    @cached_property
    def _known(self) -> tuple[pa.Array, npt.NDArray[np.int64]]:
        """Distinct labels, and the first dyad of every pair of them (-1 for a pair not asked for)."""
        names = sorted({name for pair in self.keys for name in pair})
        at = {name: i for i, name in enumerate(names)}
        table = np.full((len(names), len(names)), -1, dtype=np.int64)
        for dyad, (a, b) in reversed(list(enumerate(self.keys))):
            table[at[a], at[b]] = dyad
        return pa.array(names, pa.string()), table

    def places(self, rows: pa.Table) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Dyad (-1 for one not asked for) and period of every row."""
        names, table = self._known
        a, b = (_indices(rows[column], names) for column in ("a", "b"))
        known = (a >= 0) & (b >= 0)
        dyad = np.where(known, table[a, b], -1) if len(names) else np.full(rows.num_rows, -1, dtype=np.int64)
        period = (rows["period"].to_numpy().astype(np.int64) - self.first) // self.step
        return dyad, period

    def dense(self, rows: pa.Table, names: Sequence[str]) -> dict[str, Floats]:
        """Columns as arrays, shape (dyad, month), 0 where there is no row."""
        dyad, period = self.places(rows)
        at = np.flatnonzero(dyad >= 0)
        out = {}
        for name in names:
            grid = np.zeros((len(self.keys), self.size))
            grid[dyad[at], period[at]] = rows[name].to_numpy()[at]
            out[name] = self._repeat(grid)
        return out

    def _repeat(self, grid: Floats) -> Floats:
        """Fill the dyads that were asked for twice (SUN-CHN and RUS-CHN gather the same acts)."""
        firsts: dict[Pair, int] = {}
        for dyad, pair in enumerate(self.keys):
            grid[dyad] = grid[firsts.setdefault(pair, dyad)]
        return grid

    def volume(self, rows: pa.Table) -> Floats:
        """Acts of the whole source, array, shape (month,)."""
        period = (rows["period"].to_numpy().astype(np.int64) - self.first) // self.step
        return np.bincount(period, weights=rows["volume"].to_numpy(), minlength=self.size)

    def links(self, rows: pa.Table) -> pa.Table:
        """Acts of every cell, by dyad and month."""
        dyad, period = self.places(rows)
        again: dict[Pair, list[int]] = {}
        for i, pair in enumerate(self.keys):
            again.setdefault(pair, []).append(i)
        copies = [(rows, dyad, period)]
        parts = []
        for twins in again.values():
            for twin in twins[1:]:
                hit = dyad == twins[0]
                copies.append((rows.filter(pa.array(hit)), np.full(int(hit.sum()), twin), period[hit]))
        for table, dyads, months in copies:
            columns = {name: table[name] for name in ("event_id", "weight", "weight_past", "score")}
            columns["score"] = pc.fill_null(columns["score"], float("nan"))
            parts.append(pa.table({"dyad": dyads, "month": months, **columns}).filter(pa.array(dyads >= 0)))
        return pa.concat_tables(parts).sort_by([("dyad", "ascending"), ("month", "ascending"), ("event_id", "ascending")])


def _indices(column: pa.ChunkedArray, names: pa.Array) -> npt.NDArray[np.int64]:
    return np.asarray(pc.fill_null(pc.index_in(column, names), -1).to_numpy(), dtype=np.int64)


def all_pairs(rows: pa.Table) -> tuple[Pair, ...]:
    """Every pair of labels with an act, in order."""
    found = rows.select(["a", "b"]).filter(pc.is_valid(rows["a"]))
    pairs = found.group_by(["a", "b"]).aggregate([]).to_pydict()
    return tuple(sorted(zip(pairs["a"], pairs["b"], strict=True)))


def mean(total: Floats, n: Floats) -> Floats:
    """Total / n, NaN where n is 0."""
    return np.divide(total, n, out=np.full(n.shape, np.nan), where=n > 0)


def spread(n: Floats, s1: Floats, s2: Floats, w2: Floats, scored: Floats) -> Floats:
    """Weighted sample variance (reliability weights), NaN below two acts."""
    with np.errstate(divide="ignore", invalid="ignore"):
        free = n - w2 / n
        value = np.maximum(s2 - s1 * s1 / n, 0.0) / free
    return np.where((scored >= 2) & (free > 1e-12), value, np.nan)
