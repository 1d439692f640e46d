"""``tertius stances``: the answer in words, the phases, and to whom the pivot was nearer, which a long middle hides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tertius.cli import run
from tertius.findings import spans
from tertius.study import Question

CHINA = ["stances", "China", "USA", "USSR"]


def test_the_answer_comes_first_and_the_path_beside_the_phases(capsys: Any) -> None:
    """Six decades of one middle hold two turns: a share of them nearer to Washington (.37) told neither."""
    assert run(CHINA) == 0
    told = capsys.readouterr().out
    assert told.startswith("China stood nearer to Russia until 1959, then to the United States until")
    assert "nearer to" in told.splitlines()[0]
    assert "by rule for" not in told
    assert "provenance.notes of --json" in told


def test_the_path_is_the_briefs(capsys: Any) -> None:
    assert run([*CHINA, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    path = spans(Question.of_world("China", "USA", "USSR").stances())
    assert [(row["side"], row["start"], row["end"]) for row in report["path"]] == [
        (span.side, str(span.start), str(span.end)) for span in path
    ]
    assert [row["probability"] for row in report["path"]] == pytest.approx(
        [span.nearer.probability for span in path]
    )
    assert report["says"]
    assert any("by rule for" in note for note in report["provenance"]["notes"])


def test_the_past_alone_has_no_bottom_line(capsys: Any) -> None:
    """It is of all months; what was known at each month is told by the tables alone."""
    assert run(["stances", "philippines", "--given", "past"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("the Philippines between the United States and China, 2001–2025 (given past)")
    assert "cannot be told" in told


def test_where_the_record_is_not_enough_nothing_else_is_shown(capsys: Any) -> None:
    assert (
        run(["stances", "egypt", "--only", "chronicle", "--from", "1952-07", "--to", "1953-06", "--json"])
        == 0
    )
    report = json.loads(capsys.readouterr().out)
    assert (report["path"], report["phases"]) == ([], [])
    assert "record" in report["says"]


def test_the_last_of_two_eras_is_told_and_the_other_named(tmp_path: Path, capsys: Any) -> None:
    """Synthetic: Austria's acts of 1960-63 and of 1985-89; twenty years lie between of which nothing is known."""
    file = tmp_path / "two-eras.csv"
    file.write_text(
        "date,source,target,score\n"
        + "".join(
            f"{year}-{month:02d}-04,AUT,{rival},{score}\n"
            for year in (*range(1960, 1964), *range(1985, 1990))
            for month in range(1, 12, 2)
            for rival, score in (("USA", 3 if year < 1980 else -2), ("SUN", -2 if year < 1980 else 3))
        ),
        encoding="utf-8",
    )
    asked = ["stances", "AUT", "USA", "SUN", "--events", str(file)]
    assert run([*asked, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["phases"][0]["start"] == "1985-01"
    assert [row["side"] for row in report["path"]] == ["b"]
    assert any("--from 1960-01 --to 1963-11" in note for note in report["provenance"]["notes"])
    assert run([*asked, "--to", "1963-12", "--json"]) == 0
    early = json.loads(capsys.readouterr().out)
    assert [row["side"] for row in early["path"]] == ["a"]
    assert not any("--from" in note for note in early["provenance"]["notes"])
