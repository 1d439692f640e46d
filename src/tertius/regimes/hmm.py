"""Hidden Markov chains for many sequences at once, in scaling form.

Rabiner, L. R. (1989). A tutorial on hidden Markov models. *Proceedings of the IEEE* 77(2), section III and
V.A (scaling). Every function takes log-emissions, shape (sequence, month, state), so that any measurement
model can stand in front of it; a month that says nothing has the same number for every state.
"""

from __future__ import annotations

from dataclasses import dataclass

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

COMPILE_FROM = 200_000
"""Sequence-months from which the compiled kernel pays for its start (measured in docs/method/stances.md)."""


@dataclass(frozen=True)
class StatePosterior:
    """What the data say of each month's state.

    Attributes
    ----------
    filtered
        Given the months up to this one, array, shape (sequence, month, state).
    smoothed
        Given all months, same shape.
    loglik
        Log-likelihood of each sequence, array, shape (sequence,); -inf where the data are impossible.
    """

    filtered: Floats
    smoothed: Floats
    loglik: Floats


def forward_backward(
    log_emissions: npt.ArrayLike, *, start: npt.ArrayLike, moves: npt.ArrayLike, compiled: bool | None = None
) -> StatePosterior:
    """Filtered and smoothed state probabilities and the log-likelihood (Rabiner 1989, eqs 19-27, 91-103).

    Parameters
    ----------
    log_emissions
        Array, shape (sequence, month, state).
    start
        Probabilities of the first month's state, (state,) or (sequence, state).
    moves
        Transition probabilities, (state, state), (month - 1, state, state) or with a leading sequence axis.
    compiled
        Use the Numba kernel; by default for large work only.

    Raises
    ------
    BadInput
        If shapes do not fit or rows are no probabilities.
    """
    emissions, first, matrix = _checked(log_emissions, start, moves)
    if compiled is None:
        compiled = emissions.shape[0] * emissions.shape[1] >= COMPILE_FROM
    if compiled:
        from tertius.regimes import kernels

        return StatePosterior(*kernels.forward_backward(emissions, first, matrix))
    filtered, totals, shift = _forward(emissions, first, matrix)
    loglik = (log_or_floor(totals) + shift).sum(axis=1)
    return StatePosterior(filtered, _smooth(filtered, matrix), loglik)


def loglik(log_emissions: npt.ArrayLike, *, start: npt.ArrayLike, moves: npt.ArrayLike) -> Floats:
    """Log-likelihood of each sequence, array, shape (sequence,)."""
    _, totals, shift = _forward(*_checked(log_emissions, start, moves))
    result: Floats = (log_or_floor(totals) + shift).sum(axis=1)
    return result


def viterbi(
    log_emissions: npt.ArrayLike, *, start: npt.ArrayLike, moves: npt.ArrayLike
) -> tuple[Ints, Floats]:
    """Most probable path, shape (sequence, month), and its log-probability (Rabiner 1989, eqs 32-35)."""
    emissions, first, matrix = _checked(log_emissions, start, moves)
    batch, months, states = emissions.shape
    best = log_or_floor(first) + emissions[:, 0]
    back = np.zeros((batch, months, states), dtype=np.int64)
    for t in range(1, months):
        options = best[:, :, None] + log_or_floor(at_step(matrix, t - 1))
        back[:, t] = options.argmax(axis=1)
        best = options.max(axis=1) + emissions[:, t]
    path = np.empty((batch, months), dtype=np.int64)
    path[:, -1] = best.argmax(axis=1)
    rows = np.arange(batch)
    for t in range(months - 1, 0, -1):
        path[:, t - 1] = back[rows, t, path[:, t]]
    return path, best.max(axis=1)


