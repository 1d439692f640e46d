"""Compiled inner loops: the pivot's table in every game, scenario and draw, and what each option makes of it.

The plain twin is ``tests/oracles/table_game.py``. Import it only where it is used, for it brings in the compiler.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange

NOBODY, A, B, BOTH, FOURTH = 0, 1, 2, 3, 4


@njit(cache=True)
def _clip(position: float) -> float:
    return min(1.0, max(-1.0, position))


@njit(cache=True)
def worths(pulls: Any, k: Any, theta: Any, d: int, out: Any) -> None:
    """What P and every set of principals make over ``V_i(theta)``, by bit mask, into `out`; `pulls` is (principal, agenda)."""
    out[:] = 0.0
    for j in range(pulls.shape[1]):
        soft, ideal, half = 1.0 / k[j, d], theta[j, d], k[j, d] / 2
        for mask in range(1, 8):
            pull = 0.0
            if mask & A:
                pull += pulls[0, j]
            if mask & B:
                pull += pulls[1, j]
            if mask & FOURTH:
                pull += pulls[2, j]
            moved = _clip(ideal + pull * soft) - ideal
            out[mask] += moved * (pull - half * moved)


@njit(cache=True)
def away(pulls: Any, stakes: Any, mask: int, k: Any, theta: Any, d: int) -> float:
    """What the fourth state has where the principals of `mask` set the position: ``sum stakes (s - theta)``."""
    total = 0.0
    for j in range(pulls.shape[1]):
        pull = (pulls[0, j] if mask & A else 0.0) + (pulls[1, j] if mask & B else 0.0)
        total += stakes[j] * (_clip(theta[j, d] + pull / k[j, d]) - theta[j, d])
    return total


@njit(cache=True)
def _turns(
    i: float, j: float, k: float, ij: float, ik: float, jk: float, ijk: float
) -> tuple[float, float, float]:
    """Three principals in turn take all they can; arguments are marginal worths ``W_N - W_(N minus S)`` of the sets."""
    first = i
    second = min(j, ij - first)
    third = min(min(k, ik - first), min(jk - second, ijk - first - second))
    return first, second, third


@njit(cache=True)
def three(w: Any) -> tuple[float, float]:
    """The documented selection (`tertius.auction.greedy_selection`) for A, B and the fourth: sum of all, the fourth's."""
    a, b, k = w[7] - w[6], w[7] - w[5], w[7] - w[3]
    ab, ak, bk, abk = w[7] - w[4], w[7] - w[2], w[7] - w[1], w[7]
    x1, y1, z1 = _turns(a, b, k, ab, ak, bk, abk)
    x2, z2, y2 = _turns(a, k, b, ak, ab, bk, abk)
    y3, x3, z3 = _turns(b, a, k, ab, bk, ak, abk)
    y4, z4, x4 = _turns(b, k, a, bk, ab, ak, abk)
    z5, x5, y5 = _turns(k, a, b, ak, bk, ab, abk)
    z6, y6, x6 = _turns(k, b, a, bk, ak, ab, abk)
    fourth = (z1 + z2 + z3 + z4 + z5 + z6) / 6
    rivals = (x1 + x2 + x3 + x4 + x5 + x6 + y1 + y2 + y3 + y4 + y5 + y6) / 6
    return rivals + fourth, fourth


@njit(cache=True)
def two(one: float, fourth: float, both: float) -> tuple[float, float]:
    """The same for one rival and the fourth."""
    rival_first = both - fourth
    fourth_second = min(both - one, both - rival_first)
    fourth_first = both - one
    rival_second = min(both - fourth, both - fourth_first)
    own = (fourth_second + fourth_first) / 2
    return (rival_first + rival_second) / 2 + own, own


@njit(cache=True)
def _with_fourth(members: int, w: Any, gross: float, eta: float) -> tuple[float, float]:
    """P's rent with the fourth state at the table, and the fourth's payoff, given P's rivals."""
    if members == NOBODY:
        return gross + eta * w[FOURTH], (1 - eta) * w[FOURTH]
    if members == BOTH:
        taken, own = three(w)
        return w[7] - taken, own
    taken, own = two(w[members], w[FOURTH], w[members | FOURTH])
    return w[members | FOURTH] - taken, own


