"""The chain of stances: sticky or explicit-duration, averaged over the triangle's offsets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tertius import regimes
from tertius.errors import AnalysisFailed
from tertius.stances.likelihood import Offsets, log_emissions, offset_grid
from tertius.stances.measurements import Measurements
from tertius.stances.signatures import StanceModel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
AGES = 60


@dataclass(frozen=True)
class ChainResult:
    """Inner-state posterior of one triangle.

    Attributes
    ----------
    filtered, smoothed
        Arrays, shape (month, inner state).
    loglik
        Log marginal likelihood, offsets integrated over the grid.
    weights
        Posterior probability of each offset, given all months, array, shape (point,).
    steps
        Log predictive density of each month given the months before, array, shape (month,).
    """

    filtered: Floats
    smoothed: Floats
    loglik: float
    weights: Floats
    steps: Floats
    offsets: Offsets
    emissions: Floats
    chain: regimes.SemiMarkov


def build_chain(model: StanceModel, table: Floats, *, kind: str, step: int = 1) -> regimes.SemiMarkov:
    """The chain over the inner states; `table` holds the covariates of each step, shape (month - 1,
    covariate).

    ``semi-markov``: logit h(s, a, t) = logit h0(s, a) + leave_s . z_t; destinations in proportion to
    moves(s, s') exp(go_s' . z_t). ``sticky``: a constant hazard 1/duration and even moves, no covariates.
    """
    states = len(model.duration)
    minimum = max(1, regimes.MINIMUM // step)
    mean = np.maximum(model.duration / step, minimum + 0.1)
    if kind == "sticky":
        hazard = np.repeat(1.0 / mean[:, None], 2, axis=1)
        moves = (1.0 - np.eye(states)) / (states - 1)
        return regimes.SemiMarkov(np.full(states, 1 / states), hazard, moves)
    hazard = regimes.duration_hazard(mean, size=model.regularity, minimum=minimum, ages=AGES)
    if not table.any():
        return regimes.SemiMarkov(np.full(states, 1 / states), hazard, model.moves)
    pull = np.exp(table @ model.go.T)
    moves = model.moves[None] * pull[:, None, :]
    moves = moves / moves.sum(axis=-1, keepdims=True)
    return regimes.SemiMarkov(np.full(states, 1 / states), hazard, moves, leave=table @ model.leave.T)


def run_chain(data: Measurements, model: StanceModel, *, kind: str, smooth: bool = True) -> ChainResult:
    """Posterior of the inner states with the offsets integrated out.

    Raises
    ------
    AnalysisFailed
        If no state can have produced the measurements.
    """
    told = data.log_rate is not None or not np.isnan(data.counts).all()
    offsets = offset_grid(model, counts=told)
    emissions = log_emissions(data, model, offsets)
    chain = build_chain(model, data.covariates, kind=kind, step=data.step)
    filtered, steps = regimes.semi_forward(emissions, chain)
    so_far = offsets.log_prior[:, None] + np.cumsum(steps, axis=1)
    if not np.isfinite(so_far[:, -1]).any():
        raise AnalysisFailed("no stance can have produced these measurements; look for scores off the scale")
    shares = _normalised(so_far)
    marginal = np.logaddexp.reduce(so_far, axis=0)
    weights = shares[:, -1]
    smoothed = filtered
    if smooth:
        smoothed = regimes.semi_forward_backward(emissions, chain).smoothed
    return ChainResult(
        filtered=np.einsum("gt,gts->ts", shares, filtered),
        smoothed=np.einsum("g,gts->ts", weights, smoothed),
        loglik=float(marginal[-1]),
        weights=weights,
        steps=np.diff(marginal, prepend=0.0),
        offsets=offsets,
        emissions=emissions,
        chain=chain,
    )


def draw_paths(result: ChainResult, *, rng: np.random.Generator, size: int) -> Ints:
    """Joint draws of the inner path, array, shape (draw, month); the offset is drawn first."""
    members = np.sort(rng.choice(result.weights.size, size=size, p=result.weights))
    used, rows = np.unique(members, return_inverse=True)
    return regimes.semi_sample_members(result.emissions[used], result.chain, members=rows, rng=rng)


def _normalised(log_weights: Floats) -> Floats:
    """Weights that sum to 1 over the points, month by month."""
    weights = np.exp(log_weights - log_weights.max(axis=0))
    return np.asarray(weights / weights.sum(axis=0))
