"""A file of structural data -> text columns, with every row kept or counted.

A line that is no UTF-8 is read as ISO-8859-1. Arrow's parser reads a text in which every line is a row as wide as the
header; any other goes through `tertius.records`, row by row.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from tertius.aside import read_parquet
from tertius.errors import BadInput
from tertius.records import clean, one_line, read_records

if TYPE_CHECKING:
    import polars as pl

Read = tuple["pl.DataFrame", int, Counter[str]]  # columns, data rows in the file, rows refused by reason
_BLOCK = 64 << 20
_LONG = 8 << 20


def read_frame(path: Path) -> Read:
    """Columns of a CSV, tab-separated or Parquet file; raises `BadInput` if it is none."""
    import polars as pl

    try:
        if path.suffix.lower() == ".parquet":
            frame = _parquet(path)
            return (
                frame.rename(dict(zip(frame.columns, _names(path, frame.columns), strict=True))),
                frame.height,
                Counter(),
            )
        return _text(path, path.read_bytes())
    except (OSError, csv.Error, pa.ArrowException, pl.exceptions.PolarsError) as error:
        seen = (str(error).splitlines() or [type(error).__name__])[0]
        raise BadInput(f"{path}: {seen}", "a CSV or Parquet file with a header") from None


def _parquet(path: Path) -> pl.DataFrame:
    """A Parquet file that was read through before, by the reader that did it."""
    import polars as pl

    frame = pl.from_arrow(read_parquet(path))
    assert isinstance(frame, pl.DataFrame)
    return frame


def _text(path: Path, data: bytes) -> Read:
    import polars as pl

    data = _utf8(data.removeprefix(b"\xef\xbb\xbf"))
    first, _, body = data.partition(b"\n")
    mark = "\t" if first.count(b"\t") > first.count(b",") else ","
    table = _fast(first, body, mark)
    rows, refused = (table.num_rows, Counter[str]()) if table is not None else (0, Counter[str]())
    if table is None:
        found = read_records(data.decode(), mark)
        names = _names(path, found.header)
        columns = list(zip(*found.rows, strict=True)) if found.rows else [()] * len(names)
        table = pa.table([pa.array([text or None for text in each], "str") for each in columns], names=names)
        rows, refused = found.read, found.refused
    frame = pl.from_arrow(table.rename_columns(_names(path, table.column_names)))
    assert isinstance(frame, pl.DataFrame)
    return frame, rows, refused


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
        seen = f"the column {twice[0]!r} twice" if twice else "no readable header"
        raise BadInput(f"{path} has {seen}", "one name a column")
    return found


def _fast(first: bytes, body: bytes, mark: str) -> pa.Table | None:
    """Arrow's parser; None unless every line is one row, as wide as the header."""
    from pyarrow import csv as arrow_csv

    lines = body.count(b"\n") + (not body.endswith(b"\n"))
    blank = body.startswith((b"\n", b"\r")) or b"\n\n" in body or b"\n\r\n" in body
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
