"""Three (or a few) principals: what each can take home is a set; its bounds by linear programming, one
selection.

Truthful equilibria pay the principals a point on the Pareto frontier of

    { n : sum_{i in S} n_i <= W_N - W_{N minus S} for every S }        (Bernheim & Whinston 1986, theorem 2)

A point of that polyhedron is on the frontier when every principal stands in some constraint that holds with
equality, so the frontier is a union of faces, one for each smallest family of constraints that covers
everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np

from tertius.auction.surplus import Array, worth
from tertius.errors import BadInput


def coalition_worths(pulls: Array, *, k: Array, theta: Array, bound: float | None = None) -> Array:
    """``W_S`` for every set of principals.

    Parameters
    ----------
    pulls
        What a unit of position is worth to each, array, shape (..., principal, agenda).

    Returns
    -------
    array, shape (..., 2 ** principals)
        Indexed by the bit mask of the set: bit ``i`` stands for principal ``i``.
    """
    count = pulls.shape[-2]
    found = []
    for mask in range(2**count):
        members = [i for i in range(count) if mask >> i & 1]
        found.append(worth(pulls[..., members, :].sum(axis=-2), k, theta, bound=bound).sum(axis=-1))
    return np.stack(np.broadcast_arrays(*found), axis=-1)


def greedy_selection(worths: Array) -> Array:
    """The documented selection: principals in turn take all they can, averaged over every order of turns.

    For two principals it is the unique equilibrium where rivals compete and the midpoint where they do
    not. Each order gives a point of the frontier; their average satisfies every constraint but may lie
    inside the frontier with three or more, which leaves the pivot the difference.

    Parameters
    ----------
    worths
        ``W_S`` by bit mask, array, shape (..., 2 ** principals).

    Returns
    -------
    array, shape (..., principals)
        ``n_i``.
    """
    count = _count(worths)
    orders = list(permutations(range(count)))
    total = np.zeros((*worths.shape[:-1], count))
    for order in orders:
        total += _in_turn(worths, order)
    return total / len(orders)


def _in_turn(worths: Array, order: tuple[int, ...]) -> Array:
    full = worths.shape[-1] - 1
    net = np.zeros((*worths.shape[:-1], len(order)))
    for turn, i in enumerate(order):
        limits = []
        for size in range(turn + 1):
            for others in combinations(order[:turn], size):
                mask = sum(1 << j for j in (*others, i))
                limits.append(
                    worths[..., full] - worths[..., full ^ mask] - net[..., list(others)].sum(axis=-1)
                )
        net[..., i] = np.minimum.reduce(limits)
    return net


@dataclass(frozen=True, eq=False)
class PayoffBounds:
    """Least and greatest payoff of each principal and of the pivot over all truthful equilibria.

    ``net_lo, net_hi``: arrays, shape (principal,); ``rent_lo, rent_hi``: the pivot's.
    """

    net_lo: Array
    net_hi: Array
    rent_lo: float
    rent_hi: float


def payoff_bounds(worths: Array) -> PayoffBounds:
    """Bounds over the whole frontier for one game of up to four principals.

    Parameters
    ----------
    worths
        ``W_S`` by bit mask, array, shape (2 ** principals,).
    """
    count = _count(worths)
    if worths.ndim != 1 or count > 4:
        raise BadInput(f"worths of shape {worths.shape}", "one game of at most four principals")
    sets = np.array([[mask >> i & 1 for i in range(count)] for mask in range(1, 2**count)], dtype=float)
    limits = worths[-1] - worths[(2**count - 1) ^ np.arange(1, 2**count)]
    goals = np.vstack([np.eye(count), np.ones(count)])
    spans = [_span(goals, sets, limits, list(cover)) for cover in _covers(sets)]
    low = np.min([lo for lo, _ in spans], axis=0)
    high = np.max([hi for _, hi in spans], axis=0)
    # sums of differences leave dust of the order of 1e-16 below zero: a rent is never negative
    rent_lo, rent_hi = (max(0.0, float(worths[-1] - total)) for total in (high[-1], low[-1]))
    return PayoffBounds(low[:-1], high[:-1], rent_lo, rent_hi)


def _span(goals: Array, sets: Array, limits: Array, tight: list[int]) -> tuple[Array, Array]:
    """Least and greatest value of each goal on the face where the constraints `tight` hold with equality."""
    from scipy.optimize import linprog

    face = {"A_ub": sets, "b_ub": limits, "A_eq": sets[tight], "b_eq": limits[tight], "bounds": (None, None)}
    low, high = np.full(len(goals), np.inf), np.full(len(goals), -np.inf)
    for row, goal in enumerate(goals):
        least, most = linprog(goal, **face), linprog(-goal, **face)
        low[row] = least.fun if least.status == 0 else _open_end(least.status, np.inf, -np.inf)
        high[row] = -most.fun if most.status == 0 else _open_end(most.status, -np.inf, np.inf)
    return low, high


def _open_end(status: int, empty: float, unbounded: float) -> float:
    return empty if status == 2 else unbounded


def _covers(sets: Array) -> list[tuple[int, ...]]:
    """Smallest families of constraints in which every principal stands."""
    found: list[tuple[int, ...]] = []
    for size in range(1, sets.shape[1] + 1):
        for family in combinations(range(len(sets)), size):
            covered = bool((sets[list(family)].sum(axis=0) > 0).all())
            if covered and not any(set(smaller) <= set(family) for smaller in found):
                found.append(family)
    return found


def _count(worths: Array) -> int:
    count = int(worths.shape[-1]).bit_length() - 1
    if worths.shape[-1] != 2**count or count < 1:
        raise BadInput(f"{worths.shape[-1]} worths", "one for every set of principals, a power of two")
    return count
