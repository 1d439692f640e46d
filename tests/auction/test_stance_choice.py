"""Which stance pays, the certain point, denial, detente, dependence."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings

from tertius.auction import (
    Game,
    StanceCosts,
    certain_point,
    deny,
    dependence_path,
    detente,
    exclusion_value,
    solve,
    stance_values,
)
from tertius.errors import BadInput
from tests.auction.strategies import games

COSTS = StanceCosts(eta=0.5, upkeep_a=0.05, upkeep_b=0.05, outside=0.1)


def test_values_are_the_formulas() -> None:
    game = Game([1, 0.5], [0.8, 1], [1, 2], rivalry=0.7, access_a=0.9, access_b=0.4)
    values = stance_values(game, costs=COSTS)
    assert values.equidistant == pytest.approx(solve(game).rent - 0.1)
    by_hand = 0.5 * ((0.63 * 1) ** 2 / 2 + (0.63 * 0.5) ** 2 / 4) - 0.05
    assert values.aligned_a == pytest.approx(by_hand)
    assert values.withdrawn == 0.1


@settings(deadline=None)
@given(games(same_sign=True))
def test_equidistance_beats_withdrawal_exactly_above_the_certain_point(game: Game) -> None:
    point = certain_point(game, costs=COSTS)
    assume(np.isfinite(point) and 1e-3 < point < 0.98)
    below, above = game.but(access_b=point * 0.99), game.but(access_b=min(1.0, point * 1.01))
    for other, wanted in ((below, False), (above, True)):
        values = stance_values(other, costs=COSTS)
        assert (values.equidistant > values.withdrawn) == wanted


def test_certain_point_out_of_reach_and_free() -> None:
    game = Game([1], [1], [1], rivalry=0.1)
    assert certain_point(game, costs=COSTS) == pytest.approx(0.2 / 0.01)
    assert certain_point(game.but(bounds=1.0), costs=COSTS) == float("inf")
    assert certain_point(game.but(rivalry=0.0), costs=COSTS) == float("inf")
    assert certain_point(game) == 0


@given(games(same_sign=True, bounded=False))
def test_denial_and_detente_never_raise_the_rent(game: Game) -> None:
    rent = solve(game).rent
    assert solve(deny(game, 0, by="a")).rent <= rent + 1e-12
    assert solve(deny(game, 0, by="b")).rent <= rent + 1e-12
    assert solve(detente(game, share=0.4)).rent == pytest.approx(0.36 * rent)


def test_dependence_pulls_the_pivot_back() -> None:
    game = Game([1], [0.2], [1])
    dependence, position = dependence_path(game, months=400, delta=0.5, speed=0.05)
    assert dependence[-1] == pytest.approx(0.8 / 1.5, abs=1e-3)
    assert position[0] == pytest.approx(0.8)
    assert (np.diff(position) <= 1e-12).all()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"beta": [1]}, "different lengths"),
        ({"k": [1, -1]}, "k is -1"),
        ({"k": [1, 0]}, "k is 0"),
        ({"alpha": [1, float("nan")]}, "alpha holds"),
        ({"alpha": ["x", 1]}, "alpha is"),
        ({"alpha": []}, "alpha has shape"),
        ({"access_a": 1.2}, "access_a is 1.2"),
        ({"rivalry": -1}, "rivalry is -1"),
        ({"rivalry": float("inf")}, "rivalry is inf"),
        ({"bounds": 0.0}, "bounds is 0"),
    ],
)
def test_bad_games_are_refused_in_one_sentence(changes: dict[str, object], said: str) -> None:
    good: dict[str, object] = {"alpha": [1, 2], "beta": [1, 0.5], "k": [1, 1]}
    with pytest.raises(BadInput, match=said):
        Game(**{**good, **changes})


def test_bad_costs_denials_and_paths_are_refused() -> None:
    game = Game([1], [1], [1])
    for call in (
        lambda: StanceCosts(eta=2),
        lambda: StanceCosts(outside=float("nan")),
        lambda: deny(game, 3),
        lambda: detente(game, share=-0.1),
        lambda: dependence_path(game, months=0),
    ):
        with pytest.raises(BadInput):
            call()


@settings(deadline=None)
@given(games(same_sign=True))
def test_the_middle_beats_one_patron_exactly_above_its_certain_point(game: Game) -> None:
    point = certain_point(game, costs=COSTS, against="patron")
    assume(np.isfinite(point) and 1e-3 < point < 0.98)
    below, above = game.but(access_b=point * 0.99), game.but(access_b=min(1.0, point * 1.01))
    for other, wanted in ((below, False), (above, True)):
        values = stance_values(other, costs=COSTS)
        assert (values.equidistant > values.aligned_a) == wanted


def test_against_one_patron_the_certain_point_is_half_its_share_whatever_the_rivalry() -> None:
    for rivalry in (0.2, 0.7, 1.0):
        game = Game([1], [1], [1], rivalry=rivalry, access_a=0.6)
        assert certain_point(game, costs=StanceCosts(eta=0.5), against="patron") == pytest.approx(0.15)
    with pytest.raises(BadInput):
        certain_point(game, against="nobody")


@settings(deadline=None)
@given(games(bounded=False))
def test_a_rival_is_left_out_where_it_agrees_or_pulls_too_little(game: Game) -> None:
    value, left = exclusion_value(game, costs=StanceCosts(eta=0.6))
    opposed = -game.pull_a * game.pull_b
    by_hand = (game.pull_a**2 * 0.3 > np.maximum(0, opposed)) & (game.pull_a != 0)
    near = np.isclose(game.pull_a**2 * 0.3, np.maximum(0, opposed), rtol=1e-6, atol=1e-12)
    assert (left == by_hand)[~near].all()
    best = max(
        sum(
            (0.3 * game.pull_a[j] ** 2 if out else max(0.0, opposed[j])) / game.k[j]
            for j, out in enumerate(mask)
        )
        for mask in itertools.product((False, True), repeat=len(game.k))
    )
    assert value == pytest.approx(best, rel=1e-6, abs=1e-9)
