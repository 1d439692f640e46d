"""Other sources are counted and compared, and never move the estimate."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tertius.events import read_events
from tertius.indicators import read_indicators
from tertius.study import Question, run_study
from tests.shared import atop_of, shared

WINDOW = {"start": np.datetime64("1958-01"), "end": np.datetime64("1969-12"), "draws": 100}


@pytest.mark.long
def test_weis_hardly_reaches_pyongyang_and_beijing_and_the_brief_says_so(tmp_path: Path) -> None:
    from dataclasses import replace

    from tertius.brief import write_brief

    plain = Question.of_case("north-korea-moscow-beijing", **WINDOW)
    weis = read_events(str(shared("data/events/weis_1966_1975.csv")))
    facts = read_indicators(atop_of(tmp_path, 731))
    study = run_study(replace(plain, beside=(weis,), indicators=facts))
    found = {row.pair: row for row in study.reach}
    assert found[("PRK", "CHN")].acts <= 3
    assert np.isnan(found[("PRK", "CHN")].correlation)
    assert found[("SUN", "CHN")].acts > 100
    assert sum(found[("SUN", "CHN")].years.values()) == found[("SUN", "CHN")].acts
    told = replace(plain, indicators=facts)  # yearly facts enter the posterior; events beside it never do
    assert np.array_equal(study.smoothed.mean, told.smoothed.mean)
    assert not np.array_equal(study.smoothed.mean, plain.smoothed.mean)
    alliances = [row for row in study.facts if row.pair == ("PRK", "CHN") and row.spells]
    assert any(value == 1 for row in alliances for _, _, value in row.spells)
    text = write_brief(study, tmp_path / "brief.html").read_text()
    assert "cannot be told from" in text
    assert "No other events were given" not in text


@pytest.mark.long
def test_without_other_sources_the_brief_says_how_to_give_them(tmp_path: Path) -> None:
    from tertius.brief import write_brief

    study = run_study(Question.of_case("north-korea-moscow-beijing", **WINDOW))
    text = write_brief(study, tmp_path / "brief.html").read_text()
    assert "No other events were given" in text
    assert "No yearly facts were given" in text
