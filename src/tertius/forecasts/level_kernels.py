"""The state space ahead at many origins in one pass over each dyad. Import only where used, for it brings in the compiler."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tertius.forecasts.filter_kernels import FAST, LEAST_SHARE, drift, observe, share_of, typical


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
    sds = table.shape[0]
    for d in range(dyads):
        m, p, total = mu.copy(), var.copy(), np.zeros(grid)
        share, past, inverse = np.empty(grid), np.empty(months), np.empty(6)
        bins, row = np.zeros((points, sds)), np.zeros(points)
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
            for k in range(ahead):
                bins[:] = 0.0
                whole, first = 0.0, 0.0
                for g in range(grid):
                    if share[g] < LEAST_SHARE:
                        continue
                    keep = phi[g] ** horizons[k]
                    mean = mu[g] + keep * (m[g] - mu[g])
                    spread = var[g] + keep * keep * (p[g] - var[g])
                    first += share[g] * mean
                    whole += share[g]
                    place = min(max((mean - low) / step, 0.0), points - 1.001)
                    i = int(place)
                    f = place - i
                    for c in range(kinds):
                        size = 0.5 * np.log(spread + s2[g] * inverse[c] + tau2[g])
                        other = min(max((size - log_sd0) / log_sd_step, 0.0), sds - 1.001)
                        j = int(other)
                        e = other - j
                        weight = share[g] / kinds
                        bins[i, j] += weight * (1 - f) * (1 - e)
                        bins[i, j + 1] += weight * (1 - f) * e
                        bins[i + 1, j] += weight * f * (1 - e)
                        bins[i + 1, j + 1] += weight * f * e
                centre[d, at, k] = first / whole
                row[:] = 0.0
                for i in range(points):
                    for j in range(sds):
                        weight = bins[i, j]
                        if weight > 0:
                            for z in range(points):
                                row[z] += weight * table[j, points - 1 - i + z]
                for z in range(points):
                    cdf[d, at, k, z] = row[z] / whole
            at += 1
    return cdf, centre
