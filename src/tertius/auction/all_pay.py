"""An all-pay variant as robustness: what the rivals give is gone whether or not the pivot moves their way.

Two rivals value having the pivot on their side at ``V_A`` and ``V_B`` (the swing between the two poles, so that
``V_A/V_B = p_A/p_B``), give at the same time, and the pivot sides with the larger gift. With ``V_A >= V_B > 0`` the only
equilibrium is mixed (Hillman & Riley 1989; Baye, Kovenock & de Vries 1996): A gives uniformly on ``[0, V_B]``; B gives
nothing with probability ``1 - V_B/V_A`` and otherwise uniformly on ``[0, V_B]``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tertius.errors import BadInput

POINT = (np.sqrt(17) - 3) / 2
"""Ratio of the values, 0.56, above which the pivot expects more than both rivals: the root of ``q^2 + 3 q = 2``."""


@dataclass(frozen=True)
class AllPay:
    """Expected gifts, gains and the chance that A wins.

    ``gift``: ``{a, b}``; ``rent``: their sum, the pivot's; ``gain``: ``{a, b}``, the rivals' net of gifts.
    """

    gift: dict[str, float]
    rent: float
    gain: dict[str, float]
    a_wins: float

    @property
    def more_than_both(self) -> bool:
        """Whether the pivot expects more than either rival."""
        return self.rent > max(self.gain.values())


def all_pay(value_a: float, value_b: float) -> AllPay:
    """The equilibrium of the all-pay auction for the pivot's side.

    Parameters
    ----------
    value_a, value_b
        What having the pivot is worth to either rival, finite and at least 0.

    References
    ----------
    Hillman, A. & Riley, J. (1989), Politically contestable rents and transfers, Economics and Politics 1(1). Baye, M.,
    Kovenock, D. & de Vries, C. (1996), The all-pay auction with complete information, Economic Theory 8(2).
    """
    if not (np.isfinite([value_a, value_b]).all() and min(value_a, value_b) >= 0):
        raise BadInput(f"values {value_a} and {value_b}", "two finite numbers from 0")
    high, low = max(value_a, value_b), min(value_a, value_b)
    if high == 0:
        return AllPay({"a": 0.0, "b": 0.0}, 0.0, {"a": 0.0, "b": 0.0}, 0.5)
    strong, weak = low / 2, low**2 / (2 * high)
    wins = 1 - low / (2 * high)
    gifts, gains = (strong, weak), (high - low, 0.0)
    if value_a < value_b:
        gifts, gains, wins = gifts[::-1], gains[::-1], 1 - wins
    names = ("a", "b")
    return AllPay(
        dict(zip(names, gifts, strict=True)), strong + weak, dict(zip(names, gains, strict=True)), wins
    )
