"""The discount filter of counts ahead, at many origins in one pass over each dyad.

Import only where used, for it brings in the compiler.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tertius.forecasts.filter_kernels import LEAST_SHARE, begin_used, next_asked, share_of, spread_out
from tertius.statespace.count_kernels import month_on

LEAST = 1e-9  # of a mean, a size or an exposure


@njit(cache=True)
def _place(value: float, first: float, step: float, size: int) -> float:
    """Where the log of a mean or a size lies among those of the table."""
    return min(max((np.log(max(value, LEAST)) - first) / step, 0.0), size - 1.001)


@njit(cache=True)
def _collect(bins: Any, used: Any, table: Any, row: Any) -> None:
    """The mixture's CDF; leaves `bins` empty."""
    row[:] = 0.0
    for i in range(used[0], used[1] + 1):
        for j in range(used[2], used[3] + 1):
            weight = bins[i, j]
            if weight > 0:
                bins[i, j] = 0.0
                for z in range(len(row)):
                    row[z] += weight * table[i, j, z]


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
    share, row = np.empty(grid), np.empty(points, dtype=np.float32)
    bins, used = np.zeros((len(means), len(sizes)), dtype=np.float32), np.zeros(4, dtype=np.int64)
    for d in range(dyads):
        a, b, total, at = a0.copy(), b0.copy(), np.zeros(grid), 0
        for t in range(months):
            month_on(t == 0, counts[d, t], exposure[d, t], a, b, total, omega, a0, b0, dispersion)
            at = next_asked(wanted[d], at)
            if at == wanted.shape[1]:
                break
            if wanted[d, at] != t:
                continue
            share_of(total, log_path[t], share)
            some = np.flatnonzero(share >= LEAST_SHARE)
            whole = share[some].sum()
            for k in range(ahead):
                begin_used(used, bins.shape)
                for g in some:  # type: ignore[assignment]
                    weight, left = share[g] / whole, keep[k, g]
                    shape, rate = left * a[g] + (1 - left) * a0[g], left * b[g] + (1 - left) * b0[g]
                    mean = max(lately[d, at], LEAST) * shape / rate
                    centre[d, at, k] += weight * mean
                    x = _place(mean, means[0], mean_step, len(means))
                    y = _place(shape / (1 + (shape + 1) * dispersion[g]), sizes[0], size_step, len(sizes))
                    spread_out(bins, used, int(x), int(y), x - int(x), y - int(y), weight)
                _collect(bins, used, table, row)
                cdf[d, at, k] = row
            at += 1
    return cdf, centre
