"""Tables in the dress in which people have them say what the same rows say in plain commas."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tertius.errors import BadInput
from tertius.events import EventTable, read_events
from tertius.files.encoding import to_utf8

HEAD = ("date", "source", "target", "score")
ROWS = [
    ("1990-01-01", "USA", "China", "3"),
    ("1990-02-03", "China", "USA", "-2.5"),
    ("1990-03-04", "North Korea", "South Korea", "-4"),
    ("1991-05-06", "India", "Pakistan", "1"),
]
RECORDS: list[dict[str, Any]] = [dict(zip(HEAD, row, strict=True)) for row in ROWS]


def lines(rows: list[tuple[str, ...]], mark: str = ",") -> str:
    return "".join(mark.join(row) + "\n" for row in rows)


def said(events: EventTable) -> list[tuple[Any, ...]]:
    names = ("earliest", "latest", "source", "target", "value", "apart")
    return sorted(tuple(str(row[name]) for name in names) for row in events.arrow.to_pylist())


def read(folder: Path, body: str | bytes, name: str = "own.csv") -> EventTable:
    path = folder / name
    path.write_bytes(body.encode() if isinstance(body, str) else body)
    return read_events(path)


@pytest.fixture
def plain(tmp_path: Path) -> list[tuple[Any, ...]]:
    return said(read(tmp_path, lines([HEAD, *ROWS]), "plain.csv"))


def zipped(**members: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, body in members.items():
            archive.writestr(name.replace("_", "."), body)
    return held.getvalue()


def by_columns() -> dict[str, list[str]]:
    return {name: [row[at] for row in ROWS] for at, name in enumerate(HEAD)}


JSON = {
    "a record a line": "\n".join(map(json.dumps, RECORDS)),
    "blank lines between": "\n\n".join(map(json.dumps, RECORDS)) + "\n\n",
    "a list": json.dumps(RECORDS),
    "a list over lines": json.dumps(RECORDS, indent=2),
    "an object with a list": json.dumps({"count": 4, "data": RECORDS}),
    "columns": json.dumps(by_columns()),
    "columns by number": json.dumps({k: dict(enumerate(v)) for k, v in by_columns().items()}),
    "lists under names": json.dumps([HEAD, *ROWS]),
    "numbers": json.dumps([{**record, "score": float(record["score"])} for record in RECORDS]),
    "GeoJSON": json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "geometry": None, "properties": record} for record in RECORDS]}),
    "with its mark": "\ufeff" + json.dumps(RECORDS),
}  # fmt: skip


@pytest.mark.parametrize("body", JSON.values(), ids=JSON)
@pytest.mark.parametrize("packed", [False, True])
def test_records_in_json(body: str, packed: bool, plain: list[Any], tmp_path: Path) -> None:
    data = gzip.compress(body.encode()) if packed else body
    assert said(read(tmp_path, data, "own.jsonl")) == plain


def test_a_line_that_is_no_record_is_refused_and_counted(plain: list[Any], tmp_path: Path) -> None:
    body = "\n".join([json.dumps(RECORDS[0]), "{broken", "[1, 2]", *map(json.dumps, RECORDS[1:])])
    events = read(tmp_path, body, "own.ndjson")
    assert said(events) == plain
    assert dict(events.refused) == {"wrong column count": 2}
    assert events.provenance.sources[0].rows == 6


def test_json_that_is_deep_or_has_odd_line_ends_inside_a_text(plain: list[Any], tmp_path: Path) -> None:
    odd = [json.dumps({**record, "note": "a\u2028b\x0bc"}, ensure_ascii=False) for record in RECORDS]
    assert said(read(tmp_path, "\n".join(odd), "own.jsonl")) == plain
    for depth in (600, 900, 100_000):
        deep = json.dumps(RECORDS[0])[:-1] + ', "x": ' + "[" * depth + "]" * depth + "}"
        with contextlib.suppress(BadInput):
            read(tmp_path, f"{deep}\n{json.dumps(RECORDS[1])}", "deep.jsonl")


def test_records_inside_records_are_columns(tmp_path: Path) -> None:
    body = json.dumps(
        [{"date": "1990-01-01", "actor1": {"name": "x"}, "source": "USA", "target": "CHN", "score": 1}]
    )
    assert json.loads(read(tmp_path, body, "own.json").arrow["extra"][0].as_py()) == {"actor1.name": "x"}


@pytest.mark.parametrize(
    "body", ["{}", "[]", '{"a": {}}', '[{"a": 1}]', '{"data": []}', "[[1, 2]]", '{"', '[{"']
)
def test_json_without_events_is_one_sentence(body: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        read(tmp_path, body, "own.json")


def test_json_without_records_is_passed_over_in_a_zip(plain: list[Any], tmp_path: Path) -> None:
    events = read(tmp_path, zipped(a_csv=lines([HEAD, *ROWS]), datapackage_json='{"": {}}'), "own.zip")
    assert said(events) == plain
    assert any("datapackage.json" in note for note in events.provenance.notes)


ABOVE = {
    "groups of columns": "When,Who,,What\n",
    "a title and groups": "Relations with the powers\n\nWhen,Who,,What\n",
    "two titles": "Draft 3,,,\nby A. Author,,,\n",
}


@pytest.mark.parametrize("above", ABOVE.values(), ids=ABOVE)
def test_lines_above_the_header(above: str, plain: list[Any], tmp_path: Path) -> None:
    events = read(tmp_path, above + lines([HEAD, *ROWS]))
    assert said(events) == plain
    assert any("above the header" in note or "before the header" in note for note in events.provenance.notes)


BELOW = {
    "one cell": "Source: compiled by the author\n",
    "cells behind it": '"Note: strengths, as JL has them",,,\n',
    "empty rows between": ",,,\n,,,\n\nNote: see the codebook,,,\nSource: own work,,,\n",
}


@pytest.mark.parametrize("below", BELOW.values(), ids=BELOW)
def test_notes_below_the_table_are_counted_and_no_loss(below: str, plain: list[Any], tmp_path: Path) -> None:
    events = read(tmp_path, lines([HEAD, *ROWS]) + below)
    use = events.provenance.sources[0]
    assert said(events) == plain
    assert set(events.refused) == {"note below the table"}
    assert use.rows == use.kept + sum(use.refused.values())
    assert not any("warning" in note for note in events.provenance.notes)


def test_rows_of_empty_cells_are_blank_lines(plain: list[Any], tmp_path: Path) -> None:
    events = read(tmp_path, lines([HEAD, *ROWS]) + ",,,\n" * 40 + ' , ,"",\n')
    assert said(events) == plain
    assert events.provenance.sources[0].rows == len(ROWS)


def test_a_row_cut_short_at_the_end_is_no_note(tmp_path: Path) -> None:
    events = read(tmp_path, lines([HEAD, *ROWS]) + "1991-05-06")
    assert dict(events.refused) == {"wrong column count": 1}


BLANKS = {
    "one": lambda row: " ".join(f'"{cell}"' if " " in cell else cell for cell in row),
    "several": lambda row: "   ".join(f'"{cell}"' if " " in cell else cell for cell in row),
    "all quoted": lambda row: " ".join(f'"{cell}"' for cell in row),
}


@pytest.mark.parametrize("way", BLANKS.values(), ids=BLANKS)
@pytest.mark.parametrize("numbered", [False, True])
def test_blanks_between_the_fields(way: Any, numbered: bool, plain: list[Any], tmp_path: Path) -> None:
    """As R's ``write.table`` writes by itself, with or without its row names."""
    rows = [(str(i), *row) if numbered else row for i, row in enumerate(ROWS, 1)]
    assert said(read(tmp_path, "\n".join([way(HEAD), *map(way, rows)]) + "\n", "own.txt")) == plain