def sample_paths(
    log_emissions: npt.ArrayLike,
    *,
    start: npt.ArrayLike,
    moves: npt.ArrayLike,
    rng: np.random.Generator,
    size: int,
) -> Ints:
    """Draw paths from their joint posterior, array, shape (draw, sequence, month).

    Forward filtering, backward sampling: Chib, S. (1996). *Journal of Econometrics* 75(1), eq. 10.
    """
    emissions, first, matrix = _checked(log_emissions, start, moves)
    filtered, _, _ = _forward(emissions, first, matrix)
    batch, months, _ = emissions.shape
    paths = np.empty((size, batch, months), dtype=np.int64)
    paths[:, :, -1] = pick(np.broadcast_to(filtered[:, -1], (size, *filtered[:, -1].shape)), rng)
    rows = np.arange(batch)[None, :]
    for t in range(months - 2, -1, -1):
        into = np.swapaxes(at_step(matrix, t), 1, 2)
        into = into[rows if into.shape[0] > 1 else 0, paths[:, :, t + 1]]
        paths[:, :, t] = pick(filtered[None, :, t] * into, rng)
    return paths


def expected_moves(
    log_emissions: npt.ArrayLike, *, start: npt.ArrayLike, moves: npt.ArrayLike
) -> tuple[StatePosterior, Floats]:
    """The posterior, and expected moves, shape (sequence, from, to) (Rabiner 1989, eq. 37)."""
    emissions, first, matrix = _checked(log_emissions, start, moves)
    posterior = forward_backward(emissions, start=first, moves=matrix)
    counts = np.zeros((emissions.shape[0], *matrix.shape[2:]))
    for t in range(emissions.shape[1] - 1):
        counts += _pair(posterior.filtered[:, t], posterior.smoothed[:, t + 1], at_step(matrix, t))
    return posterior, counts


def sticky(states: int, *, mean_duration: float) -> Floats:
    """Transitions that stay with probability ``1 - 1/mean_duration`` and leave for any other state alike."""
    if states < 2 or mean_duration < 1:
        raise BadInput(
            f"{states} states with mean duration {mean_duration}",
            "two states or more and a duration of 1 or more",
        )
    leave = 1.0 / mean_duration / (states - 1)
    return np.full((states, states), leave) + np.eye(states) * (1.0 - states * leave)


def _checked(
    log_emissions: npt.ArrayLike, start: npt.ArrayLike, moves: npt.ArrayLike
) -> tuple[Floats, Floats, Floats]:
    emissions = check_emissions(log_emissions)
    return emissions, check_start(start, emissions.shape[2]), check_moves(moves, emissions)


def _forward(emissions: Floats, start: Floats, moves: Floats) -> tuple[Floats, Floats, Floats]:
    """Filtered probabilities, the month's scaling totals, and the log shift taken out of the emissions."""
    likelihood, shift = scaled(emissions)
    filtered = np.empty_like(emissions)
    totals = np.empty(emissions.shape[:2])
    ahead = np.broadcast_to(start, emissions[:, 0].shape)
    for t in range(emissions.shape[1]):
        joint = ahead * likelihood[:, t]
        totals[:, t] = joint.sum(axis=1)
        filtered[:, t] = divide(joint, totals[:, t, None])
        if t + 1 < emissions.shape[1]:
            ahead = _step(filtered[:, t], at_step(moves, t))
    return filtered, totals, shift


def _step(state: Floats, matrix: Floats) -> Floats:
    """One month ahead, shape (sequence, state)."""
    result: Floats = state @ matrix[0] if matrix.shape[0] == 1 else (state[:, None, :] @ matrix)[:, 0]
    return result


def _pair(filtered: Floats, smoothed_next: Floats, matrix: Floats) -> Floats:
    """Joint probability of two neighbouring months, shape (sequence, from, to)."""
    ratio = divide(smoothed_next, _step(filtered, matrix))
    result: Floats = filtered[:, :, None] * matrix * ratio[:, None, :]
    return result


def _smooth(filtered: Floats, moves: Floats) -> Floats:
    """Backward pass on filtered probabilities (Kim 1994, eq. 2.20 without the continuous state)."""
    smoothed = np.empty_like(filtered)
    smoothed[:, -1] = filtered[:, -1]
    for t in range(filtered.shape[1] - 2, -1, -1):
        matrix = at_step(moves, t)
        ratio = divide(smoothed[:, t + 1], _step(filtered[:, t], matrix))
        smoothed[:, t] = filtered[:, t] * _step(ratio, np.swapaxes(matrix, 1, 2))
    return smoothed
