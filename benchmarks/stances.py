"""Segments with levels of their own: against a short exact NumPy version, and against Rbeast's change points.

The series are the pivots' own legs of the shipped cases. The peer of the first row is the same sums written plainly in NumPy
(`tests/oracles` enumerates, this one does not): answers must agree to 1e-9. Rbeast (Zhao et al. 2019, *Remote Sensing of
Environment* 232) gives change-point probabilities of one series: it gets the half difference of the legs, in the
months that have acts on both. Every fifth of those is hidden from both, and scored by its log predictive density.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.rows import Row
from studies.reproductions.turns import change_points
from tertius.cases import case_names, load_case
from tertius.regimes import LevelModel, draw_levels, level_posterior, segment_loglik
from tertius.relations import estimate_relations
from tertius.settings import Counting
from tertius.stances import load_numbers
from tertius.stances.measurements import measure_legs
from tertius.study import panel_of

REPEATS, HIDE, DRAWS = 3, 5, 400


def run(scale: float = 1.0) -> list[Row]:
    """Measure on a share of the shipped cases, the longest first."""
    series = sorted((_legs(name) for name in case_names()), key=lambda pair: -pair[0].shape[1])
    series = series[: max(1, round(len(series) * scale))]
    numbers = load_numbers()
    model, shares = numbers.alone["chronicle"].model(), numbers.shares
    level_posterior(*series[0], model, shares)  # compiled once, outside the clock
    return [_plain(series[0], model, shares), _beast(series, model, shares)]


def _legs(name: str) -> tuple[np.ndarray, np.ndarray]:
    case = load_case(name)
    legs = ((case.pivot, case.a), (case.pivot, case.b))
    counting = Counting(start=case.window[0], end=case.window[1])
    data = measure_legs(estimate_relations(panel_of(case.events, (*legs, (case.a, case.b)), counting)), *legs)
    return data.z, data.var


def _plain(pair: tuple[np.ndarray, np.ndarray], model: LevelModel, shares: np.ndarray) -> Row:
    ours_s, ours = _best(lambda: level_posterior(*pair, model, shares))
    peer_s, prob = _best(lambda: numpy_posterior(*pair, model, shares), repeats=1)
    far = float(np.abs(ours.prob - prob).max())
    name = f"stances: one triangle, {pair[0].shape[1]} months"
    return Row(
        name, ours_s, "NumPy, plain", peer_s, far < 1e-9, note=f"probabilities differ by {far:.0e} at most"
    )


def numpy_posterior(z: np.ndarray, var: np.ndarray, model: LevelModel, shares: np.ndarray) -> np.ndarray:
    """P(state | all months) by forward and backward sums over segments, (month, state)."""
    table = segment_loglik(z, var, model)
    states, months = len(table), z.shape[1]
    hazard = 1 / (model.duration - model.minimum + 1)
    length = np.arange(months + 1)
    kept = (length - model.minimum) * np.log1p(-hazard)
    stay = np.where(length >= model.minimum, np.log(hazard) + kept, -np.inf)
    alive = np.where(length >= model.minimum, kept, 0.0)
    move = np.log(np.where(np.eye(states) > 0, 1e-300, shares[None, :] / (1 - shares[:, None])))
    move[np.eye(states) > 0] = -np.inf
    end, begin = np.full((states, months + 1), -np.inf), np.full((states, months + 1), -np.inf)
    for j in range(1, months + 1):
        first = np.log(shares) + table[:, 0, j] + np.log(hazard) + (j - 1) * np.log1p(-hazard)
        i = np.arange(1, j)
        end[:, j] = np.logaddexp.reduce(
            np.concatenate([first[:, None], begin[:, i] + table[:, i, j] + stay[j - i]], axis=1), axis=1
        )
        begin[:, j] = np.logaddexp.reduce(end[:, j][:, None] + move, axis=0)
    after = np.full((states, months + 1), -np.inf)
    for i in range(months - 1, 0, -1):
        j = np.arange(i + 1, months)
        into = np.concatenate(
            [table[:, i, j] + stay[j - i] + after[:, j], (table[:, i, months] + alive[months - i])[:, None]],
            axis=1,
        )
        after[:, i] = np.logaddexp.reduce(move + np.logaddexp.reduce(into, axis=1)[None], axis=1)
    prob = np.zeros((months + 1, states))
    weights = []
    for i in range(months):
        j = np.arange(i + 1, months)
        if i == 0:
            head = np.log(shares)[:, None] + table[:, 0, j] + np.log(hazard) + (j - 1) * np.log1p(-hazard)
            tail = np.log(shares) + table[:, 0, months] + (months - 1) * np.log1p(-hazard)
        else:
            head, tail = (
                begin[:, [i]] + table[:, i, j] + stay[j - i],
                begin[:, i] + table[:, i, months] + alive[months - i],
            )
        weights.append((i, np.append(j, months), np.concatenate([head + after[:, j], tail[:, None]], axis=1)))
    evidence = np.logaddexp.reduce(np.concatenate([weight[:, -1] for *_, weight in weights]))
    for i, ends, weight in weights:
        mass = np.exp(weight - evidence)
        prob[i] += mass.sum(axis=1)
        for s in range(states):
            prob[:, s] -= np.bincount(ends, mass[s], minlength=months + 1)
    return np.asarray(np.cumsum(prob, axis=0)[:-1])


def _beast(series: list[tuple[np.ndarray, np.ndarray]], model: LevelModel, shares: np.ndarray) -> Row:
    ours_s = peer_s = 0.0
    ours, theirs = [], []
    rng = np.random.default_rng(0)
    for z, var in series:
        both = np.flatnonzero(~np.isnan(z).any(axis=0))
        hidden = both[::HIDE]
        shown = z.copy()
        shown[:, hidden] = np.nan
        start = time.perf_counter()
        level_posterior(shown, var, model, shares)
        levels = draw_levels(shown, var, model, shares, rng=rng, size=DRAWS)[1]
        ours_s += time.perf_counter() - start
        truth = (z[0] - z[1])[hidden] / 2
        spread = np.sqrt((2 * model.omega**2 + var[0, hidden] + var[1, hidden]) / 4)
        means = (levels[:, 0] - levels[:, 1])[:, hidden] / 2
        ours.append(np.log(_normal(truth, means, spread).mean(axis=0)))
        half = ((shown[0] - shown[1]) / 2)[
            both
        ]  # it refuses a series that is missing in three months of four
        start = time.perf_counter()
        found = change_points(half)
        peer_s += time.perf_counter() - start
        width = np.sqrt(np.square(found.trend.SD[::HIDE]) + found.sig2[0])
        theirs.append(np.log(_normal(truth, found.trend.Y[::HIDE], width)))
    own, other = float(np.concatenate(ours).mean()), float(np.nanmean(np.concatenate(theirs)))
    note = f"log density of {sum(map(len, ours))} hidden months: ours {own:.3f}, theirs {other:.3f}"
    name = f"stances: turns and levels of {len(series)} triangles, {DRAWS} draws"
    return Row(name, ours_s, "Rbeast", peer_s, own > other, note=note)


def _normal(x: np.ndarray, mean: np.ndarray, sd: np.ndarray) -> np.ndarray:
    return np.asarray(np.exp(-0.5 * np.square((x - mean) / sd)) / (sd * np.sqrt(2 * np.pi)))


def _best(work: Callable[[], Any], *, repeats: int = REPEATS) -> tuple[float, Any]:
    """Least wall time of some repeats, and the answer."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        answer = work()
        times.append(time.perf_counter() - begin)
    return min(times), answer