TOGETHER = {
    "other order and a column more": lambda rows: lines(
        [("note", *HEAD[::-1]), *[("x", *row[::-1]) for row in rows]]
    ),
    "other names": lambda rows: lines([("When", "Sender", "Receiver", "Goldstein"), *rows]),
    "another delimiter": lambda rows: lines([HEAD, *rows], "\t"),
    "semicolons and decimal commas": lambda rows: lines(
        [HEAD, *[(*r[:3], r[3].replace(".", ",")) for r in rows]], ";"
    ),
    "JSON": lambda rows: json.dumps([dict(zip(HEAD, row, strict=True)) for row in rows]),
}


@pytest.mark.parametrize("other", TOGETHER.values(), ids=TOGETHER)
def test_tables_of_a_zip_need_not_be_alike(other: Any, plain: list[Any], tmp_path: Path) -> None:
    body = zipped(a_csv=lines([HEAD, *ROWS[:2]]), b_csv=other(ROWS[2:]))
    assert said(read(tmp_path, body, "own.zip")) == plain


def test_a_column_nobody_reads_may_stand_twice(plain: list[Any], tmp_path: Path) -> None:
    rows = [(*HEAD, "remark", "Remark"), *[(*row, "x", "y") for row in ROWS]]
    events = read(tmp_path, lines(rows))
    assert said(events) == plain
    assert any("'remark' stands 2 times" in note for note in events.provenance.notes)
    with pytest.raises(BadInput, match="twice"):
        read(tmp_path, lines([(*HEAD, "Score"), *[(*row, "1") for row in ROWS]]))


