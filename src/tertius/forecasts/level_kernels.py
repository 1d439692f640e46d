"""The state space ahead at many origins in one pass over each dyad. Import only where used, for it brings in the compiler."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.polynomial import Chebyshev, Polynomial

from tertius.forecasts.filter_kernels import FAST, LEAST_SHARE, drift, observe, share_of, typical

LOG_2 = np.float32(np.log(2.0))
# log between 1 and 2: the polynomial through its Chebyshev points
L0, L1, L2, L3, L4, L5, L6 = (
    np.float32(k)
    for k in Chebyshev.interpolate(np.log, 6, domain=[1, 2]).convert(kind=Polynomial, domain=[-1, 1]).coef
)


@njit(cache=True, fastmath=FAST)
def _logs(bits: Any, out: Any) -> None:
    """Logs of single-precision numbers from their exponent and a series in the rest, on vectors (off by 2e-6)."""
    for i in range(len(bits)):
        m = np.float32(bits[i] & 0x7FFFFF) * np.float32(2.0**-23) + np.float32(1.0)
        series = L0 + m * (L1 + m * (L2 + m * (L3 + m * (L4 + m * (L5 + m * L6)))))
        out[i] = np.float32((bits[i] >> 23) - 127) * LOG_2 + series


@njit(cache=True, fastmath=FAST)
def _spread_out(bins: Any, used: Any, weight: Any, mean: Any, size: Any, low: float, step: float) -> None:
    """Weights of the normals by mean and place of log sd, each shared among its four neighbours.

    `size` is (normal, kind); `used` says which rows and columns of `bins` were filled.
    """
    points, sds = bins.shape
    used[0], used[1], used[2], used[3] = points, -1, sds, -1
    for g in range(len(weight)):
        place = min(max((mean[g] - low) / step, 0.0), points - 1.001)
        i = int(place)
        right = weight[g] * (place - i) / size.shape[1]
        left = weight[g] / size.shape[1] - right
        used[0], used[1] = min(used[0], i), max(used[1], i + 1)
        for c in range(size.shape[1]):
            other = min(max(size[g, c], 0.0), sds - 1.001)
            j = int(other)
            e = other - j
            bins[i, j] += left * (1 - e)
            bins[i, j + 1] += left * e
            bins[i + 1, j] += right * (1 - e)
            bins[i + 1, j + 1] += right * e
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
    used, mean = np.zeros(4, dtype=np.int64), np.empty(grid)
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
            off, over, noise = m[some] - mu[some], p[some] - var[some], np.empty((len(some), kinds))
            for g in range(len(some)):
                for c in range(kinds):
                    noise[g, c] = var[some[g]] + s2[some[g]] * inverse[c] + tau2[some[g]]
            spread, size = np.empty((len(some), kinds), dtype=np.float32), np.empty((len(some), kinds))
            flat, bits = size.reshape(-1), spread.reshape(-1).view(np.int32)
            for k in range(ahead):
                centre[d, at, k] = 0.0
                for g in range(len(some)):
                    left = keep[k, some[g]]
                    mean[g] = mu[some[g]] + left * off[g]
                    centre[d, at, k] += weight[g] * mean[g]
                    for c in range(kinds):
                        spread[g, c] = noise[g, c] + left * left * over[g]
                _logs(bits, flat)
                for i in range(len(flat)):
                    flat[i] = (0.5 * flat[i] - log_sd0) / log_sd_step
                _spread_out(bins, used, weight, mean, size, low, step)
                _collect(bins, used, table, row)
                cdf[d, at, k] = row
            at += 1
    return cdf, centre
