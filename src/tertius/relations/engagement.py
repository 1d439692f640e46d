"""Engagement: the log of a dyad's monthly rate of acts, net of how much the source reports at all.

Streams (M3): counts with the source's volume as exposure. `REFERENCE_VOLUME` makes the rates of different sources
comparable: a rate is the number of acts a month that a source of that volume would have reported.

Chronicles are selections: a month without an act says nothing. There the sum of \\|strength\\| over three years, measured
against the chronicle's own density in those years, and the standing ties in force, give a wide gamma posterior.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.panel.value import Gap
from tertius.relations.hyper import Floats, Mixture, count_model, prior_shares
from tertius.relations.latent import COMPILED, Prior, blocks, kept_mass
from tertius.statespace import (
    Discount,
    draw_counts,
    filter_counts,
    likely_pairs,
    log_moments,
    mix_moments,
    predict_counts,
    smooth_counts,
    step_weights,
    update_counts,
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
    closed = np.isin(panel.gap.T, (Gap.SILENT, Gap.OUTSIDE, Gap.NO_STATE))
    counts = np.where(closed & (counts == 0), np.nan, counts)
    exposure = np.broadcast_to((panel.volume / REFERENCE_VOLUME)[:, None], counts.shape)
    return np.ascontiguousarray(counts), np.maximum(exposure, 0.0)


def count_loglik(counts: Floats, exposure: Floats, grid: dict[str, Floats]) -> Floats:
    """Log-likelihood of every dyad's counts under every grid point, shape (dyad, grid)."""
    model = count_model(grid)
    out = np.zeros((counts.shape[1], len(grid["a0"])))
    if len(counts) * out.size > COMPILED:
        from tertius.statespace import count_kernels as kernels

        run: Any = kernels.count_loglik
        return np.asarray(run(*_dyad_major(counts, exposure), *_parameters(model)))
    for part in blocks(len(out), out.shape[1], months=len(counts)):
        filtered = filter_counts(counts[:, part, None], exposure[:, part, None], model)
        out[part] = filtered.steps.sum(axis=0)
    return out


def _dyad_major(counts: Floats, exposure: Floats) -> tuple[Floats, Floats]:
    return np.ascontiguousarray(counts.T), np.ascontiguousarray(exposure.T)


def _parameters(model: Discount) -> tuple[Floats, Floats, Floats, Floats]:
    """What the compiled twins take."""
    return model.omega, model.a0, model.b0, model.dispersion


def smooth_engagement(counts: Floats, exposure: Floats, mixture: Mixture) -> tuple[Floats, Floats]:
    """Mixture-averaged mean and variance of the log rate given all months, each (month, dyad)."""
    size = counts.shape[1]
    if counts.size * len(mixture.weights) > COMPILED:
        return _compiled_smooth(counts, exposure, mixture)
    mean, var = np.empty(counts.shape), np.empty(counts.shape)
    for part in blocks(size, 20, months=len(counts)):
        series, point, weight = likely_pairs(mixture.posterior[part], mass=kept_mass(size))
        model = model_at(mixture, point)
        pick = np.arange(size)[part][series]
        filtered = filter_counts(counts[:, pick], exposure[:, pick], model)
        m, v = log_moments(*smooth_counts(filtered, model))
        mean[:, part], var[:, part] = mix_moments(
            m, v, series=series, weight=weight, size=part.stop - part.start
        )
    return mean, var


def _compiled_smooth(counts: Floats, exposure: Floats, mixture: Mixture) -> tuple[Floats, Floats]:
    from tertius.statespace import count_kernels as kernels

    series, point, weight = likely_pairs(mixture.posterior, mass=kept_mass(counts.shape[1]))
    starts = np.searchsorted(series, np.arange(counts.shape[1] + 1))
    parameters = _parameters(count_model(mixture.grid))
    run: Any = kernels.mixture_smooth
    mean, var = run(*_dyad_major(counts, exposure), starts, point, weight, *parameters)
    return np.ascontiguousarray(mean.T), np.ascontiguousarray(var.T)


def model_at(mixture: Mixture, point: npt.NDArray[np.int64]) -> Discount:
    """The discount filter at some grid points."""
    return count_model({name: values[point] for name, values in mixture.grid.items()})


