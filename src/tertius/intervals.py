"""Draws told in three numbers: the mean and an equal-tailed interval, and the arrays that everything is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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


Z50, Z90 = 0.6744897501960817, 1.6448536269514722


@dataclass(frozen=True)
class Band:
    """A quantity through time: mean, 50 % and 90 % bounds, each array, shape (month,)."""

    mean: Floats
    lo: Floats
    hi: Floats
    lo50: Floats
    hi50: Floats

    @classmethod
    def normal(cls, mean: Floats, var: Floats) -> Band:
        """Bounds of a normal posterior."""
        sd = np.sqrt(var)
        return cls(mean, mean - Z90 * sd, mean + Z90 * sd, mean - Z50 * sd, mean + Z50 * sd)

    @classmethod
    def draws(cls, values: Floats) -> Band:
        """Equal-tailed bounds of draws, array, shape (draw, month)."""
        lo, lo50, hi50, hi = np.quantile(values, [0.05, 0.25, 0.75, 0.95], axis=0)
        return cls(values.mean(axis=0), lo, hi, lo50, hi50)

    @property
    def bottom(self) -> float:
        """Least lower bound."""
        return float(np.nanmin(self.lo))

    @property
    def top(self) -> float:
        """Largest upper bound."""
        return float(np.nanmax(self.hi))

    @property
    def lowest(self) -> int:
        """Position of the lowest mean."""
        return int(np.argmin(self.mean))

    @property
    def highest(self) -> int:
        """Position of the highest mean."""
        return int(np.argmax(self.mean))

    def apart(self, other: Band, *, margin: int = 0) -> tuple[int, float]:
        """Where two means lie farthest apart, at least `margin` months from either end, and how far."""
        gap = np.abs(self.mean - other.mean)
        inner = gap[margin : gap.size - margin]
        place = int(inner.argmax()) + margin
        return place, float(gap[place])


def extent(parts: Iterable[Any]) -> tuple[float, float]:
    """Least and largest of some numbers, or of arrays of them.

    >>> extent([3.0, 1.0, 2.0])
    (1.0, 3.0)
    """
    whole = np.concatenate([np.atleast_1d(np.asarray(part, float)).ravel() for part in parts])
    return float(np.nanmin(whole)), float(np.nanmax(whole))


def total(counts: Iterable[Any]) -> int:
    """Sum of counts.

    >>> total([1, 2, 3])
    6
    """
    return int(np.sum(np.fromiter(counts, dtype=np.float64)))


def shares(weights: Iterable[float]) -> list[float]:
    """Each weight as a share of them all.

    >>> shares([1.0, 3.0])
    [0.25, 0.75]
    """
    values = np.fromiter(weights, dtype=np.float64)
    return [float(value) for value in values / values.sum()]
