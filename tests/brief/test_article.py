"""One source for what an article says: the case; and a second article needs no code."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from tertius.brief.founding import article_on
from tertius.cases import cases_with_an_article, check_case, load_case
from tertius.findings import find
from tertius.findings.behind import first_voice
from tertius.findings.turns import explained
from tertius.findings.voices import readings
from tertius.study import Question, Study, run_study

OWN = """title = "Nobody's case"
pivot = "PRK"
a = "SUN"
b = "CHN"
window = ["1956-01", "1966-12"]

[article]
author = "A. Nobody"
title = "A made-up article"
where = "nowhere, 2020"
voice = "Nobody 2020"

[[turns]]
id = "T1"
label = "made up"
start = "1961-07"
end = "1961-07"
to = "aligned with CHN"
explanation = "for this test"
article = "1.2"

[[readings]]
id = "R1"
text = "the reverse"
phases = [["1961-07", "1962-06", "aligned with SUN"]]
measures = [{ name = "tilt", sign = 1 }]

[[readings]]
id = "R2"
text = "none of it"
unmeasured = "for this test"

[[forecasts]]
id = "F1"
modality = "might"
text = "turns again"
article = "3.1"
name = "tilt"
"""


@pytest.mark.parametrize("name", cases_with_an_article())
def test_every_turn_that_starts_a_phase_has_its_month(name: str) -> None:
    """The article's phases and its turns are told once each, and agree."""
    case = load_case(name)
    phases = [phase for phase in case.phases_of(case.article_voice or "") if phase.start is not None]
    assert phases
    starts = {turn["start"]: turn["to"] for turn in case.meta["turns"]}
    for phase in phases[1:] if name.endswith("moscow-beijing") else []:
        assert starts[str(phase.start)] == phase.head


def test_the_two_cases_of_the_founding_article() -> None:
    assert cases_with_an_article() == ("north-korea-moscow-beijing", "north-korea-washington-beijing")
    assert not load_case("egypt").article_voice


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A study of a user's own folder with an article of its own; synthetic, and marked as such."""
    folder = tmp_path_factory.mktemp("made-up-case")
    shipped = load_case("north-korea-moscow").folder
    shutil.copy(shipped / "chronicle.csv", folder / "chronicle.csv")
    (folder / "case.toml").write_text(OWN)
    (folder / "phases.csv").write_text(
        "voice,start,end,stance,declared,support,boundary,reference\n"
        "Somebody,1960-01,1962-12,equidistant,,made up,,made up\n"
        "Nobody 2020,1961-07,1962-12,aligned with CHN,,made up,,made up\n"
    )
    assert not [row for row in check_case(folder).findings if row.file == "case.toml"]
    return run_study(Question.of_case(folder, draws=60))


@pytest.mark.long
def test_a_second_article_needs_no_code(own: Study, tmp_path: Path) -> None:
    from tertius.brief import write_brief

    article = article_on(own)
    assert article is not None
    assert first_voice(own) == "Nobody 2020"
    assert article.cite == "A. Nobody, A made-up article, nowhere, 2020"
    assert [turn.at for turn in explained(own, find(own).path)] == ["1961-07"]
    text = write_brief(own, tmp_path / "own.html").read_text()
    assert "for this test" in text
    assert "LEE Sang-sook" not in text


def test_a_rival_reading_is_measured_over_its_own_months(own: Study) -> None:
    one, two = readings(own)
    assert (one.start, one.end) == ("1961-07", "1962-06")
    measured = one.measures[0]
    assert (measured.name, measured.sign) == ("tilt", 1)
    assert two.why == "for this test"
    inside = (own.triangle.months >= np.datetime64("1961-07")) & (
        own.triangle.months <= np.datetime64("1962-06")
    )
    assert measured.value.mean == pytest.approx(own.triangle.draws["tilt"][:, inside].mean())
    assert 0.0 < measured.chance < 1.0
