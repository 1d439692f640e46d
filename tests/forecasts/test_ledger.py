"""Registered questions: the record can answer them, the ledger cannot be changed, and what comes back is scored."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.forecasts.answering import answer
from tertius.forecasts.ledger import Ledger
from tertius.forecasts.questions import ask
from tertius.forecasts.watching import pivots, watch
from tertius.relations import estimate_relations
from tests.forecasts.worlds import acts_file, filtered, scrambled
from tests.shared import weis_of_powers


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("acts")


def test_questions_are_registered_once_and_resolved_by_the_record(folder: Path, tmp_path: Path) -> None:
    relations = filtered(folder)
    questions, _ = ask(relations, [48, 72])
    ledger = Ledger(tmp_path / "deep" / "ledger.jsonl")
    assert ledger.register(questions, replay=True) == len(questions) > 50
    again = Ledger(ledger.path)
    assert again.register(questions, replay=True) == 0
    assert again.resolve(relations.panel) > 0
    assert again.resolve(relations.panel) == 0
    tally = Ledger(ledger.path).tally()
    assert tally.registered == len(questions)
    assert tally.open == sum(q.last > str(relations.months[-1]) for q in questions)
    assert tally.resolved + tally.void + tally.open == tally.registered
    assert 0 < tally.brier["probability"] < 0.3
    assert sum(bin["n"] for bin in tally.calibration) == tally.resolved


def test_a_question_is_answered_by_its_rule(folder: Path) -> None:
    relations = filtered(folder)
    question = ask(relations, [48], windows=(6,))[0][0]
    panel = relations.panel
    inside = slice(49, 55)
    means = [
        np.nanmean(panel.y[relations.index(question.pivot, rival), inside])
        for rival in (question.a, question.b)
    ]
    found = answer(question, panel)
    assert found is not None
    assert found.value == pytest.approx((means[0] - means[1]) / 2)
    assert found.outcome == (found.value > 0)
    assert (question.first, question.last) == (str(relations.months[49]), str(relations.months[54]))


def test_a_registered_probability_knows_nothing_of_the_future(folder: Path) -> None:
    relations = filtered(folder)
    one, two = (ask(each, [60])[0] for each in (relations, scrambled(relations, 60)))
    assert one == two


@pytest.mark.parametrize("harm", ["change", "take out", "put in", "rubbish"])
def test_a_changed_ledger_is_refused(harm: str, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    Ledger(path).register(ask(filtered(folder), [60])[0], replay=False)
    lines = path.read_text().splitlines()
    if harm == "change":
        lines[2] = lines[2].replace('"replay": false', '"replay": true')
    elif harm == "take out":
        del lines[1]
    elif harm == "put in":
        lines.insert(1, json.dumps({**json.loads(lines[1]), "probability": 0.5}))
    else:
        lines[1] = "rubbish"
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(BadInput, match=r"line \d+ of"):
        Ledger(path)


def test_questions_that_would_be_void_are_refused(folder: Path) -> None:
    path = acts_file(folder, seed=9, quiet=0.6)
    from tertius.events import read_events
    from tertius.panel import build_panel

    relations = estimate_relations(build_panel(read_events(path)), given="past")
    questions, void = ask(relations, [60])  # type: ignore[arg-type]
    assert void > 0
    assert len([q for q in questions if q.id.split("/")[4] == "3"]) == 0


@pytest.mark.long
def test_a_replay_of_a_real_record_asks_hundreds_and_few_are_void(tmp_path: Path) -> None:
    from tertius.events import read_events
    from tertius.panel import build_panel

    events = read_events(weis_of_powers(tmp_path))
    relations = estimate_relations(build_panel(events), given="past")
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.register(ask(relations, range(36, 108, 12))[0], replay=True)  # type: ignore[arg-type]
    ledger.resolve(relations.panel)
    tally = ledger.tally()
    assert tally.resolved >= 300
    assert tally.void_rate < 0.05
    assert tally.brier["probability"] < min(tally.brier["climatology"], tally.brier["persistence"])


def test_watching_says_what_moved_and_because_of_what(folder: Path, tmp_path: Path) -> None:
    from tertius.events import read_events
    from tertius.events.table import concat
    from tertius.panel import build_panel

    old = read_events(acts_file(folder))
    path = tmp_path / "new.csv"
    path.write_text(
        "date,source,target,value\n1976-12-20,ROU,RUS,-10\n1976-12-21,ROU,RUS,-9\n1976-12-22,RUS,ROU,-10\n"
    )
    new = read_events(path)
    before, after = (
        estimate_relations(build_panel(events), given="past") for events in (old, concat([old, new]))
    )
    words = dict.fromkeys(new.to_frame()["event_id"].to_list(), "an attack")
    every = pivots(after, "RUS", "CHN")  # type: ignore[arg-type]
    assert {names[0] for names in every} == {"ROU", "USA", "FRA", "GBR"}
    found = watch(before, after, every, words, threshold=0.05)  # type: ignore[arg-type]
    assert found[0].pivot == "ROU"
    assert found[0].passed
    assert found[0].new == 3
    assert found[0].after["tilt"] < found[0].before["tilt"]
    assert all(act.pull < 0 for act in found[0].because)
    assert not any(change.passed for change in found[1:])
    with pytest.raises(BadInput, match="threshold"):
        watch(before, after, every, words, threshold=0.0)  # type: ignore[arg-type]
