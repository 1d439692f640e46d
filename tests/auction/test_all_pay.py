"""The all-pay variant: best replies and payoffs on a grid of gifts, without the formulas."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.auction import all_pay
from tertius.auction.all_pay import POINT
from tertius.errors import BadInput

VALUES = st.floats(0.05, 5.0)


def _strategies(high: float, low: float, steps: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gifts in the middle of equal steps up to the lower value, and the two mixed strategies; nothing comes first."""
    gifts = np.concatenate([[0.0], (np.arange(steps) + 0.5) * low / steps])
    strong = np.full(steps + 1, 1 / steps)
    strong[0] = 0.0
    weak = np.full(steps + 1, low / high / steps)
    weak[0] = 1 - low / high
    return gifts, strong, weak


@settings(deadline=None, max_examples=30)
@given(VALUES, VALUES)
def test_no_gift_pays_more_than_the_equilibrium(value_a: float, value_b: float) -> None:
    high, low = max(value_a, value_b), min(value_a, value_b)
    gifts, strong, weak = _strategies(high, low, 400)
    found = all_pay(value_a, value_b)
    tried = np.linspace(0, 1.2 * high, 301)
    against_weak = high * ((gifts[None, :] < tried[:, None]) @ weak) - tried
    against_strong = low * ((gifts[None, :] < tried[:, None]) @ strong) - tried
    gain = sorted(found.gain.values())
    slack = 2 * high / 400
    assert against_weak.max() <= gain[1] + slack
    assert against_strong.max() <= gain[0] + slack


@settings(deadline=None, max_examples=30)
@given(VALUES, VALUES)
def test_gifts_and_gains_are_those_of_the_strategies(value_a: float, value_b: float) -> None:
    high, low = max(value_a, value_b), min(value_a, value_b)
    gifts, strong, weak = _strategies(high, low, 800)
    found = all_pay(value_a, value_b)
    means = sorted([float(gifts @ strong), float(gifts @ weak)])
    assert sorted(found.gift.values()) == pytest.approx(means, rel=1e-2)
    wins = float(
        strong @ ((gifts[:, None] > gifts[None, :]) + 0.5 * (gifts[:, None] == gifts[None, :])) @ weak
    )
    assert max(found.a_wins, 1 - found.a_wins) == pytest.approx(max(wins, 1 - wins), abs=1e-2)
    total = found.gift["a"] + found.gift["b"] + found.gain["a"] + found.gain["b"]
    assert total == pytest.approx(value_a * found.a_wins + value_b * (1 - found.a_wins))


def test_the_pivot_gains_more_than_both_within_a_narrower_region_than_in_the_menu_auction() -> None:
    assert pytest.approx(2) == POINT**2 + 3 * POINT
    for ratio in np.linspace(0.05, 1, 200):
        assert all_pay(1.0, ratio).more_than_both == (ratio > POINT)
        assert all_pay(ratio, 1.0).more_than_both == (ratio > POINT)


def test_nothing_at_stake_and_bad_values() -> None:
    assert all_pay(0.0, 0.0).rent == 0
    assert all_pay(2.0, 0.0).gain == {"a": 2.0, "b": 0.0}
    for bad in ((-1.0, 1.0), (float("nan"), 1.0), (1.0, float("inf"))):
        with pytest.raises(BadInput):
            all_pay(*bad)
