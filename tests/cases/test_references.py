"""Every row names a work that a referee can open, with the confidence that it deserves."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from tertius.cases import case_names, chronicle_names, leg_names, load_leg, pooled_events
from tertius.cases.legs import chronicle_path
from tertius.cases.marks import infer_form
from tertius.cases.phases import read_table
from tertius.errors import BadInput
from tertius.months import parse_bounds
from tests.shared import shared

LOOKED_UP = {"VN021", "IN090"}  # the work that the row rested on was not named; another was found
NOT_CHECKABLE = {"YU084", "KW169"}  # the newspaper is not named
ADDRESS = re.compile(r"https?://([^/\s;,)\"]+)")


def table(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def expected(row: dict[str, str], revised: dict[str, str]) -> dict[str, str]:
    """The revised row; where a work was looked up or is not named, our own reference and confidence."""
    if row["id"] in LOOKED_UP:
        return revised | {key: row[key] for key in ("reference", "confidence")}
    return revised | {"confidence": "low"} if row["id"] in NOT_CHECKABLE else revised


@pytest.mark.parametrize("name", case_names())
def test_acts_are_the_coded_ones_with_the_revised_references(name: str) -> None:
    revised = {row["id"]: row for row in table(shared(f"cases/revised/{name}.csv"))}
    rows = table(chronicle_path(name))
    assert [row["id"] for row in rows] == list(revised)
    for row in rows:
        assert {key: row[key] for key in revised[row["id"]]} == expected(row, revised[row["id"]])


@pytest.mark.parametrize("name", case_names())
def test_phases_are_the_dated_ones_with_the_revised_references(name: str) -> None:
    path = chronicle_path(name).parent / "phases.csv"
    if not path.exists():
        return
    columns = ("start", "end", "stance", "support", "reference")
    ours = [(row["voice"], *(row[each] for each in columns)) for row in table(path)]
    for row in table(shared(f"cases/revised/{name}.phases.csv")):
        told = (row["scholar"], *(row[each] for each in columns)) in ours
        assert told == (row["scholar"] != "coder, no scholar yet")


@pytest.mark.parametrize("name", leg_names())
def test_legs_are_the_coded_ones(name: str) -> None:
    coded = table(shared(f"cases/legs/{name}.csv"))
    rows = table(chronicle_path(name))
    assert [{key: row[key] for key in coded[0]} for row in rows] == coded


@pytest.mark.parametrize("name", leg_names())
def test_a_leg_loads_whole_and_its_marks_are_read_where_the_rule_is_unsafe(name: str) -> None:
    events = load_leg(name)
    rows = table(chronicle_path(name))
    assert len(events) == len(rows)
    assert events.refused == events.apart == {}
    for row in rows:
        first, last = parse_bounds(row["earliest"])[0], parse_bounds(row["latest"])[1]
        assert row["kind_basis"] == ("read" if (last - first).days >= 31 else "inferred")
        assert row["form_basis"] == ("read" if infer_form(row["act"]) != "bilateral" else "inferred")


def test_no_year_of_a_leg_is_without_an_act() -> None:
    for name, first in (("moscow-beijing", 1949), ("united-states-china", 1949), ("washington-moscow", 1945)):
        years = {
            year
            for row in table(chronicle_path(name))
            for year in range(int(row["earliest"][:4]), int(row["latest"][:4]) + 1)
        }
        assert years == set(range(first, 2026))


def test_an_unknown_leg_is_refused() -> None:
    with pytest.raises(BadInput, match="no leg 'london-paris'"):
        load_leg("london-paris")


def test_every_address_is_of_a_host_that_publishes_or_keeps_the_original() -> None:
    hosts = set((Path(__file__).parent / "hosts.txt").read_text().split())
    files = [chronicle_path(name) for name in chronicle_names()]
    files += [path.parent / "phases.csv" for path in files if (path.parent / "phases.csv").exists()]
    seen = {
        host
        for path in files
        for row in read_table(path)
        for host in ADDRESS.findall(row["reference"] + " " + row.get("support", ""))
    }
    assert seen - hosts == set()
    assert len(seen) > 150


def test_the_list_of_hosts_is_the_given_one() -> None:
    assert (Path(__file__).parent / "hosts.txt").read_text() == shared("cases/hosts.txt").read_text()


def test_rows_of_low_confidence_can_be_left_out() -> None:
    whole, surer = pooled_events(), pooled_events(least="medium")
    left = whole.arrow["confidence"].to_pylist().count("low")
    assert left > 10
    assert len(whole) - len(surer) == left
    assert any(f"{left} of {len(whole)} acts left out" in note for note in surer.provenance.notes)
    assert set(pooled_events(least="high").arrow["confidence"].to_pylist()) == {"high"}
    with pytest.raises(BadInput, match="confidence 'some'"):
        pooled_events(least="some")
