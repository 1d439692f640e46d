"""Homoscedastic local level by maximum likelihood for a whole batch, and its smoother, compiled.

    y_t = x_t + e_t, e ~ N(0, s2);   x_t = x_{t-1} + h_t, h ~ N(0, q);   x_1 diffuse (exact)

One number is searched: rho = q / (q + s2) in [0, 1]. For a given rho the scale s2 + q has a closed form (the likelihood is
concentrated; Harvey 1989, Forecasting, section 4.2.2), so the search is one-dimensional: a grid, then golden-section steps
around its best point. Exact diffuse start: the first observation fixes x, and the sum begins with the second (Durbin & Koopman
2012, section 5.2). Series lie time-major, ``(month, series)``; a thread takes a strip of series small enough for its cache.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput

Floats = npt.NDArray[np.float64]
GRID = (0.0, 1e-4, 1e-3, 5e-3, 0.02, 0.06, 0.15, 0.3, 0.5, 0.75, 0.95, 1.0)
STEPS = 14
STRIP = 256  # series that a thread fits at once; wider ones leave its second cache
PASS = 512  # series side by side in one pass over data in memory: whole pages are read


@dataclass(frozen=True)
class LocalLevelFit:
    """Maximum likelihood estimates, shape (series,), and smoothed moments, shape (month, series).

    ``loglik`` is that of the exact diffuse start. A series with fewer than two observations has NaN everywhere.
    """

    s2: Floats
    q: Floats
    loglik: Floats
    mean: Floats
    var: Floats


def fit_local_level(y: Floats, *, smooth: bool = True) -> LocalLevelFit:
    """Fit every series of a batch on its own, and smooth it.

    Parameters
    ----------
    y
        Array, shape (month, series); NaN is missing.

    Raises
    ------
    BadInput
        If `y` is not two-dimensional.
    """
    if y.ndim != 2:
        raise BadInput(f"data of {y.ndim} dimensions", "(month, series)")
    from tertius.statespace import ml_kernels as kernels

    data = np.ascontiguousarray(y, dtype=np.float64)
    rho, scale, loglik = kernels.search(data, np.array(GRID), STEPS, STRIP)
    s2, q = (1 - rho) * scale, rho * scale
    shape = data.shape if smooth else (0, data.shape[1])
    mean, var = np.empty(shape), np.empty(shape)
    if smooth:
        kernels.smooth(data, s2, q, mean, var, STRIP)
        mean[:, np.isnan(loglik)] = var[:, np.isnan(loglik)] = np.nan
    return LocalLevelFit(s2, q, loglik, mean, var)


def local_level_loglik(y: Floats, s2: Floats, q: Floats) -> Floats:
    """Log-likelihood of each series at given variances, exact diffuse start, shape (series,)."""
    from tertius.statespace import ml_kernels as kernels

    return np.asarray(kernels.loglik(np.ascontiguousarray(y, dtype=np.float64), s2, q))
