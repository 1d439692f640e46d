"""One choice for a file is made by the weight of all its rows, in any order; a row at odds with itself stands apart."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertius.events import read_events, score_codes
from tests.events import make_files as make

CAMEO = ["010", "036", "042", "043", "0255", "0311", "111", "112", "190", "193", "057", "084"]
WEIS = ["031", "032", "212", "221", "223", "224", "095", "066", "122", "160", "061", "101"]
QUIET = {"max_examples": 30, "deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


def keds(path: Path, codes: list[str]) -> Path:
    rows = [
        f"{1990 + i % 9}-01-0{1 + i % 9},{'TURGOV' if i % 3 else 'TUR'},GRC,{code}"
        for i, code in enumerate(codes)
    ]
    path.write_text("date,source,target,code\n" + "\n".join(rows) + "\n")
    return path


@settings(**QUIET)
@given(
    st.lists(st.sampled_from(CAMEO), min_size=12, max_size=30),
    st.permutations(["0841]", "145]", "x"]),
    st.randoms(),
)
def test_damaged_codes_decide_nothing(tmp_path: Path, codes: list[str], bad: list[str], rng: object) -> None:
    every = ["0255", "036", *codes, *bad]
    rng.shuffle(every)  # type: ignore[attr-defined]
    table = read_events(keds(tmp_path / "a.csv", every))
    assert set(table.to_frame()["vocabulary"]) == {"cameo"}
    assert table.refused == {"no code": 3}


@settings(**QUIET)
@given(
    st.lists(st.sampled_from(WEIS), min_size=12, max_size=30).filter(
        lambda codes: len({*codes} & {"212", "221", "223"}) > 1
    )
)
def test_weis_is_weis(tmp_path: Path, codes: list[str]) -> None:
    assert set(read_events(keds(tmp_path / "a.csv", codes)).to_frame()["vocabulary"]) == {"weis"}


@settings(**QUIET)
@given(
    st.permutations(
        ["YUG,KSV,224", "YUG,ETHALB,212", "USAGOV,RUSGOV,031", "RUS,USA,223", "SER,BOS,222", "FRN,UNK,031"]
    )
)
def test_the_order_of_rows_decides_nothing(tmp_path: Path, rows: list[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("date,source,target,code\n" + "\n".join(f"1999-04-02,{row}" for row in rows) + "\n")
    table = read_events(path)
    assert table.datasets == ("keds",)
    found = {(row["source"], row["target"]) for row in table.to_frame().rows(named=True)}
    assert ("USA", "RUS") in found
    assert ("FRA", "GBR") in found


def test_the_project_s_own_countries(tmp_path: Path) -> None:
    lines = [
        "950103 UNK SER 031",
        "950104 SWZ AUS 032",
        "950105 AUL JAP 031",
        "950106 CHE RUS 223",
        "950107 ZZQ RUS 223",
    ]
    table = read_events(make.write(tmp_path / "a.keds", lines))
    rows = table.to_frame().rows(named=True)
    assert [(row["source"], row["target"]) for row in rows[:3]] == [
        ("GBR", "YUG"),
        ("CHE", "AUT"),
        ("AUS", "JPN"),
    ]
    assert rows[3]["source"] is None  # Chechnya, not Switzerland
    assert any("ZZQ (1)" in note for note in table.provenance.notes)


@settings(**QUIET)
@given(
    st.lists(
        st.sampled_from(["010", "020", "042", "043", "036", "0311", "190", "112"]), min_size=4, max_size=20
    )
)
def test_zeros_that_were_lost_are_put_back(tmp_path: Path, codes: list[str]) -> None:
    codes = ["042", "036", *codes]  # some code that is none without its zero
    whole, lost = tmp_path / "whole.csv", tmp_path / "lost.csv"
    for path, form in ((whole, str), (lost, lambda code: str(int(code)))):
        rows = [f"2001-02-03,RUS,CHN,{form(code)}" for code in codes]
        path.write_text("date,source,target,code\n" + "\n".join(rows) + "\n")
    one, two = (read_events(path, mark=False).arrow for path in (whole, lost))
    assert one["code"].to_pylist() == two["code"].to_pylist()
    assert np.allclose(score_codes(one), score_codes(two))


def test_the_score_beside_tells_whether_a_zero_was_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "date,source,target,code,goldstein\n2001-02-03,RUS,CHN,20,3.0\n2001-02-04,RUS,CHN,190,-10\n"
    )
    assert read_events(path).to_frame()["code"].to_list() == ["020", "190"]


def test_a_row_that_contradicts_itself_is_set_apart(tmp_path: Path) -> None:
    good = {"EventCode": "042", "EventRootCode": "04", "GoldsteinScale": "1.9"}
    lines = [
        make.gdelt(GLOBALEVENTID="1", **good),
        make.gdelt(GLOBALEVENTID="2", **{**good, "GoldsteinScale": "-10"}),
        make.gdelt(GLOBALEVENTID="3", **{**good, "EventRootCode": "19"}),
    ]
    table = read_events(make.write(tmp_path / "a.CSV", lines))
    assert table.apart == {"score contradicts the code": 1, "root contradicts the code": 1}


@pytest.mark.parametrize(("added", "day", "wanted"), [
    ("20200102", "19200102", dt.date(2020, 1, 2)), ("20191231", "19191231", dt.date(2019, 12, 31)),
    ("20200105", "19200104", dt.date(2020, 1, 4)), ("20130501", "20030501", dt.date(2003, 5, 1)),
])  # fmt: skip
def test_a_century_off(tmp_path: Path, added: str, day: str, wanted: dt.date) -> None:
    table = read_events(make.write(tmp_path / "a.CSV", [make.gdelt(SQLDATE=day, DATEADDED=added)]))
    assert table.to_frame()["earliest"].to_list() == [wanted]
    assert any("hundred years" in note for note in table.provenance.notes) == (day[:2] == "19")


def test_the_future_and_a_stray_date_are_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    days = [*(f"2014-{month:02d}-03" for month in range(1, 13)), "1914-06-01", "2999-01-01"]
    path.write_text("date,source,target,code\n" + "\n".join(f"{day},RUS,CHN,040" for day in days) + "\n")
    table = read_events(path)
    assert table.apart == {"dated after today": 1}
    assert any("decades from all others (1914-06-01" in note for note in table.provenance.notes)


@settings(**QUIET)
@given(st.lists(st.dates(dt.date(1990, 1, 1), dt.date(2020, 12, 31)), min_size=3, max_size=12), st.booleans())
def test_day_and_month_have_one_order(tmp_path: Path, days: list[dt.date], first: bool) -> None:
    path = tmp_path / "a.csv"
    days = [*days, dt.date(2001, 2, 13)]  # one date that leaves no choice
    form = "{0.day}/{0.month}/{0.year}" if first else "{0.month}/{0.day}/{0.year}"
    path.write_text(
        "date,source,target,code\n" + "\n".join(f"{form.format(day)},RUS,CHN,042" for day in days) + "\n"
    )
    table = read_events(path, mark=False)
    assert table.refused == {}
    assert table.to_frame()["earliest"].to_list() == days


def test_an_order_that_nothing_tells_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("date,source,target,code\n03/02/2020,RUS,CHN,042\n04/05/2020,RUS,CHN,042\n")
    assert any(
        "no date tells whether the day or the month" in note for note in read_events(path).provenance.notes
    )


def test_polecat_s_modes_are_their_types_everywhere(tmp_path: Path) -> None:
    lines = [make.POLECAT.replace("Intensity", "Event Intensity")]
    both = (("CHN", "RUS"), ("RUS", "CHN"))
    lines += [make.polecat(**{"Event ID": str(i), "Actor Country": a, "Actor Name": a, "Recipient Country": b, "Recipient Name": b})  # noqa: E501
              for i, (a, b) in enumerate(both)]  # fmt: skip
    table = read_events(make.write(tmp_path / "a.txt", lines))
    assert table.to_frame()["value"].to_list() == [1.5, 1.5]
    assert table.to_frame()["dup_rule"].to_list() == [None, "mirrored"]
    for scale in ("goldstein", "quad", "plover", "strength"):
        assert not np.isnan(score_codes(table.arrow, scale)).any()


def test_the_reduced_file_counts_its_events(tmp_path: Path) -> None:
    lines = ["Date\tSource\tTarget\tCAMEOCode\tNumEvents\tNumArts\tQuadClass\tGoldstein",
             "19790101\tUSAGOV\tRUSGOV\t042\t7\t30\t1\t1.9", "19790102\tUSA\tCHN\t040\t50\t90\t1\t1.0",
             "19790102\tUSA\tCHN\t040\tmany\t90\t1\t1.0"]  # fmt: skip
    table = read_events(make.write(tmp_path / "a.txt", lines))
    assert len(table) == 57
    assert table.to_frame()["dup_of"].null_count() == 57
    assert table.refused == {"no number of events": 1}


@pytest.mark.parametrize(("code", "name", "wanted"), [
    ("ROM", "ROMANIA", "ROU"), ("SVN", "SLOVENIA", "SVN"), ("BIHGOV", "SARAJEVO", "BIH"), ("MNE", "MONTENEGRO", "MNE"),
    ("GOV", "ROMANIA", None), ("SUN", "SUNNI", None), ("CVL", "CITIZEN", None),
])  # fmt: skip
def test_a_state_named_without_its_country_code(
    tmp_path: Path, code: str, name: str, wanted: str | None
) -> None:
    line = make.gdelt(
        Actor2Code=code, Actor2Name=name, Actor2CountryCode="", EventCode="042", GoldsteinScale="1.9"
    )
    (row,) = read_events(make.write(tmp_path / "a.CSV", [line])).to_frame().rows(named=True)
    assert row["target"] == wanted
    assert row["apart"] == (None if wanted else "non-state actor")
