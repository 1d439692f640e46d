"""The discount filter of counts ahead, at many origins in one pass over each dyad.

Import only where used, for it brings in the compiler.
"""

from __future__ import annotations

from math import lgamma
from typing import Any

import numpy as np
from numba import njit

from tertius.forecasts.filter_kernels import LEAST_SHARE, share_of

FEW = 24.0


@njit(cache=True)
def rising(r: float, value: float) -> float:
    """Log of Gamma(r + value) / Gamma(r): for a few acts the log of a product."""
    if value > FEW or value != np.floor(value):
        return lgamma(r + value) - lgamma(r)
    product = r
    for i in range(1, int(value)):
        product *= r + i
    return float(np.log(product))


@njit(cache=True, nogil=True)
def counts_ahead(
    counts: Any, exposure: Any, lately: Any, wanted: Any, omega: Any, a0: Any, b0: Any, dispersion: Any, log_path: Any,
    horizons: Any, table: Any, means: Any, sizes: Any,
) -> Any:  # fmt: skip
    """Discount filter: CDF (dyad, origin, horizon, point) float32 and mean (dyad, origin, horizon) of a month's count.

    `counts`, `exposure` are (dyad, month); `lately` the exposure to come, `wanted` the month, of each origin (dyad, origin).
    """
    dyads, months = counts.shape
    grid, ahead, points = len(omega), len(horizons), table.shape[2]
    cdf = np.zeros((dyads, wanted.shape[1], ahead, points), dtype=np.float32)
    centre = np.zeros((dyads, wanted.shape[1], ahead))
    keep = np.empty((ahead, grid))
    for k in range(ahead):
        keep[k] = omega ** horizons[k]
    mean_step, size_step = means[1] - means[0], sizes[1] - sizes[0]
    for d in range(dyads):
        a, b, total = a0.copy(), b0.copy(), np.zeros(grid)
        share, row = np.empty(grid), np.empty(points, dtype=np.float32)
        bins = np.zeros((len(means), len(sizes)), dtype=np.float32)
        used = np.zeros(4, dtype=np.int64)
        at = 0
        for t in range(months):
            if t:
                for g in range(grid):
                    a[g] = omega[g] * a[g] + (1 - omega[g]) * a0[g]
                    b[g] = omega[g] * b[g] + (1 - omega[g]) * b0[g]
            value, e = counts[d, t], exposure[d, t]
            if value == value and e > 0:
                for g in range(grid):
                    shrink = 1 + (a[g] + 1) * dispersion[g]
                    r, rate = a[g] / shrink, b[g] / shrink
                    total[g] += r * np.log(rate / (rate + e))
                    if value > 0:
                        total[g] += rising(r, value) + value * np.log(e / (rate + e))
                    worth = 1 / (1 + e * a[g] / b[g] * dispersion[g])
                    a[g] += worth * value
                    b[g] += worth * e
            while at < wanted.shape[1] and wanted[d, at] < 0:
                at += 1
            if at == wanted.shape[1]:
                break
            if wanted[d, at] != t:
                continue
            share_of(total, log_path[t], share)
            some = np.flatnonzero(share >= LEAST_SHARE)
            whole = share[some].sum()
            for k in range(ahead):
                used[0], used[1], used[2], used[3] = len(means), -1, len(sizes), -1
                for g in some:  # type: ignore[assignment]
                    weight = share[g] / whole
                    left = keep[k, g]
                    shape, rate = left * a[g] + (1 - left) * a0[g], left * b[g] + (1 - left) * b0[g]
                    mean = max(lately[d, at], 1e-9) * shape / rate
                    size = shape / (1 + (shape + 1) * dispersion[g])
                    centre[d, at, k] += weight * mean
                    x = min(max((np.log(max(mean, 1e-9)) - means[0]) / mean_step, 0.0), len(means) - 1.001)
                    y = min(max((np.log(max(size, 1e-9)) - sizes[0]) / size_step, 0.0), len(sizes) - 1.001)
                    i, j = int(x), int(y)
                    f, h = x - i, y - j
                    bins[i, j] += weight * (1 - f) * (1 - h)
                    bins[i, j + 1] += weight * (1 - f) * h
                    bins[i + 1, j] += weight * f * (1 - h)
                    bins[i + 1, j + 1] += weight * f * h
                    used[0], used[1] = min(used[0], i), max(used[1], i + 1)
                    used[2], used[3] = min(used[2], j), max(used[3], j + 1)
                row[:] = 0.0
                for i in range(used[0], used[1] + 1):
                    for j in range(used[2], used[3] + 1):
                        share_here = bins[i, j]
                        if share_here > 0:
                            bins[i, j] = 0.0
                            for z in range(points):
                                row[z] += share_here * table[i, j, z]
                cdf[d, at, k] = row
            at += 1
    return cdf, centre
