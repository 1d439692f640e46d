"""What must hold of the options, whatever the assumptions."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.options import OPTIONS, load_assumptions, payoffs, weigh_options
from tertius.options.catalogue import tables
from tertius.options.weigh import best_shares

ASSUMED = load_assumptions()
IDS = [option.id for option in OPTIONS]
COSTS = [item.name for item in ASSUMED.items if item.name.endswith("_cost")]
EFFECTS = ["k1_stakes", "k1_welcome", "k3a_shield", "k3b_gain", "k3b_leaving"]
EFFECTS += ["thaw_effort", "oppose_effort", "coordinate_effort"]


def _draws(size: int = 400, **changes: float) -> dict[str, np.ndarray]:
    return ASSUMED.but(changes).draw(np.random.default_rng(5), size)


def test_no_effect_and_no_cost_equals_doing_nothing_exactly() -> None:
    nothing = dict.fromkeys([*EFFECTS, *COSTS], 0.0) | {"k2_accuracy": 0.5}
    found = payoffs(_draws(**nothing), agendas=ASSUMED.agendas)
    for row in found.expected[[i for i, name in enumerate(IDS) if name != "K2"]]:
        assert (row == found.expected[0]).all()
    assert np.allclose(found.expected[IDS.index("K2")], found.expected[0], atol=1e-12)


@pytest.mark.parametrize("name", COSTS)
def test_raising_a_cost_never_raises_how_often_that_option_is_best(name: str) -> None:
    draws = _draws()
    shares = []
    for more in (0.0, 0.01, 0.03, 0.1):
        dearer = draws | {name: draws[name] + more}
        shares.append(best_shares(payoffs(dearer, agendas=ASSUMED.agendas).known))
    act = name.removesuffix("_cost")
    single = next(i for i, option in enumerate(OPTIONS) if {a.lower() for a in option.acts} == {act})
    column = [row[single] for row in shares]
    assert all(later <= earlier + 1e-12 for earlier, later in itertools.pairwise(column))


def test_a_signal_right_half_the_time_is_worth_nothing() -> None:
    found = payoffs(_draws(k2_accuracy=0.5), agendas=ASSUMED.agendas)
    assert found.value_of_signal == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("accuracy", [0.5, 0.6, 0.75, 0.9, 1.0])
def test_a_signal_is_worth_at_most_certainty_and_more_when_better(accuracy: float) -> None:
    less = payoffs(_draws(k2_accuracy=max(0.5, accuracy - 0.1)), agendas=ASSUMED.agendas)
    found = payoffs(_draws(k2_accuracy=accuracy), agendas=ASSUMED.agendas)
    assert -1e-12 <= found.value_of_signal <= found.value_of_certainty + 1e-12
    assert less.value_of_signal <= found.value_of_signal + 1e-12
    if accuracy == 1.0:
        assert found.value_of_signal == pytest.approx(found.value_of_certainty, abs=1e-12)


def test_no_cost_of_inclusion_never_excludes() -> None:
    draws = _draws(phi=0.0)
    found = payoffs(draws, agendas=ASSUMED.agendas)
    assert found.left_out == 0
    assert (found.parts[..., 1] == 0).all()
    assert (tables(draws, ASSUMED.agendas).added >= 0).all()


@pytest.mark.parametrize("name", ASSUMED.uncertain)
def test_every_range_moves_some_output(name: str) -> None:
    draws, item = _draws(), ASSUMED[name]
    low, high = (
        payoffs(draws | {name: np.full(400, end)}, agendas=ASSUMED.agendas) for end in (item.low, item.high)
    )
    assert not np.array_equal(low.expected, high.expected)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_batch_equals_one_by_one(seed: int) -> None:
    draws = ASSUMED.draw(np.random.default_rng(seed), 3)
    together = payoffs(draws, agendas=ASSUMED.agendas).known
    for i in range(3):
        alone = payoffs({k: v[i : i + 1] for k, v in draws.items()}, agendas=ASSUMED.agendas).known
        assert np.allclose(together[:, i], alone[:, 0], atol=1e-12)


def test_a_sure_gain_puts_its_option_on_top_and_a_cost_flips_it() -> None:
    rich = ASSUMED.but({"k3b_gain": 0.2, "k3b_cost": (0.0, 0.4), "k1_cost": 1.0})
    table = weigh_options(rich, rng=np.random.default_rng(1), size=4000)
    assert table.top.id == "K3b"
    flips = {flip.assumption: flip for flip in table.flips}
    assert flips["k3b_cost"].instead_of == "K3b"
    assert 0.15 < flips["k3b_cost"].at < 0.3


def test_table_holds_together() -> None:
    table = weigh_options(ASSUMED, rng=np.random.default_rng(2), size=2000)
    again = weigh_options(ASSUMED, rng=np.random.default_rng(2), size=2000)
    assert table.to_dict() == again.to_dict()
    assert [option.id for option in table.options] == IDS
    assert sum(option.p_best for option in table.options) == pytest.approx(1)
    assert all(0 <= option.regret_mean <= option.regret_max for option in table.options)
    assert sum(table.region_shares.values()) == pytest.approx(1)
    assert table.ranked[0].value_mean == max(option.value_mean for option in table.options)
    assert table.to_frame().height == len(IDS)
    for flip in table.flips:
        assert flip.low <= flip.at <= flip.high
        assert flip.to != flip.instead_of == table.top.id


def test_sobol_finds_the_assumption_that_matters() -> None:
    only = {item.name: item.value for item in ASSUMED.items if item.name not in ("k3b_gain", "k1_cost")}
    rich = ASSUMED.but(only | {"k3b_gain": (0.1, 0.9)})
    table = weigh_options(rich, rng=np.random.default_rng(3), size=500, sobol=16)
    assert table.sobol is not None
    assert next(iter(table.sobol)) == "k3b_gain"
