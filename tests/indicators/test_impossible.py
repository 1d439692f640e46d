"""Years, dates and numbers that cannot be are refused with the reason; cells that are no numbers are named."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path

import pytest

from tertius.errors import BadInput
from tertius.indicators import INDICATOR_SOURCES, read_indicators
from tertius.indicators.reading import ANY
from tests.fuzz.test_structural_files import FILES

NEXT = str(dt.date.today().year + 1)
TIMED = sorted(name for name, text in FILES.items() if "year" in text.split("\n")[0].split(","))
NUMBERED = [
    (name, column)
    for name, text in FILES.items()
    for column in text.split("\n")[0].split(",")
    if next((c for c in INDICATOR_SOURCES[name].own_names([column])), "") in INDICATOR_SOURCES[name].numbers
]


def with_row(name: str, path: Path, **cells: str) -> Path:
    """The sample of a source, and its first row again, some cells changed."""
    head, first, *rest = FILES[name].rstrip("\n").split("\n")
    cut = first.split(",")
    row = [cells.get(column, cell) for column, cell in zip(head.split(","), cut, strict=False)]
    path.write_text("\n".join([head, first, *rest, ",".join(row)]) + "\n")
    return path


@pytest.mark.parametrize("year", [NEXT, "2099", "1066"])
@pytest.mark.parametrize("name", [name for name in TIMED if name not in ("us-visits",)])
def test_a_year_that_cannot_be(name: str, year: str, tmp_path: Path) -> None:
    facts = read_indicators(with_row(name, tmp_path / "a.csv", year=year))
    reason = "the year is no year" if year == "1066" else "a year in the future"
    assert facts.refused[reason] == 1
    assert max(facts.table["year"].to_pylist()) <= dt.date.today().year


@pytest.mark.parametrize("name", [name for name in TIMED if INDICATOR_SOURCES[name].since > 1820])
def test_a_year_before_the_source_begins(name: str, tmp_path: Path) -> None:
    since = INDICATOR_SOURCES[name].since
    if name == "us-visits":
        path = tmp_path / "a.csv"
        path.write_text(FILES[name] + 'President,France,Paris,"June 1, 1850",1850,\n')
    else:
        path = with_row(name, tmp_path / "a.csv", year=str(since - 1))
    assert read_indicators(path).refused[f"before the source begins ({since})"] == 1


@pytest.mark.parametrize(("name", "column"), NUMBERED)
@pytest.mark.parametrize("word", ["(5)", "5-", "about 5", "1e999"])
def test_a_cell_that_is_no_number_is_named(name: str, column: str, word: str, tmp_path: Path) -> None:
    try:
        notes = read_indicators(with_row(name, tmp_path / "a.csv", **{column: word})).provenance.notes
    except BadInput:
        pytest.fail("one cell stops the file")
    assert any(f"1 cells are no numbers ({word!r})" in note and column in note for note in notes)


def impossible() -> list[tuple[str, str, float]]:
    found = []
    for name, column in NUMBERED:
        low, high = INDICATOR_SOURCES[name].numbers[INDICATOR_SOURCES[name].own_names([column])[0]]
        if (low, high) != ANY:
            found += [(name, column, bound) for bound in (low - 3.5, high + 12) if math.isfinite(bound)]
    return found


@pytest.mark.parametrize(("name", "column", "value"), impossible())
def test_a_number_that_cannot_be(name: str, column: str, value: float, tmp_path: Path) -> None:
    facts = read_indicators(with_row(name, tmp_path / "a.csv", **{column: str(value)}))
    assert [
        n
        for reason, n in facts.refused.items()
        if column in reason and ("outside" in reason or "below" in reason)
    ] == [1]
    assert value not in facts.table["value"].to_pylist()


@pytest.mark.parametrize("code", ["-9", "-99", "-999"])
def test_a_code_for_missing_is_no_impossible_number(code: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{FILES['nmc']}2,1991,{code},{code},{code},{code}\n")
    facts = read_indicators(path)
    assert not facts.refused
    assert facts.series("USA", "", "cinc", [1991])[1][0] == "missing in the source"


@pytest.mark.parametrize(
    ("date", "year", "reason"),
    [("February 30, 2017", "2017", "no date"), ("31 June 2017", "2017", "no date"), ("2017-13-01", "2017", "no date"),
     ("March 3, 2017", "2016", "the date is of another year than the year beside it"),
     ("2017-03-03", "1917", "the date is of another year than the year beside it"),
     (f"March 3, {NEXT}", NEXT, "a year in the future"), ("", "", "no date")],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["us-visits", "visits"])
def test_a_visit_on_a_day_that_cannot_be(
    kind: str, date: str, year: str, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    head = "office,country,dates,year" if kind == "us-visits" else "visitor,host,date,year"
    who = "President,Japan" if kind == "us-visits" else "USA,Japan"
    path.write_text(f'{head}\n{who},"March 3, 2015",2015\n{who},"{date}",{year}\n')
    facts = read_indicators(path)
    assert facts.refused == {reason: 1}
    assert set(facts.table["year"].to_pylist()) == {2015}


@pytest.mark.parametrize(
    ("date", "year", "wanted"),
    [("spring", "2016", 2016), ("", "2016", 2016), ("n.d.", "2016", 2016), ("December 30, 2016–January 2, 2017", "2016", 2016),
     ("December 30, 2016–January 2, 2017", "2017", 2016), ("March 3, 2016", "", 2016)],
)  # fmt: skip
def test_a_visit_is_of_the_year_in_which_it_began(date: str, year: str, wanted: int, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'office,country,dates,year\nPresident,Japan,"{date}",{year}\n')
    assert set(read_indicators(path).table["year"].to_pylist()) == {wanted}


def test_values_of_future_years_in_a_wide_table_are_refused_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "wdi.csv"
    path.write_text(
        f"Country Name,Country Code,Series Code,1990,{NEXT}\nEgypt,EGY,SP.POP,1,2\nChina,CHN,SP.POP,3,about\n"
    )
    facts = read_indicators(path)
    assert set(facts.table["year"].to_pylist()) == {1990}
    assert any("2 values of years in the future" in note for note in facts.provenance.notes)
    assert any("1 cells are no numbers ('about')" in note for note in facts.provenance.notes)


def test_a_spell_a_member_or_a_part_that_ends_in_the_future(tmp_path: Path) -> None:
    for text in (f"rivalryno,ccode1,ccode2,styear,endyear\n1,2,200,1900,1910\n2,2,365,1950,{NEXT}\n",
                 f"dispnum,ccode,styear,endyear,sidea,hostlev\n7,2,1993,1993,1,2\n7,645,1993,1993,0,4\n"
                 f"8,2,1993,{NEXT},0,4\n"):  # fmt: skip
        path = tmp_path / "a.csv"
        path.write_text(text)
        assert read_indicators(path).refused["a year in the future"] == 1
