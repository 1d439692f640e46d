"""The closed form against grids, and against an independent game solver where one is installed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from tertius.auction import Game, coalition_worths, greedy_selection, payoff_bounds, rents, solve
from tests.auction.strategies import games
from tests.oracles.bargaining import best_payoffs, grid_worth, menu_choice, stands_for_all


def _grid_worths(game: Game) -> dict[frozenset[str], float]:
    pulls = {"a": game.pull_a.tolist(), "b": game.pull_b.tolist()}
    limit = game.bounds or 1.0 + float((np.abs(game.pull_a) + np.abs(game.pull_b)).max() / game.k.min())
    step = limit / 400
    k, theta = game.k.tolist(), game.theta.tolist()
    return {
        frozenset(who): grid_worth([pulls[w] for w in who], k, theta, limit, step) for who in ("a", "b", "ab")
    }


@settings(max_examples=25, deadline=None)
@given(games(agendas=2, bounded=True))
def test_clipped_worths_and_payoffs_equal_a_grid_search(game: Game) -> None:
    found, worths = solve(game), _grid_worths(game)
    tolerance = 2e-3 * (1 + float(game.k.sum()))
    for name in ("a", "b", "ab"):
        assert found.worth[name] == pytest.approx(worths[frozenset(name)], abs=tolerance)
    step = 0.02
    low, high, total, rest = best_payoffs(worths, step)
    assert rest == pytest.approx(found.rent, abs=3 * step + 4 * tolerance)
    assert found.net["a"] + found.net["b"] == pytest.approx(total, abs=3 * step + 4 * tolerance)
    assert low - 5 * step - 4 * tolerance <= found.net["a"] <= high + 5 * step + 4 * tolerance


@settings(max_examples=40, deadline=None)
@given(games(agendas=1, same_sign=True))
def test_truthful_menus_at_the_solution_are_an_equilibrium(game: Game) -> None:
    """P takes the solution's position, is indifferent to dropping either rival, and a greedier rival is
    dropped."""
    found = solve(game)
    reach = float((np.abs(game.pull_a) + np.abs(game.pull_b) + 1)[0] / game.k[0]) + 1
    grid = np.unique(
        np.concatenate([np.linspace(-(game.bounds or reach), game.bounds or reach, 4001), found.position])
    )
    own = -game.k[0] / 2 * (grid - game.theta[0]) ** 2
    value_a, value_b = game.pull_a[0] * grid, game.pull_b[0] * grid
    _, best, without_a, without_b = menu_choice(value_a, value_b, own, found.net["a"], found.net["b"])
    assert best == pytest.approx(found.rent, abs=2e-3)
    assert without_a == pytest.approx(best, abs=5e-3)
    assert without_b == pytest.approx(best, abs=5e-3)
    at = int(np.abs(grid - found.position[0]).argmin())
    payment = max(0.0, value_a[at] - found.net["a"]) + max(0.0, value_b[at] - found.net["b"])
    assert own[at] + payment == pytest.approx(best, abs=2e-3)


@given(games(bounded=None))
def test_batch_equals_one_by_one(game: Game) -> None:
    levels = np.array([0.0, 0.3, 1.0])
    package, selective = rents(
        game.alpha, beta=game.beta, k=game.k, theta=game.theta, rivalry=levels,
        access_a=np.full(3, game.access_a), access_b=np.full(3, game.access_b), bound=game.bounds,
    )  # fmt: skip
    for i, level in enumerate(levels):
        one = solve(game.but(rivalry=float(level)))
        assert package[i] == pytest.approx(one.rent)
        assert selective[i] == pytest.approx(one.rent_by_agenda)


@settings(max_examples=25, deadline=None)
@given(games())
def test_linear_programs_agree_with_two_rivals(game: Game) -> None:
    found = solve(game)
    pulls = np.stack([game.pull_a, game.pull_b])
    worths = coalition_worths(pulls, k=game.k, theta=game.theta, bound=game.bounds)
    bounds = payoff_bounds(worths)
    assert bounds.net_lo == pytest.approx([found.net["a_lo"], found.net["b_lo"]], abs=1e-7)
    assert bounds.net_hi == pytest.approx([found.net["a_hi"], found.net["b_hi"]], abs=1e-7)
    assert bounds.rent_lo == pytest.approx(found.rent, abs=1e-7)
    assert greedy_selection(worths) == pytest.approx([found.net["a"], found.net["b"]], abs=1e-9)


@pytest.mark.long
def test_three_principals_selection_stands_and_lies_within_bounds() -> None:
    rng = np.random.default_rng(3)
    pulls = rng.normal(size=(40, 3, 2))
    k, theta = rng.uniform(0.3, 2, (40, 2)), rng.uniform(-1, 1, (40, 2))
    worths = coalition_worths(pulls, k=k, theta=theta, bound=1.0)
    chosen = greedy_selection(worths)
    for one, net in zip(worths, chosen, strict=True):
        bounds = payoff_bounds(one)
        assert stands_for_all(one, net)
        assert (net >= bounds.net_lo - 1e-7).all()
        assert (net <= bounds.net_hi + 1e-7).all()
        assert bounds.rent_lo - 1e-7 <= one[-1] - net.sum()


def test_adding_a_principal_can_lower_the_rent() -> None:
    """With two agendas a third principal can lower what P gets under the selection, in a few games of a hundred."""
    rng = np.random.default_rng(0)
    pulls = rng.normal(size=(2000, 3, 2))
    k, theta = rng.uniform(0.2, 2, (2000, 2)), np.zeros((2000, 2))
    with_third = coalition_worths(pulls, k=k, theta=theta)
    without = coalition_worths(pulls[:, :2], k=k, theta=theta)
    rent_three = with_third[:, -1] - greedy_selection(with_third).sum(axis=1)
    rent_two = without[:, -1] - greedy_selection(without).sum(axis=1)
    fell = rent_three < rent_two - 1e-9
    assert 0.01 < fell.mean() < 0.15
    worst = payoff_bounds(with_third[int((rent_three - rent_two).argmin())])
    assert worst.rent_lo <= rent_three[int((rent_three - rent_two).argmin())] + 1e-9


def _menu_game(game: Game, steps: int = 9) -> tuple[np.ndarray, np.ndarray, int]:
    """The rivals' demands as a normal-form game: payoffs of A and of B, and the demand that `solve` names."""
    found = solve(game)
    offsets = np.linspace(-1, 1, steps)
    grid = np.linspace(-2, 2, 81)
    own = -game.k[0] / 2 * grid**2
    value = np.stack([game.pull_a[0] * grid, game.pull_b[0] * grid])
    pay = np.zeros((2, steps, steps))
    for i, j in np.ndindex(steps, steps):
        demand = np.array([found.net["a"] + offsets[i], found.net["b"] + offsets[j]])
        menus = np.maximum(0, value - demand[:, None])
        total = own + menus.sum(axis=0)
        # P is indifferent at the edge; it then takes what the rivals jointly like best
        best = np.flatnonzero(total >= total.max() - 1e-9)
        at = best[(value - menus)[:, best].sum(axis=0).argmax()]
        pay[:, i, j] = value[:, at] - menus[:, at]
    return pay[0], pay[1], steps // 2


@pytest.mark.parametrize("stakes", [(1.0, 1.0), (1.0, 0.5), (1.5, 1.0), (1.0, -0.5)])
def test_the_solution_is_a_nash_equilibrium_of_discretised_menus(stakes: tuple[float, float]) -> None:
    pay_a, pay_b, truth = _menu_game(Game([stakes[0]], [stakes[1]], [1.0]))
    assert pay_a[truth, truth] >= pay_a[:, truth].max() - 1e-9
    assert pay_b[truth, truth] >= pay_b[truth, :].max() - 1e-9


def test_pygambit_finds_it_too() -> None:
    """The same with an independent solver of games, where one is installed."""
    gbt = pytest.importorskip("pygambit")
    pay_a, pay_b, truth = _menu_game(Game([1.0], [1.0], [1.0]))
    result = gbt.nash.enumpure_solve(gbt.Game.from_arrays(pay_a, pay_b))
    profiles = [[list(map(float, part)) for _, part in p.mixed_strategies()] for p in result.equilibria]
    assert any(p[0][truth] == 1 and p[1][truth] == 1 for p in profiles)
