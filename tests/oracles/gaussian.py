"""The full joint Gaussian of a local level or AR(1): slow, and with no recursion to get wrong."""

from __future__ import annotations

from typing import Any

import numpy as np


def joint(
    months: int, *, mu: float, phi: float, q: float, start_mean: float, start_var: float
) -> tuple[Any, Any]:
    """Mean (month,) and covariance (month, month) of the state path."""
    mean, cov = np.empty(months), np.empty((months, months))
    var, at = start_var, start_mean
    for t in range(months):
        if t:
            at, var = mu + phi * (at - mu), phi * phi * var + q
        mean[t] = at
        for s in range(t, months):
            cov[t, s] = cov[s, t] = phi ** (s - t) * var
    return mean, cov


def condition(y: Any, h: Any, mean: Any, cov: Any) -> tuple[Any, Any, float]:
    """Posterior mean and covariance of the path given y (NaN = missing) with variances h; and the log-likelihood."""
    seen = np.flatnonzero(np.isfinite(y))
    total = cov[np.ix_(seen, seen)] + np.diag(h[seen])
    gain = np.linalg.solve(total, cov[seen]).T
    gap = y[seen] - mean[seen]
    _, logdet = np.linalg.slogdet(total)
    loglik = -0.5 * (len(seen) * np.log(2 * np.pi) + logdet + gap @ np.linalg.solve(total, gap))
    return mean + gain @ gap, cov - gain @ cov[seen], float(loglik)
