"""What must hold of the options, whatever the assumptions."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.options import Assumptions, load_assumptions, payoffs, shipped, weigh_options
from tertius.options.playing import best_shares, play
from tertius.options.sensitivity import find_flips, worth_knowing
from tests.oracles.fourth_state import option_value

ASSUMED = load_assumptions()
IDS = [option.id for option in ASSUMED.options]
COSTS = [item.name for item in ASSUMED.items if item.name.endswith("_cost")]
EFFECTS = [
    act.named(part)
    for act in ASSUMED.acts
    for part in ("stakes", "welcome", "shield", "gain", "leaving", "effort")
]
EFFECTS = [name for name in EFFECTS if name in ASSUMED.parts]


def _draws(size: int = 400, **changes: float) -> dict[str, np.ndarray]:
    return ASSUMED.but(changes).draw(np.random.default_rng(5), size)


@pytest.mark.parametrize("name", sorted(shipped().values()))
def test_every_shipped_file_equals_the_plain_loop(name: str) -> None:
    assumed = load_assumptions(name)
    draws = assumed.draw(np.random.default_rng(7), 60)
    found = payoffs(assumed, draws)
    for o, option in enumerate(assumed.options):
        if option.of("watch"):
            continue
        for d in range(60):
            parts, cost, left = option_value(
                assumed, option, {key: float(row[d]) for key, row in draws.items()}
            )
            assert found.parts[o, d] == pytest.approx(parts, abs=1e-12)
            assert found.costs[o, d] == pytest.approx(cost)
    left = [
        option_value(assumed, assumed.options[0], {k: float(v[d]) for k, v in draws.items()})[2]
        for d in range(60)
    ]
    assert found.left_out == pytest.approx(np.mean(left))


def test_watching_equals_trying_every_pair_of_replies() -> None:
    draws = _draws(80, k2_accuracy=0.85, p_thaw=0.5)
    found = payoffs(ASSUMED, draws)
    rest = [i for i, name in enumerate(IDS) if name != "K2"]
    right, size = draws["k2_accuracy"], 80
    side = []
    for thaw in (0.0, 1.0):
        one = payoffs(ASSUMED, draws | {"p_thaw": np.full(size, thaw)})
        side.append(one.parts.sum(axis=-1) - one.costs)
    best = -np.inf
    for if_calm, if_thaw in itertools.product(rest, rest):
        calm = 0.5 * (right * side[0][if_calm] + (1 - right) * side[0][if_thaw])
        warm = 0.5 * (right * side[1][if_thaw] + (1 - right) * side[1][if_calm])
        best = max(best, float((calm + warm - draws["k2_cost"]).mean()))
    assert found.expected[IDS.index("K2")].mean() == pytest.approx(best, abs=1e-12)


def test_no_effect_and_no_cost_equals_doing_nothing_exactly() -> None:
    nothing = dict.fromkeys([*EFFECTS, *COSTS], 0.0) | {"k2_accuracy": 0.5}
    found = payoffs(ASSUMED, _draws(**nothing))
    for row in found.expected[[i for i, name in enumerate(IDS) if name != "K2"]]:
        assert (row == found.expected[0]).all()
    assert np.allclose(found.expected[IDS.index("K2")], found.expected[0], atol=1e-12)


@pytest.mark.parametrize("name", COSTS)
def test_raising_a_cost_never_raises_how_often_that_option_is_best(name: str) -> None:
    draws = _draws()
    shares = [
        best_shares(payoffs(ASSUMED, draws | {name: draws[name] + more}).known)
        for more in (0.0, 0.01, 0.03, 0.1)
    ]
    single = next(
        i for i, option in enumerate(ASSUMED.options) if [a.named("cost") for a in option.acts] == [name]
    )
    column = [row[single] for row in shares]
    assert all(later <= earlier + 1e-12 for earlier, later in itertools.pairwise(column))


def test_a_signal_right_half_the_time_is_worth_nothing() -> None:
    assert payoffs(ASSUMED, _draws(k2_accuracy=0.5)).value_of_signal == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("accuracy", [0.5, 0.6, 0.75, 0.9, 1.0])
def test_a_signal_is_worth_at_most_certainty_and_more_when_better(accuracy: float) -> None:
    less = payoffs(ASSUMED, _draws(k2_accuracy=max(0.5, accuracy - 0.1)))
    found = payoffs(ASSUMED, _draws(k2_accuracy=accuracy))
    assert -1e-12 <= found.value_of_signal <= found.value_of_certainty + 1e-12
    assert less.value_of_signal <= found.value_of_signal + 1e-12
    if accuracy == 1.0:
        assert found.value_of_signal == pytest.approx(found.value_of_certainty, abs=1e-12)


def test_no_cost_of_inclusion_never_excludes() -> None:
    draws = _draws(phi=0.0)
    found = payoffs(ASSUMED, draws)
    assert found.left_out == 0
    assert (found.parts[..., 1] == 0).all()
    assert (play(ASSUMED, draws).added >= 0).all()


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(shipped().values()))
def test_every_range_moves_some_output(name: str) -> None:
    assumed = load_assumptions(name)
    draws = assumed.draw(np.random.default_rng(5), 400)
    for each in assumed.uncertain:
        item = assumed[each]
        low, high = (payoffs(assumed, draws | {each: np.full(400, end)}) for end in (item.low, item.high))
        assert not np.array_equal(low.expected, high.expected), each


def _joining(assumed: Assumptions, **changes: float) -> np.ndarray:
    draws = assumed.but(changes).draw(np.random.default_rng(3), 300)
    found = payoffs(assumed, draws)
    return np.asarray(found.parts[[option.id for option in assumed.options].index("join-a")])


def test_who_joins_a_side_is_never_left_out_and_pays_what_it_forgoes() -> None:
    assumed = load_assumptions("tokyo.toml")
    assert (_joining(assumed, phi=5.0)[..., 1] == 0).all()
    free, dear = _joining(assumed, join_a_forgone=0.0), _joining(assumed, join_a_forgone=0.3)
    assert dear[..., 2] == pytest.approx(free[..., 2] - 0.3)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_batch_equals_one_by_one(seed: int) -> None:
    draws = ASSUMED.draw(np.random.default_rng(seed), 3)
    together = payoffs(ASSUMED, draws).known
    for i in range(3):
        alone = payoffs(ASSUMED, {k: v[i : i + 1] for k, v in draws.items()}).known
        assert np.allclose(together[:, i], alone[:, 0], atol=1e-12)


def test_a_sure_gain_puts_its_option_on_top_and_a_cost_flips_it_in_words() -> None:
    rich = ASSUMED.but({"k3b_gain": 0.2, "k3b_cost": (0.0, 0.4), "k1_cost": 1.0})
    table = weigh_options(rich, rng=np.random.default_rng(1), size=4000)
    assert table.top.id == "K3b"
    flips = {flip.assumption: flip for flip in table.flips}
    assert flips["k3b_cost"].instead_of == "K3b"
    assert 0.15 < flips["k3b_cost"].at < 0.3
    assert flips["k3b_cost"].above
    assert "rises above" in flips["k3b_cost"].words
    assert next(iter(table.worth_knowing)) == "k3b_cost"
    assert "k3b_cost" in table.asked


def test_a_flip_is_where_the_expectation_changes_hands() -> None:
    """Held at either side of the flip's value, all else as drawn, the option on top is another one."""
    rich = ASSUMED.but({"k3b_gain": 0.2, "k3b_cost": (0.0, 0.4), "k1_cost": 1.0})
    draws = rich.draw(np.random.default_rng(1), 4000)
    _, name, at, other, above = next(
        flip for flip in find_flips(rich, draws, payoffs(rich, draws)) if flip[1] == "k3b_cost"
    )
    tops = []
    for value in (at - 0.05, at + 0.05):
        held = payoffs(rich, draws | {name: np.full(4000, value)})
        tops.append(int(held.expected.mean(axis=1).argmax()))
    assert tops[1 if above else 0] == other != tops[0 if above else 1]


