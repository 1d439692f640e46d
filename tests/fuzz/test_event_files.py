"""Every reader of events on every kind of damage: one sentence, or each row of the file kept or refused, and counted."""

from __future__ import annotations

import csv
import gzip
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertius.errors import BadInput, TertiusError
from tertius.events import EVENT_SCHEMA, EventTable, read_events
from tertius.events.readers import MODULES
from tertius.events.store import Store
from tests.events import make_files as make
from tests.fuzz.damage import Damage, blank_lines, encodings, long_field, set_apart, trials, wide_row
from tests.oracles.rows import plain_rows, quoted_rows

FORMATS = list(MODULES)
HEADED = ("icews", "polecat", "cline", "gdelt-reduced")  # one header, then a row a line
BARE = ("gdelt1", "gdelt2", "phoenix")  # a row a line


def read(path: Path, name: str, *, mark: bool = True) -> EventTable | None:
    """Events, their repeats marked or not, or None for bad input in one sentence; anything else fails."""
    try:
        table = read_events(path, format=name, mark=mark)
    except BadInput as error:
        said = str(error)
    else:
        said = ""
    if said:
        assert "\n" not in said
        return None
    assert table.arrow.schema.equals(EVENT_SCHEMA)
    (use,) = table.provenance.sources
    assert use.kept == len(table)
    assert use.rows == use.kept + sum(use.refused.values())
    ids = table.arrow["event_id"].to_pylist()
    assert len(set(ids)) == len(ids)
    return table


def rows_in(data: bytes, name: str) -> int | None:
    """Rows of the file, counted on its own; None where a reader's rows are no lines of the file."""
    first = data.split(b"\n")[0]
    if name in HEADED or name in BARE:
        exported = name == "phoenix" and b"SrcActor" in first
        return None if exported else plain_rows(data, header=name in HEADED)
    text = data.decode("utf-8", "surrogateescape")
    mark = max(",\t;|", key=lambda each: first.count(each.encode())) if name == "table" else ","
    if name == "keds":
        if b"date" not in first.lower():
            return plain_rows(data, header=False)
        mark = "\t" if b"\t" in first else ","
    found = quoted_rows(text, mark)[1]
    if name == "table":  # what is blank in every column is no row
        signs = f'" \t\r\n{mark}'
        found = [row for row in found if row.strip(signs) or row.count('"') % 2 or _filled(row, mark)]
    return len(found)


def _filled(row: str, mark: str) -> bool:
    return any(map(str.strip, next(csv.reader([row], delimiter=mark))))


def check(path: Path, name: str, *, mark: bool = True) -> EventTable | None:
    """No row is lost: those read are those in the file, and each kept row has a place of its own."""
    table = read(path, name, mark=mark)
    if table is None:
        return None
    (use,) = table.provenance.sources
    rows, wanted = table.arrow["row"].to_pylist(), rows_in(path.read_bytes(), name)
    if name == "copdab":  # a row of the file makes one row of events a direction
        whole = sum(n for why, n in use.refused.items() if why in WHOLE)
        directions = Counter(rows)
        assert wanted is not None
        assert max(rows) <= wanted
        assert (use.rows - whole) % max(wanted - whole, 1) == 0
        assert len(set(directions)) <= wanted - whole
        return table
    assert use.rows == wanted, (use.refused, wanted)
    assert len(set(rows)) == len(rows)
    assert min(rows) >= 1
    assert max(rows) <= use.rows
    return table


WHOLE = {"wrong column count", "row too long", "NUL byte", "bad encoding", "quote without its end"}


@pytest.mark.parametrize("damage", set_apart(long_field), ids=lambda d: d.__name__)
@pytest.mark.parametrize("name", FORMATS)
def test_damaged(name: str, damage: Damage, tmp_path: Path) -> None:
    good, path = make.samples(tmp_path)[name].read_bytes(), tmp_path / "damaged"
    for number, data in enumerate(trials(damage, good, 3)):
        path.write_bytes(data)
        check(path, name, mark=not number)  # repeats are looked for among the columns read: once for a damage


@pytest.mark.parametrize("damage", [wide_row, blank_lines, long_field, encodings], ids=lambda d: d.__name__)
@pytest.mark.parametrize("name", FORMATS)
def test_damage_to_a_row_costs_that_row_alone(name: str, damage: Damage, tmp_path: Path) -> None:
    plain, path = make.samples(tmp_path)[name], tmp_path / "damaged"
    good = len(read_events(plain, format=name))
    for number, data in enumerate(trials(damage, plain.read_bytes(), 7)):
        path.write_bytes(data)
        table = check(path, name, mark=not number)
        if table is None:  # a format without a header is known by its first line
            assert name in (*BARE, "keds")
        else:
            assert len(table) >= good - (2 if name == "copdab" else 1)


@pytest.mark.parametrize("name", FORMATS)
def test_two_damages_at_once(name: str, tmp_path: Path) -> None:
    good, path = make.samples(tmp_path)[name].read_bytes(), tmp_path / "damaged"
    rng = np.random.default_rng(4)
    some = set_apart(long_field)
    for trial in range(30):
        data = good
        for which in rng.integers(len(some), size=2):
            data = some[which](data, rng) or b"\n"
        path.write_bytes(data or b"\n")
        check(path, name, mark=trial < 5)


