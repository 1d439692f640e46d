"""Questions put to what ships: all evidence by default, what each source contributed, and who stands where."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from studies.face_validity import SURE, measured, orderings
from tertius.brief.sentences import Speaker
from tertius.cli import run
from tertius.errors import BadInput
from tertius.findings import glance
from tertius.findings.months import tallied_by_month
from tertius.findings.unknown import outside
from tertius.forecasts.signposts import signposts_of
from tertius.forecasts.words import side_words
from tertius.study import Question
from tertius.study.contributed import contributions, disagreements
from tertius.study.dataset import COLUMNS, write_triangles
from tertius.study.everywhere import legs_among, legs_between
from tertius.study.legs import Legs
from tertius.study.mapping import standings_in
from tertius.study.shipped import source_panels
from tertius.triangles import spoken_months, told_stretches
from tertius.world import record, world_facts


@pytest.fixture(autouse=True)
def no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that does not exist is no store."""
    monkeypatch.setenv("TERTIUS_STORE", str(tmp_path / "nowhere"))


@pytest.fixture(scope="module")
def egypt() -> Question:
    return Question.of_case("egypt", draws=60)


def test_a_case_uses_the_legs_and_the_other_cases(egypt: Question) -> None:
    assert egypt.names == ("casebook", "weis")
    ids = [name.split(":")[1][:2] for name in egypt.evidence.arrow["event_id"].to_pylist()]
    assert {"EG", "WM", "IN", "YU"} <= set(ids)
    alone = Question.of_case("egypt", only="case", draws=60)
    row = egypt.panel.index("USA", "SUN")
    assert egypt.panel.n[row].sum() > 1.5 * alone.panel.n[alone.panel.index("USA", "SUN")].sum()


def test_a_cases_own_telling_is_the_one_that_counts(egypt: Question) -> None:
    frame = egypt.evidence.to_frame()
    own = frame.filter(frame["event_id"].str.starts_with("chronicle:EG"))
    assert own["dup_of"].null_count() == len(own)
    assert frame["dup_of"].null_count() < len(frame)


def test_acts_of_low_confidence_can_be_left_out(egypt: Question) -> None:
    sure = Question.of_case("egypt", least="medium", draws=60)
    assert len(sure.evidence) < len(egypt.evidence)
    assert "low" not in sure.evidence.arrow["confidence"].to_pylist()


def test_every_source_says_what_it_contributed(egypt: Question) -> None:
    rows = {(row.source, row.leg): row for row in contributions(egypt)}
    assert len(rows) == 6
    both = rows["casebook", ("USA", "SUN")], rows["weis", ("USA", "SUN")]
    assert all(0 < row.share < 1 for row in both)
    assert both[1].months == 120
    assert both[1].without > 0.1
    assert rows["weis", ("EGY", "USA")].acts == 0
    assert rows["casebook", ("EGY", "USA")].share == pytest.approx(1.0)


def test_where_two_sources_disagree_is_said(egypt: Question) -> None:
    found = disagreements(egypt)
    assert any(row.leg == ("USA", "SUN") and row.warm == "casebook" and row.cold == "weis" for row in found)
    assert all(row.warm_score > 0 > row.cold_score for row in found)


def test_a_question_without_a_case_rests_on_tallies_and_facts() -> None:
    asked = Question.of_world("Sweden", "USA", "SUN", start="1966-01", end="1975-12", draws=60)
    assert asked.names[0] == "weis"
    assert asked.panel.kind == "stream"
    assert asked.stances().enough.ok
    assert asked.case is None


def test_a_known_triangle_brings_its_reference_phases() -> None:
    asked = Question.of_world("Pakistan", "United States", "China", draws=60)
    assert asked.references
    assert asked.settings.counting.start == np.datetime64("1954-01")


def test_a_source_can_be_left_out(egypt: Question) -> None:
    assert egypt.without("weis").names == ("casebook",)
    with pytest.raises(BadInput, match="left out"):
        Question.of_case("egypt", only="case").without("weis")


