"""The pool of four: predictive distributions of the months ahead, every part of them learned from past origins.

F1 the state space, F2 discounted climatology, F3 a kernel over past pairs of forecast and outcome (valence) or a negative
binomial regression (volume), F4 climatology; mixed with weights that did best so far (`tertius.forecasts.stacking`).
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from tertius.forecasts.baselines import local_level_states
from tertius.forecasts.issued import Base, Issued
from tertius.forecasts.learner import Learner
from tertius.forecasts.marking import Marks
from tertius.forecasts.running import Running
from tertius.forecasts.state_space import Ahead, support_of
from tertius.months import STEP
from tertius.relations import FilteredRelations, estimate_relations

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]
LEAST_SEEN = 12


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
) -> Iterator[tuple[Issued, Floats, Marks | None]]:
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
    issued, outcomes, marks
        The forecasts; what came, array, shape (row,), NaN where nothing did or it lies beyond the record; and what those scored
        whose outcome came (None where nothing is learned).
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
        states, centres = ahead.at(origins.index(at), rows)
        base = Base.of(running, rows, None if local is None else local[rows, at])
        standing = _standing(running, target, rows)
        for (horizon, learner), state, centre in zip(learners.items(), states, centres, strict=True):
            features = _features(standing, target, centre / support.unit)
            third = learner.third(at, features, state, support)
            issued = Issued(at, horizon, rows, state, third, base, learner.weights, centre, support)
            beyond = at + horizon >= len(series)
            outcomes = np.full(len(rows), np.nan) if beyond else series[at + horizon, rows]
            marks = None
            if taught is None:
                came = np.flatnonzero(np.isfinite(outcomes) & (seen[at, rows] >= LEAST_SEEN))
                marks, losses, apart = issued.marked(came, outcomes[came])
                learner.keep(at, features[came], outcomes[came], losses, apart)
            yield issued, outcomes, marks


def _wanted(seen: npt.NDArray[np.int64], origins: range, legs: Sequence[int] | None) -> npt.NDArray[np.int64]:
    """The month of each origin for the dyads that can be forecast there, else -1, array, shape (dyad, origin)."""
    months = np.asarray(origins, dtype=np.intp)
    eligible = seen[months].T >= LEAST_SEEN
    if legs is not None:
        eligible[:] = False
        eligible[np.asarray(legs)] = True
    return np.where(eligible, months[None, :], -1)


def _standing(running: Running, target: str, rows: Rows) -> Floats:
    """Features that do not depend on the horizon, array, shape (row, feature)."""
    return running.paces(rows) if target == "volume" else np.stack(running.features(rows), axis=1)


def _features(standing: Floats, target: str, centre: Floats) -> Floats:
    return standing if target == "volume" else np.column_stack([centre, standing])
