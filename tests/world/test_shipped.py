"""The record in the package: small, whole, honest about its terms, and what the documented command builds."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from studies.__main__ import main
from tertius.actors import exists
from tertius.cases.phases import read_table
from tertius.errors import BadInput
from tertius.months import parse_bounds
from tertius.world import ledger, record, rivalries, world_facts
from tertius.world.place import SHIPPED
from tests.shared import POWERS, atop_of, shared


def test_it_is_under_eight_megabytes() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 8e6


@pytest.mark.long
def test_it_is_what_the_command_builds(tmp_path: Path) -> None:
    data = shared("data/events/weis_1966_1975.csv").parents[1]
    assert main(["world", "--data", str(data), "--out", str(tmp_path)]) == 0
    for name in ("tallies", "volumes", "agreement-1", "agreement-2", "visits"):
        assert pl.read_parquet(tmp_path / f"{name}.parquet").equals(
            pl.read_parquet(SHIPPED / f"{name}.parquet")
        )
    assert (tmp_path / "ledger.json").read_text() == (SHIPPED / "ledger.json").read_text()


def test_only_what_may_ship_is_in_it() -> None:
    names = {entry.name for entry in ledger()}
    assert names == {
        "icews-entities",
        "weis",
        "un-agreement",
        "us-visits",
        "pacts",
        "missions",
        "disputes",
        "rivalries",
        "casebook",
    }
    assert {entry.holds for entry in ledger()} == {"tallies", "scores", "facts", "visits", "acts"}
    columns = pl.read_parquet(SHIPPED / "tallies.parquet").columns
    assert columns == [
        "dataset",
        "source",
        "target",
        "month",
        "acts",
        "sum",
        "squares",
        "q1",
        "q2",
        "q3",
        "q4",
    ]


@pytest.mark.parametrize("name", ["pacts", "disputes", "rivalries"])
def test_own_facts_name_living_states_and_a_source(name: str) -> None:
    sides = ("power", "partner") if name == "pacts" else ("a", "b")
    for row in read_table(SHIPPED / f"{name}.csv"):
        first = parse_bounds(row["start"])[1]
        for side in sides:
            assert exists(row[side], np.array([first], dtype="M8[M]")).all(), row
        assert row["source"]
        assert row["confidence"] in ("high", "medium", "low")
        if row["end"]:
            assert parse_bounds(row["end"])[1] >= parse_bounds(row["start"])[0]


def test_pacts_agree_with_a_data_set_that_does_not_ship(tmp_path: Path) -> None:
    """Ninety-nine in a hundred of our dyad-years are in ATOP; what it has beyond is named in docs/guide/world.md."""
    from tertius.indicators import read_indicators

    atop = read_indicators(atop_of(tmp_path, *map(int, POWERS.values())))
    own = world_facts()
    years = np.arange(1950, 2019)
    found: Counter[tuple[bool, bool]] = Counter()
    for row in read_table(SHIPPED / "pacts.csv"):
        pair = [(row["power"], row["partner"])]
        both = (
            atop.matrix("alliance_defense", pair, years)[0][0],
            atop.matrix("alliance_defense", [pair[0][::-1]], years)[0][0],
        )
        theirs = np.fmax(*both)
        ours = own.matrix("alliance_defense", pair, years)[0][0]
        known = np.isfinite(theirs) & np.isfinite(ours)
        for mine, other in zip(ours[known] > 0, theirs[known] > 0, strict=True):
            found[bool(mine), bool(other)] += 1
    assert found[True, True] / (found[True, True] + found[True, False]) > 0.99
    assert found[True, True] / (found[True, True] + found[False, True]) > 0.93


def test_a_pact_is_in_force_from_its_first_to_its_last_july() -> None:
    facts = world_facts(["USA", "FRA", "SUN", "CHN", "TUR"])
    assert facts.series("USA", "FRA", "alliance_defense", [1948, 1949, 1950])[0].tolist() == [0.0, 0.0, 1.0]
    assert facts.series("CHN", "SUN", "alliance_defense", [1949, 1950, 1979, 1980])[0].tolist()[1:] == [
        1.0,
        1.0,
        0.0,
    ]
    values, reasons = facts.series("TUR", "FRA", "alliance_defense", [1960])
    assert np.isnan(values[0])  # no great power of the list is of the pair
    assert reasons[0]


def test_a_tie_is_missing_from_the_july_it_was_severed_to_the_july_it_was_restored() -> None:
    facts = world_facts(["USA", "SUN", "CUB", "EGY", "PRK", "KOR", "FIN"])
    cuba, egypt = (
        facts.series("USA", each, "no_mission", [1960, 1961, 1973, 1974])[0] for each in ("CUB", "EGY")
    )
    assert cuba.tolist() == [0.0, 1.0, 1.0, 1.0]
    assert egypt.tolist() == [0.0, 0.0, 1.0, 0.0]
    assert facts.series("SUN", "KOR", "no_mission", [1989, 1991])[0].tolist() == [1.0, 0.0]
    assert facts.series("USA", "PRK", "no_mission", [1970])[0][0] == 1.0
    assert np.isnan(facts.series("FIN", "CUB", "no_mission", [1970])[0][0])  # no great power is of the pair
    small = world_facts(["CHN", "KNA", "LCA", "XKX"])
    assert np.isnan(small.series("CHN", "KNA", "no_mission", [1990])[0][0])  # not looked up is not a 0
    assert small.series("CHN", "LCA", "no_mission", [1990])[0][0] == 1.0
    assert small.series("CHN", "XKX", "no_mission", [2010])[0][0] == 1.0


def test_missing_ties_join_states_that_existed_and_follow_one_another() -> None:
    spans: dict[tuple[str, str], list[tuple[dt.date, dt.date]]] = {}
    for row in read_table(SHIPPED / "missions.csv"):
        first = parse_bounds(row["start"])[1]
        last = parse_bounds(row["end"])[1] if row["end"] else dt.date(2025, 12, 31)
        assert exists(row["partner"], first), row
        assert first <= last, row
        assert row["confidence"] in ("medium", "low")
        spans.setdefault((row["power"], row["partner"]), []).append((first, last))
    for found in spans.values():
        found.sort()
        assert all(one[1] < two[0] for one, two in itertools.pairwise(found))


def test_the_two_koreas_and_the_two_germanies_stay_apart() -> None:
    facts = world_facts(["USA", "SUN", "PRK", "KOR", "FRG", "GDR"])
    year = [1970]
    assert facts.series("USA", "KOR", "alliance_defense", year)[0][0] == 1
    assert facts.series("USA", "PRK", "alliance_defense", year)[0][0] == 0
    assert facts.series("SUN", "GDR", "alliance_defense", year)[0][0] == 1
    assert facts.series("SUN", "FRG", "alliance_defense", year)[0][0] == 0


def test_rivalries_are_listed_with_their_years() -> None:
    found = {(each.a, each.b, each.first, each.last) for each in rivalries()}
    assert ("USA", "SUN", 1945, 1989) in found
    assert ("IND", "PAK", 1947, 2025) in found
    assert all(each.first <= each.last for each in rivalries())


def test_a_question_finds_all_evidence_on_its_legs() -> None:
    found = record(["Pakistan", "United States", "China"])
    assert found.sources == ("casebook", "weis", "icews-entities")
    assert found.events is not None
    assert found.facts is not None
    ids = set(found.events.arrow["event_id"].to_pylist())
    assert any(name.startswith("chronicle:UC") for name in ids)  # the rivals' leg has a chronicle of its own
    assert any(name.startswith("chronicle:PK") for name in ids)
    assert any(name.startswith("chronicle:KW") for name in ids)  # an act of another case on the same leg
    states = {row for side in ("source", "target") for row in found.events.arrow[side].to_pylist()}
    assert states <= {"PAK", "USA", "CHN"}
    panels = found.panels(np.datetime64("1966-01"), np.datetime64("1975-12"))
    assert [panel.kind for panel in panels] == ["chronicle", "stream", "chronicle"]


def test_only_one_kind_of_evidence_can_be_asked_for() -> None:
    corners = ["Pakistan", "United States", "China"]
    assert record(corners, only="chronicle").sources == ("casebook",)
    assert record(corners, only="stream").sources == ("weis", "icews-entities")
    alone = record(corners, only="facts")
    assert alone.sources == ()
    assert alone.start >= np.datetime64("1946-01")
    assert record(corners).without("weis").sources == ("casebook", "icews-entities")
    with pytest.raises(BadInput, match="only 'gossip'"):
        record(corners, only="gossip")


def test_a_state_of_which_nothing_is_said_is_named() -> None:
    with pytest.raises(BadInput, match="nothing that ships says a word of TBT"):
        record(["TBT", "USA", "CHN"])


def test_visits_speak_of_one_rival_only() -> None:
    facts = world_facts(["EGY", "USA", "SUN"])
    assert facts.series("USA", "EGY", "visits", [1974])[0][0] > 0
    assert np.isnan(facts.series("SUN", "EGY", "visits", [1974])[0][0])


def test_every_day_of_the_record_is_past() -> None:
    assert max(parse_bounds(row["start"])[0] for row in read_table(SHIPPED / "disputes.csv")) < dt.date(
        2026, 1, 1
    )
