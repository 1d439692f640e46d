"""The level with Student-t noise, by reweighting (M1t).

A t with `nu` degrees of freedom is a normal whose variance is divided by a gamma weight. Given the path, the weight's posterior
mean is ``(nu + 1) / (nu + E[e^2] / h)``; given the weights, the path is the normal one. A few sweeps of the two (an EM for
the mode over the weights' means; Lange, Little & Taylor 1989) make a wild month count less.
"""

from __future__ import annotations

import numpy as np

from tertius.statespace.level import Filtered, Floats, Level, filter_level, noise, smooth_level

NU = 4.0


def robust_weights(y: Floats, n: Floats, model: Level, *, nu: float = NU, sweeps: int = 5) -> Floats:
    """Weight of every observation under Student-t noise: about 1 where it fits, towards 0 where it is wild.

    Parameters
    ----------
    y, n
        Array, shape (month, ...): means (NaN = missing) and numbers of acts.
    nu
        Degrees of freedom of the noise.

    Returns
    -------
    array, shape (month, ...batch)
        NaN where the month is missing.
    """
    h = noise(n, model.s2, model.tau2)
    weight = np.where(np.isfinite(y), 1.0, np.nan) + np.zeros_like(h)
    for _ in range(sweeps):
        mean, var = smooth_level(weighted_filter(y, n, model, weight), model)
        weight = (nu + 1) / (nu + (np.square(y - mean) + var) / h)
    return np.asarray(weight)


def weighted_filter(y: Floats, n: Floats, model: Level, weight: Floats) -> Filtered:
    """The filter with each observation's variance divided by its weight."""
    h = noise(n, model.s2, model.tau2) / weight
    plain = Level(model.mu, model.phi, model.q, 1.0, 0.0, model.start_mean, model.start_var)
    with np.errstate(divide="ignore", invalid="ignore"):
        return filter_level(y, np.where(np.isfinite(h), 1 / h, 0.0), plain)


def smooth_robust(
    y: Floats, n: Floats, model: Level, *, nu: float = NU, sweeps: int = 5
) -> tuple[Floats, Floats, Floats]:
    """Smoothed mean and variance under Student-t noise, and the weights; each (month, ...batch)."""
    weight = robust_weights(y, n, model, nu=nu, sweeps=sweeps)
    mean, var = smooth_level(weighted_filter(y, n, model, weight), model)
    return mean, var, weight
