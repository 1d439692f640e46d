"""The pool of four: predictive distributions of the months ahead, every part of them learned from past origins.

F1 the state space, F2 discounted climatology, F3 a kernel over past pairs of forecast and outcome (valence) or a negative
binomial regression (volume), F4 climatology; mixed with weights that did best so far (`tertius.forecasts.stacking`).
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tertius.forecasts.baselines import SHRINK, local_level, local_level_states
from tertius.forecasts.counting import CountRegression, fit_counts
from tertius.forecasts.running import Running
from tertius.forecasts.stacking import EVEN, distances, stacked
from tertius.forecasts.state_space import Ahead, support_of
from tertius.forecasts.support import Support
from tertius.months import STEP
from tertius.relations import FilteredRelations, estimate_relations
from tertius.scoring.grid import grid_crps

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]
LEAST_SEEN = 12
KAPPA = {"valence": 6.0, "volume": 3.0}
ENOUGH = {"valence": 200, "volume": 500}
BANDWIDTHS = np.array([0.6, 0.4, 0.15])
KERNEL_PRIOR = (
    2.0  # pairs that the state space is worth in F3, so that it is defined where no past pair is near
)
RELEARN = 6
REFIT = 12


@dataclass
class Learner:
    """What past origins taught at one horizon: pairs, weights of the pool, regression."""

    target: str
    horizon: int
    rows: list[Rows] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)
    features: list[Floats] = field(default_factory=list)
    outcomes: list[Floats] = field(default_factory=list)
    losses: list[Floats] = field(default_factory=list)
    apart: list[Floats] = field(default_factory=list)
    weights: Floats = field(default_factory=lambda: EVEN.copy())
    regression: CountRegression | None = None
    learned: int = -RELEARN
    fitted: int = -REFIT

    def known(self, at: int) -> int:
        """How many past origins have an outcome that month `at` knows."""
        return int(np.searchsorted(np.asarray(self.origins), at - self.horizon, side="right"))

    def members(
        self, at: int, features: Floats, cdf: Floats, base: _Base, support: Support
    ) -> tuple[Floats, Floats]:
        """CDFs of the four (4, row, point), and their weights, as learned by month `at`."""
        until = self.known(at)
        self.relearn(at, until)
        third = self._third(features, until, cdf, support)
        return np.stack([cdf, base.discounted, third, base.own]), self.weights

    def _third(self, features: Floats, until: int, cdf: Floats, support: Support) -> Floats:
        """F3: from pairs of the past alone; without any it is the state space."""
        if self.target == "volume":
            return cdf if self.regression is None else self.regression.cdf(features, support)
        return near(features, *self.pairs(until), cdf, support)

    def pairs(self, until: int) -> tuple[Floats, Floats]:
        """Features and outcomes of the first `until` origins."""
        if not until:
            return np.empty((0, 3)), np.empty(0)
        return np.concatenate(self.features[:until]), np.concatenate(self.outcomes[:until])

    @classmethod
    def taught(
        cls,
        target: str,
        horizon: int,
        features: Floats,
        outcomes: Floats,
        weights: Floats,
        worth: Floats | None,
    ) -> Learner:
        """One that knows these pairs, weights and regression, and learns nothing more."""
        regression = None if worth is None else CountRegression(worth)
        return cls(
            target, horizon, origins=[-(10**6)], features=[features], outcomes=[outcomes], weights=weights,
            regression=regression, learned=10**6, fitted=10**6,
        )  # fmt: skip

    def relearn(self, at: int, until: int) -> None:
        """New weights every half-year, a new regression every year, from pairs whose outcome is known."""
        size = sum(map(len, self.outcomes[:until]))
        if self.target == "volume" and size >= 50 and at - self.fitted >= REFIT:
            logs, counts = self.pairs(until)
            start = self.regression or CountRegression.start(logs.shape[1])
            self.regression, self.fitted = fit_counts(logs, counts, start), at
        scored = sum(loss.shape[-1] for loss in self.losses[:until])
        if scored >= ENOUGH[self.target] and at - self.learned >= RELEARN:
            mean = np.sum([loss.sum(axis=1) for loss in self.losses[:until]], axis=0) / scored
            self.weights = stacked(mean, np.sum(self.apart[:until], axis=0) / scored)
            self.learned = at

    def keep(
        self, at: int, rows: Rows, features: Floats, outcomes: Floats, cdfs: Floats, support: Support
    ) -> None:
        """Store the pairs of one origin; read again only once their outcome's month has come."""
        place = support.below(outcomes)
        self.origins.append(at)
        self.rows.append(rows)
        self.features.append(features)
        self.outcomes.append(outcomes)
        self.losses.append(grid_crps(cdfs, place, support.widths))
        self.apart.append(distances(cdfs, support.widths))


@dataclass(frozen=True, eq=False)
class Issued:
    """Forecasts of one target issued at one origin for one horizon.

    Attributes
    ----------
    at, horizon
        Origin (index of its month) and periods ahead.
    rows
        Dyads that could be forecast then, array, shape (row,).
    members
        CDFs of the four, array, shape (4, row, point).
    weights
        Of the four, array, shape (4,).
    centre
        The state space's mean, array, shape (row,).
    baselines
        Name to CDFs, each array, shape (row, point).
    """

    at: int
    horizon: int
    rows: Rows
    members: Floats
    weights: Floats
    centre: Floats
    baselines: dict[str, Floats]

    @property
    def pool(self) -> Floats:
        """CDFs of the pool, array, shape (row, point)."""
        return np.asarray(np.tensordot(self.weights, self.members, axes=1))


def series_of(relations: FilteredRelations, target: str) -> Floats:
    """What was observed, array, shape (month, dyad): a month's mean score, or its number of acts; NaN where missing."""
    counts = relations.evidence.counts
    return relations.evidence.y if target == "valence" or counts is None else counts


