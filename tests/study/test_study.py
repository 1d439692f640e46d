"""One inquiry goes the whole way, and says what it could not do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.events import read_events
from tertius.settings import Counting
from tertius.study import Question, Settings, panel_of, run_study

ROWS = """date,source,target,score
1960-01-15,ROU,RUS,3.0
1960-03-02,RUS,ROU,-1.5
1960-05-20,ROU,CHN,2.0
1960-06-11,RUS,CHN,-6.0
1961-02-01,USA,GBR,4.0
1961-08-09,ROU,CHN,4.5
1962-11-05,RUS,CHN,-7.0
"""


@pytest.fixture
def asked(tmp_path: Path) -> Question:
    """A synthetic inquiry of seven acts."""
    path = tmp_path / "synthetic.csv"
    path.write_text(ROWS)
    return Question(Settings.of("ROU", "SUN", "CHN", draws=200), read_events(str(path)))


def test_all_dyads_of_the_events_enter_and_the_legs_come_first_as_asked(asked: Question) -> None:
    assert asked.panel.dyads[:3] == (("ROU", "SUN"), ("ROU", "CHN"), ("SUN", "CHN"))
    assert set(asked.panel.dyads[3:]) == {("GBR", "USA")}
    assert asked.panel.events[0].sum() == 2


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
