"""A file of structural data -> text columns, with every row kept or counted.

Any container, encoding and delimiter that events may come in (`tertius.files`). A line that is no UTF-8 is read as
ISO-8859-1. Arrow's parser reads a text in which every line is a row as wide as the
header; any other goes through `tertius.records`, row by row.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from tertius.aside import read_parquet
from tertius.errors import BadInput
from tertius.files.archive import BROKEN, Contents, contents
from tertius.files.encoding import to_utf8
from tertius.files.header import Known
from tertius.files.names import shown
from tertius.files.numbers import decimal_mark, is_missing, number_of
from tertius.files.opening import delimiter_of, ends_in_returns, tidy
from tertius.limits import MAX_TABLE
from tertius.records import clean, is_note, one_line, read_records

if TYPE_CHECKING:
    import polars as pl

_BLOCK = 64 << 20
_LONG = 8 << 20
_HEAD = 65_536  # bytes in which the line ends show


@dataclass(frozen=True)
class Read:
    """One table of a file: its name, columns, data rows, rows refused by reason, what stood before the header, and notes."""

    name: str
    frame: pl.DataFrame
    rows: int
    refused: Counter[str]
    before: str = ""
    notes: tuple[str, ...] = ()


def read_frames(path: Path, known: Known) -> tuple[list[Read], Contents]:
    """The tables in a file, whatever its container, and what is known of what was not read; raises `BadInput` if there is none.

    `known` tells whether names of columns are those of a source.
    """
    import polars as pl

    try:
        with open(path, "rb") as opened:
            found = contents(path, opened)
            tables = [
                _table(
                    path,
                    member.name,
                    member.kind,
                    b"" if member.kind == "parquet" else member.stream.read(MAX_TABLE + 1),
                    known,
                )
                for member in found.members
            ]
        return tables, found
    except BadInput:
        raise
    except (*BROKEN, csv.Error, pl.exceptions.PolarsError, pa.ArrowException) as error:
        seen = shown((str(error).splitlines() or [type(error).__name__])[0], length=200)
        raise BadInput(
            f"{path}: {seen}", "a table with a header: CSV, Parquet, a spreadsheet, Stata or R"
        ) from None


def _table(path: Path, name: str, kind: str, data: bytes, known: Known) -> Read:
    import polars as pl

    if len(data) > MAX_TABLE:
        raise BadInput(f"{path} is larger than 512 MiB", "a smaller file", "cut it in parts")
    if kind == "parquet":
        frame = pl.from_arrow(read_parquet(path))
        assert isinstance(frame, pl.DataFrame)
        names = dict(zip(frame.columns, _names(path, frame.columns), strict=True))
        return Read(name, frame.rename(names), frame.height, Counter())
    return _text(path, name, data, known)


def _text(path: Path, name: str, data: bytes, known: Known) -> Read:
    import polars as pl

    text, encoding = to_utf8(data)
    text = text.replace(b"\r", b"\n") if ends_in_returns(text[:_HEAD]) else text
    opening = tidy(_utf8(text), known)
    first, _, body = opening.text.partition(b"\n")
    mark = delimiter_of(first)
    table = _fast(first, body, mark)
    rows, refused = (table.num_rows, Counter[str]()) if table is not None else (0, Counter[str]())
    if table is None:
        found = read_records(opening.text.decode(), mark)
        names = _names(path, found.header)
        columns = list(zip(*found.rows, strict=True)) if found.rows else [()] * len(names)
        table = pa.table([pa.array([text or None for text in each], "str") for each in columns], names=names)
        rows, refused = found.read, found.refused
    frame = pl.from_arrow(table.rename_columns(_names(path, table.column_names)))
    assert isinstance(frame, pl.DataFrame)
    notes = ((f"read as {encoding}",) if encoding else ()) + opening.notes
    return Read(name, _points(frame), rows, refused, opening.before.decode("utf-8", "replace"), notes)


def _points(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame, what looks like its columns of numbers written as programs write them."""
    return plain_numbers(frame, frame.columns, sure=False)


