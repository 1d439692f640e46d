"""Tables as people fill them: the same rows in any spelling of dates, numbers, names and columns say the same."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertius.errors import BadInput
from tertius.events import EventTable, read_events
from tertius.files.dates import read_dates
from tests.events.test_dresses import shape

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2020, 12, 31))


def read(
    folder: Path, rows: list[str], head: str = "date,source,target,score", *, encoding: str = "utf-8"
) -> EventTable:
    path = folder / "own.csv"
    path.write_bytes("\n".join([head, *rows]).encode(encoding))
    return read_events(path)


def bounds(text: str) -> tuple[str, str] | None:
    found = read_dates({text: 1}).bounds.get(text)
    return (str(found[0]), str(found[1])) if found else None


@pytest.mark.parametrize(
    ("texts", "first", "last"),
    [
        ("spring 1971|Spring of 1971|printemps 1971|primavera 1971|весна 1971|1971년 봄|1971年春", "1971-03-01", "1971-05-31"),
        ("autumn 1971|fall 1971|otoño 1971|가을 1971", "1971-09-01", "1971-11-30"),
        ("early 1971|beginning of 1971|début 1971|1971년 초|1971年初", "1971-01-01", "1971-04-30"),
        ("late May 1971|end of May 1971|1971년 5월 말|1971年5月下旬|fin mai 1971", "1971-05-21", "1971-05-31"),
        ("mid-May 1971|middle of May 1971|1971년 5월 중순", "1971-05-11", "1971-05-20"),
        ("H2 1971|1971 H2|second half of 1971|1971년 하반기|1971年下半年", "1971-07-01", "1971-12-31"),
        ("1971-72|1971/72|1971–1972|1971-1972", "1971-01-01", "1972-12-31"),
        ("1970s|the 1970s", "1970-01-01", "1979-12-31"),
        ("May/June 1971|May-June 1971|mai-juin 1971", "1971-05-01", "1971-06-30"),
        ("winter 1971-72", "1971-12-01", "1972-02-29"),
        ("3rd quarter 1971|third quarter of 1971|Q3 1971", "1971-07-01", "1971-09-30"),
        ("05/1971|5.1971|1971. 5.|1971-05|May 1971|197105|197105.0", "1971-05-01", "1971-05-31"),
        ("1971. 5. 3.|3-May-71|19710503.0|1971년 5월 3일", "1971-05-03", "1971-05-03"),
        ("2012-W05|week 5 2012", "2012-01-30", "2012-02-05"),
        ("c. 1971|circa 1971|ca. 1971|about 1971|1971?|~1971|1971년경|1971年左右", "1970-01-01", "1972-12-31"),
        ("c. May 1971|May 1971?|about 1971-05|1971년 5월경", "1971-04-01", "1971-06-30"),
        ("c. 15 May 1971|15 May 1971 (?)|1971-05-15?", "1971-05-08", "1971-05-22"),
        ("1971-05-00|1971-05-XX|1971-05-??|19710500", "1971-05-01", "1971-05-31"),
        ("1971-00-00|1971-XX-XX|1971-??-??", "1971-01-01", "1971-12-31"),
        ("1971-05-03/1971-05-09|1971-05-03 - 1971-05-09|1971.05.03~1971.05.09|3-9 May 1971", "1971-05-03", "1971-05-09"),
        ("1971-05/1971-06|1971-05 to 1971-06", "1971-05-01", "1971-06-30"),
        ("4.XI.1971|4 XI 1971|4. November 1971|Donnerstag, 4. November 1971|jueves 4 de noviembre de 1971|4 listopada 1971"
         "|четверг, 4 ноября 1971 г.|1971/11/4(木)|1971-11-04 (Thu)|1971년 11월 4일 목요일", "1971-11-04", "1971-11-04"),
        ("first week of May 1971", "1971-05-01", "1971-05-07"),
        ("last week of May 1971", "1971-05-25", "1971-05-31"),
        ("summer-autumn 1971", "1971-06-01", "1971-11-30"),
        ("mid-1970s", "1974-01-01", "1976-12-31"),
        ("1971-05-03T00:00:00Z|1971-05-03 12:30 PM|1971-05-03 00:00:00 UTC|1971-05-03 00:00:00.000", "1971-05-03", "1971-05-03"),
    ],
)  # fmt: skip
def test_stretches_of_time(texts: str, first: str, last: str) -> None:
    assert {text: bounds(text) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), (first, last))


@pytest.mark.parametrize(
    "text", ["winter 1971", "c. early", "before 1971", "by May 1971", "after May 1971", "not before May 1971", "never May 1971",
             "until 5 May 1971", "pre-1971", "since 1971", "1971-05-03 before noon",
             "May or 1971", "n.d.", "?", "early", "1972-1971", "mid",
             "1971-13-45", "0000", "late early 1971",
             "5th quarter 1971", "1971-W60", "31-Feb-71", "spring May 1971"],
)  # fmt: skip
def test_what_is_open_or_no_date_is_not_guessed(text: str) -> None:
    assert bounds(text) is None


def test_an_interval_of_figures_is_read_in_the_order_of_its_column() -> None:
    found = read_dates({"3/5/1971 - 9/5/1971": 1, "13/5/1971": 1})
    assert tuple(map(str, found.bounds["3/5/1971 - 9/5/1971"])) == ("1971-05-03", "1971-05-09")


def test_a_rough_date_is_noted() -> None:
    found = read_dates({"c. 1971": 2, "1972-03-01": 5}, column="when")
    assert found.about == {"c. 1971"}
    assert "when: 2 rough dates ('c. 1971')" in found.notes[0]


def test_day_numbers_among_dates_only_where_they_lie_among_them() -> None:
    found = read_dates({"1990-01-01": 3, "1991-06-30": 1, "33000": 1, "12000": 1})
    assert str(found.bounds["33000"][0]) == "1990-05-07"
    assert "12000" not in found.bounds
    assert any("1 cell with day numbers" in note for note in found.notes)


@QUICK
@given(DAYS)
def test_a_day_as_programs_write_it_is_the_day_that_is_typed(day: dt.date) -> None:
    """The short way for ``1971-05-02`` gives what the long one, taken by a text with a blank behind it, gives."""
    texts = [day.isoformat(), f"{day.isoformat()} ", f"{day.isoformat()[:5]}13{day.isoformat()[7:]}"]
    found = [read_dates({text: 1}) for text in texts]
    assert found[0].bounds[texts[0]] == found[1].bounds[texts[1]] == (day, day)
    assert (found[0].odd, found[0].about, found[2].bounds) == ({}, frozenset(), {})


@QUICK
@given(st.text(max_size=24))
def test_any_text_is_a_date_with_its_first_day_first_or_none(text: str) -> None:
    found = read_dates({text: 1}).bounds.get(text)
    assert found is None or found[0] <= found[1]


@QUICK
@given(days=st.lists(DAYS, min_size=2, max_size=12), data=st.data())
def test_one_order_of_day_and_month_over_all_columns_of_dates(
    days: list[dt.date], data: st.DataObject, tmp_path: Path
) -> None:
    """A first and a last day in two columns: where either column tells the order, both are read so."""
    days.append(dt.date(1999, 5, 28))  # tells
    rows, wanted = [], []
    for day in days:
        end = day + dt.timedelta(data.draw(st.integers(0, 2)))
        rows.append(f"{day.day}/{day.month}/{day.year},{end.day}/{end.month}/{end.year},USA,CHN,1")
        wanted.append((day, end))
    table = read(tmp_path, rows, "start,end,source,target,score")
    assert (
        list(zip(*(table.arrow[name].to_pylist() for name in ("earliest", "latest")), strict=True)) == wanted
    )


def test_day_numbers_of_a_spreadsheet(tmp_path: Path) -> None:
    table = read(tmp_path, ["41044,RUS,PRK,1", "41045.0,RUS,PRK,1"])
    assert [str(day) for day in table.arrow["earliest"].to_pylist()] == ["2012-05-15", "2012-05-16"]
    assert any("day numbers" in note for note in table.provenance.notes)
    with pytest.raises(BadInput):
        read(tmp_path, ["99999,RUS,PRK,1"])


DRESSES: dict[str, Callable[[str], str]] = {
    "no width": lambda cell: f"\u200b{cell}\ufeff",
    "hard blanks": lambda cell: f"\u00a0{cell}\u2003",
    "wide": lambda cell: "".join(
        chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c not in ',"' else c for c in cell
    ),
    "apostrophe": lambda cell: f"'{cell}",
    "decomposed": lambda cell: unicodedata.normalize("NFD", cell),
}
PLAIN = [
    ("2001-03-04", "USA", "China", "1.5"),
    ("2001-03-05", "Côte d'Ivoire", "FRA", "-2"),
    ("2002-07-01", "710", "365", "0"),
]


@pytest.mark.parametrize("dress", DRESSES)
def test_what_no_eye_sees_changes_nothing(dress: str, tmp_path: Path) -> None:
    wanted = shape(read(tmp_path, [",".join(row) for row in PLAIN]))
    assert len(wanted) == 3
    rows = [",".join(DRESSES[dress](cell) for cell in row) for row in PLAIN]
    assert shape(read(tmp_path, rows)) == wanted


def test_blank_cells_behind_the_last_column_are_none(tmp_path: Path) -> None:
    wanted = shape(read(tmp_path, [",".join(row) for row in PLAIN]))
    assert shape(read(tmp_path, [",".join(row) + ",, ," for row in PLAIN])) == wanted
    table = read(tmp_path, [*(",".join(row) for row in PLAIN), "2001-03-04,USA,China,1,,more"])
    assert table.refused == {"wrong column count": 1}


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32", "utf-8-sig"])
def test_any_line_end_in_any_encoding(end: str, encoding: str, tmp_path: Path) -> None:
    wanted = shape(read(tmp_path, [",".join(row) for row in PLAIN]))
    (tmp_path / "own.csv").write_bytes(
        end.join(["date,source,target,score", *(",".join(row) for row in PLAIN)]).encode(encoding)
    )
    assert shape(read_events(tmp_path / "own.csv")) == wanted


def test_a_day_in_three_columns(tmp_path: Path) -> None:
    wanted = shape(read(tmp_path, ["1962-06-05,SUN,PRK,1", "1962-06,SUN,PRK,1", "1962,SUN,PRK,1"]))
    rows = ["1962,6,5,SUN,PRK,1", "1962,6.0,,SUN,PRK,1", "1962.0,,,SUN,PRK,1"]
    assert shape(read(tmp_path, rows, "Year,Month,Day,source,target,score")) == wanted
    years = read(tmp_path, ["1962,SUN,PRK,1"], "year,source,target,score")
    assert shape(years) == [row for row in wanted if str(row[0]) == "1962-01-01"]
    dated = read(tmp_path, ["1962-06-05,1,1,1,SUN,PRK,1"], "date,year,month,day,source,target,score")
    assert str(dated.arrow["earliest"][0]) == "1962-06-05"


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Date;Pays source;Pays cible;Valeur", "26 mai 2011;Allemagne;États-Unis;1,5"),
        ("Fecha;País origen;País destino;Valor", "26 de mayo de 2011;Alemania;Estados Unidos;1,5"),
        ("fecha;emisor;receptor;puntuación", "26/5/2011;Alemania;EE.UU.;1,5"),
        ("дата;источник;цель;оценка", "26 мая 2011;Германия;США;1,5"),
        ("дата события;страна 1;страна 2;балл", "26.05.2011;Германия;Соединённые Штаты Америки;1,5"),
        ("날짜;국가1;국가2;점수", "2011. 5. 26.;독일;미국;1,5"),
        ("发生日期;国家1;国家2;得分", "2011年5月26日;德国;美利坚合众国;1,5"),
        ("date of event;state a;state b;rating", "26 May 2011;Germany;United States;1,5"),
    ],
)
def test_columns_and_states_in_six_languages(head: str, row: str, tmp_path: Path) -> None:
    (found,) = shape(read(tmp_path, [row], head))
    assert found[2:7] == ("DEU", "USA", "score", None, 1.5)
    assert str(found[0]) == str(found[1]) == "2011-05-26"


@QUICK
@given(numbers=st.lists(st.integers(-999, 999), min_size=1, max_size=8), commas=st.data())
def test_a_comma_or_a_point_before_one_or_two_decimals_is_the_same(
    numbers: list[int], commas: st.DataObject, tmp_path: Path
) -> None:
    """Whatever the others of the column: only a comma before three figures can be one of the thousands."""
    texts = [f"{number / 100:.2f}" for number in numbers]
    mixed = [text.replace(".", ",") if commas.draw(st.booleans()) else text for text in texts]
    table = read(tmp_path, [f"2001-01-01;USA;CHN;{text}" for text in mixed], "date;source;target;score")
    assert table.arrow["value"].to_pylist() == pytest.approx([number / 100 for number in numbers])


def test_every_row_is_read_in_its_own_vocabulary(tmp_path: Path) -> None:
    rows = ["2023-01-01,USA,RUS,CONSULT-meet,plover", "2023-01-01,RUS,USA,190,cameo", "2023-01-02,USA,RUS,223,WEIS",
            "2023-01-03,USA,RUS,Q4,quad", "2023-01-03,USA,RUS,4,quad", "2023-01-04,USA,RUS,20,cameo",
            "2023-01-04,USA,RUS,42,cameo"]  # fmt: skip
    table = read(tmp_path, rows, "date,source,target,code,vocabulary")
    codes = list(zip(*(table.arrow[name].to_pylist() for name in ("vocabulary", "code")), strict=True))
    assert codes == [("plover", "CONSULT-meet"), ("cameo", "190"), ("weis", "223"), ("quad", "4"), ("quad", "4"),
                     ("cameo", "020"), ("cameo", "042")]  # fmt: skip
    assert table.provenance.sources[0].understood["unscored"] == 0
