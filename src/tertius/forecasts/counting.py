"""F3 of volume: a negative binomial regression on the logs of running means, direct by horizon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tertius.forecasts.support import Support, count_table, read_counts

Floats = npt.NDArray[np.float64]
RIDGE = 5.0
MOST = 12_000
STEPS = 60
ALIKE = 1e-9  # of the loss
SLOW_PACE = 3  # the column of half-life 36


@dataclass(frozen=True, eq=False)
class CountRegression:
    """log mean = beta . (1, log means by half-life), log size = d0 + d1 log of the slow mean; `worth` 8 numbers."""

    worth: Floats

    @classmethod
    def start(cls, paces: int) -> CountRegression:
        """Before anything was learned: the geometric mean of the paces, size 1."""
        return cls(np.concatenate([[0.0], np.full(paces, 1 / paces), [0.0, 0.0]]))

    def mean_and_size(self, logs: Floats) -> tuple[Floats, Floats]:
        """Mean and size of every row of `logs` (row, pace)."""
        beta, d0, d1 = self.worth[:-2], self.worth[-2], self.worth[-1]
        mean = np.exp(np.minimum(np.maximum(beta[0] + logs @ beta[1:], -9.0), 13.0))
        return mean, np.exp(np.minimum(np.maximum(d0 + d1 * logs[:, SLOW_PACE], -3.5), 5.5))

    def cdf(self, logs: Floats, support: Support) -> Floats:
        """Predictive CDFs, array, shape (row, point)."""
        return read_counts(*self.mean_and_size(logs), count_table(support))


def fit_counts(logs: Floats, counts: Floats, start: CountRegression) -> CountRegression:
    """Penalised maximum likelihood from `start`; the ridge pulls to the geometric mean of the paces."""
    if len(counts) > MOST:
        pick = np.linspace(0, len(counts) - 1, MOST).astype(int)
        logs, counts = logs[pick], counts[pick]
    centre = CountRegression.start(logs.shape[1]).worth
    # in directions that the information at the start makes alike, so that few steps are needed
    spread = np.linalg.inv(np.linalg.cholesky(_information(start, logs, counts))).T
    found = _least(lambda step: _turned(step, start.worth, spread, logs, counts, centre), len(spread))
    return start if found is None else CountRegression(start.worth + spread @ found)


def _least(loss: Callable[[Floats], tuple[float, Floats]], size: int) -> Floats | None:
    """Where a loss of so many numbers is least, by BFGS from nought; None where it is not finite there.

    Nocedal and Wright (2006), *Numerical Optimization*, algorithm 6.1, halving steps. Ours, because importing SciPy's takes a
    fifth of a second, longer than all the fits of a question.
    """
    at, inverse = np.zeros(size), np.eye(size)
    value, slope = loss(at)
    for _ in range(STEPS):
        step = -inverse @ slope
        new, turned = loss(at + step)
        while not new <= value + 1e-4 * float(slope @ step):
            step = step / 2
            if np.abs(step).max() < ALIKE:
                return at if np.isfinite(value) else None
            new, turned = loss(at + step)
        gain, change, at = value - new, turned - slope, at + step
        value, slope = new, turned
        if gain <= ALIKE * max(abs(value), 1.0):
            break
        bend = float(change @ step)
        if bend > 0:
            keep = np.eye(size) - np.outer(step, change) / bend
            inverse = keep @ inverse @ keep.T + np.outer(step, step) / bend
    return at if np.isfinite(value) else None


def _information(at: CountRegression, logs: Floats, counts: Floats) -> Floats:
    """Empirical information of the parameters, the ridge's with it, array, shape (parameter, parameter)."""
    _, by_mean, by_size = _scores(at, logs, counts)
    rows = np.column_stack([by_mean, logs * by_mean[:, None], by_size, logs[:, SLOW_PACE] * by_size])
    return np.asarray(rows.T @ rows + RIDGE * np.eye(rows.shape[1]))


def _turned(
    step: Floats, start: Floats, spread: Floats, logs: Floats, counts: Floats, centre: Floats
) -> tuple[float, Floats]:
    loss, gradient = _loss(start + spread @ step, logs, counts, centre)
    return loss, spread.T @ gradient


def _loss(worth: Floats, logs: Floats, counts: Floats, centre: Floats) -> tuple[float, Floats]:
    fit, by_mean, by_size = _scores(CountRegression(worth), logs, counts)
    pull = worth - centre
    gradient = np.concatenate(
        [[by_mean.sum()], logs.T @ by_mean, [by_size.sum()], [logs[:, SLOW_PACE] @ by_size]]
    )
    return float(-fit.sum() + 0.5 * RIDGE * pull @ pull), RIDGE * pull - gradient


def _scores(at: CountRegression, logs: Floats, counts: Floats) -> tuple[Floats, Floats, Floats]:
    """Log likelihood of every row but for what no parameter moves, and its slopes in log mean and log size."""
    from scipy.special import gammaln, psi

    mean, size = at.mean_and_size(logs)
    both, all_ = mean + size, counts + size
    log_share, log_rest = np.log(size / both), np.log(mean / both)
    fit = gammaln(all_) - gammaln(size) + size * log_share + counts * log_rest
    odd = all_ / both
    return fit, counts - mean * odd, size * (psi(all_) - psi(size) + log_share + 1 - odd)
