"""Weights of past pairs near a forecast. Import only where used, for it brings in the compiler."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tertius.forecasts.filter_kernels import FAST


@njit(cache=True, fastmath=FAST)
def near_pairs(target: Any, pairs: Any, place: Any, points: int, first: Any, last: Any) -> Any:
    """Kernel weights of the past pairs by the point of their outcome: (target, point); all scaled to bandwidth 1.

    `pairs` (pair, 3) is sorted by its first column; `first`, `last` bound each target's neighbours there.
    """
    out = np.zeros((len(target), points))
    for d in range(len(target)):
        for i in range(first[d], last[d]):
            x, y, z = target[d, 0] - pairs[i, 0], target[d, 1] - pairs[i, 1], target[d, 2] - pairs[i, 2]
            far = x * x + y * y + z * z
            if far < 12.0:
                out[d, place[i]] += np.exp(-0.5 * far)
    return out