ENGLISH = "date,source,target,score"
WRITTEN = [
    ("big5", "日期,發起國,目標國,分數", "美國,蘇聯", "USA SUN"), ("big5", ENGLISH, "北韓,南韓", "PRK KOR"),
    ("cp932", "日付,行為国,対象国,点数", "アメリカ,ソ連", "USA SUN"), ("euc_jp", ENGLISH, "北朝鮮,韓国", "PRK KOR"),
    ("gb18030", "日期,发起国,目标国,分数", "美国,北韓", "USA PRK"), ("cp949", "날짜,행위자,대상,점수", "북한,중국", "PRK CHN"),
    ("koi8_r", ENGLISH, "Китай,Индия", "CHN IND"), ("cp1251", ENGLISH, "Китай,Индия", "CHN IND"),
    ("cp1256", ENGLISH, "مصر,العراق", "EGY IRQ"), ("cp1250", ENGLISH, "Węgry,Włochy", "HUN ITA"),
    ("cp1254", ENGLISH, "Türkiye,Mısır", "TUR EGY"), ("cp1252", ENGLISH, "Égypte,Türkei", "EGY TUR"),
]  # fmt: skip


@pytest.mark.parametrize(("encoding", "head", "pair", "states"), WRITTEN)
def test_encodings(encoding: str, head: str, pair: str, states: str, tmp_path: Path) -> None:
    body = f"{head}\n" + "".join(f"1980-01-{day:02d},{pair},1\n" for day in range(1, 4))
    row = read(tmp_path, body.encode(encoding)).arrow.to_pylist()[0]
    assert f"{row['source']} {row['target']}" == states


@pytest.mark.parametrize("text", ["", "plain", "naïve café, señor", "Ünïcödé", "\u00a7 5 \u2013 x"])
def test_western_text_without_a_known_name_stays_western(text: str) -> None:
    data = text.encode("cp1252")
    assert to_utf8(data)[0].decode() == text


@pytest.mark.parametrize(
    "korea", ["Korea", "KOREA", "Corée", "Corea", "Корея", "كوريا", "朝鮮", "Kore", "the Koreas", "Koreans"]
)
def test_korea_alone_is_asked_for_never_guessed(korea: str, tmp_path: Path) -> None:
    events = read(
        tmp_path, lines([HEAD, ("1970-01-01", korea, "USA", "1"), ("1970-01-02", "PRK", "USA", "1")])
    )
    assert dict(events.apart) == {"source ambiguous: KOR or PRK": 1}


TYPED = """id,earliest,latest,source,target,strength,act
1,July 2010,Aug 2010,USA,China,2,x
2,2010/5/2,2010/5/3,India,China,-1,y
3,c. 2011,,Pakistan,Soviet Union,hostile,y
4,13/5/2012,14/5/2012,북한,South Korea,-3.0,z
5,by May 2010,,USA,China,1,q
"""


def test_a_chronicle_typed_by_hand(tmp_path: Path) -> None:
    """The rubric's columns with dates, names and strengths as people type them."""
    events = read(tmp_path, TYPED)
    names = ("earliest", "latest", "source", "target", "value")
    assert [tuple(str(row[name]) for name in names) for row in events.arrow.to_pylist()] == [
        ("2010-07-01", "2010-08-31", "USA", "CHN", "2.0"), ("2010-05-02", "2010-05-03", "IND", "CHN", "-1.0"),
        ("2010-01-01", "None", "PAK", "RUS", "-2.0"), ("2012-05-13", "2012-05-14", "PRK", "KOR", "-3.0"),
    ]  # fmt: skip
    assert dict(events.refused) == {"bad date": 1}
    assert any("rough date" in note for note in events.provenance.notes)


