"""The predictive interval of a month's mean score given its count."""

from __future__ import annotations

import numpy as np

from tertius.relations.hyper import Floats, Mixture
from tertius.statespace import noise

# a tenth more variance than the mixture has: acts of one month are not quite exchangeable (docs/method/relations.md)
NOISE_FACTOR = 1.05


def noise_classes(mixture: Mixture) -> tuple[Floats, Floats, Floats]:
    """(s2, tau2, weight of each dyad) with the grid gathered by noise; weight has shape (dyad, class)."""
    pairs = np.stack([mixture.grid["s2"], mixture.grid["tau2"]], axis=1)
    kinds, index = np.unique(pairs, axis=0, return_inverse=True)
    weight = np.zeros((len(mixture.posterior), len(kinds)))
    for k in range(len(kinds)):
        weight[:, k] = mixture.posterior[:, index == k].sum(axis=1)
    return kinds[:, 0], kinds[:, 1], weight


def predictive_interval(
    mean: Floats, var: Floats, n: Floats, mixture: Mixture, *, unit: float = 1.0, level: float = 0.9
) -> tuple[Floats, Floats]:
    """Quantiles of a normal mixture over the noise of the act; the state's own mixture enters by its two moments.

    Parameters
    ----------
    mean, var, n
        Array, shape (month, dyad): the state and the count whose mean is predicted.

    Returns
    -------
    lo, hi
        Array, shape (month, dyad).
    """
    from scipy.special import ndtr

    s2, tau2, weight = noise_classes(mixture)
    half = np.sqrt(np.square(NOISE_FACTOR) * noise(n[..., None], s2, tau2) + var[..., None])
    low, high = np.zeros(mean.shape), 8.0 * half.max(axis=-1)
    for _ in range(30):  # symmetric mixture: bisect on the half-width
        at = 0.5 * (low + high)
        inside = (weight * (2 * ndtr(at[..., None] / half) - 1)).sum(axis=-1)
        low, high = np.where(inside < level, at, low), np.where(inside < level, high, at)
    return mean - high, mean + high
