"""Draws told in three numbers: the mean and an equal-tailed interval, and the arrays that everything is made of."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
LEVEL = 0.9


class Interval(NamedTuple):
    """Posterior mean and the bounds of an equal-tailed interval: three arrays of one shape, or three numbers."""

    mean: Any
    lo: Any
    hi: Any


def summarise(draws: npt.ArrayLike, level: float = LEVEL) -> Interval:
    """Mean and equal-tailed bounds over the first axis.

    Parameters
    ----------
    draws
        Array, shape (draw, ...). Missing for some draws, missing in the summary.
    level
        Probability between the bounds, in (0, 1).

    Examples
    --------
    >>> summarise([0.0, 1.0, 2.0, 3.0, 4.0], level=0.5)
    Interval(mean=2.0, lo=1.0, hi=3.0)
    """
    values = np.asarray(draws, dtype=np.float64)
    lo, hi = np.quantile(values, [(1 - level) / 2, (1 + level) / 2], axis=0)
    if values.ndim == 1:
        return Interval(float(values.mean()), float(lo), float(hi))
    return Interval(values.mean(axis=0), lo, hi)
