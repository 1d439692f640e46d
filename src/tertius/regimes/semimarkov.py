"""Explicit-duration (hidden semi-Markov) chains in O(month x state x age).

Yu, S.-Z. (2010). Hidden semi-Markov models. *Artificial Intelligence* 174(2), section 3 (the
variable-transition form). A month's full state is a pair (state, age); the stay ends after a month of age a
with hazard h(state, a), and then another state begins at age 0. The left edge is censored by an age
distribution for the first month, the right edge because no stay has to end there. Hazards and moves may
change with the month (covariates).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.regimes.chains import (
    Floats,
    Ints,
    at_step,
    check_emissions,
    check_moves,
    check_start,
    divide,
    log_or_floor,
    pick,
    scaled,
)
from tertius.regimes.durations import equilibrium_age

BLOCK_BYTES = 128 * 2**20


@dataclass(frozen=True)
class SemiMarkov:
    """Parameters of an explicit-duration chain.

    Attributes
    ----------
    start
        Probabilities of the first month's state, (state,) or (sequence, state).
    hazard
        Probability that a stay ends at each age, (state, age); the last age stands for all later ones.
    moves
        Where a stay that ends goes: (state, state), (month - 1, state, state) or with a sequence axis;
        empty diagonal.
    leave
        Added to the log-odds of the hazard, (month - 1, state) or (sequence, month - 1, state); None for
        nothing.
    age
        Age of the first month's stay, (state, age); by default the equilibrium age (the window opens in
        mid-stay).
    """

    start: Floats
    hazard: Floats
    moves: Floats
    leave: Floats | None = None
    age: Floats | None = None


@dataclass(frozen=True)
class SemiPosterior:
    """As `StatePosterior`, with what an M-step needs.

    Attributes
    ----------
    filtered, smoothed
        Arrays, shape (sequence, month, state).
    loglik
        Array, shape (sequence,).
    moves
        Expected moves at each step, array, shape (sequence, month - 1, from, to).
    exits, risk
        Expected stays that end at an age, and that could have: arrays, shape (state, age), summed over
        sequences.
    score, information
        First derivative, and minus the second, of the expected log-likelihood by each entry of `leave`:
        arrays, shape (sequence, month - 1, state).
    """

    filtered: Floats
    smoothed: Floats
    loglik: Floats
    moves: Floats
    exits: Floats
    risk: Floats
    score: Floats
    information: Floats


class _Checked(NamedTuple):
    emissions: Floats
    start: Floats
    hazard: Floats
    moves: Floats
    leave: Floats
    age: Floats


def semi_forward_backward(log_emissions: npt.ArrayLike, chain: SemiMarkov) -> SemiPosterior:
    """Filtered and smoothed state probabilities, log-likelihood and expected statistics.

    Raises
    ------
    BadInput
        If shapes do not fit or probabilities are none.
    """
    whole = _checked(log_emissions, chain)
    parts = [_block(_rows(whole, rows)) for rows in _blocks(whole)]
    if len(parts) == 1:
        return parts[0]
    summed = {name: sum(getattr(p, name) for p in parts) for name in ("exits", "risk")}
    rest = ("filtered", "smoothed", "loglik", "moves", "score", "information")
    return SemiPosterior(**{n: np.concatenate([getattr(p, n) for p in parts]) for n in rest}, **summed)


def semi_loglik(log_emissions: npt.ArrayLike, chain: SemiMarkov) -> Floats:
    """Log-likelihood of each sequence, array, shape (sequence,)."""
    result: Floats = semi_forward(log_emissions, chain)[1].sum(axis=1)
    return result


def semi_forward(log_emissions: npt.ArrayLike, chain: SemiMarkov) -> tuple[Floats, Floats]:
    """Filtered state probabilities (sequence, month, state), and each month's log predictive density
    (sequence, month), whose sum is the log-likelihood."""
    whole = _checked(log_emissions, chain)
    parts = [_forward(_rows(whole, rows)) for rows in _blocks(whole)]
    filtered = np.concatenate([ages.sum(axis=-1).swapaxes(0, 1) for ages, _ in parts])
    return filtered, np.concatenate([steps for _, steps in parts])


def semi_sample_paths(
    log_emissions: npt.ArrayLike, chain: SemiMarkov, *, rng: np.random.Generator, size: int
) -> Ints:
    """Draw state paths from their joint posterior, array, shape (draw, sequence, month)."""
    batch = check_emissions(log_emissions).shape[0]
    members = np.tile(np.arange(batch), size)
    paths = semi_sample_members(log_emissions, chain, members=members, rng=rng)
    return paths.reshape(size, batch, -1)


def semi_sample_members(
    log_emissions: npt.ArrayLike, chain: SemiMarkov, *, members: npt.ArrayLike, rng: np.random.Generator
) -> Ints:
    """One path for each entry of `members`, which names a sequence: array, shape (draw, month).

    It lets draws be shared out over sequences unevenly, such as over the points of a grid by their weights.
    """
    part, rows = _checked(log_emissions, chain), np.asarray(members, dtype=np.int64)
    ages, _ = _forward(part)
    months, batch, _, width = ages.shape
    state, age = np.divmod(pick(ages[-1].reshape(batch, -1)[rows], rng), width)
    paths = np.empty((rows.size, months), dtype=np.int64)
    paths[:, -1] = state
    for t in range(months - 2, -1, -1):
        state, age = _one_back(ages[t], part, t, rows, state, age, rng)
        paths[:, t] = state
    return paths


def _one_back(
    ages: Floats, part: _Checked, t: int, rows: Ints, state: Ints, age: Ints, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Draw the month before, given that month ``t + 1`` has this state and age."""
    width = ages.shape[2]
    hazard = np.broadcast_to(_hazard_at(part, t), ages.shape)
    both = np.stack([np.maximum(age - 1, 0), np.full_like(age, width - 1)], axis=-1)
    stay = (ages * (1 - hazard))[rows[:, None], state[:, None], both]
    stay[:, 1] *= age == width - 1
    previous = np.take_along_axis(both, pick(stay, rng)[:, None], axis=-1)[:, 0]
    fresh = np.flatnonzero(age == 0)
    if fresh.size:
        b = rows[fresh]
        matrix = at_step(part.moves, t)
        into = matrix[b if matrix.shape[0] > 1 else np.zeros_like(b), :, state[fresh]]
        weights = (ages * hazard)[b] * into[:, :, None]
        state, previous = state.copy(), previous.copy()
        state[fresh], previous[fresh] = np.divmod(pick(weights.reshape(b.size, -1), rng), width)
    return state, previous


