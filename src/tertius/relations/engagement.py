"""Engagement: the log of a dyad's monthly rate of acts, net of how much the source reports at all.

Streams (M3): counts with the source's volume as exposure. `REFERENCE_VOLUME` makes the rates of different sources
comparable: a rate is the number of acts a month that a source of that volume would have reported.

Chronicles are selections: a month without an act says nothing. There the sum of \\|strength\\| over three years, measured
against the chronicle's own density in those years, and the standing ties in force, give a wide gamma posterior.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tertius.relations.hyper import Floats, Mixture, count_model, prior_shares
from tertius.relations.latent import Prior, blocks, kept_mass
from tertius.statespace import (
    draw_counts,
    filter_counts,
    likely_pairs,
    log_moments,
    mix_moments,
    smooth_counts,
    step_weights,
)

if TYPE_CHECKING:
    from tertius.panel import Panel

REFERENCE_VOLUME = 260.0
WINDOW = 36
SELECTION_SD = 0.7
FLOOR_SHAPE = 1.5
STRENGTH_STEP = 3.0


def stream_counts(panel: Panel) -> tuple[Floats, Floats]:
    """Counts (NaN where the state does not exist or the source does not reach) and exposure, both (month, dyad)."""
    counts = panel.events.T.astype(float)
    closed = (panel.gap.T == 4) | (panel.gap.T == 5) | (panel.gap.T == 3)
    counts = np.where(closed & (counts == 0), np.nan, counts)
    exposure = np.broadcast_to((panel.volume / REFERENCE_VOLUME)[:, None], counts.shape)
    return np.ascontiguousarray(counts), np.maximum(exposure, 0.0)


def count_loglik(counts: Floats, exposure: Floats, grid: dict[str, Floats]) -> Floats:
    """Log-likelihood of every dyad's counts under every grid point, shape (dyad, grid)."""
    model = count_model(grid)
    out = np.zeros((counts.shape[1], len(grid["a0"])))
    for part in blocks(len(out), out.shape[1], months=len(counts)):
        filtered = filter_counts(counts[:, part, None], exposure[:, part, None], model)
        out[part] = filtered.steps.sum(axis=0)
    return out


def smooth_engagement(counts: Floats, exposure: Floats, mixture: Mixture) -> tuple[Floats, Floats]:
    """Mixture-averaged mean and variance of the log rate given all months, each (month, dyad)."""
    size = counts.shape[1]
    mean, var = np.empty(counts.shape), np.empty(counts.shape)
    for part in blocks(size, 20, months=len(counts)):
        series, point, weight = likely_pairs(mixture.posterior[part], mass=kept_mass(size))
        model = count_model({name: values[point] for name, values in mixture.grid.items()})
        pick = np.arange(size)[part][series]
        filtered = filter_counts(counts[:, pick], exposure[:, pick], model)
        m, v = log_moments(*smooth_counts(filtered, model))
        mean[:, part], var[:, part] = mix_moments(
            m, v, series=series, weight=weight, size=part.stop - part.start
        )
    return mean, var


def filter_engagement(
    counts: Floats, exposure: Floats, grid: dict[str, Floats], prior: Prior
) -> tuple[Floats, Floats, Mixture]:
    """The causal twin of `smooth_engagement`; the weights of a month come from that month and before."""
    model, (start, pseudo) = count_model(grid), prior
    shape = (counts.shape[1], len(start))
    total, weights = np.zeros(shape), start
    mean, var = np.empty(counts.shape), np.empty(counts.shape)
    path, parts = np.empty((len(counts), len(start))), []
    for part in blocks(shape[0], shape[1], months=len(counts)):
        parts.append((part, filter_counts(counts[:, part, None], exposure[:, part, None], model)))
    for t in range(len(counts)):
        for part, filtered in parts:
            total[part] += filtered.steps[t]
        weights, share = step_weights(total, weights, prior=start, pseudo=pseudo)
        for part, filtered in parts:
            m, v = log_moments(filtered.a[t], filtered.b[t])
            mean[t, part] = (share[part] * m).sum(axis=1)
            var[t, part] = (share[part] * (v + np.square(m - mean[t, part][:, None]))).sum(axis=1)
        path[t] = weights
    mixture = Mixture(grid, start, weights, share, pseudo, prior_shares(grid, share, weights, pseudo), path)
    return mean, var, mixture


def draw_engagement(
    counts: Floats, exposure: Floats, mixture: Mixture, *, rng: np.random.Generator, size: int
) -> Floats:
    """Joint paths of the log rate given all months, shape (draw, dyad, month)."""
    out = np.empty((size, counts.shape[1], len(counts)))
    for d in range(counts.shape[1]):
        point = rng.choice(len(mixture.weights), size=size, p=mixture.posterior[d])
        used, pick = np.unique(point, return_inverse=True)
        model = count_model({name: values[used] for name, values in mixture.grid.items()})
        filtered = filter_counts(counts[:, d, None], exposure[:, d, None], model)
        out[:, d] = np.log(np.maximum(draw_counts(filtered, model, rng=rng, pick=pick), 1e-12)).T
    return out


def window_sum(values: Floats, *, past: bool) -> Floats:
    """Sum over three years along months: up to each month (`past`), or around it."""
    total = np.vstack([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
    at = np.arange(len(values))
    stop = at + 1 if past else np.minimum(at + 1 + WINDOW // 2, len(values))
    start = np.maximum(at + 1 - WINDOW, 0) if past else np.maximum(at - WINDOW // 2, 0)
    return np.asarray(total[stop] - total[start])


def chronicle_engagement(panel: Panel, *, past: bool, lambda0: float) -> tuple[Floats, Floats]:
    """Mean and variance of the log rate from a chronicle, each (month, dyad).

    A dyad whose three-year sum equals the chronicle's mean per dyad in those years is put at `lambda0`; the posterior
    is Gamma(1.5 + sum / 2, ...), an act of mean strength 2 counting as one, widened by a log-normal factor (s.d. 0.7) for
    the coder's selection. A standing tie enters through its monthly low-weight observations.
    """
    y, n = (panel.y_past, panel.n_past) if past else (panel.y, panel.n)
    unit = 1.0 if panel.scale == "strength" else STRENGTH_STEP
    strength = np.where(n > 0, np.abs(np.nan_to_num(y)) * n, 0.0).T / unit / 2.0
    got = window_sum(strength, past=past)
    alive = (panel.gap.T != 5).astype(float)
    expected = got.sum(axis=1, keepdims=True) / np.maximum(alive.sum(axis=1, keepdims=True), 1.0)
    mean, var = log_moments(FLOOR_SHAPE + got, (FLOOR_SHAPE + expected) / lambda0 + np.zeros_like(got))
    return mean, var + SELECTION_SD**2
