"""Acts that two chronicles tell: the rule, measured on pairs judged by hand, and what is made of it."""

from __future__ import annotations

from collections import Counter

import pytest

from tertius.cases import chronicle_names, pooled_events, shared_acts
from tertius.cases.case import DATA
from tertius.cases.legs import chronicle_path
from tertius.cases.phases import read_table
from tertius.cases.shared import Telling, same_act


def judged() -> Counter[tuple[str, str, bool]]:
    told = {row["id"]: Telling(n, row) for n in chronicle_names() for row in read_table(chronicle_path(n))}
    return Counter(
        (row["draw"], row["judged"], same_act(told[row["one"]], told[row["two"]]))
        for row in read_table(DATA / "told-twice.csv")
    )


def test_the_rule_on_a_hundred_pairs_it_was_not_made_on() -> None:
    found = judged()
    third = {key[1:]: count for key, count in found.items() if key[0] == "3"}
    assert sum(third.values()) == 100
    assert (third["same", True], third["same", False]) == (58, 2)
    assert (third["different", True], third["different", False]) == (2, 24)
    assert (third["part", True], third["part", False]) == (5, 9)


def test_judgements_are_of_three_kinds() -> None:
    assert {kind for _, kind, _ in judged()} == {"same", "part", "different"}
    assert sum(judged().values()) == 300


def test_a_legs_telling_is_kept_and_the_cases_marked() -> None:
    found = {(act.case, act.id): (act.first_case, act.first_id) for act in shared_acts()}
    assert found["egypt-washington-moscow", "EG077"] == ("washington-moscow", "WM082")
    assert found["north-korea-washington-beijing", "KW005"] == ("north-korea-moscow-beijing", "KM153")
    assert found["vietnam-moscow-beijing", "VN109"] == ("moscow-beijing", "MB121")
    assert not {case for case, _ in found} & set(chronicle_names()[:3])


def test_pooled_chronicles_count_a_shared_act_once() -> None:
    pooled = pooled_events()
    ids = pooled.arrow["event_id"].to_pylist()
    marked = [name for name in pooled.arrow["dup_of"].to_pylist() if name]
    assert len(pooled) == len(set(ids)) == 1066 + 661
    assert len(marked) == len(shared_acts())
    assert not set(marked) & {
        i for i, twin in zip(ids, pooled.arrow["dup_of"].to_pylist(), strict=True) if twin
    }
    assert set(marked) <= set(ids)


ROW = {"source": "USA", "target": "SUN", "earliest": "1972-05-22", "latest": "1972-05-30", "strength": "2",
       "act": "Nixon visits Moscow and signs arms accords"}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        (
            {"source": "SUN", "target": "USA", "act": "Summit"},
            True,
        ),  # whichever side is told of, in other words
        ({"strength": "1"}, True),
        ({"strength": "-2"}, False),
        ({"earliest": "1972-06-02", "latest": "1972-06-02"}, True),  # three days later, in the same words
        ({"earliest": "1972-06-02", "latest": "1972-06-02", "act": "Congress is told"}, False),
        ({"earliest": "1972-06-20", "latest": "1972-06-30"}, False),
        (
            {"earliest": "1972", "latest": "1972", "act": "Grain is sold on credit"},
            False,
        ),  # a vague date proves nothing
        ({"earliest": "1972", "latest": "1972"}, True),
        ({"earliest": "1972-05", "latest": "", "act": "Nixon visits Moscow"}, True),  # an open bound
    ],
)
def test_the_rule_reads_date_sign_and_words(change: dict[str, str], same: bool) -> None:
    assert same_act(Telling("a", ROW), Telling("b", ROW | change)) is same


def test_a_successor_is_the_same_pair_and_the_two_koreas_are_not() -> None:
    def pair(source: str, target: str) -> tuple[str, str] | None:
        return Telling("a", ROW | {"source": source, "target": target}).pair

    assert pair("RUS", "CHN") == pair("CHN", "SUN")
    assert pair("KOR", "USA") != pair("PRK", "USA")
    assert pair("USA", "WEST") is None
