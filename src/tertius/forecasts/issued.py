"""Forecasts issued at one origin, the baselines beside them, and what they scored once the outcome came."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tertius.forecasts.baselines import COUNT_EDGE, SHRINK, local_level
from tertius.forecasts.marking import OURS, Marks
from tertius.forecasts.running import Running
from tertius.forecasts.support import Support, normal_cdf_table
from tertius.forecasts.threads import in_parts

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]
KAPPA = {"valence": 6.0, "volume": 3.0}
RULES = ("last value", "12-month mean")
# columns of the scores that have a name; the third member's has none
COLUMNS = (
    (0, OURS), (1, "state space"), (2, "discounted climatology"), (4, "climatology"), (5, RULES[0]), (6, RULES[1]),
    (7, "local level"),
)  # fmt: skip
TWO = np.triu_indices(4, 1)
LEAST_MARKED = 200  # rows worth a thread


@dataclass(frozen=True, eq=False)
class Base:
    """What does not depend on the horizon: both climatologies, rules of thumb, states of the local levels.

    Attributes
    ----------
    discounted, own
        CDFs of the climatologies, arrays, shape (row, point).
    rules
        CDFs of the rules of thumb by name; none where no baseline is asked for.
    local
        States of the local levels, array, shape (row, 4), or None likewise.
    """

    discounted: Floats
    own: Floats
    rules: dict[str, Floats]
    local: Floats | None

    @classmethod
    def of(cls, running: Running, rows: Rows, local: Floats | None) -> Base:
        """As the record stands."""
        target = running.support.target
        return cls(
            running.discounted(rows, KAPPA[target]),
            running.own(rows, float(SHRINK)),
            {name: running.ruled(name, rows) for name in (() if local is None else RULES)},
            local,
        )


@dataclass(frozen=True, eq=False)
class Issued:
    """Forecasts of one target issued at one origin for one horizon.

    Attributes
    ----------
    at, horizon
        Origin (index of its month) and periods ahead.
    rows
        Dyads that could be forecast then, array, shape (row,).
    state, third
        CDFs of the state space, and of the kernel or regression, arrays, shape (row, point).
    base
        What does not depend on the horizon.
    weights
        Of the four, array, shape (4,).
    centre
        The state space's mean, array, shape (row,).
    support
        Where the CDFs are held.
    """

    at: int
    horizon: int
    rows: Rows
    state: npt.NDArray[np.float32]
    third: Floats
    base: Base
    weights: Floats
    centre: Floats
    support: Support

    @cached_property
    def members(self) -> Floats:
        """CDFs of the four, array, shape (4, row, point)."""
        return np.stack([self.state.astype(np.float64), self.base.discounted, self.third, self.base.own])

    @property
    def pool(self) -> Floats:
        """CDFs of the pool, array, shape (row, point)."""
        return np.asarray(np.tensordot(self.weights, self.members, axes=1))

    @property
    def baselines(self) -> dict[str, Floats]:
        """Every baseline's CDFs, and the state space alone, by name, each array, shape (row, point)."""
        base = self.base
        if base.local is None:
            return {}
        level = local_level(base.local, self.horizon, self.support)
        found = {"climatology": base.own, **base.rules, "local level": level}
        return {**found, "discounted climatology": base.discounted, "state space": self.members[0]}

    def marked(self, came: Rows, outcomes: Floats) -> tuple[Marks, Floats, Floats]:
        """What was scored by the rows `came` (positions) with these outcomes.

        Returns
        -------
        marks
            Of the pool, the baselines and the state space.
        losses
            Of the four, summed over rows, array, shape (4,).
        apart
            Squared distances of the four, summed over rows, array, shape (4, 4).
        """
        from tertius.forecasts.mark_kernels import pool_marks

        base, support = self.base, self.support
        place = support.below(outcomes)
        none = np.empty((0, len(support.points)))
        crps, mass, below, apart = in_parts(
            pool_marks, len(came), (came, place), self.state, base.discounted, self.third, base.own,
            *(base.rules.get(name, none) for name in RULES), none if base.local is None else base.local, self.weights,
            self.horizon, COUNT_EDGE if support.target == "volume" else 0.0, support.points, support.widths,
            normal_cdf_table(), least=LEAST_MARKED,
        )  # fmt: skip
        kept = COLUMNS if base.local is not None else COLUMNS[:-3]
        losses, masses = ({name: part[:, k] for k, name in kept} for part in (crps, mass))
        square = np.zeros((4, 4))
        square[TWO] = apart.sum(axis=0)
        return Marks(losses, masses, below, place), crps[:, 1:5].sum(axis=0), square + square.T
