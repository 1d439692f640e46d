"""One inquiry goes the whole way, and says what it could not do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.events import read_events
from tertius.settings import Counting
from tertius.study import Question, Settings, panel_of, run_study

THIN = """date,source,target,score
1960-01-15,ROU,RUS,3.0
1960-03-02,RUS,ROU,-1.5
1960-05-20,ROU,CHN,2.0
1960-06-11,RUS,CHN,-6.0
1961-02-01,USA,GBR,4.0
1961-08-09,ROU,CHN,4.5
1962-11-05,RUS,CHN,-7.0
"""
EVERY_OTHER_MONTH = [f"{year}-{month:02d}" for year in (1960, 1961, 1962) for month in range(1, 12, 2)]
TOLD = THIN + "".join(
    f"{month}-{day},ROU,{rival},{score}\n"
    for month in EVERY_OTHER_MONTH
    for day, rival, score in (
        ("03", "RUS", 2.0),
        ("17", "RUS", 3.5),
        ("09", "CHN", -3.0),
        ("28", "CHN", -1.0),
    )
)
"""Synthetic: 36 acts and 18 months more on each of the pivot's legs, so that a stance may be read."""


@pytest.fixture
def asked(tmp_path: Path) -> Question:
    """A synthetic inquiry whose record is enough."""
    return inquiry(tmp_path, TOLD)


def inquiry(folder: Path, rows: str) -> Question:
    """An inquiry of synthetic rows."""
    path = folder / "synthetic.csv"
    path.write_text(rows)
    return Question(Settings.of("ROU", "SUN", "CHN", draws=200), read_events(str(path)))


def test_all_dyads_of_the_events_enter_and_the_legs_come_first_as_asked(asked: Question) -> None:
    assert asked.panel.dyads[:3] == (("ROU", "SUN"), ("ROU", "CHN"), ("SUN", "CHN"))
    assert set(asked.panel.dyads[3:]) == {("GBR", "USA")}
    assert asked.panel.events[0].sum() == 2 + 2 * len(EVERY_OTHER_MONTH)


def test_directed_pairs_come_in_both_directions(asked: Question) -> None:
    panel = panel_of(asked.events, [("ROU", "SUN"), ("SUN", "ROU")], Counting(directed=True))
    assert panel.dyads[:2] == (("ROU", "SUN"), ("SUN", "ROU"))
    assert ("USA", "GBR") in panel.dyads
    assert ("GBR", "USA") in panel.dyads


def test_no_usable_act_is_bad_input(asked: Question) -> None:
    empty = asked.events.filter(np.zeros(len(asked.events), bool))
    with pytest.raises(BadInput, match="no act"):
        panel_of(empty, [])


def test_the_whole_way_without_a_case_says_what_is_missing(asked: Question) -> None:
    rooms: list[str] = []
    study = run_study(asked, progress=rooms.append)
    assert rooms[0] == "panel"
    assert study.case is None
    assert study.references == ()
    assert {"agreement", "record", "options"} <= set(study.missing)
    assert set(study.forecasts) == {"as is", "rivals ease", "rivalry spikes"}
    assert study.provenance.seed == asked.settings.sampling.seed
    assert study.provenance.sources[0].sha256


def test_a_record_that_is_not_enough_is_refused_before_anything_is_claimed(tmp_path: Path) -> None:
    """No study of seven acts: the sentence names the leg, what it has and what it would take."""
    thin = inquiry(tmp_path, THIN)
    with pytest.raises(
        BadInput,
        match=r"not enough on record.*ROU with SUN: 2 acts in 2 months, and 12 acts in 9 months are the least",
    ):
        run_study(thin)
    assert not thin.stances().enough.ok
    assert thin.stances().phases == ()


def test_the_same_seed_gives_the_same_study(asked: Question) -> None:
    again = Question(asked.settings, asked.events)
    for name in ("tilt", "rivalry"):
        assert np.array_equal(asked.triangle().draws[name], again.triangle().draws[name])
    assert np.array_equal(asked.stances().prob, again.stances().prob)


def test_a_shipped_case_goes_the_whole_way() -> None:
    study = run_study(Question.of_case("north-korea-moscow-beijing", draws=200))
    assert study.missing.keys() <= {"options"}
    assert study.record_check is not None
    assert study.agreement
    assert study.conditions
    assert study.gains is not None
    assert {phase.stance for phase in study.stances.phases} <= set(study.stances.states)
    assert (study.stances.phases[0].start, study.stances.phases[-1].end) == tuple(
        study.stances.months[[0, -1]]
    )
