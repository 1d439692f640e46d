"""Grid bargaining: the menu auction by brute force, with no formula of the package in it.

Positions and payoffs are searched on grids. Slow and plain on purpose.
"""

from __future__ import annotations

import itertools

import numpy as np


def grid_worth(
    pulls: list[list[float]], k: list[float], theta: list[float], limit: float, step: float
) -> float:
    """``max_s u_P(s) + sum_i pull_i s`` over a grid of ``|s| <= limit``, agenda by agenda (they are
    separable)."""
    grid = np.arange(-limit, limit + step / 2, step)
    total = 0.0
    for j in range(len(k)):
        pull = sum(row[j] for row in pulls)
        total += max(pull * s - k[j] / 2 * (s - theta[j]) ** 2 for s in grid)
    return total


def best_payoffs(worths: dict[frozenset[str], float], step: float) -> tuple[float, float, float, float]:
    """Least and greatest ``n_A`` over the grid points where the rivals' sum is greatest, that sum, and P's
    rest.

    A pair of payoffs can stand against every deal that P could strike with fewer rivals when P keeps at
    least what that deal would make: ``W_AB - n_A - n_B >= 0``, ``>= W_A - n_A`` and ``>= W_B - n_B``.
    """
    both = worths[frozenset("ab")]
    w_a, w_b = worths[frozenset("a")], worths[frozenset("b")]
    span = np.arange(min(w_a, w_b, both - w_a, both - w_b) - 5 * step, both + abs(w_a) + abs(w_b), step)
    n_a, n_b = np.meshgrid(span, span, indexing="ij")
    rest = both - n_a - n_b
    stands = (rest >= -1e-12) & (rest >= w_a - n_a - 1e-12) & (rest >= w_b - n_b - 1e-12)
    total = np.where(stands, n_a + n_b, -np.inf)
    at_top = total >= total.max() - step / 2
    return float(n_a[at_top].min()), float(n_a[at_top].max()), float(total.max()), float(both - total.max())


def menu_choice(
    value_a: np.ndarray, value_b: np.ndarray, own: np.ndarray, net_a: float, net_b: float
) -> tuple[int, float, float, float]:
    """P's choice on a grid of positions when both rivals post truthful menus ``T_i(s) = max(0, V_i(s) -
    n_i)``.

    Returns the index chosen, and P's best payoff with both menus, without A's, and without B's.
    """
    pay_a, pay_b = np.maximum(0.0, value_a - net_a), np.maximum(0.0, value_b - net_b)
    all_in = own + pay_a + pay_b
    return int(all_in.argmax()), float(all_in.max()), float((own + pay_b).max()), float((own + pay_a).max())


def stands_for_all(worths: np.ndarray, net: np.ndarray) -> bool:
    """Whether no set of principals claims more than its marginal worth (Bernheim & Whinston 1986)."""
    count = len(net)
    full = len(worths) - 1
    for size in range(1, count + 1):
        for group in itertools.combinations(range(count), size):
            mask = sum(1 << i for i in group)
            if sum(net[i] for i in group) > worths[full] - worths[full ^ mask] + 1e-9:
                return False
    return True
