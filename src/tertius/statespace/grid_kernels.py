"""Compiled twins of the grid likelihood and of the mixture smoother, for large panels; results equal NumPy's.

Each dyad is taken once, all its grid points side by side; months without an observation are crossed in one step with powers
of phi. Import it only where it is used, for it brings in the compiler.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange

LOG_2PI = 1.8378770664093453
FAST = {"contract", "reassoc", "nsz", "arcp"}


@njit(cache=True, parallel=True, fastmath=FAST)
def grid_loglik(y: Any, n: Any, mu: Any, var: Any, s2: Any, tau2: Any, powers: Any) -> Any:
    """Log-likelihood, shape (dyad, grid); `y`, `n` are (dyad, month), `powers` is phi^k, shape (month + 1, grid)."""
    dyads, months = y.shape
    grid = len(mu)
    out = np.zeros((dyads, grid))
    for d in prange(dyads):
        m, p, product = mu.copy(), var.copy(), np.ones(grid)
        last, pending, count = 0, 0, 0
        for t in range(months):
            value = y[d, t]
            if value == value:
                weight, gap = 1.0 / n[d, t], t - last
                part = max(1.0, weight)
                last = t
                for g in range(grid):
                    a = powers[gap, g]
                    at = mu[g] + a * (m[g] - mu[g])
                    ahead = var[g] + a * a * (p[g] - var[g])
                    h = s2[g] * weight + tau2[g] * part
                    f = ahead + h
                    v = value - at
                    gain = ahead / f
                    out[d, g] -= 0.5 * v * v / f
                    product[g] *= f
                    m[g] = at + gain * v
                    p[g] = gain * h
                count += 1
                pending += 1
                if pending == 8:
                    for g in range(grid):
                        out[d, g] -= 0.5 * np.log(product[g])
                        product[g] = 1.0
                    pending = 0
        for g in range(grid):
            out[d, g] -= 0.5 * (np.log(product[g]) + count * LOG_2PI)
    return out


@njit(cache=True, fastmath=FAST)
def _one_dyad(
    y: Any, n: Any, part: Any, mu: Any, var: Any, phi: Any, s2: Any, tau2: Any, mean: Any, second: Any
) -> None:
    """Filter and smooth one dyad under some grid points, and add their weighted moments."""
    months, grid = len(y), len(mu)
    m, p = np.empty((months, grid)), np.empty((months, grid))
    for t in range(months):
        value, seen = y[t], y[t] == y[t]
        for g in range(grid):
            at = mu[g] if t == 0 else mu[g] + phi[g] * (m[t - 1, g] - mu[g])
            ahead = var[g] if t == 0 else var[g] + phi[g] * phi[g] * (p[t - 1, g] - var[g])
            if seen:
                h = s2[g] / n[t] + tau2[g] * max(1.0, 1.0 / n[t])
                gain = ahead / (ahead + h)
                at += gain * (value - at)
                ahead = gain * h
            m[t, g], p[t, g] = at, ahead
    for t in range(months - 1, -1, -1):
        first, square = 0.0, 0.0
        for g in range(grid):
            if t < months - 1:
                ahead = var[g] + phi[g] * phi[g] * (p[t, g] - var[g])
                gain = phi[g] * p[t, g] / ahead
                m[t, g] += gain * (m[t + 1, g] - mu[g] - phi[g] * (m[t, g] - mu[g]))
                p[t, g] += gain * gain * (p[t + 1, g] - ahead)
            first += part[g] * m[t, g]
            square += part[g] * (p[t, g] + m[t, g] * m[t, g])
        mean[t], second[t] = first, square - first * first


@njit(cache=True, parallel=True)
def mixture_smooth(
    y: Any, n: Any, starts: Any, point: Any, weight: Any, mu: Any, var: Any, phi: Any, s2: Any, tau2: Any
) -> Any:
    """Smoothed mean and variance, shape (dyad, month), averaged over each dyad's pairs ``starts[d]:starts[d + 1]``."""
    dyads, months = y.shape
    mean, second = np.empty((dyads, months)), np.empty((dyads, months))
    for d in prange(dyads):
        use = point[starts[d] : starts[d + 1]]
        part = weight[starts[d] : starts[d + 1]]
        _one_dyad(y[d], n[d], part, mu[use], var[use], phi[use], s2[use], tau2[use], mean[d], second[d])
    return mean, second


@njit(cache=True, nogil=True)
def carried_shocks(gain: Any, phi: Any, shocks: Any, point: Any) -> Any:
    """What shocks to the data do to the filtered mean at each draw's grid point, shape (draw, month).

    `gain` is (month, grid), 0 in a month without data; `phi` (grid,); `shocks` (month, draw); `point` (draw, month).
    """
    months, draws = shocks.shape
    grid = len(phi)
    out = np.empty((draws, months))
    for d in range(draws):
        effect = np.zeros(grid)
        for t in range(months):
            shock = shocks[t, d] if np.isfinite(shocks[t, d]) else 0.0  # none in a month without data
            for g in range(grid):
                moved = effect[g] * phi[g]
                effect[g] = moved + gain[t, g] * (shock - moved)
            out[d, t] = effect[point[d, t]]
    return out
