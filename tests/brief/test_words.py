"""Words never say more than the numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.brief import answer
from tertius.brief.messages import catalogue
from tertius.brief.wording import estimate, hedge, joined, percent, span

ORDER = ["cannot be told", "more likely than not", "probably", "very likely", "almost certainly"]


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_probability_never_gets_a_weaker_word(p: float, q: float) -> None:
    low, high = sorted((p, q))
    assert ORDER.index(hedge(low)) <= ORDER.index(hedge(high))


@given(st.floats(0, 1))
def test_below_one_half_nothing_is_claimed(p: float) -> None:
    assert (hedge(p) == "cannot be told") == (p < 0.5)


@given(st.floats(0, 1))
def test_a_percentage_is_certain_only_if_the_number_is(p: float) -> None:
    assert (percent(p) in ("0 %", "100 %")) == (p in (0.0, 1.0))


def test_an_estimate_always_has_its_interval() -> None:
    assert estimate(0.123, -0.2, 0.4) == "+0.12 (90 %: \u22120.20 to +0.40)"
    assert estimate(0.5, 0.25, 0.75, sign=False) == "0.50 (90 %: 0.25 to 0.75)"
    assert estimate(float("nan"), 0, 1) == "not available"
    assert joined(["a"]) == "a"
    assert span("1960-01", "1960-01") == "1960-01"


def test_every_message_is_there_in_both_languages_with_the_same_fields() -> None:
    import string

    english, korean = catalogue()["en"], catalogue()["ko"]
    assert set(english) == set(korean)
    for key, text in english.items():
        fields = [
            {name for _, name, _, _ in string.Formatter().parse(words) if name}
            for words in (text, korean[key])
        ]
        assert fields[0] == fields[1], key


def test_the_answer_has_three_sentences_with_intervals(study: Any) -> None:
    said = answer(study)
    assert len(said) == 3
    assert all("%" in sentence for sentence in said)


def test_a_flat_posterior_gives_no_stance_and_no_middle(study: Any) -> None:
    flat = np.full_like(np.asarray(study.stances.prob), 1 / 3)
    phases = tuple(replace(phase, prob=(1 / 3, 1 / 3, 1 / 3)) for phase in study.stances.phases)
    said = answer(replace(study, stances=replace(study.stances, prob=flat, phases=phases)))
    assert "cannot be told" in said[0]
    assert "cannot be told" in said[1]


def test_a_middle_that_never_was_is_said_as_surely_as_the_months_together_allow(study: Any) -> None:
    prob = np.zeros_like(np.asarray(study.stances.prob))
    states = list(study.stances.states)
    prob[:, states.index(f"aligned with {study.b}")] = 1.0
    sentence = answer(replace(study, stances=replace(study.stances, prob=prob)))[1]
    assert "almost certainly never held the middle" in sentence


def test_no_forecast_is_said_with_its_reason(bare: Any) -> None:
    assert "no forecasts here" in answer(bare)[2]


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_no_placeholder_is_left(study: Any, lang: str) -> None:
    assert all("{" not in sentence for sentence in answer(study, lang=lang))


def test_a_reading_is_never_worded_beyond_what_was_measured(study: Any) -> None:
    from tertius.brief.founding import article_on
    from tertius.brief.limits import readings

    found = {row["id"]: row for row in readings(study, article_on(study))}
    assert set(found) == {"R2", "R3", "R4"}
    assert "leaning to SUN" in found["R2"]["verdict"]
    assert "cold to CHN" in found["R4"]["verdict"]
    assert all("100 %" not in row["measured"] for row in found.values())
