"""Registered questions are answered by the record that was asked, and tallied as formulas say."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tertius.forecasts.ledger import Ledger
from tertius.forecasts.questions import ask
from tertius.forecasts.tally import calibration, tally_of
from tertius.study.records import rivals_in, shipped_records
from tests.forecasts.worlds import filtered


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("acts")


def test_only_the_record_that_was_asked_answers(folder: Path, tmp_path: Path) -> None:
    relations = filtered(folder)
    own, _ = ask(relations, [48])
    told, _ = ask(relations, [48], record="weis")
    assert "in weis as it ships" in told[0].rule
    assert {q.id for q in told} == {f"weis:{q.id}" for q in own}
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.register([*own, *told], replay=True)
    assert ledger.records() == ("", "weis")
    ledger.resolve(relations.panel, "weis")
    assert ledger.tally("").resolved == 0
    assert ledger.tally("weis").resolved > 20
    assert ledger.tally().registered == len(own) + len(told)


def test_questions_are_asked_only_about_the_rivals_of_the_month(folder: Path) -> None:
    relations = filtered(folder)
    every, _ = ask(relations, [48, 60])
    wanted = (every[0].a, every[0].b)
    found, _ = ask(
        relations, [48, 60], about=lambda pair, month: pair == wanted and month == relations.months[48]
    )
    assert found == [q for q in every if (q.a, q.b) == wanted and q.made == str(relations.months[48])]
    assert found


def test_rivals_are_those_of_the_shipped_list_in_that_year() -> None:
    assert rivals_in(("USA", "RUS"), np.datetime64("1970-01"))
    assert not rivals_in(("USA", "GBR"), np.datetime64("1970-01"))
    assert not rivals_in(("USA", "RUS"), np.datetime64("1850-01"))


def test_every_source_of_acts_that_ships_is_a_record() -> None:
    records = shipped_records()
    assert [each.name for each in records][:1] == ["casebook"]
    assert len(records) >= 3
    panel = records[-1].panel()
    assert len(panel.dyads) > 500
    assert np.isfinite(panel.y).any()


def made(count: int, seed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Questions of 12 triangles, whose outcomes have the probabilities that are said."""
    rng = np.random.default_rng(seed)
    months = np.datetime64("1970-01") + 6 * np.arange(20)
    questions, answers = {}, {}
    for k in range(count):
        said, origin = float(rng.uniform()), months[k % 20]
        row = {"pivot": f"P{k % 12}", "a": "A", "b": "B", "made": str(origin)}
        row |= {"first": str(origin + 1), "last": str(origin + 12)}
        row |= {"probability": said, "climatology": 0.5, "persistence": 1 - said}
        questions[str(k)] = row
        answers[str(k)] = {"outcome": bool(rng.uniform() < said)}
    return questions, answers


def test_brier_gains_and_calibration_are_those_of_the_formulas() -> None:
    questions, answers = made(2400, 1)
    answers["0"] = {"outcome": None}
    del answers["1"]
    found = tally_of(questions, answers)
    assert (found.registered, found.resolved, found.void, found.open) == (2400, 2398, 1, 1)
    assert found.void_rate == pytest.approx(1 / 2399)
    known = [k for k in answers if answers[k]["outcome"] is not None]
    loss = [(questions[k]["probability"] - answers[k]["outcome"]) ** 2 for k in known]
    assert found.brier["probability"] == pytest.approx(np.mean(loss))
    gain = found.gains["climatology"]
    assert gain["gain"] == pytest.approx(1 - np.mean(loss) / 0.25)
    assert gain["lo"] < gain["gain"] < gain["hi"]
    assert gain["hi"] - gain["lo"] < 0.2
    inside = [each["lo"] <= each["came"] <= each["hi"] for each in found.calibration]
    assert sum(inside) >= 8
    assert found.to_frame().height == 10


def test_few_questions_have_no_interval_and_none_have_no_score() -> None:
    few = tally_of(*made(3, 2))
    assert math.isfinite(few.gains["climatology"]["gain"])
    assert math.isnan(few.gains["climatology"]["lo"])
    none = tally_of({}, {})
    assert math.isnan(none.brier["probability"])
    assert none.to_frame().is_empty()


def test_a_bin_holds_what_was_said_and_what_came() -> None:
    found = calibration(np.array([0.05, 0.05, 1.0]), np.array([0.0, 1.0, 1.0]))
    assert [(each["said"], each["came"], each["n"]) for each in found] == [(0.05, 0.5, 2), (1.0, 1.0, 1)]


def test_a_tally_draws_its_own_calibration() -> None:
    spec = tally_of(*made(500, 3)).plot().to_dict(validate=False)
    assert spec["description"].startswith("Calibration of 500 resolved questions: said 0.0")
    assert len(spec["layer"]) == 3
