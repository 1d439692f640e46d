"""Findings are made of the study's numbers, cover the window, and change where the record changes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.errors import BadInput
from tertius.findings import SCALE, find, likelihood
from tertius.findings.pulls import Leaver

WORDS = [word for word, _ in SCALE]


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_probability_never_gets_a_weaker_word(p: float, q: float) -> None:
    low, high = sorted((p, q))
    assert WORDS.index(likelihood(low).word) <= WORDS.index(likelihood(high).word)


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan"), float("inf")])
def test_what_is_no_probability_gets_no_word(wrong: float) -> None:
    with pytest.raises(BadInput):
        likelihood(wrong)


def test_the_stretches_cover_the_window_in_order(study: Any, found: Any) -> None:
    assert (found.path[0].start, found.path[-1].end) == (study.stances.months[0], study.stances.months[-1])
    for one, other in zip(found.path, found.path[1:], strict=False):
        assert one.end + 1 == other.start
        assert one.side != other.side
        lo, hi = other.start_interval
        assert one.start <= lo <= other.start <= hi <= other.end or other.side is None


def test_a_stretch_has_the_probability_of_its_months(study: Any, found: Any) -> None:
    months, direction = study.stances.months, study.stances.direction
    for each in found.told:
        mean = direction[(months >= each.start) & (months <= each.end)].mean()
        assert each.nearer.probability == pytest.approx(mean if each.side == "a" else 1 - mean)


def test_egypt_crosses_from_moscow_to_washington(found: Any) -> None:
    """What every historian of it says: Moscow's friend to the early seventies, Washington's after 1973."""
    assert [each.side for each in found.told] == ["b", "a"]
    assert "1971" <= str(found.told[1].start)[:4] <= "1975"


def test_three_to_five_judgements_and_two_or_three_unknown(found: Any) -> None:
    assert 3 <= len(found.judgements) <= 5
    assert 2 <= len(found.unknown) <= 3
    assert {each.confidence.level for each in found.judgements} <= {"high", "moderate", "low"}


def test_without_any_act_left_out_the_answer_is_the_study_s_own(study: Any) -> None:
    assert np.allclose(Leaver(study).whole, study.stances.direction)


def test_leaving_an_act_out_is_the_answer_of_a_record_without_it(study: Any, found: Any) -> None:
    """The pull is what a panel without the act gives, read anew by the stances themselves."""
    from tertius.stances import segment

    act = found.carriers[0]
    relations = study.triangle.relations
    panel = relations.panel
    y, n = panel.y.copy(), panel.n.copy()
    links = panel.links_of(list(range(len(panel.dyads)))).to_pylist()
    for link in links:
        if link["event_id"] == act.id:
            row, month, weight = link["dyad"], link["month"], link["weight"]
            left = n[row, month] - weight
            y[row, month] = (
                (y[row, month] * n[row, month] - weight * link["score"]) / left if left > 1e-9 else np.nan
            )
            n[row, month] = max(left, 0.0)
    less = replace(study.triangle, relations=replace(relations, panel=replace(panel, y=y, n=n)))
    prior = study.stances.facts
    again = segment(less, rng=np.random.default_rng(0), facts=None) if not prior.any else None
    direct = Leaver(study).direction([act.id])
    if again is not None:
        assert np.allclose(again.direction, direct)
    stretch = next(each for each in found.told if each.carried and act in each.carried.towards)
    months = study.stances.months
    span = (months >= stretch.start) & (months <= stretch.end)
    assert act.pull == pytest.approx((study.stances.direction - direct)[span].mean())
    assert abs(act.pull) > 0


def test_acts_that_carry_pull_towards_and_the_others_against(found: Any) -> None:
    for each in found.told:
        way = 1 if each.side == "a" else -1
        assert all(act.pull * way > 0 for act in each.carried.towards)
        assert all(act.pull * way < 0 for act in each.carried.against)
    assert len(found.numbered) <= 8
    assert [act.at for act in found.numbered] == sorted(act.at for act in found.numbered)


def test_a_flat_posterior_names_no_side(study: Any) -> None:
    flat = replace(study.stances, direction=np.full(len(study.stances.months), 0.5))
    found = find(replace(study, stances=flat))
    assert not found.told
    assert found.judgements[0].kind == "undecided"
    assert found.judgements[0].likelihood.word == "roughly even"


def test_findings_print_as_json_and_in_few_lines(found: Any) -> None:
    assert json.loads(json.dumps(found.to_dict()))["pivot"] == "EGY"
    assert len(repr(found).splitlines()) <= 12


def test_the_acts_of_a_turn_point_its_way_and_the_others_are_said_to_speak_against_it(
    study: Any, found: Any
) -> None:
    """The end of the Soviet advisers' mission points Egypt's way to Washington; new Soviet arms in 1973 speak against it."""
    from tertius.findings import behind

    (turn,) = behind(study, found).turns
    assert turn.side == "a"
    assert all(act.near > 0 for act in turn.towards)
    assert all(act.near < 0 for act in turn.against)
    assert "Soviet military advisers" in " ".join(act.text for act in turn.towards)
    assert "New Soviet arms agreement" in " ".join(act.text for act in turn.against)


def test_what_an_act_pulls_near_itself_is_the_mean_of_the_year_around_it(study: Any, found: Any) -> None:
    leaver = Leaver(study)
    act = found.carriers[0]
    moved = leaver.whole - leaver.direction([act.id])
    month = np.datetime64(act.at, "M")
    keep = np.abs((study.stances.months - month).astype(int)) <= 6
    if act.earliest.month == act.latest.month:
        assert act.near == pytest.approx(moved[keep].mean())
    else:
        assert np.sign(act.near) == np.sign(moved[keep].mean())


def test_every_month_of_the_annex_is_the_study_s_own(study: Any, found: Any) -> None:
    from tertius.findings import behind

    made = behind(study, found)
    assert [row.month for row in made.months] == [str(month) for month in study.stances.months]
    assert all(row.prob[row.best] == max(row.prob) for row in made.months)
    known = set(study.events.arrow["event_id"].to_pylist())
    assert {event for row in made.months for event in row.acts} <= known
    seen = np.asarray(study.triangle.observed).any(axis=0)
    assert (made.silence.months, made.silence.whole) == (int((~seen).sum()), seen.size)


def test_a_signpost_moves_the_outlook_its_own_way(found: Any) -> None:
    assert found.signposts
    assert all((each.move > 0) == ((each.weight > 0) == (each.leg == "a")) for each in found.signposts)


@pytest.mark.parametrize(
    ("gap", "level", "amount"), [(0.1, "high", "ample"), (0.3, "moderate", "broken"), (0.6, "low", "broken")]
)
def test_a_long_silence_lowers_confidence(gap: float, level: str, amount: str) -> None:
    from tertius.findings.confidence import Confidence, _level

    sources = ("one", "other")
    assert _level(60, sources, True, gap) == level
    assert Confidence(level, 60, 30, sources, True, gap).amount == amount


def test_a_comparison_is_as_well_founded_as_its_thinner_side() -> None:
    """Three hundred acts with one rival and four with the other say little of to whom a pivot stood nearer."""
    from tertius.findings.confidence import Confidence, _level, even

    assert even(304, 4) == 8
    assert _level(even(304, 4), ("one",), None, 0.1) == "low"
    assert Confidence("low", 304, 4, ("one",), None, 0.1).amount == "thin"
    assert Confidence("moderate", 60, 30, ("one",), None, 0.1).amount == "ample"


def test_periods_that_follow_one_another_are_told_together(found: Any) -> None:
    from tertius.findings.gained import Received

    rows = (
        Received(1960, 1964, 0.8, 0.6, 0.9), Received(1965, 1969, 0.8, 0.6, 0.9), Received(1970, 1974, 0.5, 0.3, 0.7),
        Received(1975, 1979, 0.2, 0.1, 0.4),
    )  # fmt: skip
    assert replace(found, received=rows).giving == ((1960, 1969, "a"), (1975, 1979, "b"))
