"""Valence and activity of a panel's dyads, each fitted by itself: given all months, or given each month's past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

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

LEAST_OWN = 12
"""Acts of a chronicle on a dyad from which on its own density says how active the dyad was."""


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


def fit_activity(panels: Sequence[Panel], start: Start, lambda0: float, *, past: bool) -> ActivityFit:
    """Activity of the anchor's dyads: of a stream from its counts, of a chronicle by its own density around the rate `lambda0`.

    A coder's acts and a reporter's counts are never added up: where a reporter tells of one leg alone, its hundreds of acts would
    make silence of the coder's dozen on the others. A dyad of which the chronicle tells less than `LEAST_OWN` acts (for the past:
    so far) is measured by the stream that counts most of it, in the months of that stream.

    Parameters
    ----------
    panels
        The anchor's own panel and those of other sources on the same dyads and months.
    """
    anchor = panels[0]
    if anchor.kind == "stream":
        return _stream_activity(anchor, start, slice(None), past=past)
    mean, var = chronicle_engagement(anchor, past=past, lambda0=lambda0)
    streams = [panel for panel in panels[1:] if panel.kind == "stream"]
    if streams:
        thin = _so_far(anchor.n_past if past else anchor.n, past=past) < LEAST_OWN
        counted = np.array([_so_far(panel.counted, past=past) for panel in streams])
        for k, panel in enumerate(streams):
            there = thin & (counted.argmax(axis=0) == k) & (counted[k] >= LEAST_OWN)
            there &= (panel.volume > 0)[:, None]
            if there.any():  # of the past all are fitted together: which will be thin is not known
                pick = np.arange(len(panel.dyads)) if past else np.flatnonzero(there.any(axis=0))
                made = _stream_activity(panel, start, pick, past=past)
                cells = there[:, pick]
                mean[:, pick] = np.where(cells, made.mean.T, mean[:, pick])
                var[:, pick] = np.where(cells, made.var.T, var[:, pick])
    return ActivityFit(_by_dyad(mean), _by_dyad(var))


def _so_far(counts: Floats, *, past: bool) -> Floats:
    """Acts of every dyad up to each month (`past`), or of all months: array, shape (month, dyad)."""
    rows = np.nan_to_num(np.asarray(counts, float)).T
    return np.cumsum(rows, axis=0) if past else np.broadcast_to(rows.sum(axis=0), rows.shape)


def _stream_activity(
    panel: Panel, start: Start, pick: slice | npt.NDArray[np.int64], *, past: bool
) -> ActivityFit:
    """Activity of some of a stream's dyads from its counts."""
    counts, exposure = (np.ascontiguousarray(each[:, pick]) for each in stream_counts(panel))
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
