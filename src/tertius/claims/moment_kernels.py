"""Compiled sums behind a slope within units, by cluster."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np


@numba.njit(cache=True, nogil=True)
def cluster_moments(columns: Any, cluster: Any, clusters: int) -> Any:
    """Cross-products of the columns, each less its unit's mean over the rows that have all of them.

    `columns` is (column, unit, time) with NaN where missing; the answer is (cluster, column, column), and rows kept in
    the last place of a unit's own cluster are counted in (cluster,).
    """
    width, units, times = columns.shape
    total = np.zeros((clusters, width, width))
    rows = np.zeros(clusters, dtype=np.int64)
    mean = np.zeros(width)
    for unit in range(units):
        count = 0
        mean[:] = 0.0
        for t in range(times):
            good = True
            for k in range(width):
                if not np.isfinite(columns[k, unit, t]):
                    good = False
                    break
            if good:
                count += 1
                for k in range(width):
                    mean[k] += columns[k, unit, t]
        if count < 2:
            continue
        mean /= count
        place = cluster[unit]
        rows[place] += count
        for t in range(times):
            good = True
            for k in range(width):
                if not np.isfinite(columns[k, unit, t]):
                    good = False
                    break
            if good:
                for k in range(width):
                    for j in range(k, width):
                        total[place, k, j] += (columns[k, unit, t] - mean[k]) * (
                            columns[j, unit, t] - mean[j]
                        )
    for k in range(width):
        for j in range(k):
            total[:, k, j] = total[:, j, k]
    return total, rows


@numba.njit(cache=True, nogil=True)
def permuted_moments(columns: Any, exposures: Any, cluster: Any, clusters: int) -> Any:
    """`cluster_moments` with the leading columns taken from each of `exposures`, (redraw, column, unit, time), in turn."""
    count, width = exposures.shape[0], columns.shape[0]
    found = np.zeros((count, clusters, width, width))
    work = columns.copy()
    for r in range(count):
        for k in range(exposures.shape[1]):
            work[k] = exposures[r, k]
        found[r], _ = cluster_moments(work, cluster, clusters)
    return found
