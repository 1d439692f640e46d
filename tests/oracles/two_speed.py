"""Two speeds as one joint Gaussian: paths, facts and means stacked, conditioned by one solve."""

from __future__ import annotations

from typing import Any

import numpy as np

from tertius.statespace import Told


def condition(y: Any, n: Any, told: Told, grid: dict[str, Any], g: int) -> tuple[Any, Any, Any, Any, float]:
    """Posterior mean and covariance of x, and of mu + a; log-likelihood of means and facts."""
    at = {name: float(values[g]) for name, values in grid.items()}
    months = len(y)
    lag = np.abs(np.subtract.outer(np.arange(months), np.arange(months)))
    zero = np.zeros((months, months))
    # the stacked paths (a, z, b)
    prior = np.block(
        [
            [at["slow_var"] * at["rho"] ** lag, zero, zero],
            [zero, at["fast_var"] * at["phi"] ** lag, zero],
            [zero, zero, told.r**lag],
        ]
    )
    rows, values, noise = [], [], []
    for t in range(months):
        if np.isfinite(y[t]):
            row = np.zeros(3 * months)
            row[t] = row[months + t] = 1
            rows.append(row)
            values.append(y[t] - at["mu"])
            noise.append(at["s2"] / n[t] + at["tau2"])
        if np.isfinite(told.value[t, 0]):
            row = np.zeros(3 * months)
            first = t + 1 - told.since[t]
            row[first : t + 1] = row[months + first : months + t + 1] = 1 / told.since[t]
            row[2 * months + t] = told.load[t, 0]
            rows.append(row)
            values.append(told.value[t, 0] - at["mu"])
            noise.append(told.var[t, 0])
    conduct = np.hstack([np.eye(months), np.eye(months), zero])
    slow = np.hstack([np.eye(months), zero, zero])
    if not rows:
        mean, cov, total = np.zeros(3 * months), prior, 0.0
    else:
        A, v = np.array(rows), np.array(values)
        inside = A @ prior @ A.T + np.diag(noise)
        gain = np.linalg.solve(inside, A @ prior).T
        mean, cov = gain @ v, prior - gain @ A @ prior
        logdet = np.linalg.slogdet(inside)[1]
        total = -0.5 * (len(v) * np.log(2 * np.pi) + logdet + v @ np.linalg.solve(inside, v))
    return (
        at["mu"] + conduct @ mean, conduct @ cov @ conduct.T, at["mu"] + slow @ mean, slow @ cov @ slow.T, float(total)
    )  # fmt: skip


def acts_loglik(y: Any, n: Any, told: Told, grid: dict[str, Any], g: int) -> float:
    """Sum of each month's log density given the acts and facts before it: differences of joint densities."""
    out = 0.0
    for t in np.flatnonzero(np.isfinite(y)):
        before = np.arange(len(y)) < t
        known = Told(np.where(before[:, None], told.value, np.nan), told.load, told.var, told.since, told.r)
        with_it, without = np.where(before | (np.arange(len(y)) == t), y, np.nan), np.where(before, y, np.nan)
        out += condition(with_it, n, known, grid, g)[-1] - condition(without, n, known, grid, g)[-1]
    return out
