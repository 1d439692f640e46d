"""Receipts of all pivots together: a hierarchical count model of what a giver gives in a year.

For giver *i* of pivot *c* in year *t*, with everything on the right known at the end of year *t - 1*::

    y ~ NegBin(mu, phi),   log mu = b0 + b1 v + b2 e + b3 r + b4 r w + b5 s + u[c, i],   u ~ N(0, sigma^2)

*v*, *e* are valence and engagement of the giver and the pivot, *r* the rivalry of the two givers, *w* the other
giver's access, *s* the pivot's size (log share of the system's capabilities). ``r w`` is what only two bidders make;
what one patron alone would give is the same with ``w = 0``.

The posterior is Laplace's at every point of a grid of (sigma, phi), mixed by the approximate evidence (the empirical
Bayes over a grid of the rest of the package; compare INLA, Rue, Martino & Chopin 2009).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, logsumexp

Array = npt.NDArray[np.float64]

TERMS = ("intercept", "valence", "engagement", "rivalry", "rivalry x other's access", "size")
BIDDING = 4
WIDTHS = np.array([3.0, 1.0, 1.0, 1.0, 1.0, 0.5])  # prior s.d. of the coefficients: a factor of e, either way
SIGMAS = (0.1, 0.2, 0.35, 0.55, 0.85, 1.3)
PHIS = (0.02, 0.1, 0.25, 0.5, 1.0)
STEPS = 50


@dataclass(frozen=True, eq=False)
class GiverYears:
    """One row a giver and year.

    Attributes
    ----------
    group
        Which giver of which pivot, array of int, shape (row,), 0 to the number of groups less one.
    y
        Receipts, array, shape (row,).
    x
        Columns as `TERMS`, array, shape (row, term).
    """

    group: npt.NDArray[np.intp]
    y: Array
    x: Array


@dataclass(frozen=True, eq=False)
class ReceiptModel:
    """Draws of the coefficients, the groups' own intercepts and the dispersion.

    ``coefficients``: array, shape (draw, term); ``own``: (draw, group); ``phi``, ``sigma``: (draw,).
    """

    coefficients: Array
    own: Array
    phi: Array
    sigma: Array

    def rate(self, x: Array, group: npt.NDArray[np.intp]) -> Array:
        """Expected receipts of rows, array, shape (draw, row)."""
        return np.exp(self.coefficients @ x.T + self.own[:, group])

    def alone(self, x: Array, group: npt.NDArray[np.intp]) -> Array:
        """The same had the giver been the only patron: nobody else's access."""
        without = x.copy()
        without[:, BIDDING] = 0.0
        return self.rate(without, group)


def fit_receipts(rows: GiverYears, *, rng: np.random.Generator, size: int = 1000) -> ReceiptModel:
    """Posterior draws of the model on these rows.

    Parameters
    ----------
    rows
        All pivots together.
    rng, size
        Source and number of draws.
    """
    grid = [(sigma, phi) for sigma in SIGMAS for phi in PHIS]
    fits = [laplace(rows, sigma, phi) for sigma, phi in grid]
    evidence = np.array([fit[2] for fit in fits]) + np.array([_log_prior(*point) for point in grid])
    weight = np.exp(evidence - logsumexp(evidence))
    count = rng.multinomial(size, weight / weight.sum())
    drawn, where = [], np.repeat(np.arange(len(grid)), count)
    for (mode, half, _), n in zip(fits, count, strict=True):
        drawn.append(mode + np.linalg.solve(half.T, rng.standard_normal((len(mode), n))).T)
    both = np.concatenate(drawn)[order := rng.permutation(size)]
    points = np.array(grid)[where][order]
    terms = rows.x.shape[1]
    return ReceiptModel(both[:, :terms], both[:, terms:], points[:, 1], points[:, 0])


def laplace(rows: GiverYears, sigma: float, phi: float) -> tuple[Array, Array, float]:
    """Mode, Cholesky factor of the curvature there (lower), and log evidence, at one point of the grid.

    Fisher scoring on coefficients and own intercepts together, halving steps that do not rise.
    """
    groups = int(rows.group.max()) + 1
    design = np.hstack([rows.x, np.eye(groups)[rows.group]])
    precision = np.concatenate([1 / WIDTHS[: rows.x.shape[1]] ** 2, np.full(groups, 1 / sigma**2)])
    at = np.zeros(design.shape[1])
    at[0] = np.log(max(rows.y.mean(), 1e-3))
    value = _log_posterior(at, design, rows.y, phi, precision)
    for _ in range(STEPS):
        mu = np.exp(design @ at)
        curve = (design * (mu / (1 + phi * mu))[:, None]).T @ design + np.diag(precision)
        step = np.linalg.solve(curve, design.T @ ((rows.y - mu) / (1 + phi * mu)) - precision * at)
        share = 1.0
        while (
            new := _log_posterior(at + share * step, design, rows.y, phi, precision)
        ) < value and share > 1e-6:
            share /= 2
        at, gained, value = at + share * step, new - value, new
        if abs(gained) < 1e-10:
            break
    mu = np.exp(design @ at)
    curve = (design * (mu / (1 + phi * mu))[:, None]).T @ design + np.diag(precision)
    half = np.linalg.cholesky(curve)
    prior = 0.5 * float(np.log(precision).sum())
    return at, half, value + prior - float(np.log(np.diag(half)).sum())


def _log_posterior(at: Array, design: Array, y: Array, phi: float, precision: Array) -> float:
    eta = np.clip(design @ at, -30, 30)
    return float(log_negative_binomial(y, np.exp(eta), phi).sum() - 0.5 * (precision * at**2).sum())


def log_negative_binomial(y: Array, mu: Array, phi: Array | float) -> Array:
    """Log probability of a count with mean `mu` and variance ``mu + phi mu^2``."""
    size = 1 / np.asarray(phi)
    return np.asarray(
        gammaln(y + size)
        - gammaln(size)
        - gammaln(y + 1)
        + size * np.log(size / (size + mu))
        + y * np.log(mu / (size + mu))
    )


def _log_prior(sigma: float, phi: float) -> float:
    """Half-normal on both: 0.5 for the spread of givers, 0.5 for the dispersion; the grid's own spacing in."""
    spacing = (
        np.gradient(np.array(SIGMAS))[SIGMAS.index(sigma)] * np.gradient(np.array(PHIS))[PHIS.index(phi)]
    )
    return float(-0.5 * (sigma / 0.5) ** 2 - 0.5 * (phi / 0.5) ** 2 + np.log(spacing))