def test_knowing_one_assumption_is_worth_no_more_than_knowing_all() -> None:
    draws = ASSUMED.draw(np.random.default_rng(2), 4000)
    found = payoffs(ASSUMED, draws)
    worth = worth_knowing(ASSUMED, draws, found)
    all_of_them = float((found.expected.max(axis=0)).mean() - found.expected.mean(axis=1).max())
    assert all(0 <= value <= all_of_them for value in worth.values())
    assert list(worth.values()) == sorted(worth.values(), reverse=True)


def test_table_holds_together() -> None:
    table = weigh_options(ASSUMED, rng=np.random.default_rng(2), size=2000)
    again = weigh_options(ASSUMED, rng=np.random.default_rng(2), size=2000)
    assert table.to_dict() == again.to_dict()
    assert [option.id for option in table.options] == IDS
    assert sum(option.p_best for option in table.options) == pytest.approx(1)
    assert all(0 <= option.regret_mean <= option.regret_max for option in table.options)
    assert sum(table.region_shares.values()) == pytest.approx(1)
    assert table.ranked[0].value_mean == max(option.value_mean for option in table.options)
    assert table.value_of_knowing == table.top.regret_mean
    assert table.to_frame().height == len(IDS)
    assert len(table.asked) == 5
    for flip in table.flips:
        assert flip.low <= flip.at <= flip.high
        assert flip.to != flip.instead_of == table.top.id


def test_changing_one_range_leaves_the_other_draws() -> None:
    one, two = (a.draw(np.random.default_rng(4), 50) for a in (ASSUMED, ASSUMED.but({"phi": (0.0, 0.01)})))
    assert all(np.array_equal(one[name], two[name]) for name in one if name != "phi")


def test_sobol_indices_of_a_lead_that_hangs_on_one_cost() -> None:
    """Keeping ties steady leads, the same with K1 follows: their difference is K1's cost, whatever the gain."""
    only = {item.name: item.value for item in ASSUMED.items if item.name not in ("k3b_gain", "k1_cost")}
    rich = ASSUMED.but(only | {"k3b_gain": (0.1, 0.9), "k1_cost": (0.03, 0.08), "k3a_cost": 1.0})
    table = weigh_options(rich, rng=np.random.default_rng(3), size=500, sobol=64)
    assert table.sobol is not None
    assert table.sobol["k1_cost"] == pytest.approx(1, abs=0.05)
    assert table.sobol["k3b_gain"] == pytest.approx(0, abs=0.01)