def plain_numbers(frame: pl.DataFrame, names: Iterable[str], *, sure: bool = True) -> pl.DataFrame:
    """The frame with numbers as programs write them: a point before decimals, nothing between thousands.

    In a column that is not `sure` to be one of numbers, most cells must be numbers.
    """
    import polars as pl

    for name in names:
        words = _words(frame[name])
        if not any(re.search(r"\d", word) for word in words):
            continue
        every = frame[name].drop_nulls().unique().to_list()
        mark = decimal_mark(every)
        made = {word: repr(number) for word in words if (number := number_of(word, mark)) is not None}
        odd = sum(not is_missing(word) for word in words) - len(made)
        if made and (sure or 5 * odd <= len(every)):
            frame = frame.with_columns(pl.col(name).replace(made))
    return frame


def _words(column: pl.Series) -> list[str]:
    """The distinct texts of a column that are no plain numbers."""
    import polars as pl

    if column.dtype != pl.String:
        return []
    plain = column.str.strip_chars().cast(pl.Float64, strict=False)
    return column.filter(plain.is_null()).drop_nulls().unique().to_list()


def no_numbers(frame: pl.DataFrame, names: Iterable[str]) -> list[str]:
    """Notes on the cells of columns of numbers that are neither numbers nor a mark of what is missing."""
    import polars as pl

    odd, cells, where = set[str](), 0, list[str]()
    for name in names:
        words = {word for word in _words(frame[name]) if not is_missing(word)}
        if frame.schema[name] == pl.String:
            plain = frame[name].str.strip_chars().cast(pl.Float64, strict=False)
            words |= set(frame[name].filter(plain.is_infinite()).to_list())
        if words:
            cells += int(frame[name].is_in(list(words)).sum())
            odd, where = odd | words, [*where, name]
    if not cells:
        return []
    few, more = (
        ", ".join(repr(shown(word)) for word in sorted(odd)[:3]),
        f" and {len(where) - 3} more" * (len(where) > 3),
    )
    return [f"{', '.join(where[:3])}{more}: {cells} cells are no numbers ({few}): taken as missing"]


def _utf8(data: bytes) -> bytes:
    try:
        data.decode()
    except UnicodeDecodeError:
        return b"\n".join(map(_line, data.split(b"\n")))
    return data


def _line(line: bytes) -> bytes:
    try:
        line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1").encode()
    return line


def _names(path: Path, names: tuple[str, ...] | list[str]) -> list[str]:
    found = [one_line(name).strip('"').strip() for name in names]
    twice = sorted(name for name, n in Counter(found).items() if n > 1)
    if twice or not found or not clean(found):
        seen = f"the column {shown(twice[0])!r} twice" if twice else "no readable header"
        raise BadInput(f"{path} has {seen}", "one name a column")
    return found


_EMPTY = re.compile(rb"(?:^|\n)[,;\t |\"]+\r?(?:\n|$)")  # a row of empty cells


def _last(body: bytes) -> str:
    """The last line that is not blank."""
    return body.rstrip()[-4096:].rpartition(b"\n")[2].decode("utf-8", "replace")


def _fast(first: bytes, body: bytes, mark: str) -> pa.Table | None:
    """Arrow's parser; None unless every line is one row, as wide as the header."""
    from pyarrow import csv as arrow_csv

    lines = body.count(b"\n") + (not body.endswith(b"\n"))
    blank = (
        _EMPTY.search(body)
        or is_note(_last(body), mark)
        or body.startswith((b"\n", b"\r"))
        or b"\n\n" in body
        or b"\n\r\n" in body
    )
    odd = blank or b"\0" in first + body or body.count(b"\r") != body.count(b"\r\n") or first.count(b'"') % 2
    if not body or odd or max(map(len, body.split(b"\n"))) > _LONG:
        return None
    header = next(csv.reader([first.decode().rstrip("\r")], delimiter=mark))
    if len(set(header)) < len(header) or b"\r" in first.rstrip(b"\r"):
        return None
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(body),
            read_options=arrow_csv.ReadOptions(column_names=header, block_size=_BLOCK),
            parse_options=arrow_csv.ParseOptions(delimiter=mark, ignore_empty_lines=False),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: pa.string() for name in header}, strings_can_be_null=True, null_values=[""],
                quoted_strings_can_be_null=True,
            ),
        )  # fmt: skip
    except pa.ArrowInvalid:
        return None
    return table if table.num_rows == lines else None
