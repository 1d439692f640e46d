"""Valence and activity of a panel's dyads, each fitted by itself: given all months, or given each month's past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tertius.months import STEP
from tertius.relations.engagement import (
    chronicle_engagement,
    count_loglik,
    filter_engagement,
    smooth_engagement,
    stream_counts,
)
from tertius.relations.hyper import Floats, Mixture, count_grid, valence_grid
from tertius.relations.latent import filter_valence, grid_loglik, make_mixture, smooth_valence
from tertius.relations.speeds import filter_speeds, smooth_speeds, speed_grid
from tertius.relations.start import Start

if TYPE_CHECKING:
    from tertius.panel import Panel


@dataclass(frozen=True, eq=False)
class ValenceFit:
    """Valence of every dyad and month.

    Attributes
    ----------
    given
        ``all`` or ``past``.
    y, n
        Monthly means and their weights, arrays, shape (month, dyad); NaN and 0 where missing.
    mean, var
        Arrays, shape (dyad, month).
    mixture
        Posterior of the hyperparameters.
    logliks
        Array, shape (dyad, grid).
    """

    given: str
    y: Floats
    n: Floats
    mean: Floats
    var: Floats
    mixture: Mixture
    logliks: Floats

    @property
    def noise(self) -> tuple[float, float]:
        """Noise of one act, and the noise that more acts do not average away, means over the dyads."""
        return float(np.mean(self.mixture.expected("s2"))), float(np.mean(self.mixture.expected("tau2")))


@dataclass(frozen=True, eq=False)
class ActivityFit:
    """Log rate of acts of every dyad and month: mean and variance, arrays, shape (dyad, month).

    Of a stream also counts and exposure, arrays, shape (month, dyad), and the posterior of the hyperparameters.
    """

    mean: Floats
    var: Floats
    counts: Floats | None = None
    exposure: Floats | None = None
    mixture: Mixture | None = None


def fit_valence(panel: Panel, start: Start, unit: float, *, past: bool) -> ValenceFit:
    """Valence of the panel, with one speed or, where facts are told, with two.

    Parameters
    ----------
    unit
        Length of a Goldstein point in units of the panel's scale.
    """
    step = STEP[panel.every]
    y, n = month_major(panel.y_past, panel.n_past) if past else month_major(panel.y, panel.n)
    if start.told is not None:
        grid = speed_grid(unit=unit, step=step)
        mean, var, mixture, logliks = (filter_speeds if past else smooth_speeds)(
            y, n, start.told, grid, start.valence
        )
    elif past:
        mean, var, mixture, logliks = filter_valence(y, n, valence_grid(unit=unit, step=step), start.valence)
    else:
        grid = valence_grid(unit=unit, step=step)
        logliks = grid_loglik(y, n, grid)
        mixture = make_mixture(logliks, grid, start.valence)
        mean, var = smooth_valence(y, n, mixture)
    return ValenceFit("past" if past else "all", y, n, _by_dyad(mean), _by_dyad(var), mixture, logliks)


def fit_activity(panel: Panel, start: Start, lambda0: float, *, past: bool) -> ActivityFit:
    """Activity of the panel: of a stream from counts, of a chronicle around the rate `lambda0`."""
    if panel.kind != "stream":
        mean, var = chronicle_engagement(panel, past=past, lambda0=lambda0)
        return ActivityFit(_by_dyad(mean), _by_dyad(var))
    counts, exposure = stream_counts(panel)
    rates = count_grid(step=STEP[panel.every])
    if past:
        mean, var, mixture = filter_engagement(counts, exposure, rates, start.engagement)
    else:
        mixture = make_mixture(count_loglik(counts, exposure, rates), rates, start.engagement)
        mean, var = smooth_engagement(counts, exposure, mixture)
    return ActivityFit(_by_dyad(mean), _by_dyad(var), counts, exposure, mixture)


def month_major(y: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Time-major copies; a cell without weight is missing."""
    seen = np.isfinite(y) & (n > 0)
    return np.ascontiguousarray(np.where(seen, y, np.nan).T), np.ascontiguousarray(np.where(seen, n, 0.0).T)


def _by_dyad(values: Floats) -> Floats:
    return np.ascontiguousarray(values.T)
