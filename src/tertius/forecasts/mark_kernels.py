"""Scores of the pool, its members and the baselines of one origin and horizon, in one pass over dyads.

Import only where used, for it brings in the compiler.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from tertius.forecasts.filter_kernels import FAST
from tertius.forecasts.score_kernels import normal_below, normal_row, row_crps, row_gap


@njit(cache=True)
def _mass(cdf: Any, place: int) -> float:
    return float(cdf[place]) - (float(cdf[place - 1]) if place else 0.0)


@njit(cache=True, nogil=True, fastmath=FAST)
def pool_marks(
    which: Any, place: Any, state: Any, fresh: Any, third: Any, own: Any, last: Any, year: Any, local: Any, weights: Any,
    horizon: int, edge: float, points: Any, widths: Any, table: Any,
) -> Any:  # fmt: skip
    """CRPS and mass at the outcome's point (row, 1 + 4 + 3): pool, members, last value, 12-month mean, local level.

    And the pool's CDF there (row), and how far each two members are apart (row, 6). `which` are the rows whose outcome came, at
    `place`; `state`, `fresh`, `third`, `own`, `last`, `year` are CDFs of all rows; `local` (row, 4) the states of the local
    levels. Without baselines `last` has no rows, and the last three columns are zero.
    """
    rows, ruled = len(which), len(last) > 0
    crps, mass, below, apart = np.zeros((rows, 8)), np.zeros((rows, 8)), np.zeros(rows), np.zeros((rows, 6))
    level = np.empty(len(points))
    for i in range(rows):
        d, p = which[i], place[i]
        crps[i, 1], mass[i, 1] = row_crps(state[d], p, widths), _mass(state[d], p)
        crps[i, 2], mass[i, 2] = row_crps(fresh[d], p, widths), _mass(fresh[d], p)
        crps[i, 3], mass[i, 3] = row_crps(third[d], p, widths), _mass(third[d], p)
        crps[i, 4], mass[i, 4] = row_crps(own[d], p, widths), _mass(own[d], p)
        apart[i, 0], apart[i, 1] = row_gap(state[d], fresh[d], widths), row_gap(state[d], third[d], widths)
        apart[i, 2], apart[i, 3] = row_gap(state[d], own[d], widths), row_gap(fresh[d], third[d], widths)
        apart[i, 4], apart[i, 5] = row_gap(fresh[d], own[d], widths), row_gap(third[d], own[d], widths)
        below[i] = (
            weights[0] * state[d, p]
            + weights[1] * fresh[d, p]
            + weights[2] * third[d, p]
            + weights[3] * own[d, p]
        )
        # the CRPS of a mixture is quadratic in its weights
        two = 0
        for k in range(4):
            crps[i, 0] += weights[k] * crps[i, k + 1]
            mass[i, 0] += weights[k] * mass[i, k + 1]
            for j in range(k + 1, 4):
                crps[i, 0] -= weights[k] * weights[j] * apart[i, two]
                two += 1
        if ruled:
            crps[i, 5], mass[i, 5] = row_crps(last[d], p, widths), _mass(last[d], p)
            crps[i, 6], mass[i, 6] = row_crps(year[d], p, widths), _mass(year[d], p)
            mean, sd = local[d, 0] - edge, np.sqrt(local[d, 1] + horizon * local[d, 3] + local[d, 2])
            normal_row(mean, sd, points, table, level)
            crps[i, 7] = row_crps(level, p, widths)
            mass[i, 7] = normal_below(mean, sd, points[p])
            if p:
                mass[i, 7] -= normal_below(mean, sd, points[p - 1])
    return crps, mass, below, apart
