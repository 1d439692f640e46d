"""F3 of volume: a negative binomial regression on the logs of running means, direct by horizon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tertius.forecasts.support import Support, count_table, read_counts

Floats = npt.NDArray[np.float64]
RIDGE = 5.0
MOST = 12_000
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
        mean = np.exp(np.clip(beta[0] + logs @ beta[1:], -9.0, 13.0))
        return mean, np.exp(np.clip(d0 + d1 * logs[:, SLOW_PACE], -3.5, 5.5))

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
    found = minimize(
        _loss, start.worth, args=(logs, counts, centre), jac=True, method="L-BFGS-B", options={"maxiter": 60}
    )
    return CountRegression(np.asarray(found.x)) if np.isfinite(found.fun) else start


def _loss(worth: Floats, logs: Floats, counts: Floats, centre: Floats) -> tuple[float, Any]:
    from scipy.special import digamma, gammaln

    mean, size = CountRegression(worth).mean_and_size(logs)
    both = mean + size
    fit = gammaln(counts + size) - gammaln(size) + size * np.log(size / both) + counts * np.log(mean / both)
    by_mean = counts - mean * (counts + size) / both
    by_size = size * (
        digamma(counts + size) - digamma(size) + np.log(size / both) + 1 - (counts + size) / both
    )
    pull = worth - centre
    gradient = np.concatenate(
        [[by_mean.sum()], logs.T @ by_mean, [by_size.sum()], [logs[:, SLOW_PACE] @ by_size]]
    )
    return float(-fit.sum() + 0.5 * RIDGE * pull @ pull), RIDGE * pull - gradient
