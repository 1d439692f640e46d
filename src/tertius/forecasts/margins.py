"""The pool's distribution of every month ahead for the legs of a triangle, and paths that have it as their margins.

The state space's paths keep their dependence over months: each month's draws are replaced by the pool's quantiles at their ranks
(an empirical copula; Schefzik, Thorarinsdottir and Gneiting 2013, Statistical Science 28(4)).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tertius.forecasts.learned import Learned
from tertius.forecasts.pool import issue
from tertius.forecasts.state_space import support_of
from tertius.forecasts.support import Support
from tertius.scoring import grid_quantile

if TYPE_CHECKING:
    from tertius.relations import FilteredRelations

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Margins:
    """CDFs of one target for some dyads, array, shape (dyad, horizon, point), months 1 to the last."""

    cdf: Floats
    support: Support

    @property
    def mean(self) -> Floats:
        """Array, shape (dyad, horizon)."""
        mass = np.diff(self.cdf, axis=-1, prepend=0.0)
        centre = self.support.points - (
            0.5 * self.support.widths if self.support.target == "valence" else 0.0
        )
        return np.asarray(mass @ centre / np.maximum(mass.sum(axis=-1), 1e-12))

    def paths(self, dyad: int, paths: Floats) -> Floats:
        """The same ranks with these margins, array, shape (draw, horizon)."""
        out = np.empty_like(paths)
        size = len(paths)
        for h in range(paths.shape[1]):
            level = (np.argsort(np.argsort(paths[:, h])) + 0.5) / size
            out[:, h] = self._quantile(self.cdf[dyad, h], level)
        return out

    def _quantile(self, cdf: Floats, level: Floats) -> Floats:
        if self.support.target == "valence":
            return grid_quantile(cdf, self.support.points, level)
        place = np.searchsorted(np.maximum.accumulate(cdf), level)
        return np.asarray(self.support.points[np.minimum(place, len(cdf) - 1)])


def margins(
    relations: FilteredRelations, target: str, rows: Sequence[int], at: int, *, horizon: int, learned: Learned
) -> Margins:
    """The pool at month `at`; months between the learned horizons lie between them in log h."""
    taught = learned.learners(target)
    distinct, back = np.unique(np.asarray(rows), return_inverse=True)
    found = {
        issued.horizon: issued.pool
        for issued, _, _ in issue(
            relations,
            target,
            tuple(taught),
            origins=range(at, at + 1),
            legs=distinct.tolist(),
            taught=taught,
            baselines=False,
        )
    }
    support = support_of(relations, target)
    if not found:  # nothing was ever seen of any dyad
        even = np.linspace(0, 1, len(support.points))
        return Margins(np.broadcast_to(even, (len(rows), horizon, len(even))).copy(), support)
    known = np.array(sorted(found))
    table = np.stack([found[h] for h in known])[:, back]
    return Margins(np.stack([_between(table, known, h) for h in range(1, horizon + 1)], axis=1), support)


def _between(table: Floats, known: npt.NDArray[np.int64], h: int) -> Floats:
    at = float(np.interp(np.log(h), np.log(known), np.arange(len(known))))
    left = min(int(at), len(known) - 1)
    right = min(left + 1, len(known) - 1)
    share = at - left
    return np.asarray((1 - share) * table[left] + share * table[right])