@njit(cache=True)
def _sit(pulls: Any, stakes: Any, joined: int, costs: Any, k: Any, theta: Any, d: int, w: Any) -> Any:
    """(members, added, inside, outside) of one game; `costs` is eta, upkeep_a, upkeep_b, outside by draw."""
    worths(pulls, k, theta, d, w)
    eta, f_a, f_b = costs[0, d], costs[1, d], costs[2, d]
    gross = (costs[3, d], eta * w[1], eta * w[2], max(0.0, w[1] + w[2] - w[3]))
    upkeep = (0.0, f_a, f_b, f_a + f_b)
    members = 0
    for choice in range(1, 4):
        if gross[choice] - upkeep[choice] > gross[members] - upkeep[members]:
            members = choice
    outside = away(pulls, stakes, members, k, theta, d)
    if joined:
        return members, (np.inf if members & joined else 0.0), outside, outside
    rent, net = _with_fourth(members, w, gross[members], eta)
    if rent > gross[members]:
        return members, rent - gross[members], net, outside
    return members, 0.0, outside, outside


@njit(cache=True, parallel=True)
def sit_down(
    rivalry: Any, access_a: Any, access_b: Any, raised: Any, voice: Any, joined: Any, stakes: Any, costs: Any
) -> Any:
    """Play every game, scenario and draw.

    Parameters
    ----------
    rivalry, access_a, access_b
        arrays, shape (game, scenario, draw).
    raised, voice
        What multiplies the fourth state's stakes, and how much of them a patron bids for: shape (game, draw).
    joined
        0 for a principal of its own, 1 where the fourth state has joined A, 2 where B: shape (game,).
    stakes
        alpha, beta, gamma (access in it), k, theta: shape (5, agenda, draw).
    costs
        eta, upkeep of A and of B, outside option: shape (4, draw).

    Returns
    -------
    members, added, inside, outside: arrays, shape (game, scenario, draw).
    """
    games, scenarios, size = rivalry.shape
    agendas = stakes.shape[1]
    members = np.empty((games, scenarios, size), np.int8)
    added = np.empty((games, scenarios, size))
    inside, outside = np.empty_like(added), np.empty_like(added)
    for d in prange(size):
        pulls, own, work = np.empty((3, agendas)), np.empty(agendas), np.empty(8)
        for g in range(games):
            for s in range(scenarios):
                for j in range(agendas):
                    own[j] = raised[g, d] * stakes[2, j, d]
                    pulls[0, j] = rivalry[g, s, d] * access_a[g, s, d] * stakes[0, j, d]
                    pulls[1, j] = -rivalry[g, s, d] * access_b[g, s, d] * stakes[1, j, d]
                    pulls[2, j] = 0.0 if joined[g] else own[j]
                    if joined[g]:
                        pulls[joined[g] - 1, j] += voice[g, d] * own[j]
                found = _sit(pulls, own, joined[g], costs, stakes[3], stakes[4], d, work)
                members[g, s, d], added[g, s, d], inside[g, s, d], outside[g, s, d] = found
    return members, added, inside, outside


@njit(cache=True, parallel=True)
def take_home(table: Any, game: Any, odds: Any, thaw: Any, admission: Any, effect: Any) -> Any:
    """What each option gives by value, summed over the scenarios without and with a thaw at their odds.

    Parameters
    ----------
    table
        What `sit_down` returns.
    game
        Number of each option's game, shape (option,).
    odds, thaw
        Probability of each scenario, shape (scenario, draw), and whether it has a thaw, shape (scenario,).
    admission
        phi, exclusion after a thaw, the rivals' gain from leaving out, the loss: shape (4, draw).
    effect
        What multiplies phi, the gain from leaving out and the loss, and what own ties bring: shape (4, option, draw).

    Returns
    -------
    sides : array, shape (2, option, draw, 3)
    left_out : array, shape (option, draw)
        Probability of being left out while both rivals are at the table.
    """
    members, added, inside, outside = table
    options, size = effect.shape[1], effect.shape[2]
    sides, left = np.zeros((2, options, size, 3)), np.zeros((options, size))
    for d in prange(size):
        for o in range(options):
            g = game[o]
            for s in range(odds.shape[0]):
                more = admission[1, d] * thaw[s] + admission[2, d] * effect[1, o, d]
                out = added[g, s, d] < admission[0, d] * effect[0, o, d] * (1 + more)
                side, chance = thaw[s], odds[s, d]
                sides[side, o, d, 0] += chance * (outside[g, s, d] if out else inside[g, s, d])
                if out and members[g, s, d] == BOTH:
                    sides[side, o, d, 1] -= chance * admission[3, d] * effect[2, o, d]
                    left[o, d] += chance
                sides[side, o, d, 2] += chance * effect[3, o, d]
    return sides, left
