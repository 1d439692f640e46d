"""F1: the state space as it is, its CDF the average over grid points and past numbers of acts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.forecasts.support import (
    LOG_MEAN,
    LOG_SD,
    LOG_SIZE,
    Support,
    count_table,
    normal_table,
    valence_support,
    volume_support,
)
from tertius.forecasts.threads import in_parts
from tertius.relations.estimate import scale_unit
from tertius.relations.hyper import count_model

if TYPE_CHECKING:
    from tertius.relations import FilteredRelations

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]
CELLS = 60_000_000
YEAR = 12


def support_of(relations: FilteredRelations, target: str) -> Support:
    """Points of a target: on the record's scale, or numbers of acts. Nothing of what was seen enters."""
    if target == "valence":
        return valence_support(scale_unit(relations.panel.scale))
    return volume_support()


@dataclass
class Ahead:
    """Forecasts of the state space at the wanted origins, made in blocks of origins as they are asked for.

    `wanted` (dyad, origin) is the month of each origin, -1 where none is asked for.
    """

    relations: FilteredRelations
    support: Support
    wanted: npt.NDArray[np.int64]
    horizons: Sequence[int]
    block: tuple[int, int] = (0, 0)
    held: tuple[Any, Any, Any] = field(default=(None, None, None))

    def at(self, origin: int, rows: Rows) -> tuple[npt.NDArray[np.float32], Floats]:
        """CDFs (horizon, row, point) and means (horizon, row) at the origin of that position."""
        if not self.block[0] <= origin < self.block[1]:
            self._run(origin)
        lookup, cdf, centre = self.held
        here, at = lookup[rows], origin - self.block[0]
        return np.ascontiguousarray(np.moveaxis(cdf[here, at], 1, 0)), centre[here, at].T

    def _run(self, first: int) -> None:
        rows = np.flatnonzero((self.wanted[:, first:] >= 0).any(axis=1))
        each = max(1, len(rows)) * len(self.horizons) * len(self.support.points)
        last = min(self.wanted.shape[1], first + max(1, CELLS // each))
        lookup = np.full(len(self.wanted), -1)
        lookup[rows] = np.arange(len(rows))
        wanted = np.ascontiguousarray(self.wanted[rows, first:last])
        run = _valence if self.support.target == "valence" else _volume
        horizons = np.asarray(self.horizons, dtype=np.int64)
        self.held, self.block = (
            (lookup, *run(self.relations, self.support, rows, wanted, horizons)),
            (first, last),
        )


def _valence(relations: FilteredRelations, support: Support, rows: Rows, wanted: Any, horizons: Any) -> Any:
    from tertius.forecasts.level_kernels import level_ahead

    evidence, mixture = relations.evidence, relations.hyper.valence
    unit, points = support.unit, len(support.points)
    # the table is in Goldstein points: so are the arguments
    units = {"mu": unit, "phi": 1.0, "var": unit**2, "s2": unit**2, "tau2": unit**2}
    data = tuple(map(np.ascontiguousarray, (evidence.y.T[rows] / unit, evidence.n.T[rows], wanted)))
    cdf, centre = in_parts(
        level_ahead, len(rows), data,
        *(mixture.grid[name] / size for name, size in units.items()), log_path(mixture, len(evidence.y)),
        horizons, normal_table(points), LOG_SD[0], LOG_SD[1] - LOG_SD[0],
        support.points[0] / unit, support.widths[0] / unit, points,
    )  # fmt: skip
    return cdf, centre * unit


def _volume(relations: FilteredRelations, support: Support, rows: Rows, wanted: Any, horizons: Any) -> Any:
    from tertius.forecasts.count_kernels import counts_ahead

    evidence, mixture = relations.evidence, relations.hyper.engagement
    assert mixture is not None
    assert evidence.counts is not None
    assert evidence.exposure is not None
    model = count_model(mixture.grid)
    exposure = np.ascontiguousarray(evidence.exposure.T[rows])
    counts, lately = evidence.counts.T[rows], _last_year(exposure, wanted)
    # of one layout whatever the record, so that one version is compiled
    data = tuple(map(np.ascontiguousarray, (counts, exposure, lately, wanted)))
    grid = (
        np.broadcast_to(part, model.shape) for part in (model.omega, model.a0, model.b0, model.dispersion)
    )
    return in_parts(
        counts_ahead, len(rows), data, *map(np.array, grid),
        log_path(mixture, len(evidence.counts)), horizons, count_table(support), LOG_MEAN, LOG_SIZE,
    )  # fmt: skip


def _last_year(exposure: Floats, wanted: npt.NDArray[np.int64]) -> Floats:
    """Mean exposure of the twelve months up to each origin: what is taken to come."""
    total = np.concatenate([np.zeros((len(exposure), 1)), np.cumsum(exposure, axis=1)], axis=1)
    stop = np.maximum(wanted, 0) + 1
    start = np.maximum(stop - YEAR, 0)
    rows = np.arange(len(exposure))[:, None]
    return np.asarray((total[rows, stop] - total[rows, start]) / (stop - start))


def log_path(mixture: Any, months: int) -> Floats:
    """Log of the pooled weights as known in each month, array, shape (month, grid)."""
    path = mixture.path
    if path is None:
        path = np.broadcast_to(mixture.weights, (months, len(mixture.weights)))
    return np.log(np.maximum(path, 1e-300))
