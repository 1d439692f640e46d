"""Who sits at the pivot's table, and what the fourth state takes home: the menu auction with K as a third
principal.

P first picks its rivals ``M`` among none, A, B and both (`tertius.auction.stance_choice`), then leaves K
out when what K adds is less than the cost of having it there: ``U_P(M + K) - U_P(M) < phi_K``. Having K at
the table gives P the right to take K's offer, never the duty: ``U_P(M + K)`` is at least ``U_P(M)``. (With
three principals the rent can *fall* when one is added, see `tertius.auction.principals`, so this has to be
said.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tertius.auction import best_position, coalition_worths, greedy_selection

Array = npt.NDArray[np.float64]
BOUND = 1.0
MEMBERS = ("nobody", "A", "B", "A and B")
_RIVALS = (0b000, 0b001, 0b010, 0b011)


@dataclass(frozen=True)
class Pulls:
    """What a unit of position is worth to A, B and K, and P's own terms: arrays, shape (..., agenda)."""

    a: Array
    b: Array
    fourth: Array
    k: Array
    theta: Array


@dataclass(frozen=True)
class Table:
    """Outcome before anybody's cost of inclusion: arrays, shape (...).

    ``members`` indexes `MEMBERS`; ``added`` is ``U_P(M + K) - U_P(M) >= 0``; ``inside`` and ``outside``
    are K's payoffs, over ``V_K(theta)``, at the table and away from it, before the loss from exclusion.
    """

    members: npt.NDArray[np.intp]
    added: Array
    inside: Array
    outside: Array


def sit_down(pulls: Pulls, *, eta: Array, upkeep_a: Array, upkeep_b: Array, outside: Array) -> Table:
    """P's choice of rivals, and what K's presence would change, for a batch of games."""
    stacked = np.stack(np.broadcast_arrays(pulls.a, pulls.b, pulls.fourth), axis=-2)
    worths = coalition_worths(stacked, k=pulls.k, theta=pulls.theta, bound=BOUND)
    # gains over V_i(theta): a principal that cares more is not better off for that alone
    shift = (stacked * pulls.theta[..., None, :]).sum(axis=-1)
    for mask in range(1, 8):
        worths[..., mask] -= sum(shift[..., i] for i in range(3) if mask >> i & 1)
    gross = _gross(worths, eta, outside)
    upkeep = np.stack(np.broadcast_arrays(0 * upkeep_a, upkeep_a, upkeep_b, upkeep_a + upkeep_b), axis=-1)
    members = (gross - upkeep).argmax(axis=-1)
    with_k, net_k = _with_fourth(worths, gross, eta)
    away = _away(pulls)
    taken = with_k > gross
    inside = np.where(taken, net_k, away)
    pick = members[..., None]
    added = np.take_along_axis(np.maximum(with_k - gross, 0.0), pick, -1)[..., 0]
    return Table(
        members,
        added,
        np.take_along_axis(inside, pick, -1)[..., 0],
        np.take_along_axis(away, pick, -1)[..., 0],
    )


def _gross(worths: Array, eta: Array, outside: Array) -> Array:
    """``U_P(M)`` before upkeep for the four choices of rivals, array, shape (..., 4)."""
    w_a, w_b, w_ab = worths[..., 1], worths[..., 2], worths[..., 3]
    rent = np.maximum(0.0, w_a + w_b - w_ab)
    return np.stack(np.broadcast_arrays(outside, eta * w_a, eta * w_b, rent), axis=-1)


def _with_fourth(worths: Array, gross: Array, eta: Array) -> tuple[Array, Array]:
    """P's rent with K at the table, and K's payoff if its offer is taken, for the four choices of rivals."""
    alone = worths[..., 0b100]
    rents = [gross[..., 0] + eta * alone]
    nets = [(1 - eta) * alone]
    for rivals in _RIVALS[1:]:
        masks = _submasks(rivals | 0b100)
        net = greedy_selection(worths[..., masks])
        rents.append(worths[..., masks[-1]] - net.sum(axis=-1))
        nets.append(net[..., -1])
    return np.stack(rents, axis=-1), np.stack(nets, axis=-1)


def _submasks(mask: int) -> list[int]:
    """Every subset of `mask`, ordered as its own bits count up."""
    bits = [1 << i for i in range(3) if mask >> i & 1]
    return [sum(bit for j, bit in enumerate(bits) if sub >> j & 1) for sub in range(2 ** len(bits))]


def _away(pulls: Pulls) -> Array:
    """K's payoff over ``V_K(theta)`` when P's position is chosen without it, array, shape (..., 4)."""
    zero = np.zeros_like(pulls.a)
    found = []
    for pull in (zero, pulls.a, pulls.b, pulls.a + pulls.b):
        position = best_position(pull, pulls.k, pulls.theta, bound=BOUND)
        found.append((pulls.fourth * (position - pulls.theta)).sum(axis=-1))
    return np.stack(np.broadcast_arrays(*found), axis=-1)
