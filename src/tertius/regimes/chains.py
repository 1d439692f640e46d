"""Arguments of every chain in this room, brought to one shape and checked."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def check_emissions(log_emissions: npt.ArrayLike) -> Floats:
    """Log-emissions as float64, shape (sequence, month, state); a single sequence gains the leading axis."""
    emissions = np.ascontiguousarray(log_emissions, dtype=np.float64)
    if emissions.ndim == 2:
        emissions = emissions[None]
    if emissions.ndim != 3 or 0 in emissions.shape:
        raise BadInput(
            f"log-emissions of shape {np.shape(log_emissions)}",
            "(sequence, month, state), none of them empty",
        )
    if np.isnan(emissions).any() or (emissions == np.inf).any():
        raise BadInput(
            "log-emissions with NaN or +inf", "finite numbers or -inf", "use 0 for a month that says nothing"
        )
    return emissions


def check_start(start: npt.ArrayLike, states: int) -> Floats:
    """Initial state probabilities, shape (1 or sequence, state)."""
    probabilities = np.atleast_2d(np.asarray(start, dtype=np.float64))
    if probabilities.shape[-1] != states or not _are_probabilities(probabilities):
        raise BadInput(f"initial probabilities of shape {np.shape(start)}", f"{states} of them that sum to 1")
    return np.ascontiguousarray(probabilities)


def check_moves(moves: npt.ArrayLike, emissions: Floats, *, turns_only: bool = False) -> Floats:
    """Transition probabilities as (1 or sequence, 1 or month - 1, from, to); rows sum to 1.

    ``turns_only`` asks for an empty diagonal: in a semi-Markov chain staying is the business of the duration.
    """
    matrix = np.asarray(moves, dtype=np.float64)
    matrix = matrix.reshape((1,) * (4 - matrix.ndim) + matrix.shape)
    batch, months, states = emissions.shape
    fits = (
        matrix.shape[0] in (1, batch)
        and matrix.shape[1] in (1, months - 1)
        and matrix.shape[2:] == (states, states)
    )
    if not fits:
        raise BadInput(
            f"transitions of shape {np.shape(moves)} for emissions of shape {emissions.shape}",
            "(state, state), (month - 1, state, state) or (sequence, month - 1, state, state)",
        )
    if not _are_probabilities(matrix):
        raise BadInput("transitions whose rows do not sum to 1", "probabilities along the last axis")
    if turns_only and np.abs(np.diagonal(matrix, axis1=-2, axis2=-1)).max() > 0:
        raise BadInput(
            "a turn from a state to itself",
            "an empty diagonal",
            "let the duration say how long a state lasts",
        )
    return np.ascontiguousarray(matrix)


def at_step(moves: Floats, step: int) -> Floats:
    """Transitions that lead into month ``step + 1``, shape (1 or sequence, from, to)."""
    return moves[:, step if moves.shape[1] > 1 else 0]


def scaled(emissions: Floats) -> tuple[Floats, Floats]:
    """Likelihoods divided by their largest in the month, and the log of what was divided out."""
    shift = emissions.max(axis=-1)
    shift[~np.isfinite(shift)] = 0.0
    return np.exp(emissions - shift[..., None]), shift


def divide(values: Floats, totals: Floats) -> Floats:
    """Values over totals, 0 where the total is 0 (an impossible month is told by its log-likelihood)."""
    result: Floats = np.divide(values, totals, out=np.zeros_like(values), where=totals > 0)
    return result


def log_or_floor(totals: Floats) -> Floats:
    """Logarithm with -inf for 0 and no warning."""
    with np.errstate(divide="ignore"):
        return np.log(totals)


def pick(weights: Floats, rng: np.random.Generator) -> Ints:
    """Draw one index along the last axis in proportion to the weights (inverse of the running sum)."""
    running = np.cumsum(weights, axis=-1)
    cut = rng.random(running.shape[:-1])[..., None] * running[..., -1:]
    return np.minimum((running <= cut).sum(axis=-1), running.shape[-1] - 1)


def _are_probabilities(values: Floats) -> bool:
    return bool((values >= 0).all() and np.allclose(values.sum(axis=-1), 1.0, atol=1e-8))
