"""EM for the pooled numbers of the stance model: docs/method/stances.md, section "Pooling".

Theory enters as pseudo-counts. For the signatures it weighs as much as all the triangles together
(`ANCHOR`), because a signature defines its stance: left alone, EM would slide it to whatever cluster the
data have and the names would lie. Every update is averaged with its mirror image, so that the numbers stay
even in the rivals.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tertius import regimes
from tertius.stances.chain import AGES, build_chain, run_chain
from tertius.stances.likelihood import Offsets, log_emissions
from tertius.stances.measurements import Measurements
from tertius.stances.pool import Pool
from tertius.stances.signatures import StanceModel, theory

Floats = npt.NDArray[np.float64]
ANCHOR = 1.0
STAYS = 20.0
EFFECT_SD = 0.5
SIZES = (1.0, 2.0, 4.0, 8.0)
"""Sizes below 1 say that a stance is the likelier to end the younger it is: here, noise passing for turns."""


@dataclass(frozen=True)
class Evidence:
    """E-step of a pool: state probabilities, the triangle's offsets, and the chain's expected statistics."""

    gamma: Floats
    offsets: Floats
    posterior: regimes.SemiPosterior
    covariates: Floats


def learn(pool: Pool, *, sweeps: int = 15, report: Any = None) -> tuple[StanceModel, list[float]]:
    """Pooled numbers and the log-likelihood (at the plug-in offsets) before each sweep."""
    model, trail = theory(), []
    for sweep in range(sweeps):
        evidence = expect(pool, model)
        trail.append(float(evidence.posterior.loglik.sum()))
        model = even(maximise(pool, model, evidence))
        if report is not None:
            report(sweep, trail[-1])
    return replace(model, version="pooled-1"), trail


def expect(pool: Pool, model: StanceModel) -> Evidence:
    """Each triangle's offsets at their posterior mean under the sticky chain, then the explicit-duration
    E-step."""
    shifts, emissions = [], []
    for data in pool.data:
        result = run_chain(data, model, kind="sticky", smooth=False)
        grid = np.stack([result.offsets.pivot, result.offsets.rivals, result.offsets.rate], axis=1)
        shift = result.weights @ grid
        shifts.append(shift)
        emissions.append(log_emissions(data, model, _single(shift))[0])
    table = np.array([data.covariates for data in pool.data])
    chains = [build_chain(model, part, kind="semi-markov") for part in table]
    whole = replace(
        chains[0],
        moves=np.array([np.broadcast_to(c.moves, (table.shape[1], 7, 7)) for c in chains]),
        leave=table @ model.leave.T,
    )
    posterior = regimes.semi_forward_backward(np.array(emissions), whole)
    return Evidence(posterior.smoothed, np.array(shifts), posterior, table)


def maximise(pool: Pool, model: StanceModel, found: Evidence) -> StanceModel:
    """One M-step of every block."""
    level, spread = _levels(pool.data, model, found)
    activity = _activity(pool.data, model, found)
    duration, regularity = _durations(model, found)
    leave, go = _effects(model, found)
    return replace(
        model,
        level=level,
        spread=spread,
        activity=activity,
        duration=duration,
        regularity=regularity,
        moves=_moves(model, found),
        leave=leave,
        go=go,
    )


def even(model: StanceModel) -> StanceModel:
    """The average of a model and its mirror image."""
    other = model.mirrored()
    names = ("level", "spread", "activity", "duration", "regularity", "moves", "leave", "go")
    return replace(model, **{name: (getattr(model, name) + getattr(other, name)) / 2 for name in names})


def _single(shift: Floats) -> Offsets:
    pivot, rivals, rate = shift[:, None]
    return Offsets(pivot, rivals, rate, np.zeros(1))


def _levels(data: tuple[Measurements, ...], model: StanceModel, found: Evidence) -> tuple[Floats, Floats]:
    """EM for a mean and spread under known error variances, theory weighing as much as the data."""
    prior = theory()
    z = np.array([part.z for part in data]) - found.offsets[:, [0, 0, 1], None]
    var = np.array([part.var for part in data])
    level, spread = model.level.copy(), model.spread.copy()
    for leg in range(3):
        seen = ~np.isnan(z[:, leg])
        gamma, value, noise = found.gamma[seen], z[:, leg][seen][:, None], var[:, leg][seen][:, None]
        inner = model.spread[:, leg] ** 2
        share = inner / (inner + noise)
        mean = model.level[:, leg] + share * (value - model.level[:, leg])
        mass = gamma.sum(axis=0)
        pseudo = ANCHOR * np.maximum(mass, 1.0)
        level[:, leg] = ((gamma * mean).sum(axis=0) + pseudo * prior.level[:, leg]) / (mass + pseudo)
        second = (gamma * (inner * (1 - share) + (mean - level[:, leg]) ** 2)).sum(axis=0)
        spread[:, leg] = np.sqrt((second + pseudo * prior.spread[:, leg] ** 2) / (mass + pseudo))
    return level, spread


def _activity(data: tuple[Measurements, ...], model: StanceModel, found: Evidence) -> Floats:
    """Rate of each stance by the score of its counts, halfway to the theory's on the log scale.

    How much more an aligned pivot does with its patron than with the other keeps the theory's ratio: in a
    pool of states of all sizes the data's ratio says who is near and large, not who is sided with.
    """
    prior = theory()
    counts = np.array([part.counts for part in data])
    reach = np.array([part.exposure for part in data]) * np.exp(found.offsets[:, 2, None, None])
    out = model.activity.copy()
    for leg in range(3):
        seen = ~np.isnan(counts[:, leg])
        gamma, n, e = found.gamma[seen], counts[:, leg][seen][:, None], reach[:, leg][seen][:, None]
        mean = e * np.exp(model.activity[:, leg])
        weight = gamma * model.size / (model.size + mean)  # the score of a negative binomial's log mean
        rate = np.log(((weight * n).sum(axis=0) + 1e-3) / ((weight * e).sum(axis=0) + 1e-3))
        out[:, leg] = (rate + ANCHOR * prior.activity[:, leg]) / (1 + ANCHOR)
    pivot_legs = prior.activity[:2, :2]
    out[:2, :2] = pivot_legs + (out[:2, :2] - pivot_legs).mean()
    return out


def _durations(model: StanceModel, found: Evidence) -> tuple[Floats, Floats]:
    """Mean and size of each stance's duration; `STAYS` stays of the theory's duration as pseudo-counts.

    Sizes below 1 are left out: they say that a stance is the likelier to end the younger it is, which in
    these data is measurement noise passing for turns.
    """
    prior = theory()
    hazard = regimes.duration_hazard(prior.duration, size=prior.regularity, ages=AGES)
    alive = STAYS * regimes.survival(hazard)
    fits = [
        regimes.fit_duration(
            found.posterior.exits[s] + (alive * hazard)[s], found.posterior.risk[s] + alive[s], sizes=SIZES
        )
        for s in range(7)
    ]
    return np.array([mean for mean, _ in fits]), np.array([size for _, size in fits])


def _destinations(model: StanceModel, found: Evidence) -> Floats:
    """Probability of each destination at each step, array, shape (triangle, step, from, to)."""
    pull = np.exp(found.covariates @ model.go.T)[:, :, None, :] * model.moves
    return np.asarray(pull / pull.sum(axis=-1, keepdims=True))


def _moves(model: StanceModel, found: Evidence) -> Floats:
    """Iterative scaling towards the expected turns; as many turns of the theory's kind weigh against them.

    Most turns of a pool of middling dyads lead through silence; without the anchor a turn from one side to
    the other would be all but ruled out.
    """
    turns = found.posterior.moves
    expected = (turns.sum(axis=-1, keepdims=True) * _destinations(model, found)).sum(axis=(0, 1))
    found_turns = turns.sum(axis=(0, 1))
    rows = np.maximum(found_turns.sum(axis=1, keepdims=True), STAYS)
    scaled = found_turns * model.moves / np.maximum(expected, 1e-9)
    scaled /= np.maximum(scaled.sum(axis=1, keepdims=True), 1e-9)
    moves = (rows * scaled + ANCHOR * rows * theory().moves) * (1 - np.eye(7))
    return np.asarray(moves / moves.sum(axis=1, keepdims=True))


def _effects(model: StanceModel, found: Evidence) -> tuple[Floats, Floats]:
    """One damped Newton step on the covariates' effects, each normal around the theory's with s.d. 0.5."""
    prior, z = theory(), found.covariates
    leave, go = model.leave.copy(), model.go.copy()
    turns = found.posterior.moves
    gone, expected = turns.sum(axis=-1, keepdims=True), _destinations(model, found)
    ridge = np.eye(z.shape[2]) / EFFECT_SD**2
    for s in range(7):
        slope = np.einsum("bt,btk->k", found.posterior.score[:, :, s], z)
        bend = np.einsum("bt,btk,btl->kl", found.posterior.information[:, :, s], z, z)
        leave[s] += 0.5 * np.linalg.solve(bend + ridge, slope - ridge @ (leave[s] - prior.leave[s]))
        surplus = (turns[:, :, :, s] - gone[..., 0] * expected[:, :, :, s]).sum(axis=2)
        spread = (gone[..., 0] * expected[:, :, :, s] * (1 - expected[:, :, :, s])).sum(axis=2)
        slope = np.einsum("bt,btk->k", surplus, z)
        bend = np.einsum("bt,btk,btl->kl", spread, z, z)
        go[s] += 0.5 * np.linalg.solve(bend + ridge, slope - ridge @ (go[s] - prior.go[s]))
    return leave, go
