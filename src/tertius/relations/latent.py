"""Valence: the grid of levels run over every dyad, filtered month by month or smoothed, and mixed."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tertius.relations.hyper import Floats, Mixture, level_model, prior_shares
from tertius.statespace import (
    Filtered,
    Level,
    cumulative_loglik,
    draw_level,
    filter_level,
    fit_weights,
    likely_pairs,
    loglik,
    mix_moments,
    noise,
    responsibilities,
    smooth_level,
    step_weights,
)
from tertius.statespace.level import predict, update

Prior = tuple[Floats, float]
CELLS = 1_000_000
COMPILED = 3_000_000  # dyad-months times grid points above which the compiled twins are worth loading


def blocks(size: int, grid: int, months: int = 1) -> list[slice]:
    """Slices of dyads such that one array over (month, block, grid) stays small."""
    step = max(1, CELLS // max(1, grid * months))
    return [slice(k, min(k + step, size)) for k in range(0, size, step)]


def kept_mass(dyads: int) -> float:
    """How much of each dyad's posterior over the grid is averaged over: nearly all, less in a large panel."""
    return 0.9999 if dyads <= 100 else 0.99


def grid_loglik(y: Floats, n: Floats, grid: dict[str, Floats]) -> Floats:
    """Log-likelihood of every dyad under every grid point, shape (dyad, grid); `y`, `n` are (month, dyad).

    Only months of whole acts speak of the noise: the parts of one act of unknown date repeat its score month after month, and
    taken as so many looks they would say that scores hardly err.
    """
    model, y = level_model(grid), dated(y, n)
    out = np.zeros((y.shape[1], len(grid["mu"])))
    seen = np.flatnonzero(np.isfinite(y).any(axis=0))
    if len(seen) * len(y) * out.shape[1] > COMPILED:
        out[seen] = _compiled_loglik(y[:, seen].T, n[:, seen].T, grid)
        return out
    for part in blocks(len(seen), out.shape[1], months=8):
        pick = seen[part]
        out[pick] = loglik(y[:, pick, None], n[:, pick, None], model)
    return out


def dated(y: Floats, n: Floats) -> Floats:
    """The means of months that hold an act or more, NaN elsewhere."""
    return np.where(n >= 1.0 - 1e-9, y, np.nan)


def _compiled_loglik(y: Floats, n: Floats, grid: dict[str, Floats]) -> Floats:
    from tertius.statespace import grid_kernels as kernels

    powers = grid["phi"][None, :] ** np.arange(y.shape[1] + 1)[:, None]
    data = (np.ascontiguousarray(y), np.ascontiguousarray(n))
    parameters = [grid[name] for name in ("mu", "var", "s2", "tau2")]
    run: Any = kernels.grid_loglik
    return np.asarray(run(*data, *parameters, powers))


def make_mixture(logliks: Floats, grid: dict[str, Floats], prior: Prior) -> Mixture:
    """Pool the dyads' likelihoods into weights, with the prior as pseudo-counts."""
    start, pseudo = prior
    informed = np.ptp(logliks, axis=1) > 1e-9
    weights = fit_weights(logliks[informed], prior=start, pseudo=pseudo)
    posterior = responsibilities(logliks, weights)
    shares = prior_shares(grid, posterior, weights, pseudo)
    return Mixture(grid, start, weights, posterior, pseudo, shares)


def pair_model(mixture: Mixture, point: npt.NDArray[np.int64]) -> Level:
    """The model of each (dyad, grid point) pair."""
    return level_model({name: values[point] for name, values in mixture.grid.items()})


def smooth_valence(y: Floats, n: Floats, mixture: Mixture) -> tuple[Floats, Floats]:
    """Mixture-averaged smoothed mean and variance, each (month, dyad)."""
    size = y.shape[1]
    if size * len(y) * len(mixture.weights) > COMPILED:
        return _compiled_smooth(y, n, mixture)
    mean, var = np.empty(y.shape), np.empty(y.shape)
    for part in blocks(size, 200, months=len(y)):
        series, point, weight = likely_pairs(mixture.posterior[part], mass=kept_mass(size))
        model = pair_model(mixture, point)
        pick = np.arange(size)[part][series]
        m, v = smooth_level(filter_level(y[:, pick], n[:, pick], model), model)
        mean[:, part], var[:, part] = mix_moments(
            m, v, series=series, weight=weight, size=part.stop - part.start
        )
    return mean, var


def _compiled_smooth(y: Floats, n: Floats, mixture: Mixture) -> tuple[Floats, Floats]:
    from tertius.statespace import grid_kernels as kernels

    series, point, weight = likely_pairs(mixture.posterior, mass=kept_mass(y.shape[1]))
    starts = np.searchsorted(series, np.arange(y.shape[1] + 1))
    data = (np.ascontiguousarray(y.T), np.ascontiguousarray(n.T))
    parameters = (mixture.grid[name] for name in ("mu", "var", "phi", "s2", "tau2"))
    mean, var = kernels.mixture_smooth(*data, starts, point, weight, *parameters)
    return mean.T, var.T


