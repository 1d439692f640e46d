"""Log-emissions of the inner states, over a grid of the triangle's own offsets."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tertius.stances.measurements import Measurements
from tertius.stances.signatures import StanceModel

Floats = npt.NDArray[np.float64]
LEVEL_STEPS = (-1.5, -0.75, 0.0, 0.75, 1.5)
RIVAL_STEPS = (-1.2, 0.0, 1.2)
RATE_STEPS = (-1.2, 0.0, 1.2)


@dataclass(frozen=True)
class Offsets:
    """A triangle's own offsets on a grid: of both pivot legs alike, of the rivals' leg, of the log rates.

    The pivot's two legs share theirs, so that no offset can pass for a tilt and no label can switch.

    Attributes
    ----------
    pivot, rivals, rate
        Arrays, shape (point,).
    log_prior
        Log prior probability of each point, a standard normal on the steps.
    """

    pivot: Floats
    rivals: Floats
    rate: Floats
    log_prior: Floats


def offset_grid(model: StanceModel, *, counts: bool) -> Offsets:
    """Every combination of the steps; the rate's axis only where there are counts (or log rates) to tell
    it."""
    axes = (LEVEL_STEPS, RIVAL_STEPS, RATE_STEPS if counts else (0.0,))
    points = np.array(list(itertools.product(*axes)))
    log_prior = -0.5 * np.square(points).sum(axis=1)
    log_prior -= np.log(np.exp(log_prior).sum())
    pivot, rivals, rate = (points * np.array(model.offset_sd)).T
    return Offsets(pivot, rivals, rate, log_prior)


def log_emissions(data: Measurements, model: StanceModel, offsets: Offsets) -> Floats:
    """Log-density of each month's measurements, array, shape (point, month, inner state); 0 where all is
    missing."""
    total = _levels(data, model, offsets)
    total += _rates(data, model, offsets)
    return total


def _levels(data: Measurements, model: StanceModel, offsets: Offsets) -> Floats:
    """z ~ N(level + offset, spread^2 + error variance), leg by leg."""
    months = data.z.shape[1]
    total = np.zeros((offsets.log_prior.size, months, model.level.shape[0]))
    for leg, shift in enumerate((offsets.pivot, offsets.pivot, offsets.rivals)):
        seen = np.flatnonzero(~np.isnan(data.z[leg]))
        gap = data.z[leg, seen][None, :, None] - shift[:, None, None] - model.level[:, leg]
        var = data.var[leg, seen][:, None] + model.spread[:, leg] ** 2
        total[:, seen] += -0.5 * (gap**2 / var + np.log(2 * np.pi * var))
    return total


def _rates(data: Measurements, model: StanceModel, offsets: Offsets) -> Floats:
    """Counts: negative binomial around exposure times the stance's rate. Chronicles: a tempered normal."""
    total = np.zeros((offsets.log_prior.size, data.z.shape[1], model.level.shape[0]))
    if data.log_rate is not None and data.log_rate_var is not None:
        for leg in range(3):
            gap = data.log_rate[leg][None, :, None] - offsets.rate[:, None, None] - model.activity[:, leg]
            var = data.log_rate_var[leg][:, None] + 1.0 / model.size
            total += -0.5 * data.log_rate_weight * (gap**2 / var + np.log(2 * np.pi * var))
        return total
    for leg in range(3):
        seen = np.flatnonzero(~np.isnan(data.counts[leg]))
        if seen.size:
            total[:, seen] += _negative_binomial(
                data.counts[leg, seen],
                np.log(data.exposure[leg, seen]),
                offsets.rate[:, None] + model.activity[:, leg],
                model.size,
            )
    return total


def _negative_binomial(counts: Floats, log_exposure: Floats, log_rate: Floats, size: float) -> Floats:
    """Log-probability, array, shape (point, month, state), of counts (month,) at log rates (point, state)."""
    from scipy.special import gammaln

    base = gammaln(counts + size) - gammaln(size) - gammaln(counts + 1)
    log_mean = log_exposure[None, :, None] + log_rate[:, None, :]
    log_total = np.logaddexp(np.log(size), log_mean)
    n = counts[None, :, None]
    result: Floats = base[None, :, None] + size * (np.log(size) - log_total) + n * (log_mean - log_total)
    return result
