"""Scores of predictive CDFs held on points. Gneiting and Raftery (2007), *JASA* 102(477), eq. 20; Czado, Gneiting and Held
(2009), *Biometrics* 65(4), for counts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
FLOOR = 1e-6


def grid_crps(cdf: Floats, place: npt.NDArray[np.intp], widths: Floats) -> Floats:
    """Integral of (F - 1{y <= z})^2, array, shape (..., row).

    Parameters
    ----------
    cdf
        Array, shape (..., row, point).
    place
        Index of the point that holds each observation, array, shape (row,).
    widths
        Reach of each point, array, shape (point,).
    """
    step = np.arange(len(widths)) >= place[:, None]
    return np.asarray(np.square(cdf - step) @ widths)


def grid_log_score(cdf: Floats, place: npt.NDArray[np.intp], widths: Floats) -> Floats:
    """Minus the log of the density (of the mass, where widths are 1) at each observation, floored, shape (..., row)."""
    return mass_log_score(_mass(cdf, place), widths[place])


def mass_log_score(mass: Floats, widths: Floats) -> Floats:
    """The same from the mass at each observation and the width that it lies on, array of their shape."""
    return np.asarray(-np.log(np.maximum(mass / widths, FLOOR)))


def grid_pit(cdf: Floats, place: npt.NDArray[np.intp], rng: np.random.Generator) -> Floats:
    """Randomised probability integral transform, uniform if calibrated, array, shape (row,)."""
    at = np.arange(len(place))
    return mass_pit(cdf[at, place], _mass(cdf, place), rng)


def mass_pit(below: Floats, mass: Floats, rng: np.random.Generator) -> Floats:
    """The same from the CDF and the mass at each observation, array, shape (row,)."""
    return np.asarray(below - rng.random(len(below)) * mass)


def grid_quantile(cdf: Floats, points: Floats, levels: Floats) -> Floats:
    """Values below which each share lies, straight lines between points; `cdf` (point,), `levels` (...)."""
    steep = np.maximum.accumulate(cdf) + np.arange(len(cdf)) * 1e-12
    return np.asarray(np.interp(levels, steep, points))


def _mass(cdf: Floats, place: npt.NDArray[np.intp]) -> Floats:
    at = np.arange(len(place))
    below = np.where(place > 0, cdf[..., at, np.maximum(place - 1, 0)], 0.0)
    return np.asarray(cdf[..., at, place] - below)
