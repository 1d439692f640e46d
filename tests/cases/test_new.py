"""A case of one's own, from nothing or from a spreadsheet, and errors that name row and column."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.cases import check_case, infer_form, infer_kind, load_case, new_case, read_phases, split_label
from tertius.cases.sheet import read_sheet
from tertius.errors import BadInput

SHEET = """Date,Actor,Receiver,Event,Score,Issue,Citation
1955-05-15,Austria,Soviet Union,State treaty signed in Vienna,3,SEC,UNTS 2949
1956-11,Austria,USSR,Vienna condemns the intervention in Hungary,-1,WAR,press of November 1956
1956-12,USA,AUT,Food and credit for refugees,2,ECO,FRUS 1955-57 XXVI
1962,USA,Russia,Cuban missile confrontation,-2,SEC,FRUS 1961-63 XI
1961-06-03,USA,SUN,Kennedy and Khrushchev meet in Vienna at a UN-free summit,1,DIP,FRUS 1961-63 V
"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


def test_a_spreadsheet_becomes_a_case(tmp_path: Path, sheet: Path) -> None:
    folder = new_case(tmp_path / "austria", "Austria", "USA", "SUN", table=sheet)
    case = load_case(folder)
    assert (case.name, case.pivot, case.a, case.b) == ("austria", "AUT", "USA", "SUN")
    assert case.window == (np.datetime64("1955-05"), np.datetime64("1962-12"))
    assert case.events.arrow.num_rows == 5
    assert case.events.refused == {}
    assert set(case.events.arrow["source"].to_pylist()) == {"AUT", "USA"}
    assert set(case.events.arrow["target"].to_pylist()) == {
        "SUN",
        "AUT",
    }  # "Russia" in 1962 is the Soviet Union
    check = check_case(folder)
    assert check.good
    assert check.require() is check
    assert case.phases == ()


def test_an_empty_case_is_started_once(tmp_path: Path) -> None:
    folder = new_case(tmp_path / "new", "PRK", "USA", "CHN", window=("1990-01", "2000-12"))
    check = check_case(folder)
    assert check.acts == 0
    assert check.good
    assert "no acts yet" in str(check.findings[0])
    with pytest.raises(BadInput, match="holds a case already"):
        new_case(folder, "PRK", "USA", "CHN")


def test_same_state_twice_and_unknown_state(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="three different"):
        new_case(tmp_path / "x", "PRK", "USA", "USA")
    with pytest.raises(BadInput):
        new_case(tmp_path / "y", "Atlantis", "USA", "CHN")
    assert not (tmp_path / "y").exists()


def test_a_spreadsheet_without_a_needed_column(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("Date,Actor,Event\n1955,AUT,x\n", encoding="utf-8")
    with pytest.raises(BadInput, match="target"):
        new_case(tmp_path / "x", "AUT", "USA", "SUN", table=path)


@pytest.mark.parametrize(
    "row",
    [b"1956-07-26,EGY,USA,\x9b31m,-2", b"1956-07-26,EGY,USA", b'1956-07-26,EGY,USA,"open,-2'],
    ids=["bytes", "short", "quote"],
)
def test_a_row_that_cannot_be_read_starts_nothing(row: bytes, tmp_path: Path) -> None:
    path = tmp_path / "acts.csv"
    path.write_bytes(
        b"date,source,target,act,strength\n1955-09-27,EGY,SUN,\xc3\xa9t\xc3\xa9,3\n1955-10-01,EGY,SUN,\xc3\xa9t\xc3\xa9,3\n"
        + row
        + b"\n1957-01-05,EGY,USA,aid,1\n"
    )
    assert len(read_sheet(path).problems) == 1
    with pytest.raises(BadInput, match="could not be read"):
        new_case(tmp_path / "x", "EGY", "USA", "SUN", table=path)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("row", "lacks"),
    [(",EGY,SUN,aid,1", "date"), ("1956,,SUN,aid,1", "source"), ("1956,EGY,,aid,1", "target")],
)
def test_an_act_that_lacks_a_part_is_a_problem(row: str, lacks: str, tmp_path: Path) -> None:
    path = tmp_path / "acts.csv"
    path.write_text(f"date,source,target,act,strength\n1955-09-27,EGY,SUN,arms,3\n{row}\n")
    assert read_sheet(path).problems == (f"row 2: no {lacks}",)


