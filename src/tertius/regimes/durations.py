"""How long a state lasts: a least time plus a negative binomial, told as a hazard at each age."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.regimes.chains import Floats

MINIMUM = 3
AGES = 72
"""Ages told apart, in months; the hazard of the last holds for all later ones (a negative binomial's tail is
geometric, so that little is lost)."""
_TINY = 1e-300


def duration_pmf(mean: float, *, size: float, minimum: int = MINIMUM, longest: int) -> Floats:
    """Probability of lasting 1, 2, ... `longest` months: `minimum` + NB(size, mean - minimum).

    Parameters
    ----------
    mean
        Mean duration in months, above `minimum`.
    size
        Shape of the negative binomial; 1 is geometric, larger is more regular.
    """
    if not (mean > minimum >= 1 and size > 0):
        raise BadInput(
            f"duration with mean {mean}, least {minimum}, size {size}", "mean > least >= 1 and size > 0"
        )
    fail = (mean - minimum) / (mean - minimum + size)
    steps = np.arange(1, longest - minimum + 1)
    ratios = np.concatenate([[size * np.log1p(-fail)], np.log(fail) + np.log((steps - 1 + size) / steps)])
    pmf = np.zeros(longest)
    pmf[minimum - 1 :] = np.exp(np.cumsum(ratios))
    return pmf


def duration_hazard(
    mean: npt.ArrayLike, *, size: npt.ArrayLike = 2.0, minimum: int = MINIMUM, ages: int = AGES
) -> Floats:
    """Hazard of ending at each age, array, shape (state, age); age 0 is the first month.

    h(a) = P(d = a + 1 | d > a), with d = `minimum` + negative binomial. The last column is the tail's.
    """
    means, sizes = np.broadcast_arrays(np.atleast_1d(np.asarray(mean, float)), np.asarray(size, float))
    rows = []
    for m, k in zip(means, sizes, strict=True):
        pmf = duration_pmf(float(m), size=float(k), minimum=minimum, longest=ages + int(60 * m))
        alive = np.maximum(np.cumsum(pmf[::-1])[::-1], _TINY)
        rows.append((pmf / alive)[:ages])
    return np.clip(np.array(rows), 0.0, 1.0 - 1e-12)


def survival(hazard: npt.ArrayLike) -> Floats:
    """Probability of reaching each age, array, shape (state, age); 1 at age 0."""
    stay = 1.0 - np.asarray(hazard, dtype=float)
    return np.concatenate([np.ones((stay.shape[0], 1)), np.cumprod(stay, axis=1)[:, :-1]], axis=1)


def equilibrium_age(hazard: npt.ArrayLike) -> Floats:
    """Age of a stay met at a random month (left censoring), array, shape (state, age); rows sum to 1."""
    values = np.asarray(hazard, dtype=float)
    weight = survival(values)
    weight[:, -1] /= np.maximum(values[:, -1], 1e-9)  # the last age gathers all later ones
    result: Floats = weight / weight.sum(axis=1, keepdims=True)
    return result


def fit_duration(
    exits: npt.ArrayLike,
    risk: npt.ArrayLike,
    *,
    minimum: int = MINIMUM,
    means: npt.ArrayLike = tuple(range(6, 73, 2)),
    sizes: npt.ArrayLike = (0.5, 1.0, 2.0, 4.0, 8.0),
) -> tuple[float, float]:
    """Mean and size that make expected exits out of months at risk most likely, each age a binomial.

    Parameters
    ----------
    exits, risk
        Expected stays that end at an age, and that were there to end: arrays, shape (age,). Prior
        pseudo-counts are simply added to both by the caller. A grid is searched, so the answer is bounded.
    """
    ended, alive = np.asarray(exits, dtype=float), np.asarray(risk, dtype=float)
    best, found = -np.inf, (float("nan"), float("nan"))
    for size in np.atleast_1d(np.asarray(sizes, float)):
        hazard = duration_hazard(means, size=float(size), minimum=minimum, ages=ended.size)
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = np.where(ended > 0, ended * np.log(hazard), 0.0) + (alive - ended) * np.log1p(-hazard)
        scores = terms[:, minimum - 1 :].sum(axis=1)
        at = int(scores.argmax())
        if scores[at] > best:
            best, found = float(scores[at]), (float(np.atleast_1d(means)[at]), float(size))
    return found
