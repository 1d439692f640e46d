"""Every act that ships is told in Korean too: the same acts, the same numbers, in Hangul."""

from __future__ import annotations

import re

import pytest

from tertius.cases import acts_in, chronicle_names
from tertius.cases.case import DATA
from tertius.cases.legs import chronicle_path
from tertius.cases.phases import read_table

ROUND = re.compile(r"(thousand|million|billion)")
"""Beside these words a number is told by Korean units."""


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    rows = [row for name in chronicle_names() for row in read_table(chronicle_path(name))]
    found = {row["id"]: row["act"] for row in rows}
    assert len(found) == len(rows) > 1700
    return found


@pytest.fixture(scope="module")
def korean() -> dict[str, str]:
    return {row["id"]: row["act"] for row in read_table(DATA / "acts.ko.csv")}


def test_no_act_is_left_out_and_none_is_made_up(english: dict[str, str], korean: dict[str, str]) -> None:
    assert korean.keys() == english.keys()


def test_the_texts_are_korean(korean: dict[str, str]) -> None:
    for act, text in korean.items():
        assert re.search("[가-힣]", text), act
        assert not re.search(r"[a-z]{3,}", text), (act, text)
        assert not text.endswith("."), (act, text)


def test_every_number_is_there(english: dict[str, str], korean: dict[str, str]) -> None:
    for act, text in english.items():
        for number in re.findall(r"\d[\d,]*\d|\d", text):
            if not ROUND.search(text):
                assert number in korean[act], (act, text, korean[act])


def test_an_act_is_known_by_its_text_and_not_by_its_number() -> None:
    told = acts_in("ko")
    assert told["Kim tours China and obtains economic aid"].startswith("김일성")
    assert "Ours, with an identifier of theirs" not in told
    assert acts_in("xx") == {}