@pytest.mark.parametrize("packed", ["zip", "gz"])
@pytest.mark.parametrize("name", FORMATS)
def test_packed_and_cut_short(name: str, packed: str, tmp_path: Path) -> None:
    """A whole archive reads as the file; one cut short anywhere, or with a flipped byte, is bad input or the same."""
    plain = make.samples(tmp_path)[name]
    wanted = read_events(plain, format=name).arrow.drop_columns(["file", "event_id"])
    path = tmp_path / f"packed.{packed}"
    if packed == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("data.txt", plain.read_bytes())
    else:
        path.write_bytes(gzip.compress(plain.read_bytes()))
    body, rng = path.read_bytes(), np.random.default_rng(5)
    assert read_events(path, format=name).arrow.drop_columns(["file", "event_id"]).equals(wanted)
    for size in rng.integers(1, len(body), size=12):
        path.write_bytes(body[:size])
        with pytest.raises(BadInput):
            read_events(path, format=name)
    for at in rng.integers(len(body), size=12):
        held = bytearray(body)
        held[at] ^= 1 << int(rng.integers(8))
        path.write_bytes(bytes(held))
        table = read(path, name)
        assert table is None or table.arrow.drop_columns(["file", "event_id"]).equals(wanted)


@pytest.mark.parametrize("name", FORMATS)
def test_two_files_in_one_zip_are_both_read(name: str, tmp_path: Path) -> None:
    """Even if the first does not end with a line end."""
    plain = make.samples(tmp_path)[name]
    one = read_events(plain, format=name)
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", plain.read_bytes().rstrip(b"\n"))
        archive.writestr("b.txt", plain.read_bytes())
    two = read(path, name)
    assert two is not None
    assert len(two) == 2 * len(one)
    assert two.refused == {}
    assert Counter(two.arrow["code"].to_pylist()) == Counter(one.arrow["code"].to_pylist() * 2)


def test_members_with_their_columns_in_another_order_are_each_read_by_its_own(tmp_path: Path) -> None:
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "date,source,target,score\n1970-01-01,USA,CHN,1\n")
        archive.writestr("b.csv", "date,target,source,score\n1970-01-02,USA,CHN,1\n")
    table = read_events(path)
    assert list(zip(table.arrow["source"].to_pylist(), table.arrow["target"].to_pylist(), strict=True)) == [
        ("USA", "CHN"),
        ("CHN", "USA"),
    ]


PIECE = st.sampled_from(['"', '""', ",", "\n", "\r\n", "\r", "a", "1970-01-01", "USA,CHN", " ", "\0"])
ROW = "1970-01-0{},USA,CHN,{}"


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(PIECE, max_size=12).map("".join),
    st.integers(0, 60),
    st.integers(0, 60),
    st.sampled_from("\"',\n"),
)
def test_quotes_anywhere_lose_no_row(tmp_path: Path, text: str, at: int, other: int, mark: str) -> None:
    data = "date,source,target,score\n" + "\n".join(ROW.format(i, i) for i in range(1, 5)) + "\n"
    data = data[: 25 + at] + text + data[25 + at :]
    data = data[: 25 + other] + mark + data[25 + other :]
    path = tmp_path / "quoted.csv"
    path.write_bytes(data.encode())
    check(path, "table")


def test_an_open_quote_costs_one_row_not_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "open.csv"
    rows = [f"1970-01-{i:02d},USA,CHN,{i},text" for i in range(1, 21)]
    rows[4] = rows[4].replace("text", '"said he')
    rows[10] = rows[10].replace("text", '"two\nlines"')
    path.write_text("\n".join(["date,source,target,score,note", *rows]) + "\n")
    table = read_events(path)
    assert len(table) == 19
    assert table.refused == {"quote without its end": 1}
    assert 5 not in table.arrow["row"].to_pylist()
    assert any("two\\nlines" in (text or "") for text in table.arrow["extra"].to_pylist())


@pytest.mark.parametrize("name", FORMATS)
def test_damaged_files_into_the_store(name: str, tmp_path: Path) -> None:
    """The store takes a damaged file wholly, with an honest line, or not at all; it opens after all."""
    good, store = make.samples(tmp_path)[name].read_bytes(), Store(tmp_path / "store")
    rng, stored, said = np.random.default_rng(6), 0, list[str]()
    for trial, damage in enumerate(set_apart(long_field)):
        path = tmp_path / f"{trial}.txt"
        path.write_bytes(damage(good, rng) or b"\n")
        try:
            (line,) = store.ingest(path, format=name)
        except TertiusError as error:
            said.append(str(error))
            continue
        assert line.already or line.rows == line.kept + sum(line.refused.values())
        stored += not line.already
        assert {pq.read_metadata(store.path / part).num_rows for part in line.parts} == {line.kept}
    assert stored
    assert len(store.read()) == sum(each.kept for each in store.ledger())
    assert not [
        text for text in said if "not stored" in text
    ]  # each is a sentence about the file, not about us


@pytest.mark.parametrize(("name", "column"), [("polecat", "Event Mode"), ("cline", "goldstein")])
def test_a_renamed_column_is_noted(name: str, column: str, tmp_path: Path) -> None:
    plain, path = make.samples(tmp_path)[name], tmp_path / "renamed"
    path.write_bytes(plain.read_bytes().replace(column.encode(), b"other", 1))
    assert any(f"no column {column}" in note for note in read_events(path, format=name).provenance.notes)


@pytest.mark.parametrize(
    "text", ['"two\nlines",b\n1,2\n', '"\0\n\0"\n\0', 'date,source,"tar\nget",score\n1970-01-01,USA,CHN,1\n']
)
@pytest.mark.parametrize("name", ["weis", "table", "chronicle", "icews-entities", "copdab", "keds"])
def test_a_header_over_two_lines_makes_one_sentence(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "header.csv"
    path.write_text(text)
    check(path, name)
