"""Which side the pivot will be seen on: probabilities learned from past origins, by logistic regression on odd features.

Features are all odd under the exchange of the rivals and there is no intercept, so P(A over B) and P(B over A) sum to one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from tertius.forecasts.stacking import distances, stacked
from tertius.forecasts.support import Support, valence_support
from tertius.forecasts.windows import LegWindows
from tertius.scoring import grid_crps

Floats = npt.NDArray[np.float64]
# the triangles of one month share their legs, so that their number says too much: ours is held close to the fan
RIDGE = {"ours": 1000.0, "logit on two past windows": 100.0, "learned persistence": 100.0}
RELEARN = 6
ENOUGH = 100
CERTAIN = 6.0  # log odds are held within this
WINDOWS_PRIOR = (
    2.0  # windows that own frequency and own mean are shrunk by; they overlap, so months are no windows
)
FEATURES = {"ours": (0, 1, 2), "logit on two past windows": (1, 2), "learned persistence": (1,)}
START = {"ours": (1.0, 0.0, 0.0), "logit on two past windows": (0.3, 0.3), "learned persistence": (0.5,)}
THRESHOLDS = (0.0, -1.0, 1.0)


@dataclass(frozen=True, eq=False)
class Sided:
    """Forecasts of one origin and window for every triangle that can be forecast.

    Attributes
    ----------
    at, window
        Origin (index of its month), months ahead.
    triangles
        Positions, array, shape (row,).
    chance
        By model and threshold: probability that half the difference of the legs' window means lies above the threshold.
    tilt
        By model: CDF of that half difference, array, shape (row, point).
    came
        The half difference that came, array, shape (row,), NaN where it did not.
    """

    at: int
    window: int
    triangles: npt.NDArray[np.intp]
    chance: dict[tuple[str, float], Floats]
    tilt: dict[str, Floats]
    came: Floats


@dataclass
class SideLearner:
    """What past origins taught about one window: logits, the regression of tilt, and the weights of the two."""

    betas: dict[str, Floats] = field(default_factory=lambda: {k: np.asarray(v) for k, v in START.items()})
    line: Floats = field(default_factory=lambda: np.array([0.3, 0.3]))
    spread: float = 2.0
    weights: Floats = field(default_factory=lambda: np.array([0.5, 0.5]))
    origins: list[int] = field(default_factory=list)
    odds: list[Floats] = field(default_factory=list)
    pasts: list[Floats] = field(default_factory=list)
    came: list[Floats] = field(default_factory=list)
    losses: list[Floats] = field(default_factory=list)
    apart: list[Floats] = field(default_factory=list)
    learned: int = -RELEARN

    def relearn(self, at: int, window: int) -> None:
        """Anew every half-year, from windows that are over by month `at`."""
        until = int(np.searchsorted(np.asarray(self.origins), at - window, side="right"))
        if at - self.learned < RELEARN or sum(map(len, self.came[:until])) < ENOUGH:
            return
        odds, past, came = (np.concatenate(part[:until]) for part in (self.odds, self.pasts, self.came))
        self.learned = at
        for name, columns in FEATURES.items():
            rows, happened = stacked_features(odds, past, came)
            self.betas[name] = fit_logit(rows[:, columns], happened, np.asarray(START[name]), RIDGE[name])
        self.line = np.asarray(np.linalg.solve(past.T @ past + np.eye(2), past.T @ came), dtype=np.float64)
        self.spread = float(np.sqrt(np.mean(np.square(came - past @ self.line)) + 1e-6))
        size = sum(loss.shape[1] for loss in self.losses[:until])
        mean = np.sum([loss.sum(axis=1) for loss in self.losses[:until]], axis=0) / size
        self.weights = stacked(mean, np.sum(self.apart[:until], axis=0) / size)


def stacked_features(odds: Floats, past: Floats, came: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """(log odds of the fan, past windows less the threshold) over all thresholds, and what happened."""
    rows = np.concatenate([np.column_stack([odds[:, k], past - c]) for k, c in enumerate(THRESHOLDS)])
    return rows, np.concatenate([came > c for c in THRESHOLDS])


def fit_logit(x: Floats, happened: npt.NDArray[np.bool_], start: Floats, ridge: float) -> Floats:
    """Ridge logistic regression without intercept by Newton steps, the ridge pulling to `start`."""
    beta: Any = np.array(start)
    for _ in range(25):
        p = chance_of(x @ beta)
        gradient = x.T @ (happened - p) - ridge * (beta - start)
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + ridge * np.eye(len(beta)), gradient)
        beta = beta + step
        if np.abs(step).max() < 1e-8:
            break
    return beta


def chance_of(odds: Floats) -> Floats:
    """Probability of log odds, held within bounds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -CERTAIN, CERTAIN))))


def odds_of(mean: Floats, sd: Floats, threshold: float) -> Floats:
    """Log odds that a normal lies above a threshold, held within bounds."""
    from scipy.special import log_ndtr

    z = (mean - threshold) / sd
    return np.asarray(np.clip(log_ndtr(z) - log_ndtr(-z), -CERTAIN, CERTAIN))


