"""A first look says what the brief says; what is behind months, what shifts, what sources give."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.findings import Glance, ahead, behind_months, glance, numbered, shift, without_sources
from tertius.stances import load_numbers
from tertius.study import Question
from tertius.study.since import change_between, change_with


@pytest.fixture(scope="module")
def seen(study: Any) -> Glance:
    return glance(study.asked)


def test_the_path_is_that_of_the_findings(seen: Glance, found: Any) -> None:
    assert [(each.side, each.start, each.end, each.nearer) for each in seen.path] == [
        (each.side, each.start, each.end, each.nearer) for each in found.path
    ]
    assert (seen.stance.side, seen.stance.start) == (found.stance.side, found.stance.start)
    assert [each[1:] for each in seen.clauses] == [each[1:] for each in found.clauses]


def test_the_numbered_acts_are_those_of_the_findings(seen: Glance, found: Any) -> None:
    steps: list[tuple[int, int]] = []
    acts = numbered(seen, lambda done, of: steps.append((done, of)))
    assert [act.id for act in acts] == [act.id for act in found.numbered]
    assert steps == [(k, len(found.told)) for k in range(len(found.told))]


def test_pulls_are_what_the_answer_loses(seen: Glance) -> None:
    said = behind_months(seen, np.datetime64("1973-10"), np.datetime64("1974-03"))
    assert said.nearer_a == pytest.approx(
        float(
            np.mean(
                [
                    p
                    for p, month in zip(seen.stances.direction, seen.stances.months, strict=True)
                    if np.datetime64("1973-10") <= month <= np.datetime64("1974-03")
                ]
            )
        )
    )
    assert abs(said.acts[0].pull) == max(abs(act.pull) for act in said.acts) > 0
    assert {fact.name for fact in said.facts} <= {"agreement", "arms", "trade", "pact", "mission"}
    from tertius.findings.pulls import Leaver

    leaver = Leaver(seen)
    first = int(np.searchsorted(seen.stances.months, np.datetime64("1973-10")))
    without = leaver.direction([said.acts[0].id])[first : first + 6].mean()
    assert said.nearer_a - without == pytest.approx(said.acts[0].pull)
    with pytest.raises(BadInput, match="months from"):
        behind_months(seen, np.datetime64("1999-01"), np.datetime64("1999-02"))


def test_each_source_is_left_out(study: Any) -> None:
    start, end = np.datetime64("1970-01"), np.datetime64("1970-12")
    rows = without_sources(study.asked, start, end)
    assert [row.source for row in rows] == [each.source for each in study.answers_without if each.source]
    for row in rows:
        assert row.why or 0.0 <= row.nearer_a <= 1.0
    assert not vars(study.asked)["_left"]


def test_another_persistence_shifts_months_and_shares_the_draws(seen: Glance) -> None:
    other = seen.asked.supposing(numbers=load_numbers().persisting(12))
    assert other.triangle() is seen.triangle
    found = shift(seen, glance(other))
    fresh = glance(replace(seen.asked, numbers=load_numbers().persisting(12)))
    np.testing.assert_allclose(found.after, fresh.stances.direction)
    assert found.turned == int(((found.before >= 0.5) != (found.after >= 0.5)).sum())
    assert found.clearly <= found.turned
    month, was, now = found.largest
    assert abs(now - was) == np.abs(found.after - found.before).max()
    assert month in found.months
    with pytest.raises(BadInput, match="mean length"):
        load_numbers().persisting(1)


def test_another_neutral_point_is_a_question_of_its_own(seen: Glance) -> None:
    other = seen.asked.supposing(c0=1.0)
    assert other.settings.c0 == 1.0
    assert other.panel is seen.asked.panel
    assert float(other.smoothed.ruler.c0) == 1.0
    assert float(seen.smoothed.ruler.c0) == 0.0


def test_the_year_ahead_under_a_scenario(study: Any) -> None:
    rows = ahead(study.asked, "rivals ease")
    assert [row.scenario for row in rows] == ["as is", "rivals ease"]
    fan = study.forecasts["as is"]
    assert rows[0].month == fan.months[-1]
    assert rows[0].tilt == pytest.approx(float(np.quantile(fan.draws["tilt"][:, -1], 0.5)))
    assert rows[0].lo < rows[0].tilt < rows[0].hi


def test_new_months_are_told_apart_from_old_ones(study: Any) -> None:
    asked: Question = study.asked
    first, last = np.datetime64("1977-01"), np.datetime64("1977-12")
    found = change_between(asked, first, last)
    assert found.before is not None
    assert found.after is not None
    assert (found.before["month"], found.after["month"]) == ("1976-12", "1977-12")
    acts = asked.evidence.to_frame()
    days = acts["earliest"].cast(str).str.slice(0, 4)
    fresh = set(acts.filter(days == "1977")["event_id"])
    assert {act.id for act in found.because} <= fresh
    with pytest.raises(BadInput, match="new months"):
        change_between(asked, asked.panel.months[0], last)
    nothing = change_with(
        asked, type(asked.evidence)(asked.evidence.arrow.slice(0, 0), asked.evidence.provenance)
    )
    assert nothing.new == 0
    assert nothing.moved == pytest.approx(0.0, abs=0.02)
