"""Where nothing is on record no prior is shown for an answer, and a refusal says what would do."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tertius.cli import run


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["relations", "CSK", "SUN"], "no act of Czechoslovakia with the Soviet Union is on record"),
        (["relations", "BTN", "PRY"], "no act of Bhutan with Paraguay is on record"),
        (["relations", "CHL", "USA", "--explain", "1990-01"], "nothing on record moved Chile with the United States in 1990-01"),
        (["stances", "EGY", "USA", "SUN", "--from", "2030"], "a window from 2030-01 on, and a record of"),
        (["stances", "EGY", "USA", "SUN", "--to", "1900-01"], "a window until 1900-01, and a record of"),
        (["watch", "ROU", "SUN", "CHN"], "Missing option '--new'. Example: tertius watch"),
    ],
)  # fmt: skip
def test_it_is_refused_in_one_sentence(asked: list[str], said: str, capsys: Any) -> None:
    assert run(asked) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""


def test_months_in_which_one_of_them_did_not_exist_are_left_out(capsys: Any) -> None:
    assert run(["relations", "PRK", "CHN"]) == 0
    told = capsys.readouterr().out
    assert "months in which one of them did not exist are left out" in told
    assert "1950-10" in told
    assert "1945-04" not in told


def test_what_tallies_count_is_on_record(capsys: Any) -> None:
    """Of Cuba no coder tells: its relation with Moscow was refused beside a stance that rests on its tallies."""
    assert run(["relations", "Cuba", "USSR", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["dyads"]
    months = dict(zip(row["months"], row["events"], strict=True))
    assert sum(months.values()) > 50
    assert {month[:4] for month, acts in months.items() if acts} <= {str(year) for year in range(1966, 1976)}
    assert run(["relations", "Cuba", "USSR"]) == 0
    told = capsys.readouterr().out
    assert "nothing is known more than a year before the first act or after the last" in told
    assert "1968-06" in told
    assert "1950-" not in told


def test_a_triangle_of_next_to_nothing_is_no_table(capsys: Any) -> None:
    """Thinned scores of 2005-15 alone: Yemen's tilt stood in a table of numbers beside stances that refused to speak."""
    asked = ["triangle", "Yemen", "Washington", "Moscow", "--draws", "60"]
    assert run(asked) == 0
    told = capsys.readouterr().out
    assert told.startswith(
        "The record is not enough to say where Yemen stood between the United States and Russia"
    )
    assert "tilt" not in told
    assert run([*asked, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert not report["enough"]["ok"]
    assert report["tilt"]["mean"]
