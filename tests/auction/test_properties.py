"""What the design says must hold of the game, on random games."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tertius.auction import Game, solve
from tests.auction.strategies import games, positive, share


@given(games())
def test_three_shares_add_up(game: Game) -> None:
    found = solve(game)
    assert found.net["a"] + found.net["b"] + found.rent == pytest.approx(found.worth["ab"], abs=1e-9)


@given(games())
def test_no_rent_when_rivals_agree_on_the_whole(game: Game) -> None:
    found = solve(game)
    if found.surplus_by_agenda.sum() < 0:
        assert found.rent == 0
        assert found.net["a_lo"] <= found.net["a"] <= found.net["a_hi"]
        assert found.net["b_lo"] <= found.net["b"] <= found.net["b_hi"]
        assert found.net["a"] == pytest.approx((found.net["a_lo"] + found.net["a_hi"]) / 2)


@given(games(), st.sampled_from(["rivalry", "access_a", "access_b"]))
def test_no_rent_without_rivalry_or_a_live_leg(game: Game, name: str) -> None:
    found = solve(game.but(**{name: 0.0}))
    assert found.rent == pytest.approx(0, abs=1e-12)
    assert found.rent_by_agenda == pytest.approx(0, abs=1e-12)


@given(games(bounded=False), positive)
def test_rent_never_falls_in_rivalry_without_clipping(game: Game, more: float) -> None:
    assert solve(game.but(rivalry=game.rivalry + more)).rent >= solve(game).rent - 1e-12


@given(games(bounded=True, same_sign=True), positive)
def test_rent_never_falls_in_rivalry_with_clipping_if_rivals_pull_apart(game: Game, more: float) -> None:
    assert solve(game.but(rivalry=game.rivalry + more)).rent >= solve(game).rent - 1e-9


def test_with_clipping_and_an_agreed_agenda_more_rivalry_can_lower_the_rent() -> None:
    """Agenda 1 (opposed) is soft and saturates early; agenda 2 (agreed) is stiff and goes on growing."""
    game = Game([1, 3], [1, -3], [0.2, 40.0], bounds=1.0)
    rents = [solve(game.but(rivalry=r)).rent for r in (1.0, 4.0, 6.0)]
    assert rents[1] > rents[0] > 0
    assert rents[2] < rents[1]
    free = [solve(game.but(rivalry=r, bounds=None)).rent for r in (1.0, 4.0, 6.0)]
    assert free == sorted(free)


@given(games())
def test_collusion_saves_the_rent(game: Game) -> None:
    found = solve(game)
    assert found.collusion_saves == pytest.approx(found.rent, abs=1e-9)


@given(games())
def test_agenda_by_agenda_never_pays_less_than_a_package(game: Game) -> None:
    found = solve(game)
    assert found.rent_by_agenda >= found.rent - 1e-12


@given(st.floats(0.1, 10), st.floats(0.1, 10), positive, positive, share, st.floats(-1, 1))
def test_weak_pivot_gains_more_than_both_rivals_only_between_a_quarter_and_four(
    alpha: float, beta: float, k: float, rivalry: float, access: float, theta: float
) -> None:
    ratio = alpha / beta
    assume(access > 0.01 and min(abs(ratio - edge) for edge in (0.25, 0.5, 2, 4)) > 1e-3)
    found = solve(Game([alpha], [beta], [k], [theta], rivalry, access, access))
    scale = 1e-9 * found.rent
    beats_both = found.pivot_gain > max(found.gain["a"], found.gain["b"]) + scale
    both_lose = max(found.gain["a"], found.gain["b"]) < -scale
    assert beats_both == (0.25 < ratio < 4)
    assert both_lose == (0.5 < ratio < 2)


@given(games(bounded=False), st.floats(-1, 1))
def test_gains_do_not_depend_on_the_ideal_without_clipping(game: Game, shift: float) -> None:
    here, there = solve(game), solve(game.but(theta=game.theta + shift))
    assert here.gain["a"] == pytest.approx(there.gain["a"], abs=1e-8)
    assert here.gain["b"] == pytest.approx(there.gain["b"], abs=1e-8)
    assert here.rent == pytest.approx(there.rent, abs=1e-9)


@given(games(bounded=False))
def test_agreed_agendas_have_negative_surplus(game: Game) -> None:
    """F6 and F8 hold on different agendas: where the rivals agree, bidding against each other pays P
    nothing."""
    found = solve(game)
    live = game.rivalry * game.access_a * game.access_b > 0
    agreed = game.alpha * game.beta < 0
    assert (
        (found.surplus_by_agenda[agreed] < 0).all()
        or not live
        or np.abs(game.alpha * game.beta)[agreed].min() < 1e-9
    )
    assert (found.surplus_by_agenda[game.alpha * game.beta > 0] >= 0).all()


@given(games(bounded=False))
def test_a_bound_that_does_not_bind_changes_nothing(game: Game) -> None:
    free, wide = solve(game), solve(game.but(bounds=1e6))
    assert not wide.clipped
    assert wide.rent == free.rent
    assert wide.net == pytest.approx(free.net)


@given(games())
def test_swapping_the_rivals_mirrors_the_game(game: Game) -> None:
    mirror = game.but(
        alpha=game.beta, beta=game.alpha, theta=-game.theta, access_a=game.access_b, access_b=game.access_a
    )
    here, there = solve(game), solve(mirror)
    assert there.rent == pytest.approx(here.rent, abs=1e-12)
    assert there.net["a"] == pytest.approx(here.net["b"], abs=1e-9)
    assert np.allclose(there.position, -here.position)