def filter_valence(
    y: Floats, n: Floats, grid: dict[str, Floats], prior: Prior
) -> tuple[Floats, Floats, Mixture, Floats]:
    """Causal pass: in every month the weights, too, come from that month and before.

    EM is warm-started each month from the month before, so nothing later can reach a filtered value.

    Returns
    -------
    mean, var
        Array, shape (month, dyad).
    mixture
        As known in the last month; ``path`` holds the weights of every month.
    loglik
        Array, shape (dyad, grid).
    """
    model, (start, pseudo) = level_model(grid), prior
    shape = (y.shape[1], len(start))
    m, p = np.broadcast_to(model.start_mean, shape), np.broadcast_to(model.start_var, shape)
    total, weights = np.zeros(shape), start
    mean, var, path = np.empty(y.shape), np.empty(y.shape), np.empty((len(y), len(start)))
    informed = np.zeros(shape[0], dtype=bool)
    for t in range(len(y)):
        if t:
            m, p = predict(m, p, model)
        h = noise(np.where(n[t] > 0, n[t], np.nan)[:, None], model.s2, model.tau2)
        m, p, step = update(y[t][:, None], h, m, p)
        whole = np.isfinite(dated(y[t], n[t]))
        total = total + np.where(whole[:, None], step, 0.0)
        informed |= whole
        weights, share = step_weights(total, weights, prior=start, pseudo=pseudo, informed=informed)
        mean[t] = np.einsum("dg,dg->d", share, m)
        var[t] = np.einsum("dg,dg->d", share, p + m * m) - np.square(mean[t])
        path[t] = weights
    shares = prior_shares(grid, share, weights, pseudo)
    return mean, var, Mixture(grid, start, weights, share, pseudo, shares, path), total


def draw_valence(
    y: Floats,
    n: Floats,
    mixture: Mixture,
    *,
    rng: np.random.Generator,
    size: int,
    shocked: Floats | None = None,
) -> Floats:
    """Joint paths given all months, hyperparameters drawn from each dyad's own posterior, shape (draw, dyad, month).

    `shocked`, shape (dyad, month, draw), gives each draw its own means: the same with a source's drift drawn anew.
    """
    out = np.empty((size, y.shape[1], len(y)))
    for d in range(y.shape[1]):
        point = rng.choice(len(mixture.weights), size=size, p=mixture.posterior[d])
        used, pick = np.unique(point, return_inverse=True)
        if shocked is None:
            model, data = pair_model(mixture, used), y[:, d, None]
        else:
            model, data, pick = pair_model(mixture, point), shocked[d], np.arange(size)
        filtered = filter_level(data, n[:, d, None], model)
        out[:, d] = draw_level(filtered, model, rng=rng, pick=pick).T
    return out


def draw_valence_past(
    y: Floats,
    n: Floats,
    mixture: Mixture,
    *,
    rng: np.random.Generator,
    size: int,
    shocks: Floats | None = None,
) -> Floats:
    """Marginal draws, month by month, each given that month and before; shape (draw, dyad, month).

    `shocks`, shape (dyad, month, draw): what each draw takes off the means, for a source's drift.
    """
    assert mixture.path is not None
    out = np.empty((size, y.shape[1], len(y)))
    model = level_model(mixture.grid)
    rows = np.arange(len(y))
    for d in range(y.shape[1]):
        filtered = filter_level(y[:, d, None], n[:, d, None], model)
        whole = np.isfinite(dated(y[:, d, None], n[:, d, None]))
        total = cumulative_loglik(y[:, d, None], n[:, d, None], model, whole)
        point = draw_points(responsibilities(total, mixture.path), rng, size)
        noise = rng.standard_normal((size, len(y)))
        out[:, d] = filtered.mean[rows, point] + np.sqrt(filtered.var[rows, point]) * noise
        if shocks is not None:
            out[:, d] -= carried(filtered, model, np.isfinite(y[:, d]), shocks[d], point)
    return out


def draw_points(share: Floats, rng: np.random.Generator, size: int) -> npt.NDArray[np.int64]:
    """A grid point for every draw and month, shape (draw, month), from each month's posterior (month, grid)."""
    edge = np.cumsum(share, axis=1)
    uniform = rng.random((len(share), size)) * edge[:, -1:]
    return np.stack([np.searchsorted(edge[t], uniform[t]) for t in range(len(share))], axis=1)


def carried(
    filtered: Filtered,
    model: Level,
    seen: npt.NDArray[np.bool_],
    shocks: Floats,
    point: npt.NDArray[np.int64],
) -> Floats:
    """What shocks to the means do to the filtered mean at each draw's grid point of the month, shape (draw, month).

    The filter is linear: a shock enters with the month's gain and is carried on by phi and the later gains.
    """
    from tertius.statespace.grid_kernels import carried_shocks  # it brings in the compiler

    gain = np.where(seen[:, None], 1 - filtered.var / filtered.pred_var, 0.0)
    phi = np.broadcast_to(np.asarray(model.phi, dtype=float), gain.shape[1:])
    return np.asarray(carried_shocks(gain, np.ascontiguousarray(phi), shocks, point))