_SLOWED: weakref.WeakKeyDictionary[FilteredRelations, FilteredRelations] = weakref.WeakKeyDictionary()


def one_speed(relations: FilteredRelations) -> FilteredRelations:
    """The same record under the one-speed model: two speeds forecast no better (docs/method/forecasts.md). Kept."""
    if relations.hyper.model == "one-speed":
        return relations
    if relations not in _SLOWED:
        made = estimate_relations(relations.panel, given="past", c0=relations.ruler.c0, model="one-speed")
        assert isinstance(made, FilteredRelations)
        _SLOWED[relations] = made
    return _SLOWED[relations]


def issue(
    relations: FilteredRelations,
    target: str,
    horizons: Sequence[int],
    *,
    origins: range,
    legs: Sequence[int] | None = None,
    taught: dict[int, Learner] | None = None,
    teaching: dict[int, Learner] | None = None,
    baselines: bool = True,
) -> Iterator[tuple[Issued, Floats]]:
    """Walk through the months and issue forecasts at each origin, learning only from what is known there.

    Parameters
    ----------
    origins
        Months (index) at which forecasts are issued and stored for learning.
    legs
        Issue for these dyads alone, however little was seen of them.
    taught, teaching
        What was learned elsewhere, by horizon: then nothing more is learned; or empty learners, to be filled.

    Yields
    ------
    issued, outcomes
        The forecasts, and what came, array, shape (row,), NaN where nothing did or it lies beyond the record.
    """
    relations = one_speed(relations)
    series = series_of(relations, target)
    support = support_of(relations, target)
    learners = taught or teaching or {horizon: Learner(target, horizon) for horizon in horizons}
    n = relations.evidence.n if target == "valence" else None
    running = Running(series, n, support, STEP[relations.panel.every])
    seen = np.cumsum(np.isfinite(relations.evidence.y), axis=0)
    local = local_level_states(series, support) if baselines else None
    wanted = _wanted(seen, origins, legs)
    ahead = Ahead(relations, support, wanted, horizons)
    for at in range(origins.stop):
        running.read()
        rows = np.flatnonzero(wanted[:, origins.index(at)] >= 0) if at in origins else np.empty(0, dtype=int)
        if not len(rows) or not running.plain.any():
            continue
        cdfs, centres = ahead.at(origins.index(at), rows)
        base = _Base.of(running, rows, None if local is None else local[rows, at])
        for (horizon, learner), cdf, centre in zip(learners.items(), cdfs, centres, strict=True):
            features = _features(running, target, rows, centre / support.unit)
            members, weights = learner.members(at, features, cdf, base, support)
            made = base.all(members, horizon, support)
            issued = Issued(at, horizon, rows, members, weights, centre, made)
            beyond = at + horizon >= len(series)
            outcomes = np.full(len(rows), np.nan) if beyond else series[at + horizon, rows]
            came = np.isfinite(outcomes) & (seen[at, rows] >= LEAST_SEEN)
            if taught is None:
                learner.keep(at, rows[came], features[came], outcomes[came], members[:, came], support)
            yield issued, outcomes


@dataclass(frozen=True, eq=False)
class _Base:
    """What does not depend on the horizon: both climatologies, rules of thumb, states of the local levels."""

    discounted: Floats
    own: Floats
    rules: dict[str, Floats]
    local: Floats | None

    @classmethod
    def of(cls, running: Running, rows: Rows, local: Floats | None) -> _Base:
        target = running.support.target
        rules = () if local is None else ("last value", "12-month mean")
        return cls(
            running.discounted(rows, KAPPA[target]),
            running.own(rows, float(SHRINK)),
            {name: running.ruled(name, rows) for name in rules},
            local,
        )

    def all(self, members: Floats, horizon: int, support: Support) -> dict[str, Floats]:
        """Every baseline's CDFs, and the state space alone."""
        if self.local is None:
            return {}
        level = local_level(self.local, horizon, support)
        found = {"climatology": self.own, **self.rules, "local level": level}
        return {**found, "discounted climatology": self.discounted, "state space": members[0]}


def _wanted(seen: npt.NDArray[np.int64], origins: range, legs: Sequence[int] | None) -> npt.NDArray[np.int64]:
    """The month of each origin for the dyads that can be forecast there, else -1, array, shape (dyad, origin)."""
    months = np.asarray(origins, dtype=np.intp)
    eligible = seen[months].T >= LEAST_SEEN
    if legs is not None:
        eligible[:] = False
        eligible[np.asarray(legs)] = True
    return np.where(eligible, months[None, :], -1)


def _features(running: Running, target: str, rows: Rows, centre: Floats) -> Floats:
    if target == "volume":
        return running.paces(rows)
    acts, spread = running.features(rows)
    return np.stack([centre, acts, spread], axis=1)


def near(features: Floats, pairs: Floats, outcomes: Floats, cdf: Floats, support: Support) -> Floats:
    """Kernel-weighted outcomes of past pairs, with `cdf` worth `KERNEL_PRIOR` of them, array, shape (row, point)."""
    from tertius.forecasts.near_kernels import near_pairs

    order = np.argsort(pairs[:, 0])
    scaled, target = pairs[order] / BANDWIDTHS, np.ascontiguousarray(features / BANDWIDTHS)
    first, last = (np.searchsorted(scaled[:, 0], target[:, 0] + edge) for edge in (-3.5, 3.5))
    place = support.below(outcomes[order])
    weight = near_pairs(target, np.ascontiguousarray(scaled), place, len(support.points), first, last)
    total = np.cumsum(weight, axis=1)
    return np.asarray((total + KERNEL_PRIOR * cdf) / (total[:, -1:] + KERNEL_PRIOR))
