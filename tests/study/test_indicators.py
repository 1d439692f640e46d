"""The dependence tilt rests on indicators where they are given, and says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tertius.indicators import read_indicators
from tertius.stances import segment
from tertius.study import Question
from tertius.study.dependence import dependence_shares
from tertius.triangles.draws import Draws
from tests.shared import shared

CORNERS = ("PRK", "RUS", "CHN")
FACTS = """a,b,year,name,value
PRK,RUS,2000,aid_share,0.3
PRK,CHN,2000,aid_share,0.1
PRK,RUS,2001,aid_share,0.2
"""


def test_only_years_known_for_both_count_and_the_past_is_lagged(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text(FACTS)
    facts = read_indicators(path)
    months = np.arange("1999-07", "2002-07", dtype="M8[M]")
    pair, notes = dependence_shares(facts, CORNERS, months)
    assert pair is not None
    inside = months.astype("M8[Y]") == np.datetime64("2000")
    assert np.all(pair[0][inside] == 0.3)
    assert np.all(pair[1][inside] == 0.1)
    assert np.isnan(pair[0][~inside]).all()
    assert any("CHN" in note and "2001" in note for note in notes)
    past, _ = dependence_shares(facts, CORNERS, months, given="past")
    assert past is not None
    assert np.array_equal(np.isfinite(past[0]), months.astype("M8[Y]") == np.datetime64("2001"))


@pytest.mark.long
def test_real_trade_is_known_after_1991_only() -> None:
    facts = read_indicators(shared("data/structural/cow_trade_dyad_year_1945_2014.parquet"))
    months = np.arange("1985-01", "2016-01", dtype="M8[M]")
    pair, _ = dependence_shares(facts, CORNERS, months)
    assert pair is not None
    known = months[np.isfinite(pair[0])]
    assert known[0] == np.datetime64("1992-01")
    assert known[-1] == np.datetime64("2014-12")


def test_a_chronicle_shows_its_proxy_and_the_stances_do_not_read_it() -> None:
    asked = Question.of_case("north-korea-moscow-beijing", draws=100)
    made = asked.triangle()
    assert np.isfinite(made.draws["dependence"][0]).any()
    assert any("proxy" in note for note in made.provenance.notes)
    without = replace(
        made, draws=Draws({**made.draws, "dependence": np.full_like(made.draws["dependence"], np.nan)})
    )
    one, two = (segment(each, rng=np.random.default_rng(0)) for each in (made, without))
    assert one.enough.ok
    assert np.array_equal(one.prob, two.prob)
    assert one.phases == two.phases


def test_indicators_without_shares_leave_the_tilt_missing(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text(FACTS.replace("aid_share", "visits"))
    asked = Question.of_case("north-korea-moscow-beijing", draws=100)
    made = replace(asked, indicators=read_indicators(path)).triangle()
    assert np.isnan(made.draws["dependence"]).all()
    assert any("none of visits is a fact that enters" in note for note in made.provenance.notes)
    assert any("dependence tilt missing" in note for note in made.provenance.notes)


def test_shares_alone_speak_of_the_tilt_and_leave_the_relations_as_they_are(tmp_path: Path) -> None:
    """A file of aid shares holds no fact that the relations know, and is of use all the same."""
    path = tmp_path / "facts.csv"
    path.write_text(FACTS.replace(",200", ",196"))
    asked = Question.of_case("north-korea-moscow-beijing", draws=100)
    told = replace(asked, indicators=read_indicators(path))
    assert np.array_equal(told.smoothed.mean, asked.smoothed.mean)
    assert np.isfinite(told.triangle().draws["dependence"]).any()
