"""F3 of valence: CDFs of past outcomes, weighted by how near their forecasts were.

Import only where used, for it brings in the compiler.
"""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np
from numba import njit

from tertius.forecasts.filter_kernels import FAST

ONE = np.float32(1.0)
REACH = np.float32(12.0)  # squared distance beyond which a pair weighs nothing
SPAN = 3.4642  # its root
CHUNK = 512
# exp(-x / 2) is the sixteenth power of exp(-x / 32), and that a short series about its middle: it runs on vectors
MIDDLE = 0.1875
START = np.float32(exp(-MIDDLE))
CENTRE, SHORT = np.float32(MIDDLE), np.float32(1 / 32)
HALF, SIXTH, FOURTH, FIFTH = (np.float32(1 / k) for k in (2, 6, 24, 120))


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


@njit(cache=True, fastmath=FAST)
def _weigh(x: Any, y: Any, z: Any, a: Any, b: Any, c: Any, out: Any) -> None:
    for i in range(len(x)):
        p, q, r = x[i] - a, y[i] - b, z[i] - c
        far = p * p + q * q + r * r
        t = min(far, REACH) * SHORT - CENTRE
        w = START * (ONE - t * (ONE - t * (HALF - t * (SIXTH - t * (FOURTH - t * FIFTH)))))
        w = w * w
        w = w * w
        w = w * w
        w = w * w
        out[i] = w if far < REACH else np.float32(0.0)


@njit(cache=True, nogil=True)
def near_cdf(target: Any, cdf: Any, pairs: Any, place: Any, prior: float) -> Any:
    """CDF (row, point) of the outcomes of past pairs near each target, with `cdf` (row, point) worth `prior` of them.

    `target` (row, 3) and `pairs` (pair, 3) are scaled to bandwidth 1; `place` (pair) is the point of each outcome.
    """
    rows, points = cdf.shape
    out = np.zeros((rows, points))
    columns, places, starts, first = _by_first(pairs, place)
    buckets = len(starts) - 1
    weight = np.empty(CHUNK, dtype=np.float32)
    for d in range(rows):
        a, b, c = np.float32(target[d, 0]), np.float32(target[d, 1]), np.float32(target[d, 2])
        begin = starts[min(max(int(np.floor(target[d, 0] - SPAN)) - first, 0), buckets)]
        end = starts[min(max(int(np.floor(target[d, 0] + SPAN)) - first + 1, 0), buckets)]
        for s in range(begin, end, CHUNK):
            e = min(s + CHUNK, end)
            _weigh(columns[0, s:e], columns[1, s:e], columns[2, s:e], a, b, c, weight)
            for i in range(e - s):
                out[d, places[s + i]] += weight[i]
        total = 0.0
        for z in range(points):
            total += out[d, z]
            out[d, z] = total
        for z in range(points):
            out[d, z] = (out[d, z] + prior * cdf[d, z]) / (total + prior)
    return out