def test_thinned_scores_do_not_pass_the_gate() -> None:
    asked = Question.of_world("Kenya", "USA", "CHN", only="stream", start="2005-01", end="2015-12", draws=60)
    found = asked.stances()
    assert not found.enough.ok
    assert sum(found.enough.acts) == 0


@pytest.fixture(scope="module")
def legs() -> Legs:
    return legs_between("USA", "SUN")


def test_the_allies_of_either_rival_stand_with_it(legs: Legs) -> None:
    found = {
        each.state: each for each in standings_in(legs, world_facts(("USA", "SUN")), np.datetime64("1970-06"))
    }
    assert {"GBR", "CAN", "FRG", "GDR", "POL", "CUB"} <= found.keys()  # by the name that they had then
    assert min(found[state].lean for state in ("GBR", "CAN", "FRG", "JPN")) > 0.3
    assert max(found[state].lean for state in ("GDR", "POL", "HUN", "CUB")) < -0.3
    assert abs(found["SWE"].lean) < 0.3
    for each in found.values():
        assert each.p_a + each.p_middle + each.p_b == pytest.approx(1.0)
    with pytest.raises(BadInput, match="is outside"):
        standings_in(legs, world_facts(("USA", "SUN")), np.datetime64("1830-01"))


def test_a_silence_of_years_parts_two_stretches(legs: Legs) -> None:
    sweden = legs.stretches(legs.pivots.index("SWE"))
    assert len(sweden) > 1
    assert legs.months[sweden[0].stop - 1] < np.datetime64("1976-01")
    assert legs.carried_by(legs.pivots.index("SWE"))[0] == "stream"
    assert legs.carried_by(legs.pivots.index("IND")) == ("chronicle", 1.0)


def test_a_relation_is_the_same_whoever_is_the_other_rival() -> None:
    (_, first), (_, second) = legs_among([("USA", "SUN"), ("USA", "CHN")])
    assert first is not None
    assert second is not None
    assert first.relations is second.relations
    here, there = (legs.rows()[0][legs.pivots.index("PAK")] for legs in (first, second))
    assert here == there
    assert first.window != second.window or len(first.pivots) != len(second.pivots)


def test_an_act_is_one_whatever_its_source_is_worth() -> None:
    asked = Question.of_world("Pakistan", "USA", "SUN")
    assert {"casebook", "weis"} <= set(asked.names)
    panels, _ = source_panels(record(("PAK", "USA", "SUN")), asked.settings.counting)
    for rival, found in zip(("USA", "SUN"), asked.enough().acts, strict=True):
        told = sum(panel.counted[panel.index("PAK", rival)].sum() for panel in panels.values())
        assert found == round(float(told))


def test_nothing_is_said_of_decades_without_an_act() -> None:
    """Cuba's acts end with the shipped tallies of 1975; scores of 2005-15 are no acts, and thirty years lie between."""
    made = Question.of_world("Cuba", "USA", "SUN", draws=60).triangle()
    assert made.months[0] <= np.datetime64("1966-01")
    assert made.months[-1] == np.datetime64("1975-12")
    case = Question.of_case("egypt", draws=60).triangle()
    assert case.months[-1] == np.datetime64("1981-10")  # a case's own window is its coder's


def test_an_outlook_begins_where_the_record_ends() -> None:
    """Not forty years later, where scores alone reach: the brief's year ahead is the year after its last month."""
    wide = Question.of_world("Cuba", "USA", "SUN", end="2015-12", draws=60)
    assert wide.panel.months[-1] > wide.last == wide.triangle().months[-1] == np.datetime64("1975-12")
    assert wide.forecasts(["as is"])["as is"].origin == wide.last
    asked = Question.of_world("Cuba", "USA", "SUN", draws=60)
    assert asked.panel.months[-1] == asked.last == wide.last
    fan = asked.forecasts(["as is"])["as is"]
    assert fan.origin == asked.last
    assert str(fan.months[0]) == "1976-01"
    year = next(side for side in fan.sides if side.months == 12)
    assert year.towards_a < 0.3
    posts = signposts_of(asked.filtered, "CUB", "USA", "SUN", origin=asked.last)
    assert posts[0].before == pytest.approx(year.towards_a)


