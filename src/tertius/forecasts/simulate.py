"""Simulate one leg ahead from its filtered posterior, hyperparameters drawn from the mixture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.months import STEP
from tertius.relations.engagement import draw_acts
from tertius.relations.hyper import count_model, level_model
from tertius.relations.latent import dated
from tertius.statespace import cumulative_loglik, filter_counts, filter_level, responsibilities

if TYPE_CHECKING:
    from tertius.relations import FilteredRelations, Mixture

Array = npt.NDArray[np.float64]
CHRONICLE_HALF_LIFE = 24


@dataclass(frozen=True)
class Origin:
    """Valence of one leg at the origin, one member a draw: grid point, filtered mean and variance, (draw,)."""

    point: npt.NDArray[np.intp]
    mean: Array
    var: Array
    grid: dict[str, Array]

    def parameter(self, name: str) -> Array:
        """A hyperparameter of every draw, array, shape (draw,)."""
        return self.grid[name][self.point]

    def expected(self, horizon: int) -> Array:
        """What the process expects of each period ahead, array, shape (draw, horizon)."""
        mu, phi = self.parameter("mu")[:, None], self.parameter("phi")[:, None]
        return mu + phi ** np.arange(1, horizon + 1) * (self.mean[:, None] - mu)


@dataclass(frozen=True)
class Run:
    """One leg filtered under every grid point: moments and log-likelihood so far, arrays, shape (month, grid)."""

    mean: Array
    var: Array
    loglik: Array


def run_leg(relations: FilteredRelations, row: int, *, until: int) -> Run:
    """Filter a leg's valence up to month `until`."""

    model = level_model(relations.hyper.valence.grid)
    y, n = (values[: until + 1, row, None] for values in (relations.evidence.y, relations.evidence.n))
    filtered = filter_level(y, n, model)
    return Run(filtered.mean, filtered.var, cumulative_loglik(y, n, model, np.isfinite(dated(y, n))))


def origin_state(
    relations: FilteredRelations,
    row: int,
    at: int,
    *,
    rng: np.random.Generator,
    size: int,
    run: Run | None = None,
) -> Origin:
    """Draw grid points from what month `at` knew of the leg, and take the filtered moments under each.

    `run` saves filtering the leg again where many origins are asked for; only its months up to `at` are read.
    """
    mixture = relations.hyper.valence
    run = run or run_leg(relations, row, until=at)
    point = _draw_points(run.loglik[at], mixture, at, rng, size)
    return Origin(point, run.mean[at, point], run.var[at, point], mixture.grid)


def _draw_points(
    logliks: Array, mixture: Mixture, at: int, rng: np.random.Generator, size: int
) -> npt.NDArray[np.intp]:
    weights = mixture.weights if mixture.path is None else mixture.path[at]
    share = responsibilities(logliks[None, :], weights)[0]
    return rng.choice(len(share), size=size, p=share / share.sum())


def simulate_valence(
    start: Origin, *, target: Array | None, sd: float, horizon: int, rng: np.random.Generator
) -> Array:
    """Paths of valence ahead: forward filter over the pseudo-observations, backward sampling.

    Parameters
    ----------
    target
        What a scenario says of each month ahead, array, shape (draw, horizon), or None: then a plain simulation.
    sd
        Standard deviation of the pseudo-observation.

    Returns
    -------
    array, shape (draw, horizon)
    """
    mu, phi, var = (start.parameter(name) for name in ("mu", "phi", "var"))
    q = var * (1 - phi**2)
    means, variances = [start.mean], [start.var]
    ahead_means, ahead_vars = [], []
    for h in range(horizon):
        m, p = mu + phi * (means[-1] - mu), phi**2 * variances[-1] + q
        ahead_means.append(m)
        ahead_vars.append(p)
        gain = np.zeros_like(p) if target is None else p / (p + sd**2)
        means.append(m if target is None else m + gain * (target[:, h] - m))
        variances.append(p * (1 - gain))
    path = np.empty((len(mu), horizon))
    noise = rng.standard_normal((horizon, len(mu)))
    path[:, -1] = means[-1] + np.sqrt(variances[-1]) * noise[-1]
    for h in range(horizon - 2, -1, -1):
        back = phi * variances[h + 1] / np.maximum(ahead_vars[h + 1], 1e-300)
        mean = means[h + 1] + back * (path[:, h + 1] - ahead_means[h + 1])
        left = np.maximum(variances[h + 1] - back**2 * ahead_vars[h + 1], 0.0)
        path[:, h] = mean + np.sqrt(left) * noise[h]
    return path


