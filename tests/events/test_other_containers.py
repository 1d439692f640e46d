"""The same rows in Parquet or Feather, as text or typed, are the same events; so are restored columns and R's row names."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

from tertius.errors import BadInput
from tertius.events import read_events
from tertius.events.layouts import LAYOUTS
from tertius.indicators import read_indicators
from tests.events import make_files
from tests.fuzz.test_structural_files import FILES
from tests.shared import shared

KINDS = [name for name in LAYOUTS if name != "keds"]  # KEDS has a header in re-exports alone
AS = {
    "Parquet of text": lambda text, path: pl.read_csv(text, infer_schema=False).write_parquet(path),
    "typed Parquet": lambda text, path: pl.read_csv(text, try_parse_dates=True).write_parquet(path),
    "Feather of text": lambda text, path: pl.read_csv(text, infer_schema=False).write_ipc(path),
    "typed Feather": lambda text, path: pl.read_csv(text, try_parse_dates=True).write_ipc(
        path, compression="lz4"
    ),
}


def told(path: Path) -> pa.Table:
    """The events of a file, without what names it."""
    table = read_events(path).arrow.drop_columns(["file", "event_id", "extra"])
    return table.combine_chunks()


def headed(name: str, folder: Path) -> bytes:
    """The sample of a format as comma-separated text with a header."""
    text = make_files.samples(folder)[name].read_text()
    mark = "\t" if "\t" in text else ","
    rows = list(csv.reader(io.StringIO(text), delimiter=mark))
    if bare := LAYOUTS[name].bare:
        rows = [list(bare[len(rows[0])]), *rows]
    return comma_separated(rows)


def comma_separated(rows: list[list[str]], quoting: int = csv.QUOTE_MINIMAL, end: str = "\n") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=quoting, lineterminator=end).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue().encode()


@pytest.mark.parametrize("container", AS)
@pytest.mark.parametrize("name", KINDS)
def test_every_source_in_every_container(name: str, container: str, tmp_path: Path) -> None:
    text = headed(name, tmp_path)
    plain, other = tmp_path / "a" / "as.csv", tmp_path / "b" / "as.csv"  # repeats are named by their file
    plain.parent.mkdir()
    other.parent.mkdir()
    plain.write_bytes(text)
    AS[container](text, other)
    wanted = read_events(plain)
    found = read_events(other)
    assert {use.understood["format"] for use in found.provenance.sources} == {name}
    as_is = ["code"] if name == "copdab" else []  # its code is the mean as it is written, 0.0 or 0
    assert told(other).drop_columns(as_is).equals(told(plain).drop_columns(as_is))
    assert found.provenance.refused == wanted.provenance.refused


@pytest.mark.parametrize("container", AS)
@pytest.mark.parametrize("name", FILES)
def test_yearly_facts_in_every_container(name: str, container: str, tmp_path: Path) -> None:
    plain, other = tmp_path / "as.csv", tmp_path / "as.other"
    plain.write_text(FILES[name])
    AS[container](FILES[name].encode(), other)
    rows = [read_indicators(path).to_frame().rows() for path in (plain, other)]
    assert rows[0] == rows[1]


@pytest.mark.parametrize("container", AS)
def test_the_seed_s_chronicle_and_copdab(container: str, tmp_path: Path) -> None:
    for source in ("seed/events.csv", "data/events/copdab_monthly_1948_1978.csv"):
        plain, other = shared(source), tmp_path / "as.other"
        AS[container](plain.read_bytes(), other)
        wanted, found = told(plain), told(other)
        assert found.drop_columns(["code"]).equals(wanted.drop_columns(["code"]))
        assert found["code"].null_count == wanted["code"].null_count


def test_a_damaged_feather_is_bad_input_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "x.feather"
    AS["typed Feather"](headed("table", tmp_path), path)
    body = path.read_bytes()
    for cut in (12, 200, len(body) // 2, len(body) - 9):
        path.write_bytes(body[:cut])
        for read in (read_events, read_indicators):
            with pytest.raises(BadInput, match=r"x\.feather is no whole Feather file") as error:
                read(path)
            assert "\n" not in str(error.value)


POLECAT = "Event Date,Event Type,Event Mode,{},{},Intensity"


@pytest.mark.parametrize(
    ("usa", "russia", "china"), [("2", "365", "710"), ("2.0", "365.0", "710.0"), ("2;20", "365;369", "710")]
)
def test_polecat_by_numbers_of_states(usa: str, russia: str, china: str, tmp_path: Path) -> None:
    tables = []
    for names, (a, b, c) in {("Actor Country", "Recipient Country"): ("USA", "RUS", "CHN"),
                             ("Actor COW", "Recipient COW"): (usa, russia, china)}.items():  # fmt: skip
        path = tmp_path / "polecat.csv"
        path.write_text(f"{POLECAT.format(*names)}\n2020-01-02,CONSULT,visit,{a},{b},1\n2020-01-03,AID,,{c},{a},5\n"
                        f"2020-01-04,ACCUSE,,{b},,-3\n")  # fmt: skip
        tables.append(told(path).drop_columns(["source_raw", "target_raw"]))
    assert tables[0].equals(tables[1])
    assert tables[0]["source"].to_pylist()[:2] == ["USA", "CHN"]


@pytest.mark.parametrize("day", [("2015", "1", "2"), ("2015", "01", "02"), ("2015.0", "1.0", "2.0")])
def test_phoenix_by_year_month_and_day(day: tuple[str, ...], tmp_path: Path) -> None:
    names = ["EventID", "SourceRoot", "TargetRoot", "CAMEO", "Root", "Goldstein"]
    row = ["1", "USA", "RUS", "040", "04", "1.0"]
    tables = []
    for when, cells in (
        ({"Date": "20150102"}, row),
        (dict(zip(("Year", "Month", "Day"), day, strict=True)), row),
    ):
        path = tmp_path / "phoenix.csv"
        path.write_bytes(comma_separated([[*when, *names], [*when.values(), *cells]]))
        tables.append(told(path))
    assert tables[0].equals(tables[1])
    assert tables[0].num_rows == 1


def test_an_import_page_whose_title_is_not_the_first_line(tmp_path: Path) -> None:
    rows = "Russia,918,1 016,342,2276\nSoviet Union,0,,0,0\nFrance,,5,,5\nTotal,918,1021,342,2281\n"
    found = []
    for above in ("", "SIPRI Arms Transfers Database\n", "SIPRI\nGenerated: 1 May 2021\n\n"):
        for head in (",2018,2019,2020,Total", "Supplier,2018,2019,2020,2018-2020"):
            path = tmp_path / "page.csv"
            path.write_text(f"{above}TIV of arms imports to India, 2018-2020\n\n{head}\n{rows}")
            found.append(read_indicators(path).to_frame().select("a", "b", "year", "value").rows())
    assert all(each == found[0] for each in found)
    assert ("RUS", "IND", 2018, 918.0) in found[0]
    assert ("RUS", "IND", 2019, 1016.0) in found[0]


SAID = ["plain", "two\nlines", 'a "word", and\nmore', ""]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("named", [False, True])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
@pytest.mark.parametrize("filled", range(4))
def test_row_names_and_line_ends_in_quotes(
    filled: int, quoting: int, named: bool, end: str, tmp_path: Path
) -> None:
    """Row names as R writes them, beside a last column of lines in quotes, or one that is mostly empty."""
    size = 60
    last = [SAID[i % 4] if filled == 0 else ("x" if i >= size - filled else "") for i in range(size)]
    events = [
        [f"2014-05-{i % 28 + 1:02d}", "USA", "RUS", ["042", "111", "190"][i % 3], last[i]]
        for i in range(size)
    ]
    facts = [["USA", "CHN", str(1950 + i), "aid", str(i), last[i]] for i in range(size)]
    for head, rows, read in (
        (["date", "source", "target", "code", "act"], events, lambda path: told(path).to_pylist()),
        (
            ["a", "b", "year", "name", "value", "reason"],
            facts,
            lambda path: read_indicators(path).to_frame().rows(),
        ),
    ):
        plain, other = tmp_path / "plain.csv", tmp_path / "other.csv"
        plain.write_bytes(comma_separated([head, *rows]))
        numbered = [[str(i), *row] for i, row in enumerate(rows, 1)] if named else rows
        quoted = csv.QUOTE_ALL if end == "\r" else quoting  # else Python leaves a line end without its quotes
        other.write_bytes(comma_separated([head, *numbered], quoted, end))
        assert read(other) == read(plain)


def test_trailing_delimiters_are_no_row_names(tmp_path: Path) -> None:
    """Numbers that count the rows in a column of its own, and a delimiter behind every row."""
    rows = [[str(i), "2", "200", "1900", "1910"] for i in range(1, 50)]
    head = ["rivalryno", "ccode1", "ccode2", "styear", "endyear"]
    plain, other = tmp_path / "plain.csv", tmp_path / "other.csv"
    plain.write_bytes(comma_separated([head, *rows]))
    other.write_bytes(comma_separated([head, *([*row, ""] for row in rows)]))
    assert read_indicators(other).to_frame().equals(read_indicators(plain).to_frame())