def test_the_data_set_is_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "triangles.parquet"
    counts = write_triangles(path, (("IND", "PAK"), ("CHN", "SUN")))
    assert counts["CHN-SUN"] >= 3
    rows = pq.read_table(path)
    assert rows.column_names == list(COLUMNS)
    frame = {
        name: rows[name].to_numpy(zero_copy_only=False)
        for name in ("p_a", "p_middle", "p_b", "tilt", "tilt_low", "tilt_high")
    }
    np.testing.assert_allclose(frame["p_a"] + frame["p_middle"] + frame["p_b"], 1.0, atol=1e-5)
    assert (frame["tilt_low"] < frame["tilt"]).all()
    assert (frame["tilt"] < frame["tilt_high"]).all()
    assert set(rows["pivot"].to_pylist()) >= {"PRK", "ROU", "VNM"}
    with pytest.raises(BadInput, match="parquet"):
        write_triangles(tmp_path / "triangles.csv")
    with pytest.raises(BadInput, match="no pivot has enough"):
        write_triangles(tmp_path / "none.parquet", (("TLS", "BRB"),))
    assert not (tmp_path / "none.parquet").exists()


def test_fifty_orderings_were_written_down() -> None:
    assert len(orderings()) == 50
    assert len({each.id for each in orderings()}) == 50


@pytest.mark.long
def test_three_in_four_orderings_are_surely_right() -> None:
    """docs/method/world.md prints every failure; 39 of 50 when it was written."""
    found = measured()
    assert sum(each.probability > SURE for each in found) >= 38
    assert sum(each.probability > 0.5 for each in found) >= 47


def test_the_ledger_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sources", "--shipped", "--json"]) == 0
    out = capsys.readouterr().out
    for word in ("weis", "icews-entities", "scores", "BSD stated", "casebook"):
        assert word in out


def test_commands_answer_with_no_data_of_the_users(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(
            [
                "triangle",
                "Pakistan",
                "United States",
                "China",
                "--from",
                "1965-01",
                "--to",
                "1966-12",
                "--draws",
                "60",
            ]
        )
        == 0
    )
    assert "Pakistan between the United States and China" in capsys.readouterr().out
    assert run(["stances", "TBT", "USA", "CHN"]) == 2
    assert "nothing that ships says a word of TBT" in capsys.readouterr().err
    assert run(["world"]) == 2


@pytest.mark.long
def test_a_map_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "map.svg"
    assert run(["world", "--rivals", "CHN", "SUN", "--map", str(path), "--month", "1966-10"]) == 0
    drawn = path.read_text()
    assert drawn.startswith("<svg")
    assert "http" not in drawn.replace("http://www.w3.org/", "")
    assert "North Vietnam" in drawn
    assert run(["world", "--map", str(path)]) == 2
    assert (
        run(["world", "--rivals", "CHN", "SUN", "--map", str(tmp_path / "map.txt"), "--month", "1966-10"])
        == 2
    )


def test_a_verdict_alone_is_the_stances_own() -> None:
    """What an answer without a source is read from: no draw moves a probability, a direction or the gate."""
    asked = Question.of_case("egypt", draws=60)
    alone, whole = asked.verdict(), asked.stances()
    np.testing.assert_array_equal(alone.prob, whole.prob)
    np.testing.assert_array_equal(alone.direction, whole.direction)
    assert alone.enough == whole.enough


def test_scores_of_another_era_say_nothing_of_this_one() -> None:
    """India's acts end with 1979; scores of 2005-15 moved its middle from .86 to .74, and the case's answer stood beside it."""
    case, asked = Question.of_case("india", draws=60), Question.of_world("India", "USA", "SUN", draws=60)
    assert asked.panel.months[-1] == np.datetime64("1979-12")
    assert any("the months from 1947-04 to 1979-12" in note for note in asked.panel.provenance.notes)
    assert np.allclose(asked.verdict().prob, case.verdict().prob, atol=0.01)


