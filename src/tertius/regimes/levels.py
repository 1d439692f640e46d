"""Explicit segments, each with a level of its own, so that the months of a phase are one look and not many.

Two series z_1, z_2 of month means with known error variances v; a segment k of state s has levels

    (a_k, b_k) | s ~ N(mean_s, within^2 I + shared^2 11')
    z_1[t] ~ N(a_k, omega^2 + v_1[t]),   z_2[t] ~ N(b_k, omega^2 + v_2[t])

Lengths are `minimum` plus a geometric variable, with mean `duration`; both edges of the window are censored; the next state is
drawn in proportion to its prior. All is Gaussian given the segments, so a segment's likelihood is closed form from cumulative
sums, and the sums over all segmentations are exact (product partition model: Barry & Hartigan 1992, *Annals of Statistics*
20(1); explicit durations: Yu 2010, *Artificial Intelligence* 174(2)).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.regimes import level_kernels as kernels

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
MINIMUM = 3


@dataclass(frozen=True, eq=False)
class LevelModel:
    """Parameters of segments with levels.

    Attributes
    ----------
    means
        Mean levels of the two series in each state, array, shape (state, 2).
    within, shared
        Standard deviations of a segment's levels around them: of each series alone, and common to both.
    omega
        Standard deviation of a month around its segment's level, beyond the month's own error.
    duration, minimum
        Mean and least length of a segment, in months.
    repeat
        Whether the next segment may be of the same state, at another level. Then the share of months in a state is its prior;
        without, a state of prior p holds less than p of the months, since it must be left for another one.
    """

    means: Floats
    within: float
    shared: float
    omega: float
    duration: float
    minimum: int = MINIMUM
    repeat: bool = False

    def __post_init__(self) -> None:
        if self.means.ndim != 2 or self.means.shape[1] != 2:
            raise BadInput(f"mean levels of shape {self.means.shape}", "(state, 2)")
        if not (self.within > 0 and self.omega >= 0 and self.duration > self.minimum >= 1):
            raise BadInput("segments of no spread or of no length", "within > 0, duration > minimum >= 1")


@dataclass(frozen=True, eq=False)
class LevelPosterior:
    """What the months say of the segments they belong to: given all months, or the months up to each one.

    Attributes
    ----------
    prob
        Probability of each state, array, shape (month, state).
    turn
        Probability that a segment begins in the month, array, shape (month,); 0 in the first.
    above
        P(level of series 1 > level of series 2) of the month's segment, array, shape (month,).
    tilt
        Expected half difference of the two levels, array, shape (month,).
    steps
        Log evidence of the months up to each one, up to a constant of the data, array, shape (month,).
    """

    prob: Floats
    turn: Floats
    above: Floats
    tilt: Floats
    steps: Floats

    @property
    def loglik(self) -> float:
        """Log evidence of all months."""
        return float(self.steps[-1])


@dataclass(frozen=True, eq=False)
class _Work:
    """Tables that the sums and the draws share."""

    model: LevelModel
    precision: Floats
    pull: Floats
    table: Floats
    move: Floats
    stay: Floats
    alive: Floats
    first: Floats
    hazard_log: float
    end: Floats
    begin: Floats

    @property
    def spread(self) -> tuple[float, float]:
        return self.model.within**2 + self.model.shared**2, self.model.shared**2


def level_posterior(
    z: Floats, var: Floats, model: LevelModel, prior: Floats, *, gap: float = 0.0, past: bool = False
) -> LevelPosterior:
    """Probabilities of the states month by month, summed exactly over every segmentation.

    Parameters
    ----------
    z, var
        Month means of the two series and their error variances, arrays, shape (2, month); NaN where nothing was seen.
    prior
        Probability of each state: array, shape (state,), or (month, state) where it changes; a segment takes the geometric
        mean over its months, so that a phase is one look at the prior too.
    gap
        Added to the difference of the levels in `above` and `tilt`, for series that were centred.
    past
        Each month from the months up to it alone, as if the record ended there.
    """
    work = _prepare(z, var, model, prior)
    months, states = z.shape[1], len(model.means)
    shape = (months + 1, states)
    prob, turn, above, tilt = np.zeros(shape), np.zeros(months), np.zeros(months + 1), np.zeros(months + 1)
    if past:
        steps = np.empty(months)
        sums = (prob, turn, above, tilt, steps)
        kernels.past_sums(
            work.table, work.begin, work.alive, work.hazard_log, work.precision, work.pull, model.means,
            *work.spread, gap, *sums,
        )  # fmt: skip
        return LevelPosterior(_normal(prob[:-1]), turn, above[:-1].clip(0, 1), tilt[:-1], steps)
    evidence = kernels.last_weights(
        work.table, work.begin, work.alive, work.hazard_log, months, np.empty((states, months))
    )
    after = np.full((states, months + 1), -np.inf)
    kernels.backward(work.table, work.move, work.stay, work.alive, after)
    kernels.occupancy(
        work.table, work.begin, after, work.stay, work.first, work.alive, work.hazard_log, evidence,
        work.precision, work.pull, model.means, *work.spread, gap, prob, turn, above, tilt,
    )  # fmt: skip
    summed = [np.cumsum(part, axis=0)[:-1] for part in (prob, above, tilt)]
    return LevelPosterior(
        _normal(summed[0]), turn, summed[1].clip(0, 1), summed[2], np.full(months, float(evidence))
    )


def draw_levels(
    z: Floats, var: Floats, model: LevelModel, prior: Floats, *, rng: np.random.Generator, size: int
) -> tuple[Ints, Floats]:
    """Joint draws: paths of states, array, shape (draw, month), and levels of their segments, (draw, 2, month)."""
    work = _prepare(z, var, model, prior)
    states, months = work.table.shape[0], z.shape[1]
    last = np.empty((states, months))
    kernels.last_weights(work.table, work.begin, work.alive, work.hazard_log, months, last)
    paths, levels = np.empty((size, months), dtype=np.int64), np.empty((size, 2, months))
    uniforms = rng.random((size, 2 * (months // model.minimum) + 8))
    normals = rng.standard_normal((size, 2, months))
    kernels.draw_paths(
        work.table, work.end, work.begin, work.move, work.stay, work.first, last, uniforms, normals,
        work.precision, work.pull, model.means, *work.spread, paths, levels,
    )  # fmt: skip
    return paths, levels


def segment_loglik(z: Floats, var: Floats, model: LevelModel) -> Floats:
    """Log-likelihood of months [i, j) as one segment of each state, (state, month + 1, month + 1); -inf for j <= i."""
    precision, pull = _sums(z, var, model.omega)
    table = np.full((len(model.means), z.shape[1] + 1, z.shape[1] + 1), -np.inf)
    flat = np.zeros((len(model.means), z.shape[1] + 1))
    spread = model.within**2 + model.shared**2, model.shared**2
    kernels.segment_table(precision, pull, flat, model.means, *spread, table)
    return table


def _prepare(z: Floats, var: Floats, model: LevelModel, prior: Floats) -> _Work:
    _check(z, var)
    states, months = len(model.means), z.shape[1]
    chances = _chances(prior, months, states)
    precision, pull = _sums(z, var, model.omega)
    fact = np.concatenate([np.zeros((states, 1)), np.cumsum(np.log(chances), axis=0).T], axis=1)
    table = np.full((states, months + 1, months + 1), -np.inf)
    spread = model.within**2 + model.shared**2, model.shared**2
    kernels.segment_table(precision, pull, fact, model.means, *spread, table)
    hazard = 1.0 / (model.duration - model.minimum + 1)
    length = np.arange(months + 1)
    kept = (length - model.minimum) * np.log1p(-hazard)
    stay = np.where(length >= model.minimum, np.log(hazard) + kept, -np.inf)
    alive = np.where(length >= model.minimum, kept, 0.0)
    first = np.concatenate([[-np.inf], np.log(hazard) + np.arange(months) * np.log1p(-hazard)])
    move = _moves(chances, repeat=model.repeat)
    end, begin = np.full((states, months + 1), -np.inf), np.full((states, months + 1), -np.inf)
    kernels.forward(table, move, stay, first, end, begin)
    hazard_log = float(np.log1p(-hazard))
    return _Work(model, precision, pull, table, move, stay, alive, first, hazard_log, end, begin)


def _check(z: Floats, var: Floats) -> None:
    if z.ndim != 2 or z.shape[0] != 2 or z.shape != var.shape or z.shape[1] < 1:
        raise BadInput(f"series of shapes {z.shape} and {var.shape}", "(2, month) twice, a month or more")
    seen = ~np.isnan(z)
    if not (np.isfinite(z[seen]).all() and np.isfinite(var[seen]).all() and (var[seen] >= 0).all()):
        raise BadInput("a month with an infinite value or a negative error variance")


def _chances(prior: Floats, months: int, states: int) -> Floats:
    """Prior of each state in each month, array, shape (month, state)."""
    given = np.broadcast_to(np.asarray(prior, dtype=float), (months, states))
    if not (given > 0).all() or not np.allclose(given.sum(axis=1), 1.0, atol=1e-6):
        raise BadInput("a prior of states that is not positive or does not sum to 1")
    return np.ascontiguousarray(given)


def _moves(chances: Floats, *, repeat: bool) -> Floats:
    """Log of what a turn from one state to another loses beside the new segment's own prior: (month + 1, from, to).

    The next state is another one, in proportion to its prior; the segment table holds the numerator.
    """
    states = chances.shape[1]
    if repeat:
        return np.zeros((len(chances) + 1, states, states))
    rest = -np.log1p(-np.minimum(chances, 1 - 1e-12))
    move = np.repeat(rest[:, :, None], states, axis=2)
    move[:, np.arange(states), np.arange(states)] = -np.inf
    return np.concatenate([move, move[-1:]])


def _sums(z: Floats, var: Floats, omega: float) -> tuple[Floats, Floats]:
    """Cumulative sums of precision, and of precision times value, (2, month + 1)."""
    seen = ~np.isnan(z)
    weight = np.where(seen, 1.0 / (np.where(seen, var, 1.0) + omega**2), 0.0)
    zero = np.zeros((2, 1))
    total: Any = np.concatenate([zero, np.cumsum(weight, axis=1)], axis=1)
    return total, np.concatenate([zero, np.cumsum(weight * np.where(seen, z, 0.0), axis=1)], axis=1)


def _normal(prob: Floats) -> Floats:
    """Rows made to sum to 1, nothing below the rounding of the sums."""
    kept = np.maximum(prob, 1e-9)
    return np.asarray(kept / kept.sum(axis=1, keepdims=True))