@pytest.mark.parametrize("word", ["both", "mutual", "No", "undirected"])
def test_an_act_without_direction_by_any_word(word: str, tmp_path: Path) -> None:
    rows = [(*HEAD, "directed"), *[(*row, word) for row in ROWS]]
    assert read(tmp_path, lines(rows)).arrow["directed"].to_pylist() == [False] * len(ROWS)
    events = read(tmp_path, lines([*rows, (*ROWS[0], "perhaps")]))
    assert dict(events.refused) == {"directed is neither yes nor no": 1}


@pytest.mark.parametrize("name", ["count", "NumEvents", "n_events", "Number of Events", "件数"])
def test_counts_of_acts_are_never_taken_for_acts(name: str, tmp_path: Path) -> None:
    rows = [(*HEAD, name), *[(*row, str(i)) for i, row in enumerate(ROWS, 1)]]
    with pytest.raises(BadInput, match="several acts in a row"):
        read(tmp_path, lines(rows))
    assert len(read(tmp_path, lines([(*HEAD, name), *[(*row, "1") for row in ROWS]]))) == len(ROWS)


LACKING = {
    "a code or a score": "date,source,target,remark", "a date": "source,target,score", "the other actor": "date,source,score",
    "the actor": "date,target,score",
}  # fmt: skip


@pytest.mark.parametrize(("lacks", "head"), LACKING.items())
def test_a_table_that_lacks_one_part_is_told_which(lacks: str, head: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=f"no column for {lacks}"):
        read(tmp_path, f"{head}\n" + ",".join("x" for _ in head.split(",")) + "\n")


def test_a_header_above_a_known_width_is_no_row(tmp_path: Path) -> None:
    from tertius.events.layouts import PHOENIX
    from tests.events import make_files as make

    body = make.phoenix()
    events = read(tmp_path, "\t".join(map(str.upper, PHOENIX)) + "\n" + body + "\n", "phoenix.txt")
    assert dict(events.refused) == {}
    assert len(events) == 1


ICEWS = "Event Date,Source Country,Target Country,CAMEO Code,Intensity"


@pytest.mark.parametrize(
    "head", [ICEWS, ICEWS.upper(), ICEWS.replace(" ", "_").lower(), ICEWS.replace(" ", ".")]
)
def test_icews_with_few_columns_is_icews(head: str, tmp_path: Path) -> None:
    (use,) = read(
        tmp_path, f"{head}\n2018-06-01,Japan,Vietnam,032,4.5\n2018-06-02,Vietnam,Japan,040,1\n"
    ).provenance.sources
    assert use.understood["format"] == "icews"


def test_copdab_of_two_states_with_semicolons(tmp_path: Path) -> None:
    events = read(tmp_path, "ym;us2ussr;ussr2us\n4801;-13,75;-10,83\n4802,0;-10,8;0\n")
    assert [round(value, 3) for value in events.arrow["value"].to_pylist()] == [-1.348, -1.059, -1.062, 0.0]
    assert str(events.arrow["latest"][0].as_py()) == "1948-01-31"


def workbook(
    path: Path, rows: list[tuple[str, ...]], *, at: tuple[int, int], merged: list[tuple[int, int]]
) -> Path:
    """A workbook whose table begins at a row and column; dates of the rows `merged` (first, last) are one cell."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.merge_range(0, at[1], 0, at[1] + 3, "Relations, a draft")
    for i, row in enumerate([HEAD, *rows]):
        for j, cell in enumerate(row):
            sheet.write(at[0] + i, at[1] + j, cell)
    for first, last in merged:
        sheet.merge_range(at[0] + first, at[1], at[0] + last, at[1], rows[first - 1][0])
    book.close()
    return path


@pytest.mark.parametrize("at", [(1, 0), (3, 2), (2, 1)])
def test_cells_merged_downwards_say_the_same_of_every_row(at: tuple[int, int], tmp_path: Path) -> None:
    rows = [("1990-01-01", *ROWS[0][1:]), ("", *ROWS[1][1:]), ("", *ROWS[2][1:]), ROWS[3]]
    events = read_events(workbook(tmp_path / "own.xlsx", rows, at=at, merged=[(1, 3)]))
    assert [str(day) for day in events.arrow["earliest"].to_pylist()] == ["1990-01-01"] * 3 + ["1991-05-06"]
    assert dict(events.refused) == {}


def test_a_word_for_strength_is_none_among_scores_of_another_scale(tmp_path: Path) -> None:
    rows = [HEAD, *ROWS, ("1992-01-01", "USA", "China", "hostile")]
    assert dict(read(tmp_path, lines(rows)).refused) == {"score is no number": 1}
