"""Held-out months: hide some, fit the rest, and see where what was hidden falls in its predictive distribution."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tertius.relations.estimate import estimate_relations
from tertius.relations.hyper import Floats
from tertius.relations.predictive import predictive_interval

if TYPE_CHECKING:
    from tertius.panel import Panel
    from tertius.relations.result import Relations

LEVELS = (0.5, 0.9)


@dataclass(frozen=True, eq=False)
class Held:
    """One row a hidden month: its count, its mean, the predictive's centre, and whether each interval held it."""

    count: Floats
    value: Floats
    centre: Floats
    inside: dict[float, npt.NDArray[np.bool_]]

    def coverage(self) -> dict[float, float]:
        """Share of the hidden months within each interval."""
        return {level: float(inside.mean()) for level, inside in self.inside.items()}

    def by_count(self, groups: int = 10) -> list[tuple[int, int, int, dict[float, float]]]:
        """(lowest count, highest count, months, coverage) by decile of the count; ties share a group."""
        edges = np.unique(np.quantile(self.count, np.linspace(0, 1, groups + 1)))
        rows = []
        for k in range(max(len(edges) - 1, 1)):
            low, high = edges[k], edges[min(k + 1, len(edges) - 1)]
            last = k >= len(edges) - 2
            pick = (self.count >= low) & ((self.count <= high) if last else (self.count < high))
            if pick.any():
                shares = {level: float(inside[pick].mean()) for level, inside in self.inside.items()}
                rows.append(
                    (int(self.count[pick].min()), int(self.count[pick].max()), int(pick.sum()), shares)
                )
        return rows


def hide(panel: Panel, mask: npt.NDArray[np.bool_]) -> Panel:
    """The panel with the marked cells' scores taken out; the acts stay counted for nothing."""
    y, n = np.where(mask, np.nan, panel.y), np.where(mask, 0.0, panel.n)
    gap = np.where(mask, 3, panel.gap).astype(np.int8)
    return replace(panel, y=y, n=n, y_past=y, n_past=n, events=np.where(mask, 0, panel.events), gap=gap)


def single_months(
    panel: Panel, *, size: int, rng: np.random.Generator, least: int = 1
) -> npt.NDArray[np.bool_]:
    """Mark `size` observed months at random, among dyads with at least `least` other observed months."""
    seen = np.argwhere(panel.observed & (panel.observed.sum(axis=1) > least)[:, None])
    pick = seen[rng.choice(len(seen), size=min(size, len(seen)), replace=False)]
    mask = np.zeros(panel.y.shape, dtype=bool)
    mask[tuple(pick.T)] = True
    return mask


def blocks_of_months(
    panel: Panel, *, length: int, size: int, rng: np.random.Generator, least: int = 12
) -> npt.NDArray[np.bool_]:
    """Mark runs of `length` months, one a dyad, in up to `size` dyads with at least `least` observed months."""
    busy = np.flatnonzero(panel.observed.sum(axis=1) >= least)
    mask = np.zeros(panel.y.shape, dtype=bool)
    for row in rng.permutation(busy)[:size]:
        start = rng.integers(0, panel.y.shape[1] - length + 1)
        mask[row, start : start + length] = True
    return mask


def held_out(
    panel: Panel,
    mask: npt.NDArray[np.bool_],
    *,
    given: str = "all",
    levels: tuple[float, ...] = LEVELS,
) -> Held:
    """Fit without the marked months and score them."""
    return score_hidden(estimate_relations(hide(panel, mask), given=given), panel, mask, levels=levels)


def score_hidden(
    relations: Relations, panel: Panel, mask: npt.NDArray[np.bool_], *, levels: tuple[float, ...] = LEVELS
) -> Held:
    """Whether the intervals of relations fitted without the marked months hold what the panel has there."""
    rows, months = np.nonzero(mask & panel.observed)
    mixture = relations.hyper.valence.rows(rows)
    mean, var = relations.mean[rows, months], relations.var[rows, months]
    count, value = panel.n[rows, months], panel.y[rows, months]
    inside = {}
    for level in levels:
        lo, hi = predictive_interval(mean[None], var[None], count[None], mixture, level=level)
        inside[level] = (value >= lo[0]) & (value <= hi[0])
    return Held(count, value, mean, inside)