def _checked(log_emissions: npt.ArrayLike, chain: SemiMarkov) -> _Checked:
    emissions = check_emissions(log_emissions)
    batch, months, states = emissions.shape
    hazard = np.asarray(chain.hazard, dtype=np.float64)
    if (
        hazard.ndim != 2
        or hazard.shape[0] != states
        or hazard.shape[1] < 2
        or not ((hazard >= 0) & (hazard <= 1)).all()
    ):
        raise BadInput(
            f"hazards of shape {hazard.shape}", f"({states} states, 2 ages or more), between 0 and 1"
        )
    leave = np.zeros((1, 1, states)) if chain.leave is None else np.asarray(chain.leave, dtype=np.float64)
    leave = leave[None] if leave.ndim == 2 else leave
    if leave.shape[0] not in (1, batch) or leave.shape[1] not in (1, months - 1) or leave.shape[-1] != states:
        raise BadInput(
            f"shifts of the hazard of shape {leave.shape}", f"({batch} or 1, {months - 1} or 1, {states})"
        )
    age = equilibrium_age(hazard) if chain.age is None else np.asarray(chain.age, dtype=np.float64)
    if age.shape != hazard.shape or not np.allclose(age.sum(axis=1), 1.0):
        raise BadInput(f"first ages of shape {age.shape}", f"probabilities of shape {hazard.shape}")
    moves = check_moves(chain.moves, emissions, turns_only=True)
    return _Checked(emissions, check_start(chain.start, states), hazard, moves, leave, age)


