"""Baselines of every series at every month in one pass. Import only where used, for it brings in the compiler."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def local_levels(values: Any, s2: Any, ratio: Any) -> Any:
    """Gaussian local levels, the two variances by maximum likelihood so far: level, its variance, s2, q; (dyad, month)."""
    dyads, months = values.shape
    grid = len(s2)
    out = np.full((dyads, months, 4), np.nan)
    for d in range(dyads):
        m, p, total = np.zeros(grid), np.zeros(grid), np.zeros(grid)
        begun = False
        best: Any = 0
        for t in range(months):
            value = values[d, t]
            if begun:
                for g in range(grid):
                    p[g] += ratio[g] * s2[g]
            if value == value:
                if not begun:
                    m[:] = value
                    p[:] = s2
                    begun = True
                else:
                    for g in range(grid):
                        f = p[g] + s2[g]
                        v = value - m[g]
                        total[g] -= 0.5 * (np.log(f) + v * v / f)
                        m[g] += p[g] / f * v
                        p[g] *= s2[g] / f
                    best = np.argmax(total)
            if begun:
                out[d, t, 0], out[d, t, 1], out[d, t, 2] = m[best], p[best], s2[best]
                out[d, t, 3] = ratio[best] * s2[best]
    return out


@njit(cache=True)
def shifted(centre: Any, errors: Any, count: Any, pool: Any, worth: float, points: Any) -> Any:
    """CDF of a centre plus its rule's own past errors, mixed with `pool` worth `worth` of them; (row, point)."""
    out = np.zeros((len(centre), len(points)))
    last = len(points) - 1
    for d in range(len(centre)):
        whole = count[d] + worth
        for i in range(count[d]):
            z = np.searchsorted(points, centre[d] + errors[d, i] - 1e-9)
            out[d, min(z, last)] += 1.0 / whole
        for i in range(len(pool)):
            z = np.searchsorted(points, centre[d] + pool[i] - 1e-9)
            out[d, min(z, last)] += worth / whole / len(pool)
        for z in range(1, len(points)):
            out[d, z] += out[d, z - 1]
    return out
