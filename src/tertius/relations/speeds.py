"""Valence at two speeds: the grid of two-speed models run over every dyad, filtered month by month or smoothed, and mixed."""

from __future__ import annotations

import itertools

import numpy as np

from tertius.relations.hyper import Floats, Mixture, prior_shares
from tertius.relations.latent import Prior, blocks, dated, draw_points, kept_mass, make_mixture
from tertius.statespace import (
    CausalFilter,
    Told,
    draw_two_speed,
    filter_two_speed,
    likely_pairs,
    responsibilities,
    smooth_two_speed,
    step_weights,
    two_speed_loglik,
)

# in Goldstein units; a pair of speeds is (variance, persistence a month)
MU = (-3.0, -1.0, 0.5, 2.0, 4.0)
SLOW = ((0.3, 0.99), (1.5, 0.995), (3.0, 0.98))
FAST = ((0.3, 0.3), (2.0, 0.3), (2.0, 0.8), (6.0, 0.8))
S2 = (0.8, 4.0, 12.0, 30.0)
TAU2 = (0.1, 1.5, 8.0, 24.0)
SQUARED = ("slow_var", "fast_var", "s2", "tau2")


def speed_grid(*, unit: float = 1.0, step: int = 1) -> dict[str, Floats]:
    """The grid for a scale whose numbers are `unit` Goldstein points long, at `step` months a period."""
    names = ("mu", "slow_var", "rho", "fast_var", "phi", "s2", "tau2")
    rows = [
        (mu, *slow, *fast, s2, tau2)
        for mu, slow, fast, s2, tau2 in itertools.product(MU, SLOW, FAST, S2, TAU2)
    ]
    grid = dict(zip(names, np.array(rows).T.copy(), strict=True))
    scaled = {k: v * (unit**2 if k in SQUARED else unit if k == "mu" else 1.0) for k, v in grid.items()}
    return {**scaled, "rho": grid["rho"] ** step, "phi": grid["phi"] ** step}


def smooth_speeds(
    y: Floats, n: Floats, told: Told, grid: dict[str, Floats], prior: Prior
) -> tuple[Floats, Floats, Mixture, Floats]:
    """Mixture-averaged moments given all months, the mixture, and the log-likelihoods (dyad, grid).

    Returns
    -------
    mean, var
        Array, shape (month, dyad).
    """
    logliks = np.zeros((y.shape[1], len(grid["mu"])))
    told_of = np.isfinite(told.value).any(axis=0)
    pick = np.flatnonzero(np.isfinite(y).any(axis=0) | told_of)
    if len(pick):
        logliks[pick] = two_speed_loglik(dated(y, n)[:, pick], n[:, pick], told.rows(pick), grid)
    mixture = make_mixture(logliks, grid, prior)
    mean, var = np.empty(y.shape), np.empty(y.shape)
    for part in blocks(y.shape[1], len(grid["mu"])):
        series, point, weight = likely_pairs(mixture.posterior[part], mass=kept_mass(y.shape[1]))
        data = (y[:, part], n[:, part], told.rows(part))
        mean[:, part], var[:, part] = smooth_two_speed(*data, grid, series=series, point=point, weight=weight)
    return mean, var, mixture, logliks


def filter_speeds(
    y: Floats, n: Floats, told: Told, grid: dict[str, Floats], prior: Prior
) -> tuple[Floats, Floats, Mixture, Floats]:
    """As `tertius.relations.latent.filter_valence`: weights from a month and before, facts from the years before."""
    start, pseudo = prior
    whole = np.isfinite(dated(y, n))
    run = CausalFilter(y, n, told, grid, whole)
    mean, var, path, weights = np.empty(y.shape), np.empty(y.shape), np.empty((len(y), len(start))), start
    informed = np.zeros(y.shape[1], dtype=bool)
    for t in range(len(y)):
        m, p = run.step(t)
        informed |= whole[t]
        if t:
            informed |= np.isfinite(told.value[t - 1])
        weights, share = step_weights(run.total, weights, prior=start, pseudo=pseudo, informed=informed)
        mean[t] = np.einsum("dg,dg->d", share, m)
        var[t] = np.einsum("dg,dg->d", share, p + m * m) - np.square(mean[t])
        path[t] = weights
    shares = prior_shares(grid, share, weights, pseudo)
    return mean, var, Mixture(grid, start, weights, share, pseudo, shares, path), run.total


def draw_speeds(
    y: Floats,
    n: Floats,
    told: Told,
    mixture: Mixture,
    *,
    rng: np.random.Generator,
    size: int,
    shocked: Floats | None = None,
) -> Floats:
    """Joint paths given all months and facts, hyperparameters drawn from each dyad's own posterior, shape (draw, dyad, month).

    `shocked`, shape (dyad, month, draw), gives each draw its own means, as in `tertius.relations.latent.draw_valence`.
    """
    out = np.empty((size, y.shape[1], len(y)))
    for d in range(y.shape[1]):
        point = rng.choice(len(mixture.weights), size=size, p=mixture.posterior[d])
        grid = {name: values[point] for name, values in mixture.grid.items()}
        data = np.repeat(y[:, d, None], size, axis=1) if shocked is None else shocked[d]
        out[:, d] = draw_two_speed(data, n[:, d], told.rows([d]), grid, rng=rng).T
    return out


def draw_speeds_past(
    y: Floats,
    n: Floats,
    told: Told,
    mixture: Mixture,
    *,
    rng: np.random.Generator,
    size: int,
    shocks: Floats | None = None,
) -> Floats:
    """Marginal draws, month by month, each given that month and before; shape (draw, dyad, month).

    `shocks`, shape (dyad, month, draw): what each draw takes off the means, for a source's drift. The filtered mean is linear in
    the data, so that each month's shock enters through the response to a unit in that month.
    """
    assert mixture.path is not None
    months, rows = len(y), np.arange(len(y))
    out = np.empty((size, y.shape[1], months))
    for d in range(y.shape[1]):
        data = (n[:, [d]], told.rows([d]), mixture.grid)
        run = filter_two_speed(y[:, [d]], *data, np.isfinite(dated(y[:, [d]], n[:, [d]])))
        point = draw_points(responsibilities(run.loglik, mixture.path), rng, size)
        noise = rng.standard_normal((size, months))
        x = run.mean[rows, point] + np.sqrt(run.var[rows, point]) * noise
        if shocks is not None:
            for s in np.flatnonzero(np.isfinite(y[:, d]) & (shocks[d] != 0).any(axis=1)):
                moved = y[:, [d]].copy()
                moved[s] += 1.0
                response = filter_two_speed(moved, *data).mean - run.mean
                x -= response[rows, point] * shocks[d, s][:, None]
        out[:, d] = x
    return out
