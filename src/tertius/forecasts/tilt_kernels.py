"""Scores of the tilt's distributions, and moments of the logits of its side, in one pass over triangles.

Import only where used, for it brings in the compiler.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tertius.forecasts.filter_kernels import FAST
from tertius.forecasts.score_kernels import normal_below, normal_row, row_crps, row_gap


@njit(cache=True, nogil=True, fastmath=FAST)
def tilt_marks(mean: Any, sd: Any, place: Any, weights: Any, points: Any, widths: Any, table: Any) -> Any:
    """CRPS and mass at the outcome's point (row, 1 + normal), ours first; ours' CDF there, and first from second (row).

    `mean`, `sd` are (row, normal); ours mixes the first two with `weights`; `place` is the outcome's point.
    """
    rows, many = mean.shape
    crps, mass = np.zeros((rows, many + 1)), np.zeros((rows, many + 1))
    below, apart = np.zeros(rows), np.zeros(rows)
    held = np.empty((many, len(points)))
    for d in range(rows):
        p = place[d]
        for k in range(many):
            normal_row(mean[d, k], sd[d, k], points, table, held[k])
            crps[d, k + 1] = row_crps(held[k], p, widths)
            at = normal_below(mean[d, k], sd[d, k], points[p])
            mass[d, k + 1] = at - (normal_below(mean[d, k], sd[d, k], points[p - 1]) if p else 0.0)
            if k < 2:
                below[d] += weights[k] * at
                mass[d, 0] += weights[k] * mass[d, k + 1]
                crps[d, 0] += weights[k] * crps[d, k + 1]
        apart[d] = row_gap(held[0], held[1], widths)
        # the CRPS of a mixture is quadratic in its weights
        crps[d, 0] -= weights[0] * weights[1] * apart[d]
    return crps, mass, below, apart


@njit(cache=True, nogil=True, fastmath=FAST)
def logit_moments(odds: Any, past: Any, came: Any, thresholds: Any, beta: Any, certain: float) -> Any:
    """Gradient (1, 3) and curvature (1, 3, 3) of the log likelihood of a logit on (odds, past windows less the threshold).

    `odds` is (row, threshold), `past` (row, 2); the leading axis is there to be summed over slices of rows.
    """
    gradient, curve = np.zeros((1, 3)), np.zeros((1, 3, 3))
    a, b, e = beta[0], beta[1], beta[2]
    for k in range(len(thresholds)):
        c = thresholds[k]
        g0, g1, g2, h00, h01, h02, h11, h12, h22 = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        for i in range(len(came)):
            x, y, z = odds[i, k], past[i, 0] - c, past[i, 1] - c
            p = 1.0 / (1.0 + np.exp(-min(max(x * a + y * b + z * e, -certain), certain)))
            gap, weight = (1.0 if came[i] > c else 0.0) - p, p * (1.0 - p)
            g0, g1, g2 = g0 + gap * x, g1 + gap * y, g2 + gap * z
            h00, h01, h02 = h00 + weight * x * x, h01 + weight * x * y, h02 + weight * x * z
            h11, h12, h22 = h11 + weight * y * y, h12 + weight * y * z, h22 + weight * z * z
        gradient[0] += np.array([g0, g1, g2])
        curve[0] += np.array([[h00, h01, h02], [h01, h11, h12], [h02, h12, h22]])
    return gradient, curve
