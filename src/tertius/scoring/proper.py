"""Proper scores, thin over scoringrules. All are losses: lower is better. Gneiting and Raftery (2007),
*JASA* 102(477)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput

Floats = npt.NDArray[np.float64]
LOG_FLOOR = 1e-12


def crps(draws: npt.ArrayLike, observed: npt.ArrayLike) -> Floats:
    """Continuous ranked probability score of draws, array of the observations' shape.

    E|X - y| - E|X - X'| / 2 with the fair estimate of the second term (Gneiting and Raftery 2007, eq. 21;
    Ferro 2014).

    Parameters
    ----------
    draws
        Array, shape (draw, ...); at least two draws.
    observed
        Array, shape (...); NaN gives NaN.
    """
    sample, seen = _aligned(draws, observed)
    import scoringrules

    result = scoringrules.crps_ensemble(seen, np.moveaxis(sample, 0, -1), estimator="fair")
    return np.asarray(result, dtype=np.float64)


def energy_score(draws: npt.ArrayLike, observed: npt.ArrayLike) -> Floats:
    """Energy score of vectors, array, shape (...): E||X - y|| - E||X - X'|| / 2 (Gneiting and Raftery
    2007, eq. 22).

    Parameters
    ----------
    draws
        Array, shape (draw, ..., variable).
    observed
        Array, shape (..., variable).
    """
    sample, seen = _aligned(draws, observed)
    import scoringrules

    result = scoringrules.es_ensemble(seen, np.moveaxis(sample, 0, -2), estimator="fair")
    return np.asarray(result, dtype=np.float64)


def brier(probability: npt.ArrayLike, happened: npt.ArrayLike) -> Floats:
    """Brier score ``(p - o)^2`` of a yes-or-no forecast, in [0, 1]."""
    p, o = np.broadcast_arrays(np.asarray(probability, float), np.asarray(happened, float))
    if not (((p >= 0) & (p <= 1)) | np.isnan(p)).all():
        raise BadInput("probabilities outside 0 to 1", "numbers between 0 and 1")
    return np.asarray(np.square(p - o))


def brier_categories(probability: npt.ArrayLike, category: npt.ArrayLike) -> Floats:
    """Brier score over categories, sum of squares, in [0, 2]; probabilities (..., category), outcomes
    (...)."""
    p = np.asarray(probability, dtype=np.float64)
    hit = np.asarray(category)[..., None] == np.arange(p.shape[-1])
    return np.asarray(np.square(p - hit).sum(axis=-1))


def log_loss(probability: npt.ArrayLike, category: npt.ArrayLike) -> Floats:
    """Minus the natural log of the probability given to what happened; floored at 1e-12."""
    p = np.asarray(probability, dtype=np.float64)
    given = np.take_along_axis(p, np.asarray(category, dtype=np.int64)[..., None], axis=-1)[..., 0]
    return np.asarray(-np.log(np.maximum(given, LOG_FLOOR)))


def log_score_normal(mean: npt.ArrayLike, variance: npt.ArrayLike, observed: npt.ArrayLike) -> Floats:
    """Minus the log density of a normal forecast at what was observed."""
    m, v, y = np.broadcast_arrays(*(np.asarray(x, dtype=np.float64) for x in (mean, variance, observed)))
    if (v <= 0).any():
        raise BadInput("a forecast variance of 0 or less", "variances above 0")
    return np.asarray(0.5 * (np.log(2 * np.pi * v) + np.square(y - m) / v))


def log_score_draws(draws: npt.ArrayLike, observed: npt.ArrayLike) -> Floats:
    """Minus the log density of a kernel estimate of the draws (Gaussian kernel), thin over scoringrules."""
    sample, seen = _aligned(draws, observed)
    import scoringrules

    return np.asarray(scoringrules.logs_ensemble(seen, np.moveaxis(sample, 0, -1)), dtype=np.float64)


def _aligned(draws: npt.ArrayLike, observed: npt.ArrayLike) -> tuple[Floats, Floats]:
    sample, seen = np.asarray(draws, dtype=np.float64), np.asarray(observed, dtype=np.float64)
    if sample.ndim != seen.ndim + 1 or sample.shape[1:] != seen.shape or sample.shape[0] < 2:
        raise BadInput(
            f"draws of shape {sample.shape} for observations of shape {seen.shape}",
            "(draw, ...), two or more",
        )
    return sample, seen
