"""Words never say more than the numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.brief import answer
from tertius.brief.messages import catalogue, languages
from tertius.brief.names import Word, name
from tertius.brief.wording import estimate, joined, percent, span


@given(st.floats(0, 1))
def test_a_percentage_is_certain_only_if_the_number_is(p: float) -> None:
    assert (percent(p) in ("0 %", "100 %")) == (p in (0.0, 1.0))


def test_an_estimate_always_has_its_interval() -> None:
    assert estimate(0.123, -0.2, 0.4) == "+0.12 (90 %: \u22120.20 \u2013 +0.40)"
    assert estimate(0.5, 0.25, 0.75, sign=False) == "0.50 (90 %: 0.25 \u2013 0.75)"
    assert estimate(float("nan"), 0, 1) == "\u2013"
    assert joined(["a"]) == "a"
    assert span("1960-01", "1960-01") == "1960-01"


def test_every_message_is_there_in_every_language_with_the_same_fields() -> None:
    import string

    english = catalogue("en")
    for lang in languages():
        other = catalogue(lang)
        assert set(english) == set(other), lang
        for key, text in english.items():
            fields = [
                {name for _, name, _, _ in string.Formatter().parse(words) if name}
                for words in (text, other[key])
            ]
            assert fields[1] <= fields[0], (lang, key)


@pytest.mark.parametrize("lang", languages())
def test_every_quantity_that_a_forecast_may_name_has_its_word(lang: str) -> None:
    from tertius.triangles.quantities import NAMES, OPTIONAL

    assert {f"x q {name}" for name in (*NAMES, *OPTIONAL)} <= set(catalogue(lang))


def test_the_article_names_only_quantities_of_a_triangle() -> None:
    """A forecast of a shipped case on another name would end its brief with a missing message."""
    from tertius.cases import case_names, load_case
    from tertius.triangles.quantities import NAMES, OPTIONAL

    told = [item for case in case_names() for item in load_case(case).meta.get("forecasts", ())]
    assert {item["name"] for item in told if "name" in item} <= {*NAMES, *OPTIONAL}
    assert len(told) >= 9


def test_no_english_is_left_in_korean_messages() -> None:
    for key, text in catalogue("ko").items():
        plain = re.sub(
            r"{[^}]*}|\(World Event/Interaction Survey\)|\(Integrated Crisis Early Warning System\)|Tertius|--\w+",
            "",
            text,
        )
        assert not re.search(r"[A-Za-z]{3,}", plain), key


@pytest.mark.parametrize(
    ("word", "asked", "said"),
    [("북한", "은", "북한은"), ("유고슬라비아", "은", "유고슬라비아는"), ("소련", "이", "소련이"), ("서울", "으로", "서울로"),
     ("미국", "으로", "미국으로"), ("파키스탄", "과", "파키스탄과"), ("1964", "을", "1964를"), ("Weis", "을", "Weis을(를)")],
)  # fmt: skip
def test_particles_follow_the_last_sound(word: str, asked: str, said: str) -> None:
    assert f"{Word(word):{asked}}" == said


def test_every_state_has_a_korean_name() -> None:
    from tertius.actors import states

    known = [state for state in states() if state.end is None]
    assert all("가" <= name(state.handle, "ko")[0] <= "힣" for state in known)


def test_the_answer_has_two_sentences(study: Any) -> None:
    assert len(answer(study)) == 2


def test_a_flat_posterior_is_said_to_tell_nothing(study: Any) -> None:
    flat = replace(study.stances, direction=np.full(len(study.stances.months), 0.5))
    assert "cannot be told" in answer(replace(study, stances=flat))[0]


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_no_placeholder_is_left(study: Any, lang: str) -> None:
    assert all("{" not in sentence for sentence in answer(study, lang=lang))


def test_a_reading_is_never_worded_beyond_what_was_measured(study: Any) -> None:
    from tertius.findings.voices import readings

    found = {row.id: row for row in readings(study)}
    assert set(found) == {"R2", "R3", "R4"}
    assert found["R2"].measures[0].sign == 1
    assert all(0.0 < each.chance < 1.0 for row in found.values() for each in row.measures)
    for row in found.values():
        assert row.so == {True: "mostly", False: row.so}[row.share is not None and row.share >= 0.66]


@pytest.mark.parametrize(
    ("text", "english", "korean"),
    [
        ("USA", "the United States", "미국"),
        ("aligned with SUN", "aligned with the Soviet Union", "소련 편"),
        ("EGY with USA: no act on record; EGY with SUN: no act on record",
         "Egypt with the United States: no act on record; Egypt with the Soviet Union: no act on record",
         "이집트와 미국: 기록된 행위 없음; 이집트와 소련: 기록된 행위 없음"),
        ("Association, not cause. One case.", "Association, not cause. One case.", "연관이지 원인이 아니다. 한 사례이다."),
        ("words that no phrase knows", "words that no phrase knows", "words that no phrase knows"),
    ],
)  # fmt: skip
def test_a_text_of_another_room_is_said_in_the_language_of_the_brief(
    text: str, english: str, korean: str
) -> None:
    from tertius.brief.phrases import phrase

    assert phrase(text, "en") == english
    assert phrase(text, "ko") == korean


def test_every_place_of_a_phrase_is_in_its_english() -> None:
    from tertius.brief.messages import phrases

    for english, said in phrases("ko").items():
        places = [set(re.findall(r"{(\w+)", text)) for text in (english, said)]
        assert places[1] <= places[0], english
        assert not re.search(
            r"[A-Za-z]{3,}", re.sub(r"{[^}]*}|WEIS|ICEWS|BSD|tertius \w+|--for", "", said)
        ), english