def sided(
    legs: LegWindows,
    triangles: npt.NDArray[np.intp],
    window: int,
    *,
    unit: float = 1.0,
    learner: SideLearner | None = None,
) -> Iterator[Sided]:
    """Forecasts at every origin, learning only from windows that are over there.

    Parameters
    ----------
    triangles
        (leg a, leg b, rivals), array, shape (triangle, 3).
    learner
        An empty one, to be filled.
    """
    k, support = legs.windows.index(window), valence_support(unit)
    a, b = triangles[:, 0], triangles[:, 1]
    learner, history = learner or SideLearner(), History(len(triangles), WINDOWS_PRIOR * window)
    for position, at in enumerate(legs.origins):
        mean = (legs.mean[a, position, k] - legs.mean[b, position, k]) / 2
        sd = np.sqrt(legs.var[a, position, k] + legs.var[b, position, k]) / 2
        past = np.stack(
            [(part[a, position] - part[b, position]) / 2 for part in (legs.year, legs.three)], axis=1
        )
        rivals = np.isfinite(legs.mean[triangles[:, 2], position, k])
        rows = np.flatnonzero(np.isfinite(mean) & np.isfinite(past).all(axis=1) & rivals)
        # rounded: in another order the same acts sum to other last digits, and a tie would be a win
        came = np.round((legs.came[a, position, k] - legs.came[b, position, k]) / 2, 9)
        history.read(at - window)
        if len(rows):
            learner.relearn(at, window)
            yield _one(learner, history, support, at, window, rows, mean, sd, past, came)
        history.add(at, came)


def _one(
    learner: SideLearner, history: History, support: Support, at: int, window: int, rows: npt.NDArray[np.intp],
    mean: Floats, sd: Floats, past: Floats, came: Floats,
) -> Sided:  # fmt: skip
    from scipy.special import ndtr

    mean, sd, past, came = mean[rows], sd[rows], past[rows], came[rows]
    odds = np.stack([odds_of(mean, sd, c) for c in THRESHOLDS], axis=1)
    chance: dict[tuple[str, float], Floats] = {}
    for j, c in enumerate(THRESHOLDS):
        full = np.column_stack([odds[:, j], past - c])
        for name, columns in FEATURES.items():
            chance[name, c] = chance_of(full[:, columns] @ learner.betas[name])
        chance["fan", c] = chance_of(odds[:, j])
        chance["own frequency", c] = history.above(rows, j)
    fan = ndtr((support.points - mean[:, None]) / sd[:, None])
    regression = ndtr((support.points - (past @ learner.line)[:, None]) / learner.spread)
    tilt: dict[str, Any] = {
        "ours": learner.weights[0] * fan + learner.weights[1] * regression,
        "fan": fan,
        "regression on two past windows": regression,
        "persistence": ndtr((support.points - past[:, :1]) / history.error()),
        "climatology": ndtr((support.points - history.mean(rows)[:, None]) / history.spread(rows)[:, None]),
    }
    seen = np.isfinite(came)
    learner.origins.append(at)
    for part, values in ((learner.odds, odds), (learner.pasts, past), (learner.came, came)):
        part.append(values[seen])
    both = np.stack([fan[seen], regression[seen]])
    learner.losses.append(grid_crps(both, support.below(came[seen]), support.widths))
    learner.apart.append(distances(both, support.widths))
    history.errors(at, came[seen] - past[seen, 0])
    return Sided(at, window, rows, chance, tilt, came)


class History:
    """Windows that are over: every triangle's own, and the errors of persistence; read up to a month."""

    def __init__(self, size: int, worth: float) -> None:
        self.worth = worth
        self.pending: list[tuple[int, Floats]] = []
        self.waiting: list[tuple[int, Floats]] = []
        self.sums = np.zeros((3 + len(THRESHOLDS), size))  # count, sum, sum of squares, above each threshold
        self.missed = [2.0, 2.0 * 4.0]

    def add(self, at: int, came: Floats) -> None:
        """Keep what comes after origin `at` until its window is over."""
        self.pending.append((at, came))

    def errors(self, at: int, gaps: Floats) -> None:
        """Keep the errors of persistence until then."""
        self.waiting.append((at, gaps))

    def read(self, until: int) -> None:
        """Take in the windows of origins up to `until`."""
        while self.pending and self.pending[0][0] <= until:
            _, came = self.pending.pop(0)
            seen = np.flatnonzero(np.isfinite(came))
            value = came[seen]
            self.sums[:3, seen] += np.stack([np.ones(len(seen)), value, value**2])
            for j, c in enumerate(THRESHOLDS):
                self.sums[3 + j, seen] += value > c
        while self.waiting and self.waiting[0][0] <= until:
            _, gaps = self.waiting.pop(0)
            self.missed[0] += len(gaps)
            self.missed[1] += float(np.square(gaps).sum())

    def above(self, rows: npt.NDArray[np.intp], j: int) -> Floats:
        """Own frequency of lying above a threshold, shrunk to the frequency of all."""
        count, all_above = self.sums[0], self.sums[3 + j]
        everyone = (all_above.sum() + 0.5) / (count.sum() + 1.0)
        return np.asarray((all_above[rows] + self.worth * everyone) / (count[rows] + self.worth))

    def mean(self, rows: npt.NDArray[np.intp]) -> Floats:
        """Own mean, shrunk to none."""
        return np.asarray(self.sums[1, rows] / (self.sums[0, rows] + self.worth))

    def spread(self, rows: npt.NDArray[np.intp]) -> Floats:
        """Own standard deviation, shrunk to that of all."""
        count, total, squares = self.sums[:3]
        everyone = (squares.sum() + 8.0) / (count.sum() + 2.0)
        own = np.maximum(squares[rows] - total[rows] ** 2 / np.maximum(count[rows], 1), 0.0)
        return np.asarray(np.sqrt((own + self.worth * everyone) / (count[rows] + self.worth)))

    def error(self) -> float:
        """Root mean square error of persistence so far."""
        return float(np.sqrt(self.missed[1] / self.missed[0]))
