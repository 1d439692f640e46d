"""One claim, one number: the study, its tables and charts, and the commands say the same of the same question."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from tertius.brief.annex import game
from tertius.brief.annex.told import Told
from tertius.brief.blocks import Line, Table
from tertius.brief.sentences import Speaker
from tertius.charts import option_rows
from tertius.cli import run
from tertius.findings import behind, find
from tertius.study import Question, Study, run_study

DRAWS = 200  # as many in both: the numbers are equal whatever they are
WITH_FOURTH, FOUNDING = "north-korea-washington-beijing", "north-korea-moscow-beijing"


@pytest.fixture(scope="module")
def study() -> Study:
    return run_study(Question.of_case(FOUNDING, draws=DRAWS))


@pytest.fixture(scope="module")
def gains(study: Study) -> list[Any]:
    """What the annex of a brief says of the gains."""
    found = find(study)
    return game.gains(Told(study, found, behind(study, found), Speaker(found, "en")))


def _printed(words: list[str], capsys: pytest.CaptureFixture[str]) -> dict:  # type: ignore[type-arg]
    assert run([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]


@pytest.mark.long
def test_options_are_the_same_in_study_table_chart_and_command(capsys: pytest.CaptureFixture[str]) -> None:
    study = run_study(Question.of_case(WITH_FOURTH))
    made, found = study.options, find(study)
    assert made is not None
    printed = _printed(["options", WITH_FOURTH], capsys)
    held = json.loads(json.dumps(made.to_dict(), default=list))
    for key in ("options", "says", "flips", "asked", "region_shares", "value_of_knowing", "left_out"):
        assert printed[key] == held[key], key
    ranked = [option.id for option in made.ranked]
    assert [row["id"] for row in option_rows(made)] == ranked
    shown = game.options(Told(study, found, behind(study, found), Speaker(found, "en")))
    (table,) = [block for block in shown if isinstance(block, Table) and block.name == "options"]
    assert [line.cells[0].note for line in table.rows] == ranked
    for line, option in zip(table.rows, made.ranked, strict=True):
        assert line.cells[3].text == f"{option.regret_max:.2f}"


@pytest.mark.long
def test_gaining_more_than_both_has_one_probability(
    study: Study, gains: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert study.gains is not None
    own = float(study.gains.beats_both.mean())
    (whole,) = [c for c in study.conditions if c.id == "C3" and c.phase == "whole window"]
    assert whole.probability == pytest.approx(own, abs=1e-9)
    lines = [block.text for block in gains if isinstance(block, Line)]
    assert any(f"{100 * own:.0f} %" in line for line in lines)
    printed = _printed(["gains", FOUNDING, "--draws", str(DRAWS)], capsys)
    assert np.mean(printed["beats_both"]) == pytest.approx(own, abs=1e-9)
    (claim,) = [
        c
        for c in _printed(["claims", FOUNDING, "--draws", str(DRAWS)], capsys)["claims"]
        if c["id"] == "C3" and c.get("phase") == "whole window"
    ]
    assert claim["estimate"] == pytest.approx(own, abs=1e-9)


@pytest.mark.long
def test_every_period_says_the_same_in_brief_and_command(
    gains: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    printed = _printed(["gains", FOUNDING, "--draws", str(DRAWS)], capsys)
    (table,) = [block for block in gains if isinstance(block, Table)]
    assert len(table.rows) == len(printed["periods"])
    for line, period in zip(table.rows, printed["periods"], strict=True):
        years = [period[key][:4] for key in ("start", "end")]
        assert line.cells[0].text == "–".join(dict.fromkeys(years))
        assert [cell.text for cell in line.cells[1:3]] == [
            str(sum(period["received"][side].values())) for side in "ab"
        ]
