"""The shipped casebook: whole, sourced, and what its files say of it."""

from __future__ import annotations

import csv
import subprocess
import sys

import numpy as np
import pytest

from tertius.cases import (
    case_names,
    check_case,
    coder_agreement,
    find_case,
    infer_form,
    load_case,
    read_phases,
    resolve_case,
)
from tertius.errors import BadInput
from tertius.months import parse_bounds
from tests.shared import shared

SIZES = {
    "egypt-washington-moscow": 116,
    "india-washington-moscow": 120,
    "north-korea-moscow-beijing": 160,
    "north-korea-washington-beijing": 180,
    "pakistan-washington-beijing": 90,
    "philippines-washington-beijing": 90,
    "romania-moscow-beijing": 90,
    "vietnam-moscow-beijing": 130,
    "yugoslavia-washington-moscow": 90,
}


def rows(name: str, file: str = "chronicle.csv") -> list[dict[str, str]]:
    with open(resolve_case(name) / file, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_all_nine_ship_with_every_act() -> None:
    assert case_names() == tuple(SIZES)
    assert sum(SIZES.values()) == 1066


@pytest.mark.parametrize("name", SIZES)
def test_a_case_loads_whole(name: str) -> None:
    case = load_case(name)
    assert case.events.arrow.num_rows == SIZES[name]
    assert case.events.refused == {}
    assert case.window[0] < case.window[1]
    assert {"languages", "licence", "cite", "slants", "agreement", "shared"} <= set(case.meta)
    assert all(row["reference"] for row in rows(name))
    assert any("by rule for" in note for note in case.events.provenance.notes)
    first, last = case.window
    dates = [row["earliest"][:7] for row in rows(name)] + [row["latest"][:7] for row in rows(name)]
    assert all(str(first)[: len(date)] <= date <= str(last)[: len(date)] for date in dates)


@pytest.mark.parametrize("name", SIZES)
def test_a_case_passes_its_own_check(name: str) -> None:
    assert check_case(name).findings == ()


@pytest.mark.parametrize("name", SIZES)
def test_every_row_is_marked(name: str) -> None:
    for row in rows(name):
        assert row["kind"] in ("when", "span")
        assert row["form"] in ("bilateral", "trilateral", "multilateral")
        assert {row["kind_basis"], row["form_basis"]} <= {"read", "inferred"}


@pytest.mark.parametrize("name", SIZES)
def test_rows_where_a_rule_is_unsafe_were_read(name: str) -> None:
    """Wide intervals, and acts that name a setting: see docs/guide/cases.md."""
    for row in rows(name):
        first, last = parse_bounds(row["earliest"])[0], parse_bounds(row["latest"])[1]
        if row["strength"] and (last - first).days >= 31:
            assert row["kind_basis"] == "read", row["id"]
        if infer_form(row["act"]) != "bilateral":
            assert row["form_basis"] == "read", row["id"]


@pytest.mark.parametrize("name", SIZES)
def test_coder_agreement_is_what_the_case_says(name: str) -> None:
    found, said = coder_agreement(name), load_case(name).meta["agreement"]
    assert said == {"acts": found.acts, "exact": round(found.exact, 3), "kappa": round(found.kappa, 3)}


def test_unique_beginnings_name_a_case() -> None:
    assert load_case("North Korea Moscow").name == "north-korea-moscow-beijing"
    assert load_case("egypt").pivot == "EGY"
    with pytest.raises(BadInput, match="fits"):
        load_case("north-korea")
    for name in ("x" * 5000, "a\0b"):  # no path at all
        with pytest.raises(BadInput, match="there is no case") as refused:
            resolve_case(name)
        assert len(refused.value.seen) < 100
    with pytest.raises(BadInput, match="no case 'atlantis'"):
        load_case("atlantis")


def test_a_triangle_finds_its_case_whichever_way_it_is_asked() -> None:
    assert find_case("PRK", "CHN", "RUS") == "north-korea-moscow-beijing"
    assert find_case("VNM", "SUN", "CHN") == "vietnam-moscow-beijing"
    assert find_case("DRV", "CHN", "RUS") == "vietnam-moscow-beijing"
    assert find_case("PRK", "USA", "CHN") == "north-korea-washington-beijing"
    assert find_case("SWE", "USA", "RUS") is None


def test_the_article_stands_beside_the_other_voices() -> None:
    moscow, washington = load_case("north-korea-moscow"), load_case("north-korea-washington")
    assert [len(case.phases) for case in (moscow, washington)] == [35, 23]
    lee = moscow.phases_of("LEE Sang-sook 2021")
    assert [str(phase.start) for phase in lee] == ["1956-02", "1960-01", "1962-01", "1964-10", "1966-08"]
    assert lee[-1].declared == "self-reliant"
    assert [phase.head for phase in lee][:3] == ["cautious", "equidistant", "aligned with CHN"]
    later = washington.phases_of("LEE Sang-sook 2021")
    assert [phase.support.split(":")[0] for phase in later] == ["P6", "P6a", "P6b", "P7", "P8"]
    assert later[2].end is None
    assert len(moscow.voices) == 14


def test_the_articles_record_is_split_by_case_and_complete() -> None:
    moscow, washington = load_case("north-korea-moscow"), load_case("north-korea-washington")
    ids = [row["id"] for case in (moscow, washington) for row in rows(case.name, "article-record.csv")]
    with open(shared("seed/events.csv"), encoding="utf-8", newline="") as file:
        coded = {row["id"]: row for row in csv.DictReader(file)}
    assert sorted(ids) == sorted(coded)
    late = rows(washington.name, "article-record.csv")
    assert min(row["earliest"] for row in late) == "1990-01"
    record = moscow.record()
    assert record is not None
    assert record.refused == {}
    assert load_case("egypt").record() is None
    for case in (moscow, washington):
        for row in rows(case.name, "article-record.csv"):
            assert {key: row[key] for key in coded[row["id"]]} == coded[row["id"]]


def test_turns_imprecisions_and_readings_point_at_acts_and_voices() -> None:
    numbers, readings = [], []
    for name in ("north-korea-moscow-beijing", "north-korea-washington-beijing"):
        case = load_case(name)
        acts = {row["id"] for row in rows(name)}
        record = {row["id"] for row in rows(name, "article-record.csv")}
        for turn in case.meta["turns"]:
            assert set(turn["acts"]) <= acts
            assert set(turn["record"]) <= record
        numbers += [entry["number"] for entry in case.meta["imprecisions"]]
        for reading in case.meta["readings"]:
            readings.append(reading["id"])
            assert set(reading["voices"]) <= set(case.voices)
            assert all(start < end for start, end, _ in reading["phases"])
    assert sorted(numbers) == list(range(1, 16))
    assert sorted(readings) == ["R1", "R2", "R3", "R4", "R5", "R6"]


def test_rival_readings_are_phases_like_any_voices() -> None:
    readings = load_case("north-korea-moscow").readings
    assert [(phase.voice, str(phase.start), phase.head) for phase in readings] == [
        ("R2", "1964-10", "aligned with SUN"),
        ("R3", "1961-01", "equidistant"),
        ("R4", "1966-08", "aligned with SUN"),
    ]
    assert len(load_case("north-korea-washington").readings) == 5
    assert load_case("egypt").readings == ()


def test_shared_phase_files_read(tmp_path: object) -> None:
    lee = read_phases(shared("seed/phases.csv"))
    assert len(lee) == 10
    assert lee[-1].head == "equidistance wanted but not yet feasible"
    assert lee[-1].detail == "dependent on CHN"
    assert lee[4].boundary.startswith("start sharp")
    pakistan = read_phases(shared("cases/pakistan-washington-beijing.phases.csv"))
    assert pakistan[0].start == np.datetime64("1954-01")
    assert pakistan[0].end == np.datetime64("1958-12")


def test_importing_the_casebook_stays_light() -> None:
    heavy = "{'pydantic', 'pyarrow', 'polars', 'duckdb'}"
    code = f"import sys, tertius.cases as c; c.case_names(); print(sorted({heavy} & set(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("egpyt", "did you mean egypt-washington-moscow"),
        ("Cuba", "name its two rivals, too: Cuba A B"),
        ("xyzzy", "tertius cases"),
    ],
)
def test_what_may_have_been_meant_is_said(asked: str, hint: str) -> None:
    with pytest.raises(BadInput, match=hint):
        resolve_case(asked)