def simulate_engagement(
    relations: FilteredRelations, row: int, at: int, *, horizon: int, rng: np.random.Generator, size: int
) -> Array:
    """Paths of the log rate ahead, array, shape (draw, horizon).

    Streams: the exact evolution of the discount filter, ``u' = B u + g`` (`tertius.statespace.counts`). Chronicles,
    which have no counts: an AR(1) of half-life two years around the leg's own mean, at the origin's variance.
    """
    if relations.evidence.counts is None or relations.hyper.engagement is None:
        return _chronicle_path(relations, row, at, horizon, rng, size)
    return _stream_path(relations, row, at, horizon, rng, size)[0]


def simulate_acts(
    relations: FilteredRelations, row: int, at: int, *, horizon: int, rng: np.random.Generator, size: int
) -> Array:
    """Paths of a stream's counts ahead at the last year's volume, negative binomial, array, shape (draw, horizon)."""

    assert relations.evidence.exposure is not None
    path, dispersion = _stream_path(relations, row, at, horizon, rng, size)
    exposure = float(relations.evidence.exposure[max(0, at - 11) : at + 1, row].mean())
    return draw_acts(np.exp(path) * exposure, dispersion[:, None], rng=rng)


def _stream_path(
    relations: FilteredRelations, row: int, at: int, horizon: int, rng: np.random.Generator, size: int
) -> tuple[Array, Array]:
    """Paths of the log rate, and the dispersion each was drawn at, array, shape (draw,)."""

    counts, exposure = relations.evidence.counts, relations.evidence.exposure
    assert counts is not None
    assert exposure is not None
    assert relations.hyper.engagement is not None

    mixture = relations.hyper.engagement
    model = count_model(mixture.grid)
    filtered = filter_counts(counts[: at + 1, row, None], exposure[: at + 1, row, None], model)
    point = _draw_points(filtered.steps.sum(axis=0), mixture, at, rng, size)
    omega, a0, b0 = (np.asarray(value)[point] for value in (model.omega, model.a0, model.b0))
    a, b = filtered.a[at, point], filtered.b[at, point]
    u = rng.gamma(a)
    path = np.empty((size, horizon))
    for h in range(horizon):
        keep = rng.beta(np.maximum(omega * a, 1e-9), np.maximum((1 - omega) * a, 1e-9))
        u = keep * u + rng.gamma(np.maximum((1 - omega) * a0, 1e-9))
        a, b = omega * a + (1 - omega) * a0, omega * b + (1 - omega) * b0
        path[:, h] = np.log(np.maximum(u / b, 1e-12))
    return path, np.asarray(model.dispersion)[point]


def _chronicle_path(
    relations: FilteredRelations, row: int, at: int, horizon: int, rng: np.random.Generator, size: int
) -> Array:
    keep = 0.5 ** (STEP[relations.panel.every] / CHRONICLE_HALF_LIFE)
    centre = float(relations.engagement[row, : at + 1].mean())
    sd = float(np.sqrt(relations.engagement_var[row, at]))
    level: Any = relations.engagement[row, at] + sd * rng.standard_normal(size)
    path = np.empty((size, horizon))
    for h in range(horizon):
        level = centre + keep * (level - centre) + np.sqrt(1 - keep**2) * sd * rng.standard_normal(size)
        path[:, h] = level
    return path