def test_notes_below_a_table_and_rough_dates_are_told(tmp_path: Path) -> None:
    path = tmp_path / "acts.csv"
    path.write_text(
        "date,source,target,act,strength\nc. 1955,EGY,SUN,arms,3\nMay 1956,EGY,USA,talks,1\nNote: after Heikal\n"
    )
    preview = read_sheet(path)
    assert not preview.problems
    assert {"1 line of notes below the table skipped"} <= set(preview.notes)
    assert preview.dates["c. 1955"] == "1954-01-01 to 1956-12-31"
    assert (preview.rows[0]["kind"], preview.rows[0]["doubt"]) == ("when", "date given as c. 1955")


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("strength", "5", "whole number from -3 to 3"),
        ("earliest", "1961-13", "does not exist"),
        ("latest", "1950", "before earliest"),
        ("directed", "maybe", "'yes' or 'no'"),
        ("issues", "MOON", "MOON is not among"),
        ("form", "solo", "bilateral"),
        ("kind", "perhaps", "when"),
        ("role", "rumour", "evidence or covariate"),
        ("reference", "", "at least 1 character"),
        ("strength", "", "needs a strength"),
    ],
)
def test_an_error_names_row_and_column(
    tmp_path: Path, sheet: Path, column: str, value: str, words: str
) -> None:
    import csv

    folder = new_case(tmp_path / "austria", "AUT", "USA", "SUN", table=sheet)
    with open(folder / "chronicle.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[2][column] = value
    with open(folder / "chronicle.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    check = check_case(folder)
    assert len(check.errors) == 1
    assert check.errors[0].row == 3
    assert "chronicle.csv, row 3" in str(check.errors[0])
    assert words in str(check.errors[0])
    if check.errors[0].column:
        assert check.errors[0].column == column
    with pytest.raises(BadInput, match="row 3"):
        check.require()


def test_other_things_a_check_sees(tmp_path: Path, sheet: Path) -> None:
    folder = new_case(tmp_path / "austria", "AUT", "USA", "SUN", table=sheet)
    text = (
        (folder / "chronicle.csv")
        .read_text(encoding="utf-8")
        .replace("A002", "A001")
        .replace(",USA,AUT,", ",USA,ATL,")
    )
    (folder / "chronicle.csv").write_text(text, encoding="utf-8")
    found = [str(finding) for finding in check_case(folder).findings]
    assert any("A001 stands in row 1 already" in line for line in found)
    assert any("'ATL' is no state" in line for line in found)
    assert any("no act between AUT-USA" in line for line in found)


def test_bad_toml_and_missing_files(tmp_path: Path) -> None:
    folder = new_case(tmp_path / "x", "PRK", "USA", "CHN")
    toml = folder / "case.toml"
    good = toml.read_text(encoding="utf-8")
    for bad, words in (
        ("title = [", "not valid TOML"),
        (good.replace("pivot", "pivott"), "lacks pivot"),
        (good.replace('window = ["1950-01", "1990-12"]', 'window = "1950"'), "window"),
    ):
        toml.write_text(bad, encoding="utf-8")
        with pytest.raises(BadInput, match=words):
            load_case(folder)
    toml.write_text(good.replace('b = "CHN"', 'b = "USA"'), encoding="utf-8")
    assert "three different states" in str(check_case(folder).errors[0])
    toml.write_text(good, encoding="utf-8")
    (folder / "chronicle.csv").unlink()
    with pytest.raises(BadInput, match="does not exist"):
        load_case(folder)
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match=r"no case\.toml"):
        load_case(tmp_path / "empty")


def test_phases_refuse_what_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "phases.csv"
    for text, words in (
        ("voice,start,end\nA,1950,1951\n", "stance"),
        ("voice,start,end,stance\nA,1951,1950,aligned with X\n", "row 1"),
        ("voice,start,end,stance\nA,soon,1950,aligned with X\n", "row 1"),
        ("voice,start,end,stance\nA,1950,1951,\n", "no stance"),
        ("voice,start,end,stance\nA,1950,1951,x,y,z\n", "more cells"),
        ("voice,start,end,stance\n", "no rows"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(BadInput, match=words):
            read_phases(path)


@given(
    st.text(alphabet="ab c", min_size=1).map(str.strip).filter(bool), st.text(alphabet="xy z").map(str.strip)
)
def test_labels_split_and_join(head: str, detail: str) -> None:
    label = f"{head} ({detail})" if detail else head
    assert split_label(label) == (head, detail)


def test_marks() -> None:
    assert infer_kind("1990", "1990") == "when"
    assert infer_kind("1990", "1991") == "span"
    assert infer_kind("", "1991") == "span"
    with pytest.raises(BadInput):
        infer_kind("1991", "1990")
    assert infer_form("Kim Jong-un visits Beijing") == "bilateral"  # "un" is no UN
    assert infer_form("Trilateral talks open") == "trilateral"
    assert infer_form("Vote at the UN") == "multilateral"


@pytest.mark.parametrize("there", ["chronicle.csv", "phases.csv", "case.toml"])
def test_work_that_lies_there_is_not_written_over(there: str, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / there).write_text("years of work")
    (folder / "notes.txt").write_text("more")
    with pytest.raises(BadInput, match=there):
        new_case(folder, "PRK", "USA", "CHN")
    assert {path.name: path.read_text() for path in folder.iterdir()} == {
        there: "years of work",
        "notes.txt": "more",
    }
    for number in (1, 2):
        new_case(folder, "PRK", "USA", "CHN", force=True)
        assert (folder / f"{there}.before-{number}").exists()
    assert (folder / f"{there}.before-1").read_text() == "years of work"
    assert (folder / there).read_text() != "years of work"


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match="no folder"):
        new_case(tmp_path / "file", "PRK", "USA", "CHN", force=True)


ORDERS = [
    "=cmd|' /C calc'!A0", "=1+1", "+trade pact", "-talks broken off", "@SUM(A1)", "\uff1d1+1", " =1+1", "it's =1", "'quoted'",
]  # fmt: skip


@pytest.mark.parametrize("act", ORDERS)
def test_no_cell_of_a_started_case_is_a_formula_and_none_is_changed_by_that(tmp_path: Path, act: str) -> None:
    sheet = tmp_path / "mine.csv"
    quoted = act.replace('"', '""')
    sheet.write_text(SHEET.replace("State treaty signed in Vienna", f'"{quoted}"'), encoding="utf-8")
    folder = new_case(tmp_path / "austria", "Austria", "USA", "SUN", table=sheet)
    with open(folder / "chronicle.csv", encoding="utf-8", newline="") as file:
        cells = [text for row in csv.reader(file) for text in row]
    assert not [text for text in cells if text.lstrip()[:1] in tuple("=@\uff1d") or text.startswith("-talks")]
    first = load_case(folder).events.arrow["act"].to_pylist()[0]
    assert first == next(row["act"] for row in read_sheet(sheet).rows if row["earliest"].startswith("1955"))
    assert check_case(folder).good