def _blocks(whole: _Checked) -> list[slice]:
    """Sequences taken together so that a block's arrays stay within `BLOCK_BYTES`."""
    batch, months, states = whole.emissions.shape
    block = max(1, BLOCK_BYTES // (8 * months * states * whole.hazard.shape[1]))
    return [slice(b, b + block) for b in range(0, batch, block)]


def _rows(whole: _Checked, rows: slice) -> _Checked:
    """Some sequences of the whole; what is shared stays shared."""
    many = (part[rows] if part.shape[0] > 1 else part for part in (whole.start, whole.moves, whole.leave))
    start, moves, leave = many
    return whole._replace(emissions=whole.emissions[rows], start=start, moves=moves, leave=leave)


def _hazard_at(part: _Checked, t: int) -> Floats:
    """Hazard with the month's shift of its log-odds, shape (1 or sequence, state, age)."""
    shift = part.leave[:, t if part.leave.shape[1] > 1 else 0, :, None]
    if not shift.any():
        return part.hazard[None]
    odds = part.hazard * np.exp(shift)
    result: Floats = odds / (1.0 - part.hazard + odds)
    return result


def _forward(part: _Checked) -> tuple[Floats, Floats]:
    """Filtered probabilities of (state, age), shape (month, sequence, state, age), and log steps."""
    likelihood, shift = scaled(part.emissions)
    batch, months, states = part.emissions.shape
    ages = np.empty((months, batch, states, part.hazard.shape[1]))
    totals = np.empty((batch, months))
    ahead = np.broadcast_to(part.start[:, :, None] * part.age, ages[0].shape)
    for t in range(months):
        np.multiply(ahead, likelihood[:, t, :, None], out=ages[t])
        totals[:, t] = ages[t].sum(axis=(1, 2))
        ages[t] *= divide(np.ones(batch), totals[:, t])[:, None, None]
        if t + 1 < months:
            ahead = _ahead(ages[t], _hazard_at(part, t), at_step(part.moves, t))
    return ages, log_or_floor(totals) + shift


def _ahead(ages: Floats, hazard: Floats, moves: Floats) -> Floats:
    """Probabilities of (state, age) one month on."""
    ending = ages * hazard
    result = np.empty_like(ages)
    result[:, :, 1:] = ages[:, :, :-1] - ending[:, :, :-1]
    result[:, :, -1] += ages[:, :, -1] - ending[:, :, -1]
    result[:, :, 0] = (ending.sum(axis=2)[:, None, :] @ moves)[:, 0]
    return result


def _block(part: _Checked) -> SemiPosterior:
    """Forward, then backward with every expected statistic."""
    ages, steps = _forward(part)
    months, batch, states, width = ages.shape
    likelihood, _ = scaled(part.emissions)
    smoothed = np.empty((batch, months, states))
    smoothed[:, -1] = ages[-1].sum(axis=2)
    moves = np.zeros((batch, months - 1, states, states))
    score, information = np.zeros((2, batch, months - 1, states))
    exits, risk = np.zeros((2, states, width))
    beta = np.ones((batch, states, width))
    for t in range(months - 2, -1, -1):
        ended, stayed, moves[:, t], beta = _back(ages[t], beta * likelihood[:, t + 1, :, None], part, t)
        there = ended + stayed
        hazard = _hazard_at(part, t)
        smoothed[:, t] = there.sum(axis=2)
        score[:, t] = (ended - there * hazard).sum(axis=2)
        information[:, t] = (there * hazard * (1 - hazard)).sum(axis=2)
        exits += ended.sum(axis=0)
        risk += there.sum(axis=0)
    filtered = ages.sum(axis=-1).swapaxes(0, 1)
    return SemiPosterior(filtered, smoothed, steps.sum(axis=1), moves, exits, risk, score, information)


def _back(ages: Floats, future: Floats, part: _Checked, t: int) -> tuple[Floats, Floats, Floats, Floats]:
    """One month back: expected ends and stays by (state, age), moves, and the new backward message."""
    hazard, matrix = _hazard_at(part, t), at_step(part.moves, t)
    fresh = future[:, None, :, 0] * matrix
    on = np.empty_like(future)
    on[:, :, :-1], on[:, :, -1] = future[:, :, 1:], future[:, :, -1]
    end = hazard * fresh.sum(axis=2)[:, :, None]
    stay = (1.0 - hazard) * on
    ended, stayed = ages * end, ages * stay
    norm = divide(np.ones(ages.shape[0]), (ended + stayed).sum(axis=(1, 2)))[:, None, None]
    flow = (ages * hazard).sum(axis=2)
    return ended * norm, stayed * norm, flow[:, :, None] * fresh * norm, (end + stay) * norm
