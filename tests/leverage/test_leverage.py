"""What the pivot gains: relative rent, when it dies, stakes read off receipts, incentives and turns."""

from __future__ import annotations

import numpy as np
import pytest

from tertius.actors.english import called
from tertius.auction import Game, solve
from tertius.errors import BadInput
from tertius.leverage import (
    Receipt,
    Receipts,
    Stakes,
    access,
    estimate_gains,
    measured_stakes,
    more_than_both,
)
from tertius.leverage.incentives import incentives, turn_statics
from tertius.leverage.stakes import pulls
from tertius.leverage.words import gains_words
from tests.leverage.fakes import fake_triangle


def test_rent_is_the_game_solved_month_by_month_up_to_one_factor() -> None:
    made = fake_triangle()
    a, b = access(made)
    found = estimate_gains(made, stakes=Stakes((1.0, 2.0), (1.0, -0.3), (1.0, 2.0)))
    at = ((0, 0), (7, 3), (49, 23))
    one = [
        solve(Game([1, 2], [1, -0.3], [1, 2], None, made.draws["rivalry"][i, t], a[i, t], b[i, t])).rent
        for i, t in at
    ]
    ours = [found.rent[i, t] for i, t in at]
    assert np.array(one) / one[0] == pytest.approx(np.array(ours) / ours[0])
    assert found.summary()[0].max() == pytest.approx(1)
    assert ((found.ranks() >= 0) & (found.ranks() <= 1)).all()


def test_a_bound_out_of_reach_changes_nothing() -> None:
    stakes = {"alpha": (1.0, 2.0), "beta": (1.0, 0.3), "k": (1.0, 2.0)}
    free, wide = (
        estimate_gains(fake_triangle(), stakes=Stakes(**stakes, bound=b)).rent for b in (None, 100.0)
    )
    assert np.allclose(free, wide)


def test_pulls_are_the_games_transfers() -> None:
    """A rival's payment, ``V_i(s*) - n_i``, is ``p^2/2k`` whatever the ideal: from the solved game, not the formula."""
    made = fake_triangle()
    stakes = Stakes((1.0, 2.0), (1.0, 0.3), (1.0, 2.0))
    own_a, own_b, surplus = pulls(made, stakes)
    a, b = access(made)
    game = Game([1, 2], [1, 0.3], [1, 2], [0.1, -0.2], made.draws["rivalry"][3, 5], a[3, 5], b[3, 5])
    found = solve(game)
    for side, pull, own in (("a", game.pull_a, own_a), ("b", game.pull_b, own_b)):
        paid = float(pull @ found.position) - found.net[side]
        assert paid == pytest.approx(own[3, 5])
    assert found.rent == pytest.approx(surplus[3, 5])


def test_gain_dies_when_the_rivals_ease_and_says_why() -> None:
    rivalry = np.where(np.arange(24) < 12, 0.8, 0.05)
    found = estimate_gains(fake_triangle(rivalry=rivalry))
    assert [(str(d.start), str(d.end), d.why) for d in found.dead] == [("1961-01", "1961-12", "rivalry")]


def test_gain_dies_with_a_leg_and_scale_of_stakes_does_not_matter() -> None:
    gone = np.where(np.arange(24) < 18, 0.6, 0.0)
    found = estimate_gains(fake_triangle(eb=gone))
    assert found.dead[0].why == "access to B"
    larger = estimate_gains(fake_triangle(eb=gone), stakes=Stakes((5.0,), (5.0,), (2.0,)))
    assert np.allclose(found.rent, larger.rent)


def test_when_it_is_gone_is_said_once_for_each_reason() -> None:
    months = np.arange(24)
    found = estimate_gains(fake_triangle(rivalry=np.where(np.isin(months, [6, 12, 13, 14]), 0.05, 0.8)))
    (said,) = [line for line in gains_words(found) if line.startswith("It is gone")]
    assert said == "It is gone in 1960-07 and from 1961-01 to 1961-03: rivalry is lowest."
    ended = estimate_gains(fake_triangle(eb=np.where(months < 18, 0.6, 0.0)))
    (said,) = [line for line in gains_words(ended) if line.startswith("It is gone")]
    assert "access to B" not in said
    assert f"access to {called(ended.b, ended.months[-1])} is lowest" in said


def test_more_than_both_is_the_solved_games_answer_under_confrontation() -> None:
    made = fake_triangle(vab=np.where(np.arange(24) < 12, -0.4, 0.4))
    a, b = access(made)
    for alpha, beta in (
        ((1.0,), (1.0,)),
        ((9.0,), (1.0,)),
        ((1.0, 2.0), (2.0, 0.1)),
        ((1.0, 1.0), (0.2, -0.4)),
    ):
        found = more_than_both(made, Stakes(alpha, beta, (1.0,) * len(alpha)))
        for i, t in ((0, 0), (9, 11), (9, 12), (30, 20)):
            game = Game(alpha, beta, [1.0] * len(alpha), None, made.draws["rivalry"][i, t], a[i, t], b[i, t])
            one = solve(game)
            wins = one.rent > max(one.gain.values())
            assert found[i, t] == (wins and t < 12)


