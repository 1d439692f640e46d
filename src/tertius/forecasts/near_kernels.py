"""F3 of valence: CDFs of past outcomes, weighted by how near their forecasts were.

Import only where used, for it brings in the compiler.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tertius.forecasts.filter_kernels import FAST

REACH = np.float32(12.0)  # squared distance beyond which a pair weighs nothing
SPAN = 3.4642  # its root
HALF = np.float32(0.5)


@njit(cache=True, nogil=True)
def _by_first(pairs: Any, place: Any) -> Any:
    """Columns and places of the pairs by whole numbers of the first column; where each whole number begins; the least one."""
    size = len(pairs)
    first, last = int(np.floor(pairs[:, 0].min())), int(np.floor(pairs[:, 0].max()))
    starts = np.zeros(last - first + 2, dtype=np.int64)
    for i in range(size):
        starts[int(np.floor(pairs[i, 0])) - first + 1] += 1
    starts = np.cumsum(starts)
    put, columns, places = (
        starts.copy(),
        np.empty((3, size), dtype=np.float32),
        np.empty(size, dtype=np.int64),
    )
    for i in range(size):
        bucket = int(np.floor(pairs[i, 0])) - first
        at = put[bucket]
        put[bucket] += 1
        for k in range(3):
            columns[k, at] = pairs[i, k]
        places[at] = place[i]
    return columns, places, starts, first


@njit(cache=True, nogil=True, fastmath=FAST)
def near_cdf(target: Any, cdf: Any, pairs: Any, place: Any, prior: float) -> Any:
    """CDF (row, point) of the outcomes of past pairs near each target, with `cdf` (row, point) worth `prior` of them.

    `target` (row, 3) and `pairs` (pair, 3) are scaled to bandwidth 1; `place` (pair) is the point of each outcome.
    """
    rows, points = cdf.shape
    out = np.zeros((rows, points))
    columns, places, starts, first = _by_first(pairs, place)
    buckets = len(starts) - 1
    for d in range(rows):
        a, b, c = np.float32(target[d, 0]), np.float32(target[d, 1]), np.float32(target[d, 2])
        begin = starts[min(max(int(np.floor(target[d, 0] - SPAN)) - first, 0), buckets)]
        end = starts[min(max(int(np.floor(target[d, 0] + SPAN)) - first + 1, 0), buckets)]
        for i in range(begin, end):
            x, y, z = columns[0, i] - a, columns[1, i] - b, columns[2, i] - c
            far = x * x + y * y + z * z
            if far < REACH:
                out[d, places[i]] += np.exp(-HALF * far)
        total = 0.0
        for k in range(points):
            total += out[d, k]
            out[d, k] = total
        for k in range(points):
            out[d, k] = (out[d, k] + prior * cdf[d, k]) / (total + prior)
    return out
