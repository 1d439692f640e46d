"""The state space ahead at many origins in one pass over each dyad. Import only where used, for it brings in the compiler."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tertius.forecasts.filter_kernels import (
    FAST,
    LEAST_SHARE,
    begin_used,
    next_asked,
    read_score,
    share_of,
    spread_out,
    typical,
)


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
    grid, ahead, sds = len(mu), len(horizons), table.shape[0]
    cdf = np.zeros((dyads, wanted.shape[1], ahead, points), dtype=np.float32)
    centre = np.zeros((dyads, wanted.shape[1], ahead))
    keep = np.empty((ahead, grid))
    for k in range(ahead):
        keep[k] = phi ** horizons[k]
    share, past, inverse = np.empty(grid), np.empty(months), np.empty(6)
    bins, row = np.zeros((points, sds), dtype=np.float32), np.zeros(points, dtype=np.float32)
    used = np.zeros(4, dtype=np.int64)
    for d in range(dyads):
        m, p, total = mu.copy(), var.copy(), np.zeros(grid)
        count, at = 0, 0
        for t in range(months):
            count = read_score(t, y[d], n[d], m, p, total, mu, phi, var, s2, tau2, past, count)
            at = next_asked(wanted[d], at)
            if at == wanted.shape[1]:
                break
            if wanted[d, at] != t:
                continue
            share_of(total, log_path[t], share)
            kinds = typical(past, count, inverse)
            some = np.flatnonzero(share >= LEAST_SHARE)
            whole = share[some].sum()
            for k in range(ahead):
                begin_used(used, bins.shape)
                for g in some:  # type: ignore[assignment]
                    weight, left = share[g] / whole, keep[k, g]
                    mean = mu[g] + left * (m[g] - mu[g])
                    spread = var[g] + left * left * (p[g] - var[g]) + tau2[g]
                    centre[d, at, k] += weight * mean
                    x = min(max((mean - low) / step, 0.0), points - 1.001)
                    for c in range(kinds):
                        z = (0.5 * np.log(spread + s2[g] * inverse[c]) - log_sd0) / log_sd_step
                        z = min(max(z, 0.0), sds - 1.001)
                        spread_out(bins, used, int(x), int(z), x - int(x), z - int(z), weight / kinds)
                _collect(bins, used, table, row)
                cdf[d, at, k] = row
            at += 1
    return cdf, centre
