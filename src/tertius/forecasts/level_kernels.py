"""The state space ahead at many origins in one pass over each dyad. Import only where used, for it brings in the compiler."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tertius.forecasts.filter_kernels import FAST, LEAST_SHARE, drift, observe, share_of, typical


@njit(cache=True, fastmath=FAST)
def _spread_out(
    bins: Any, used: Any, share: Any, mean: Any, spread: Any, s2: Any, tau2: Any, inverse: Any, kinds: int,
    log_sd0: float, log_sd_step: float, low: float, step: float,
) -> None:  # fmt: skip
    """Weights of the normals by mean and log sd, each shared among its four neighbours; `used` is what of `bins` they fill."""
    points, sds = bins.shape
    used[0], used[1], used[2], used[3] = points, -1, sds, -1
    for g in range(len(share)):
        place = min(max((mean[g] - low) / step, 0.0), points - 1.001)
        i = int(place)
        f = place - i
        used[0], used[1] = min(used[0], i), max(used[1], i + 1)
        for c in range(kinds):
            size = 0.5 * np.log(spread[g] + s2[g] * inverse[c] + tau2[g])
            other = min(max((size - log_sd0) / log_sd_step, 0.0), sds - 1.001)
            j = int(other)
            e = other - j
            weight = share[g] / kinds
            bins[i, j] += weight * (1 - f) * (1 - e)
            bins[i, j + 1] += weight * (1 - f) * e
            bins[i + 1, j] += weight * f * (1 - e)
            bins[i + 1, j + 1] += weight * f * e
            used[2], used[3] = min(used[2], j), max(used[3], j + 1)


@njit(cache=True, fastmath=FAST)
def _collect(bins: Any, used: Any, table: Any, row: Any) -> None:
    """The mixture's CDF; leaves `bins` empty."""
    points = len(row)
    row[:] = 0.0
    for i in range(used[0], used[1] + 1):
        for j in range(used[2], used[3] + 1):
            weight = bins[i, j]
            if weight > 0:
                bins[i, j] = 0.0
                below = table[j, points - 1 - i : 2 * points - 1 - i]
                for z in range(points):
                    row[z] += weight * below[z]


@njit(cache=True, nogil=True, fastmath=FAST)
def level_ahead(
    y: Any, n: Any, wanted: Any, mu: Any, phi: Any, var: Any, s2: Any, tau2: Any, log_path: Any, horizons: Any, table: Any,
    log_sd0: float, log_sd_step: float, low: float, step: float, points: int,
) -> Any:  # fmt: skip
    """State space: CDF (dyad, origin, horizon, point) float32 and mean (dyad, origin, horizon) of a month's score.

    `y`, `n` are (dyad, month); `wanted` (dyad, origin) holds the month of each origin, -1 where none is asked for, ascending.
    """
    dyads, months = y.shape
    grid, ahead = len(mu), len(horizons)
    cdf = np.zeros((dyads, wanted.shape[1], ahead, points), dtype=np.float32)
    centre = np.zeros((dyads, wanted.shape[1], ahead))
    keep = np.empty((ahead, grid))
    for k in range(ahead):
        keep[k] = phi ** horizons[k]
    share, past, inverse = np.empty(grid), np.empty(months), np.empty(6)
    bins, row = np.zeros((points, table.shape[0]), dtype=np.float32), np.zeros(points, dtype=np.float32)
    used = np.zeros(4, dtype=np.int64)
    for d in range(dyads):
        m, p, total = mu.copy(), var.copy(), np.zeros(grid)
        count, at = 0, 0
        for t in range(months):
            if t:
                drift(m, p, mu, phi, var)
            if y[d, t] == y[d, t]:
                past[count] = n[d, t]
                count += 1
                observe(y[d, t], n[d, t], m, p, total, s2, tau2)
            while at < wanted.shape[1] and wanted[d, at] < 0:
                at += 1
            if at == wanted.shape[1]:
                break
            if wanted[d, at] != t:
                continue
            share_of(total, log_path[t], share)
            kinds = typical(past, count, inverse)
            some = np.flatnonzero(share >= LEAST_SHARE)
            weight = share[some] / share[some].sum()
            off, over = m[some] - mu[some], p[some] - var[some]
            for k in range(ahead):
                left = keep[k][some]
                mean, spread = mu[some] + left * off, var[some] + left * left * over
                centre[d, at, k] = (weight * mean).sum()
                _spread_out(
                    bins, used, weight, mean, spread, s2[some], tau2[some], inverse, kinds,
                    log_sd0, log_sd_step, low, step,
                )  # fmt: skip
                _collect(bins, used, table, row)
                cdf[d, at, k] = row
            at += 1
    return cdf, centre
