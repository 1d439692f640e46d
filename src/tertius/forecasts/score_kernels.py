"""Scores of one CDF held on points, and normal CDFs read from a table: what passes that score many forecasts are made of.

Import only where used, for it brings in the compiler.
"""

from __future__ import annotations

from math import erfc, sqrt
from typing import Any

from numba import njit

from tertius.forecasts.filter_kernels import FAST
from tertius.forecasts.support import NORMAL_EDGE, NORMAL_FINE

LAST = 2 * NORMAL_EDGE * NORMAL_FINE - 1e-6


@njit(cache=True, fastmath=FAST)
def row_crps(cdf: Any, place: int, widths: Any) -> float:
    """Integral of (F - 1{y <= z})^2."""
    below, above = 0.0, 0.0
    for z in range(place):
        below += widths[z] * cdf[z] * cdf[z]
    for z in range(place, len(widths)):
        above += widths[z] * (1.0 - cdf[z]) * (1.0 - cdf[z])
    return below + above


@njit(cache=True, fastmath=FAST)
def row_gap(one: Any, two: Any, widths: Any) -> float:
    """Integral of (F - G)^2."""
    total = 0.0
    for z in range(len(widths)):
        gap = float(one[z]) - float(two[z])
        total += widths[z] * gap * gap
    return total


@njit(cache=True, fastmath=FAST)
def normal_row(mean: float, sd: float, points: Any, table: Any, out: Any) -> None:
    """Normal CDF at every point, between the places of the table (off by 2e-7 at most)."""
    scale, start = NORMAL_FINE / sd, NORMAL_EDGE * NORMAL_FINE - mean * NORMAL_FINE / sd
    for z in range(len(points)):
        place = min(max(points[z] * scale + start, 0.0), LAST)
        left = int(place)
        out[z] = table[left] + (place - left) * (table[left + 1] - table[left])


@njit(cache=True)
def normal_below(mean: float, sd: float, point: float) -> float:
    """Normal CDF at one point, exactly."""
    return 0.5 * erfc((mean - point) / sd / sqrt(2.0))
