"""Empirical Bayes over a grid: a non-parametric mixture whose weights are pooled over the batch.

Every series has the likelihood of every grid point; EM finds the weights of the mixture (Kiefer & Wolfowitz 1956; Laird
1978). A prior enters as pseudo-counts: a Dirichlet worth `pseudo` series. Each series keeps its own posterior over
the grid, so that what is averaged over it carries the uncertainty of the hyperparameters.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def responsibilities(loglik: Floats, weights: Floats) -> Floats:
    """Posterior over the grid for every series, shape (series, grid), rows sum to 1."""
    with np.errstate(divide="ignore"):
        scores = loglik + np.log(weights)
    scores = scores - scores.max(axis=-1, keepdims=True)
    out = np.exp(scores)
    return np.asarray(out / out.sum(axis=-1, keepdims=True))


def fit_weights(
    loglik: Floats,
    *,
    prior: Floats,
    pseudo: float,
    start: Floats | None = None,
    steps: int = 200,
    tol: float = 1e-6,
) -> Floats:
    """Mixture weights by EM, maximum a posteriori under the pseudo-counts.

    Parameters
    ----------
    loglik
        Array, shape (series, grid).
    prior
        Array, shape (grid,), sums to 1: where the pseudo-counts lie.
    pseudo
        How many series the prior is worth, >= 0.
    start
        Weights to start from (else an even mix of prior and uniform).
    """
    size = loglik.shape[-1]
    weights = 0.5 * prior + 0.5 / size if start is None else start
    if not len(loglik):
        return prior.copy()
    relative = np.exp(loglik - loglik.max(axis=1, keepdims=True))
    for _ in range(steps):
        share = relative @ weights
        new = weights * (relative.T @ (1 / np.maximum(share, 1e-300))) + pseudo * prior
        new /= new.sum()
        if np.abs(new - weights).max() < tol:
            return np.asarray(new)
        weights = new
    return np.asarray(weights)


def step_weights(
    loglik: Floats, weights: Floats, *, prior: Floats, pseudo: float, informed: Any = None, steps: int = 2
) -> tuple[Floats, Floats]:
    """A few EM steps from the weights of the month before, and the posterior they give, shape (series, grid).

    `informed` marks the series that count; one without data would only echo the weights.
    """
    relative = np.exp(loglik - loglik.max(axis=1, keepdims=True))
    counted = relative if informed is None else relative[informed]
    for _ in range(steps):
        new = weights * ((1 / np.maximum(counted @ weights, 1e-300)) @ counted) + pseudo * prior
        weights = new / new.sum() if len(counted) else prior
    share = relative * weights
    share /= share.sum(axis=1, keepdims=True)
    return weights, share


def marginal_loglik(loglik: Floats, weights: Floats) -> Floats:
    """Log-likelihood of every series with the grid averaged out, shape (series,)."""
    top = loglik.max(axis=-1)
    return np.asarray(top + np.log(np.exp(loglik - top[..., None]) @ weights))


def likely_pairs(
    posterior: Floats, *, mass: float = 0.9999
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
    """(series, grid point, weight): the likeliest points that together hold `mass`; weights of a series sum to 1."""
    order = np.argsort(-posterior, axis=1)
    ranked = np.take_along_axis(posterior, order, axis=1)
    keep = np.zeros(posterior.shape, dtype=bool)
    np.put_along_axis(keep, order, np.cumsum(ranked, axis=1) - ranked < mass, axis=1)
    series, point = np.nonzero(keep & (posterior > 0))
    weight = posterior[series, point]
    total = np.bincount(series, weights=weight, minlength=len(posterior))
    return series, point, weight / total[series]


def mix_moments(
    mean: Floats, var: Floats, *, series: npt.NDArray[np.int64], weight: Floats, size: int
) -> tuple[Floats, Floats]:
    """Mean and variance of the mixture of pairs, by the law of total variance.

    Parameters
    ----------
    mean, var
        Array, shape (month, pair).
    series, weight
        Array, shape (pair,), `series` sorted: which series a pair belongs to, and its weight.

    Returns
    -------
    mean, var
        Array, shape (month, series).
    """
    starts = np.searchsorted(series, np.arange(size))
    first = np.add.reduceat(mean * weight, starts, axis=1)
    gap = mean - first[:, series]
    second = np.add.reduceat((var + gap * gap) * weight, starts, axis=1)
    return first, second
