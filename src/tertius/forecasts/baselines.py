"""Baselines that a forecast has to beat: predictive distributions from the past of a series alone.

Their errors are those the same rule made in the past, of the series itself and, where it is short, of the pool.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tertius.forecasts.support import Support
from tertius.forecasts.threads import in_parts

Floats = npt.NDArray[np.float64]
SHRINK = 12
SHORT = ("climatology", "last value", "12-month mean", "local level", "discounted climatology")
COUNT_EDGE = 0.5  # of the normal below a count
RATIOS = (0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)


def local_level_states(series: Floats, support: Support) -> Floats:
    """Level, its variance, s2 and q of a Gaussian local level after every month, array, shape (dyad, month, 4).

    The variances are those of most likelihood so far over a grid. `series` is (month, dyad).
    """
    from tertius.forecasts.baseline_kernels import local_levels

    scale: Any = np.geomspace(0.05, 60.0, 14) * support.unit**2
    if support.target == "volume":
        scale = np.geomspace(0.02, 1e9, 34)
    s2, ratio = (part.ravel() for part in np.meshgrid(scale, RATIOS))
    data = np.ascontiguousarray(series.T)
    return np.asarray(in_parts(local_levels, len(data), (data,), s2, ratio))


def local_level(states: Floats, horizon: int, support: Support) -> Floats:
    """CDFs `horizon` months on, from states of shape (row, 4), array, shape (row, point)."""
    from scipy.special import ndtr

    level, var, s2, q = (part[:, None] for part in states.T)
    edge = COUNT_EDGE if support.target == "volume" else 0.0
    return np.asarray(ndtr((support.points + edge - level) / np.sqrt(var + horizon * q + s2)))
