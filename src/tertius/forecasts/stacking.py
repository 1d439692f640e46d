"""Weights of the pool: the mix whose CRPS over past origins is least, pulled to even.

The CRPS of a mixture is quadratic in its weights: mean of w'L - w'Dw/2, with L the members' scores and D[k, l] the integral of
(F_k - F_l)^2. Linear pools and their stacking: Gneiting and Ranjan (2013), Electronic Journal of Statistics 7; Yao, Vehtari,
Simpson and Gelman (2018), Bayesian Analysis 13(3).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
MEMBERS = ("state space", "discounted climatology", "kernel", "climatology")
SHIPPED = np.array([0.30, 0.30, 0.30, 0.10])
EVEN = np.full(4, 0.25)
PULL = 0.03


def stacked(scores: Floats, apart: Floats) -> Floats:
    """Weights on the simplex, array, shape (member,).

    Parameters
    ----------
    scores
        Mean score of each member over the past pairs, array, shape (member,).
    apart
        Mean of the members' squared distances, array, shape (member, member).
    """
    pull = PULL * float(scores.mean())
    # gradient of w'L - w'Dw/2 + pull |w - even|^2; the quadratic is convex, since D is conditionally negative definite
    w = np.full(len(scores), 1 / len(scores))
    even = w.copy()
    rate = 1.0 / (np.abs(apart).sum() + 2 * pull)
    for _ in range(2000):
        new = on_simplex(w - rate * (scores - apart @ w + 2 * pull * (w - even)))
        if np.abs(new - w).max() < 1e-9:
            return new
        w = new
    return w


def on_simplex(v: Floats) -> Floats:
    """Nearest point of the simplex, by sorting (Duchi et al. 2008, ICML, figure 1)."""
    ordered = np.sort(v)[::-1]
    above = np.cumsum(ordered) - 1.0
    keep = np.flatnonzero(ordered - above / np.arange(1, len(v) + 1) > 0)[-1]
    return np.maximum(v - above[keep] / (keep + 1), 0.0)


def distances(cdfs: Floats, widths: Floats) -> Floats:
    """Sum over rows of the integral of (F_k - F_l)^2, array, shape (member, member); `cdfs` is (member, row, point)."""
    flat = (cdfs * np.sqrt(widths)).reshape(len(cdfs), -1)
    gram = flat @ flat.T
    square = np.diag(gram)
    return np.maximum(square[:, None] + square[None, :] - 2 * gram, 0.0)
