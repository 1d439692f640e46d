"""Calibration: probability integral transforms and coverage. Gneiting, Balabdaoui and Raftery (2007),
*JRSS B* 69(2)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput

Floats = npt.NDArray[np.float64]


def pit(draws: npt.ArrayLike, observed: npt.ArrayLike, *, rng: np.random.Generator) -> Floats:
    """Randomised rank of each observation among its draws, in (0, 1), array of the observations' shape.

    Uniform if the forecast is calibrated; ties (counts) are broken at random (Czado, Gneiting and Held
    2009, eq. 2). NaN where the observation is NaN.
    """
    sample, seen = np.asarray(draws, dtype=np.float64), np.asarray(observed, dtype=np.float64)
    if sample.shape[1:] != seen.shape:
        raise BadInput(f"draws of shape {sample.shape} for observations of shape {seen.shape}", "(draw, ...)")
    below, ties = (sample < seen).sum(axis=0), (sample == seen).sum(axis=0)
    ranks = (below + rng.random(seen.shape) * (ties + 1)) / (sample.shape[0] + 1)
    return np.where(np.isnan(seen), np.nan, ranks)


def interval(draws: npt.ArrayLike, *, level: float = 0.9) -> tuple[Floats, Floats]:
    """Central interval of draws along the first axis."""
    if not 0 < level < 1:
        raise BadInput(f"level {level}", "a number between 0 and 1")
    low, high = np.quantile(np.asarray(draws, dtype=np.float64), [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high


def coverage(low: npt.ArrayLike, high: npt.ArrayLike, observed: npt.ArrayLike) -> float:
    """Share of observations inside their interval, bounds included; NaN observations are left out."""
    seen = np.asarray(observed, dtype=np.float64)
    inside = (np.asarray(low) <= seen) & (seen <= np.asarray(high))
    known = ~np.isnan(seen)
    return float(inside[known].mean()) if known.any() else float("nan")


def coverage_error(share: float, count: int) -> float:
    """Standard error of a coverage from `count` independent observations: sqrt(p(1 - p)/n)."""
    return float(np.sqrt(share * (1 - share) / count)) if count else float("nan")


def pit_histogram(values: npt.ArrayLike, *, bins: int = 10) -> Floats:
    """Share of the transforms in each of `bins` equal bins; flat at 1/bins if calibrated."""
    known = np.asarray(values, dtype=np.float64)
    counts, _ = np.histogram(known[~np.isnan(known)], bins=bins, range=(0.0, 1.0))
    return np.asarray(counts / max(counts.sum(), 1))