def filter_engagement(
    counts: Floats, exposure: Floats, grid: dict[str, Floats], prior: Prior
) -> tuple[Floats, Floats, Mixture]:
    """The causal twin of `smooth_engagement`; the weights of a month come from that month and before."""
    start, pseudo = prior
    mean, var = np.empty(counts.shape), np.empty(counts.shape)
    path, weights = np.empty((len(counts), len(start))), start
    share = np.broadcast_to(start, (counts.shape[1], len(start)))
    for t, (a, b, total) in enumerate(_month_by_month(counts, exposure, count_model(grid))):
        weights, share = step_weights(total, weights, prior=start, pseudo=pseudo)
        mean[t], var[t] = _mixed_log_moments(a, b, share)
        path[t] = weights
    mixture = Mixture(grid, start, weights, share, pseudo, prior_shares(grid, share, weights, pseudo), path)
    return mean, var, mixture


def _month_by_month(
    counts: Floats, exposure: Floats, model: Discount
) -> Iterator[tuple[Floats, Floats, Floats]]:
    """After each month: shape, rate and log-likelihood so far, each (dyad, grid)."""
    shape = (counts.shape[1], *model.shape)
    a, b = (np.array(np.broadcast_to(value, shape)) for value in (model.a0, model.b0))
    total = np.zeros(shape)
    if total.size * len(counts) > COMPILED:
        from tertius.statespace import count_kernels as kernels

        for t in range(len(counts)):
            kernels.advance(t == 0, counts[t], exposure[t], a, b, total, *_parameters(model))
            yield a, b, total
        return
    for t in range(len(counts)):
        if t:
            a, b = predict_counts(a, b, model)
        a, b, step = update_counts(counts[t][:, None], exposure[t][:, None], a, b, model)
        total = total + step
        yield a, b, total


def _mixed_log_moments(a: Floats, b: Floats, share: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of the log rate over the grid, each (dyad,)."""
    if a.size > COMPILED // 100:
        from tertius.statespace import count_kernels as kernels

        mean, var = np.empty(len(a)), np.empty(len(a))
        kernels.mixed_log_moments(a, b, np.ascontiguousarray(share), mean, var)
        return mean, var
    m, v = log_moments(a, b)
    mean = (share * m).sum(axis=1)
    return mean, (share * (v + np.square(m - mean[:, None]))).sum(axis=1)


def draw_engagement(
    counts: Floats, exposure: Floats, mixture: Mixture, *, rng: np.random.Generator, size: int
) -> Floats:
    """Joint paths of the log rate given all months, shape (draw, dyad, month)."""
    return draw_with_points(counts, exposure, mixture, rng=rng, size=size)[0]


def draw_with_points(
    counts: Floats, exposure: Floats, mixture: Mixture, *, rng: np.random.Generator, size: int
) -> tuple[Floats, npt.NDArray[np.int64]]:
    """`draw_engagement` with the grid point each path was drawn at, shape (draw, dyad)."""
    out = np.empty((size, counts.shape[1], len(counts)))
    points = np.empty((size, counts.shape[1]), dtype=np.int64)
    for d in range(counts.shape[1]):
        points[:, d] = rng.choice(len(mixture.weights), size=size, p=mixture.posterior[d])
        used, pick = np.unique(points[:, d], return_inverse=True)
        model = model_at(mixture, used)
        filtered = filter_counts(counts[:, d, None], exposure[:, d, None], model)
        out[:, d] = np.log(np.maximum(draw_counts(filtered, model, rng=rng, pick=pick), 1e-12)).T
    return out, points


def draw_acts(expected: Floats, dispersion: Floats, *, rng: np.random.Generator) -> Floats:
    """Counts with the given means, negative binomial of size 1 / `dispersion` (0: Poisson); both broadcast."""
    size = 1 / np.maximum(dispersion, 1e-9)
    frailty = rng.standard_gamma(size, np.broadcast_shapes(expected.shape, np.shape(size))) / size
    return rng.poisson(expected * np.where(dispersion > 0, frailty, 1.0)).astype(float)


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
    alive = (panel.gap.T != Gap.NO_STATE).astype(float)
    expected = got.sum(axis=1, keepdims=True) / np.maximum(alive.sum(axis=1, keepdims=True), 1.0)
    mean, var = log_moments(FLOOR_SHAPE + got, (FLOOR_SHAPE + expected) / lambda0 + np.zeros_like(got))
    return mean, var + SELECTION_SD**2