def test_bad_stakes() -> None:
    for bad in ({"alpha": (1.0, 2.0)}, {"k": (0.0,)}, {"beta": (float("nan"),)}):
        with pytest.raises(BadInput):
            Stakes(**bad)


def _got(security: tuple[int, int], economy: tuple[int, int], months: int = 24) -> Receipts:
    items = [
        Receipt(i % months, giver, kind, area, 6.0, f"{area}{giver}{i}", "")
        for area, kind, counts in (("security", "arms", security), ("economy", "aid", economy))
        for giver in (0, 1)
        for i in range(counts[giver])
    ]
    return Receipts(tuple(items), np.ones((2, months), dtype=np.int64))


def test_stakes_are_read_off_receipts_up_to_scale() -> None:
    """Four times the transfers at the same access are twice the stake; the interval holds it."""
    made = fake_triangle(ea=0.7, eb=0.7, va=0.2, vb=0.2)
    found = measured_stakes(made, _got((400, 100), (100, 400)), rng=np.random.default_rng(1))
    assert found.measured
    assert found.alpha[0] / found.beta[0] == pytest.approx(2, rel=0.1)
    assert found.alpha[1] / found.beta[1] == pytest.approx(0.5, rel=0.1)
    assert np.mean([*found.alpha, *found.beta]) == pytest.approx(1)
    again = found.to_dict()
    assert (np.array(again["alpha_lo"]) < np.array(found.alpha)).all()
    nearer = measured_stakes(
        fake_triangle(ea=0.35, eb=0.7, va=0.2, vb=0.2),
        _got((400, 100), (100, 400)),
        rng=np.random.default_rng(1),
    )
    assert nearer.alpha[0] / nearer.beta[0] == pytest.approx(
        4, rel=0.15
    )  # the same given over a poorer relation


def test_few_receipts_leave_stated_stakes_and_say_so() -> None:
    for few in (_got((3, 3), (0, 0)), _got((30, 0), (0, 0))):
        found = measured_stakes(fake_triangle(), few, rng=np.random.default_rng(1))
        assert not found.measured
        assert "too few" in found.basis
        assert found.alpha == found.beta == (1.0,)


def test_the_middle_pays_where_pulls_are_near_and_a_patron_where_they_are_far() -> None:
    near = incentives(fake_triangle(ea=0.6, eb=0.6), Stakes(), rng=np.random.default_rng(0))
    assert (near.middle > 0.95).all()
    far = incentives(fake_triangle(ea=0.95, eb=0.02), Stakes(), rng=np.random.default_rng(0))
    assert (far.a > 0.95).all()
    assert (far.excludes_b > 0.95).all()
    assert far.weaker == "CHN"
    assert far.above < 0.05 < near.above
    total = near.middle + near.a + near.b
    assert total == pytest.approx(np.ones(24))


def test_the_certain_point_is_where_the_incentive_changes_hands() -> None:
    made = fake_triangle(ea=0.8, eb=0.3)
    found = incentives(made, Stakes(), rng=np.random.default_rng(0))
    a, _ = access(made)
    assert found.needed[0] == pytest.approx(
        0.25 * a[:, -1].mean(), rel=0.1
    )  # eta/2 of the other's access, eta half
    assert found.above == pytest.approx(found.middle[-1], abs=0.06)


def test_turns_say_what_moved() -> None:
    months = 96
    made = fake_triangle(months, eb=np.where(np.arange(months) < 48, 0.1, 0.8))
    found = incentives(made, Stakes(), rng=np.random.default_rng(0))
    turns = [
        {"id": "T1", "label": "B comes", "start": "1964-01"},
        {"id": "T2", "label": "edge", "start": "1960-03"},
    ]
    (one,) = turn_statics(made, found, turns)
    assert one.moved["access of China"][1] > 0
    assert one.moved["rivalry"][1] < 0 < one.moved["rivalry"][2]
    assert one.before["a"] > 0.5 > one.after["a"]


def test_what_is_lowest_may_change_within_a_stretch_without_a_gain() -> None:
    """Vietnam after 1978: first Beijing was lost, years later the two made up; one reason for both was wrong for the first."""
    months = np.arange(48)
    b = np.where(months < 12, 0.6, np.where(months < 30, 0.0, 0.6))
    rivalry = np.where(months < 30, 0.8, 0.05)
    found = estimate_gains(fake_triangle(48, eb=b, rivalry=rivalry))
    assert [(str(each.start), str(each.end), each.why) for each in found.dead] == [
        ("1961-01", "1962-06", "access to B"), ("1962-07", "1963-12", "rivalry"),
    ]  # fmt: skip
