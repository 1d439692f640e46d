"""Baselines that a forecast has to beat: draws of a future month from the past of the series alone.

All take `past`, the series up to the origin, array, shape (month,), NaN where missing, and give draws, array, shape
(draw,). Their errors are those the same rule made in the past, of the series itself and, where it is short, of `pool`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from tertius.statespace import Level, filter_level

Array = npt.NDArray[np.float64]
SHRINK = 12
YEAR = 12
Baseline = Callable[[Array, Array, int, np.random.Generator, int], Array]


def climatology(past: Array, pool: Array, horizon: int, rng: np.random.Generator, size: int) -> Array:
    """A month drawn from the series' own past, or, with probability ``12 / (12 + months)``, from the pool's."""
    own = past[np.isfinite(past)]
    if not len(own):
        return rng.choice(pool, size=size)
    from_pool = rng.random(size) < SHRINK / (SHRINK + len(own))
    return np.where(from_pool, rng.choice(pool, size=size), rng.choice(own, size=size))


def last_value(past: Array, pool: Array, horizon: int, rng: np.random.Generator, size: int) -> Array:
    """The last month seen, with the errors of that rule."""
    own = past[np.isfinite(past)]
    if len(own) < 2:
        return climatology(past, pool, horizon, rng, size)
    return own[-1] + _errors(np.diff(own), pool, rng, size)


def year_mean(past: Array, pool: Array, horizon: int, rng: np.random.Generator, size: int) -> Array:
    """Mean of the last twelve months seen, with the errors of that rule."""
    own = past[np.isfinite(past)]
    if len(own) < 3:
        return climatology(past, pool, horizon, rng, size)
    means = np.array([own[max(0, t - YEAR) : t].mean() for t in range(1, len(own))])
    return own[-YEAR:].mean() + _errors(own[1:] - means, pool, rng, size)


def local_level(past: Array, pool: Array, horizon: int, rng: np.random.Generator, size: int) -> Array:
    """Gaussian local level, its two variances by maximum likelihood over a grid on the series' own past."""
    own = past[np.isfinite(past)]
    if len(own) < 3:
        return climatology(past, pool, horizon, rng, size)
    scale = max(float(np.var(own)), 1e-6)
    ratio, noise = np.meshgrid(
        [0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0], np.array([0.3, 0.5, 0.7, 0.9, 1.1, 1.5]) * scale
    )
    s2 = noise.ravel()
    q = ratio.ravel() * s2
    model = Level(mu=0.0, phi=1.0, q=q, s2=s2, tau2=0.0, start_mean=float(own[0]), start_var=scale * 10)
    seen = np.where(np.isfinite(past), 1.0, 0.0)
    filtered = filter_level(past[:, None], seen[:, None], model)
    best = int(filtered.loglik.argmax())
    var = filtered.var[-1, best] + horizon * q[best] + s2[best]
    return np.asarray(filtered.mean[-1, best] + np.sqrt(var) * rng.standard_normal(size))


BASELINES: dict[str, Baseline] = {
    "climatology": climatology,
    "last value": last_value,
    "12-month mean": year_mean,
    "local level": local_level,
}


def _errors(own: Array, pool: Array, rng: np.random.Generator, size: int) -> Array:
    """Own past errors, mixed with the pool's spread where there are few."""
    spread = rng.choice(pool - pool.mean(), size=size)
    from_pool = rng.random(size) < SHRINK / (SHRINK + len(own))
    return np.where(from_pool, spread, rng.choice(own - own.mean(), size=size))
