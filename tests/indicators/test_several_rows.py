"""Several rows of a pair and year, in one file or over files: added, taken once, or said to contradict each other."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.indicators import INDICATOR_SOURCES, Indicators, read_indicators
from tertius.indicators.combining import CONTRADICTED
from tests.fuzz.test_structural_files import FILES
from tests.shared import shared

MORE = {
    "us-visits": 'President,France,Nice,"June 4, 1961",1961,\nPresident,France,Paris,"June 1-3, 1961",1961,again\n',
    "visits": "PRK,CHN,1960-02-01,\nPRK,CHN,1960-03-01,\n",
    "mid": "365,710,1969,2,0,5,4\n710,365,1969,1,1,3,4\n",
    "td": "1,2,200,1905,1912\n",
    "register": "India,France,1970,5,ship,x,5,1970; 1971,New,,1,5,9\n",
}
REGISTER = (
    "Recipient,Supplier,Year of order,Number ordered,Weapon designation,Weapon description,Number delivered,"
    "Year(s) of delivery,status,Comments,SIPRI TIV per unit,SIPRI TIV for total order,"
    "SIPRI TIV of delivered weapons\nIndia,France,1970,5,tank,x,5,1970; 1971,New,,1,5,6\n"
    "India,France,1970,5,plane,x,5,1970,New,,1,5,4\n"
)
SAMPLES = {name: text + MORE.get(name, "") for name, text in {**FILES, "register": REGISTER}.items()}


def cells(facts: Indicators) -> list[tuple[object, ...]]:
    return sorted(
        facts.to_frame().select("a", "b", "year", "name", "value", "reason", "source").rows(), key=str
    )


def parts(text: str) -> tuple[str, list[str]]:
    head, *rows = text.rstrip("\n").split("\n")
    return head, rows


def write(path: Path, head: str, rows: list[str]) -> Path:
    path.write_text("\n".join([head, *rows]) + "\n")
    return path


@pytest.mark.parametrize("name", SAMPLES)
def test_halves_of_a_file_are_the_file(name: str, tmp_path: Path) -> None:
    head, rows = parts(SAMPLES[name])
    whole = cells(read_indicators(write(tmp_path / "whole.csv", head, rows)))
    for cut in range(1, len(rows)):
        halves = [write(tmp_path / "a.csv", head, rows[:cut]), write(tmp_path / "b.csv", head, rows[cut:])]
        try:
            found = [cells(read_indicators(each)) for each in (halves, halves[::-1])]
        except BadInput:  # a half whose rows are refused each for itself
            assert name in ("sipri", "td", "tss")
            continue
        assert found == [whole, whole]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_rows_again_say_nothing_new(name: str, tmp_path: Path) -> None:
    head, rows = parts(SAMPLES[name])
    whole = cells(read_indicators(write(tmp_path / "whole.csv", head, rows)))
    order = np.random.default_rng(1).permutation(2 * len(rows))
    double = write(tmp_path / "double.csv", head, [(rows * 2)[i] for i in order])
    assert cells(read_indicators(double)) == whole
    assert cells(read_indicators([double, tmp_path / "whole.csv"])) == whole


ONE = {
    "nmc": ("2,1990,0.1,5,6,7", "2,1990,0.1,5,8,7", "milper", ("USA", "", 1990)),
    "trade": ("2,200,1990,1,2", "200,2,1990,3,1", "imports", ("GBR", "USA", 1990)),
    "sipri": ("France,India,1970,25", "France,India,1970,30", "arms", ("FRA", "IND", 1970)),
    "un-agreement": ("1990,US,GB,0.5,80", "1990,GB,US,0.7,80", "un_agreement", ("GBR", "USA", 1990)),
    "un-ideal": ("2,40,1.5", "2,40,1.4", "ideal_point", ("USA", "", 1985)),
    "gge": ("CHN,USA,1960,-0.5,3,", "USA,CHN,1960,0.5,3,", "geo_score", ("CHN", "USA", 1960)),
    "fbic": ("USA,KOR,1970,0.1,0.2,0.3", "USA,KOR,1970,0.2,0.2,0.3", "fbic", ("USA", "KOR", 1970)),
    "facts": ("PRK,CHN,1960,aid,1,x", "PRK,CHN,1960,aid,2,", "aid", ("PRK", "CHN", 1960)),
}


@pytest.mark.parametrize("over_files", [False, True])
@pytest.mark.parametrize("name", ONE)
def test_rows_that_contradict_each_other_leave_it_missing(
    name: str, over_files: bool, tmp_path: Path
) -> None:
    row, other, indicator, cell = ONE[name]
    head, rows = parts(FILES[name])
    rows = [row, *rows[1:]]
    clean = cells(read_indicators(write(tmp_path / "a.csv", head, rows)))
    files = [write(tmp_path / "a.csv", head, [*rows, *([] if over_files else [other])])]
    files += [write(tmp_path / "b.csv", head, [other])] if over_files else []
    for each in (files, files[::-1]):
        facts = read_indicators(each)
        odd = set(cells(facts)) - set(clean)
        assert {(fact[:4], *fact[4:6]) for fact in odd if fact[3] == indicator} == {
            ((*cell, indicator), None, CONTRADICTED)
        }
        (note,) = [note for note in facts.provenance.notes if note.startswith(f"indicators: {indicator}: ")]
        assert "contradict each other on a pair and year" in note
        assert ("b.csv" in note) == over_files


def test_a_number_with_fewer_digits_is_no_contradiction(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv", "a,b,year,name,value", ["USA,CHN,1990,x,0.123456789", "USA,CHN,1990,x,0.1234568"]
    )
    facts = read_indicators(path)
    assert facts.series("USA", "CHN", "x", [1990])[0][0] == pytest.approx(0.12345679)
    assert not facts.provenance.notes


def test_two_sources_that_disagree_are_not_added_nor_is_one_preferred(tmp_path: Path) -> None:
    """Shares of all arms would else count one delivery twice."""
    sipri = write(
        tmp_path / "a.csv", "supplier,recipient,year,value", ["France,India,1970,30", "Russia,India,1970,10"]
    )
    own = write(
        tmp_path / "b.csv", "a,b,year,name,value", ["France,India,1970,arms,30", "Russia,India,1970,arms,20"]
    )
    for files in ([sipri, own], [own, sipri]):
        facts = read_indicators(files)
        assert [row[4] for row in cells(facts)] == [30.0, None]
        assert any("a.csv, b.csv contradict each other" in note for note in facts.provenance.notes)


def test_visits_by_year_alone_are_a_row_each_and_once_over_files(tmp_path: Path) -> None:
    rows = ["PRK,SUN,1961", "PRK,SUN,1961"]
    one = write(tmp_path / "a.csv", "visitor,host,year", rows)
    two = write(tmp_path / "b.csv", "visitor,host,year", [*rows, "PRK,SUN,1961"])
    assert read_indicators(one).series("PRK", "SUN", "visits", [1961])[0][0] == 2
    both = read_indicators([one, two])
    assert both.series("PRK", "SUN", "visits", [1961])[0][0] == 3
    assert any(
        "2 rows stand in several of a.csv, b.csv: counted once" in note for note in both.provenance.notes
    )


def test_real_registers_in_any_parts(tmp_path: Path) -> None:
    for name in ("us_visits_1945_2020.csv", "sipri_trade_register_sample.csv"):
        text = shared(f"data/structural/{name}").read_text(
            encoding="latin-1" if "register" in name else "utf-8"
        )
        rows = list(csv.reader(io.StringIO(text)))
        at = next(i for i, row in enumerate(rows) if {"country", "Supplier"} & set(row))
        head, body = rows[at], rows[at + 1 :]
        head = [cell.strip() or f"column {i}" for i, cell in enumerate(head)]
        files = []
        for part, some in {"all": body, "one": body[:100], "two": body[80:200], "three": body[200:]}.items():
            files.append(tmp_path / f"{part}.csv")
            with files[-1].open("w", newline="") as opened:
                csv.writer(opened).writerows([head, *some])
        whole = read_indicators(files[0]).to_frame().sort("name", "a", "b", "year")
        found = read_indicators(files[1:]).to_frame().sort("name", "a", "b", "year")
        assert found.drop("value").equals(whole.drop("value"))
        assert np.allclose(found["value"].to_numpy(), whole["value"].to_numpy())


def test_every_column_of_numbers_is_declared() -> None:
    """So that its cells that are no numbers are named: every source but those of dates alone."""
    none = {key for key, source in INDICATOR_SOURCES.items() if not source.numbers and not source.wide}
    assert none == {"us-visits", "visits"}


def test_blanks_around_a_name_make_no_second_fact(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "a,b,year,name,value", ["USA,CHN,1990,aid,1", "USA,CHN,1991, aid ,2"])
    assert read_indicators(path).names == ("aid",)
