"""F3 of volume: a negative binomial regression on the logs of running means, direct by horizon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tertius.forecasts.support import Support, count_table, read_counts

Floats = npt.NDArray[np.float64]
RIDGE = 5.0
MOST = 12_000
STEPS = 60
SLOPE = 1e-3  # of the loss, in directions in which a step of one is a standard error
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
    from scipy.optimize import minimize

    if len(counts) > MOST:
        pick = np.linspace(0, len(counts) - 1, MOST).astype(int)
        logs, counts = logs[pick], counts[pick]
    centre = CountRegression.start(logs.shape[1]).worth
    # in directions that the information at the start makes alike, so that few steps are needed
    spread = np.linalg.inv(np.linalg.cholesky(_information(start, logs, counts))).T
    given = (start.worth, spread, logs, counts, centre)
    found = minimize(
        _turned, np.zeros(len(spread)), given, "BFGS", jac=True, options={"maxiter": STEPS, "gtol": SLOPE}
    )
    return CountRegression(start.worth + spread @ found.x) if np.isfinite(found.fun) else start


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
