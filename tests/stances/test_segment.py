from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.stances import MODELS, segment, state_names, theory
from tertius.stances.signatures import OUTER
from tests.stances.fakes import fake_triangle, world

PATH = np.repeat([2, 0, 4, 1, 5], [30, 30, 24, 30, 26])


@pytest.mark.parametrize("model", MODELS)
def test_states_are_the_six_in_order_and_phases_cover_the_window(model):
    made = segment(fake_triangle(PATH), model=model, rng=np.random.default_rng(0))
    expected = ("aligned with SUN", "aligned with CHN", "equidistant", "withdrawn", "excluded", "cautious")
    assert made.states == expected == state_names("SUN", "CHN")
    np.testing.assert_allclose(made.prob.sum(axis=1), 1.0)
    assert made.phases[0].start == made.months[0]
    assert made.phases[-1].end == made.months[-1]
    for one, two in zip(made.phases[:-1], made.phases[1:], strict=True):
        assert two.start == one.end + 1
        assert one.stance != two.stance
    for phase in made.phases:
        assert phase.start_interval[0] <= phase.start <= phase.start_interval[1] or model != "semi-markov"
        assert 0 <= phase.probability <= 1


@pytest.mark.parametrize("model", ["semi-markov", "sticky"])
def test_a_known_path_is_found_with_its_turns(model):
    made = segment(fake_triangle(PATH), model=model, rng=np.random.default_rng(0), numbers=theory())
    truth = np.asarray(OUTER)[PATH]
    assert (made.path == truth).mean() > 0.85
    assert any(phase.stance == "withdrawn" and phase.detail == "rejecting" for phase in made.phases)
    assert not any(phase.prior_driven for phase in made.phases)


def test_exchanging_the_rivals_exchanges_the_labels_and_nothing_else():
    assert_even = theory().mirrored()
    for name in ("level", "spread", "activity", "duration", "moves", "leave", "go"):
        np.testing.assert_allclose(getattr(assert_even, name), getattr(theory(), name))
    one = segment(fake_triangle(PATH), rng=np.random.default_rng(0))
    two = segment(fake_triangle(PATH, a="CHN", b="SUN"), rng=np.random.default_rng(0))
    np.testing.assert_allclose(one.prob[:, [1, 0, 2, 3, 4, 5]], two.prob, atol=1e-8)


@pytest.mark.parametrize("model", ["semi-markov", "sticky"])
def test_without_acts_the_prior_comes_out_and_says_so(model):
    empty = fake_triangle(PATH, kind="chronicle", blank=range(PATH.size))
    flat = replace(empty.relations, engagement=np.full(empty.relations.engagement.shape, 0.0))
    made = segment(
        replace(empty, relations=flat), model=model, rng=np.random.default_rng(0), numbers=theory()
    )
    assert all(phase.prior_driven and phase.acts == 0 for phase in made.phases)


def test_filtered_stances_do_not_see_the_future():
    known = fake_triangle(PATH, given="past")
    changed = fake_triangle(np.concatenate([PATH[:70], np.full(70, 3)]), given="past")
    for name in ("y", "n", "events", "gap", "y_past", "n_past"):
        getattr(changed.relations.panel, name)[:, :70] = getattr(known.relations.panel, name)[:, :70]
    one, two = (segment(t, rng=np.random.default_rng(0)) for t in (known, changed))
    np.testing.assert_allclose(one.prob[:70], two.prob[:70], atol=1e-12)
    assert np.abs(one.prob[70:] - two.prob[70:]).max() > 0.1
    assert one.given == "past"


def test_what_is_declared_stands_apart():
    from tertius.cases import ReferencePhase

    phase = ReferencePhase(
        "X", np.datetime64("1957-01"), np.datetime64("1957-06"), "withdrawn", "", "self-reliant", "", ""
    )
    plain = segment(fake_triangle(PATH), rng=np.random.default_rng(0))
    made = segment(fake_triangle(PATH), rng=np.random.default_rng(0), declared=[phase])
    assert made.declared[12:18] == ("self-reliant",) * 6
    assert set(made.declared[:12]) == {""}
    np.testing.assert_array_equal(plain.prob, made.prob)


def test_frames_and_refusals():
    made = segment(fake_triangle(PATH), model="rules", rng=np.random.default_rng(0))
    assert made.to_frame().shape == (PATH.size, 9)
    assert made.phase_frame().height == len(made.phases)
    with pytest.raises(BadInput, match="stance model"):
        segment(fake_triangle(PATH), model="guess", rng=np.random.default_rng(0))


def test_a_directed_panel_gives_both_directions_to_a_leg():
    from tertius.stances.measurements import measure_legs

    plain = world(PATH)
    panel = plain.panel
    both = replace(
        panel,
        directed=True,
        dyads=(*panel.dyads, *(pair[::-1] for pair in panel.dyads)),
        **{
            n: np.concatenate([getattr(panel, n)] * 2)
            for n in ("y", "n", "spread", "events", "y_past", "n_past", "gap")
        },
    )

    class Twice(type(plain)):
        hyper = type("H", (), {"s2": np.full(6, 9.0), "tau2": np.full(6, 1.5), "valence": None})()

    twice = Twice(both, plain.mean, plain.engagement, "all", plain.ruler)
    one, two = measure_legs(plain, panel.dyads), measure_legs(twice, panel.dyads)
    np.testing.assert_allclose(one.z, two.z)
    np.testing.assert_allclose(2 * one.counts, two.counts)


@pytest.mark.parametrize("every", ["quarter", "year"])
def test_quarters_and_years_work_too(every):
    made = fake_triangle(np.repeat([2, 1], [10, 14]))
    step = {"quarter": 3, "year": 12}[every]
    months = made.months[0] + step * np.arange(24)
    panel = replace(made.relations.panel, every=every, months=months)
    made = replace(made, months=months, relations=replace(made.relations, panel=panel))
    found = segment(made, rng=np.random.default_rng(0))
    assert found.path.shape == (24,)
    assert found.phases[-1].end == months[-1]
    assert found.to_frame().height == 24


def test_one_month_is_enough():
    made = fake_triangle([2])
    found = segment(made, rng=np.random.default_rng(0))
    assert len(found.phases) == 1