def test_what_tallies_count_is_counted_beside_what_is_listed() -> None:
    """Cuba's annex read "0 acts on the three legs" below a page that rests on 278."""
    asked = Question.of_world("Cuba", "USA", "SUN", draws=60)
    found = tallied_by_month(SimpleNamespace(asked=asked, settings=asked.settings))  # type: ignore[arg-type]
    assert sum(found.values()) > 278
    assert {month[:4] for month in found} == {str(year) for year in range(1966, 1976)}
    alone = Question.of_case("egypt", only="case", draws=60)
    assert tallied_by_month(SimpleNamespace(asked=alone, settings=alone.settings)) == {}  # type: ignore[arg-type]


def test_acts_of_another_era_are_told_by_themselves() -> None:
    """The Philippines: a machine's acts of 1966-75 and a coder's of 2001-25 were one stretch, its middle the 25 years between."""
    asked = Question.of_world("Philippines", "USA", "CHN", draws=60)
    months = asked.triangle().months
    assert (months[0], asked.case) == (np.datetime64("2001-09"), None)
    assert asked.apart == (np.datetime64("1966-02"), np.datetime64("1975-12"))
    assert any("--from 1966-02 --to 1975-12" in note for note in asked.panel.provenance.notes)
    (found,) = outside(SimpleNamespace(asked=asked, triangle=asked.triangle(), settings=asked.settings))  # type: ignore[arg-type]
    assert (found.kind, found.start, found.end) == ("apart", *asked.apart)
    assert "from February 1966 to December 1975" in Speaker(glance(asked), "en").unknown(found)
    assert "1966년 2월부터 1975년 12월까지" in Speaker(glance(asked), "ko").unknown(found)
    wide = Question.of_world("Philippines", "USA", "CHN", start="1966-01", end="2025-09", draws=60)
    assert wide.triangle().months[0] == months[0]
    early = Question.of_world("Philippines", "USA", "CHN", end="1976-12", draws=60)
    assert early.apart is None
    assert early.triangle().months[-1] <= np.datetime64("1976-12")
    assert early.enough().ok


def test_a_stretch_needs_acts_on_both_legs() -> None:
    """Twenty acts a leg, a silence of six years, then as many on one leg alone: the first stretch is the last that is told."""
    months = np.arange("1950-01", "1970-01", dtype="M8[M]")
    counted = np.zeros((2, len(months)))
    counted[:, :20] = counted[0, 92:112] = 1.0

    def panel() -> Any:
        rows = {("P", "A"): 0, ("P", "B"): 1}
        return SimpleNamespace(
            months=months, counted=counted, observed=counted > 0, every="month",
            index=lambda one, other: rows.get((one, other), rows.get((other, one))),
        )  # fmt: skip

    legs, whole = (("P", "A"), ("P", "B")), slice(0, len(months))
    assert told_stretches([panel()], legs, whole) == [(0, 19)]
    assert spoken_months([panel()], legs) == slice(0, 20)
    counted[1, 92:112] = 1.0
    assert told_stretches([panel()], legs, whole) == [(0, 19), (92, 111)]
    assert spoken_months([panel()], legs) == slice(92, 112)
    assert spoken_months([panel()], legs, covered=(months[5], months[100])) == slice(0, 112)


def test_states_are_called_as_the_record_knew_them() -> None:
    """Asked of Russia, a record of 1966-75 speaks of the Soviet Union; what is asked for stays as it was asked."""
    asked = Question.of_world("Cuba", "USA", "RUS", draws=60)
    assert asked.settings.b == "RUS"
    assert str(Speaker(glance(asked), "en").name("b")) == "the Soviet Union"
    said = side_words(
        asked.settings.corners, [vars(each) for each in asked.forecasts(["as is"])["as is"].sides], "1975-12"
    )
    assert said[0].startswith(
        "In the 3 months after December 1975 Cuba would be seen nearer to the United States than"
    )
    assert "the Soviet Union" in said[0]
