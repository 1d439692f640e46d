"""One claim, one number: the study, its tables and charts, and the commands say the same of the same question."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest

from tertius.brief import tables
from tertius.charts import option_rows
from tertius.cli import run
from tertius.study import Question, Study, run_study

WITH_FOURTH, FOUNDING = "north-korea-washington-beijing", "north-korea-moscow-beijing"


@pytest.fixture(scope="module")
def study() -> Study:
    return run_study(Question.of_case(FOUNDING))


def _printed(words: list[str], capsys: pytest.CaptureFixture[str]) -> dict:  # type: ignore[type-arg]
    assert run([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]


def test_options_are_the_same_in_study_table_chart_and_command(capsys: pytest.CaptureFixture[str]) -> None:
    made = Question.of_case(WITH_FOURTH).options()
    study = SimpleNamespace(options=made)
    printed = _printed(["options", WITH_FOURTH], capsys)
    held = json.loads(json.dumps(made.to_dict(), default=list))
    for key in ("options", "says", "flips", "asked", "region_shares", "value_of_knowing", "left_out"):
        assert printed[key] == held[key], key
    ranked = [option.id for option in made.ranked]
    assert [row["id"] for row in option_rows(made)] == ranked
    shown = tables.options(study)  # type: ignore[arg-type]
    assert shown is not None
    assert [row["id"] for row in shown["rows"]] == ranked
    for row, option in zip(shown["rows"], made.ranked, strict=True):
        assert row["regret_max"] == f"{option.regret_max:.2f}"


def test_gaining_more_than_both_has_one_probability(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    assert study.gains is not None
    own = float(study.gains.beats_both.mean())
    (whole,) = [c for c in study.conditions if c.id == "C3" and c.phase == "whole window"]
    assert whole.probability == pytest.approx(own, abs=1e-9)
    shown = tables.received(study)
    assert shown is not None
    assert shown["beats"] in (f"{own:.0%}".replace("%", " %"), f"{own:.0%}", f"{100 * own:.0f} %")
    printed = _printed(["gains", FOUNDING], capsys)
    assert np.mean(printed["beats_both"]) == pytest.approx(own, abs=1e-9)
    (claim,) = [
        c
        for c in _printed(["claims", FOUNDING], capsys)["claims"]
        if c["id"] == "C3" and c.get("phase") == "whole window"
    ]
    assert claim["estimate"] == pytest.approx(own, abs=1e-9)


def test_every_period_says_the_same_in_brief_and_command(
    study: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    shown, printed = tables.received(study), _printed(["gains", FOUNDING], capsys)
    assert shown is not None
    assert [row["sentence"] for row in shown["rows"]] == [period["sentence"] for period in printed["periods"]]
