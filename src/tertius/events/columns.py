"""Parquet or CSV -> string columns, for the formats that come as either."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tertius.aside import check_parquet
from tertius.errors import BadInput
from tertius.events.delimited import Rows, check_names, read_quoted
from tertius.events.files import check_file
from tertius.events.recognise import lines_of, names_of
from tertius.events.table import Refusals
from tertius.files.opening import delimiter_of
from tertius.files.parquet import texts
from tertius.records import one_line

BATCH = 131_072


def is_parquet(head: bytes) -> bool:
    """Whether the first bytes are those of a Parquet file."""
    return head.startswith(b"PAR1")


def parquet_names(path: Path | None) -> list[str]:
    """Column names of a Parquet file; raises `BadInput` if it is damaged. A member of an archive (None) is never one."""
    import pyarrow.parquet as pq

    if path is None:
        return []
    check_parquet(path)
    return list(pq.read_schema(path).names)


def column_names(path: Path | None, head: bytes) -> list[str]:
    """Names of the columns of a file that begins so, Parquet or text; of text alone where no file is given."""
    return parquet_names(path) if path is not None and is_parquet(head) else names_of(head)


def first_rows(path: Path, size: int = 20) -> bytes:
    """The header and the first rows of a Parquet file as tab-separated text, to be looked at."""
    rows = next(read_columns(path), None)
    if rows is None:
        return b""
    some = rows.table.slice(0, size)
    lines = [
        some.column_names,
        *([row[name] or "" for name in some.column_names] for row in some.to_pylist()),
    ]
    return "".join(
        "\t".join(re.sub(r"[\t\r\n]", " ", cell) for cell in line) + "\n" for line in lines
    ).encode()


def read_whole(path: Path, head: bytes) -> Rows:
    """All rows of a file that begins so as text, Parquet as its CSV would be; what is missing is ""."""
    mark = "," if is_parquet(head) else delimiter_of(next(iter(lines_of(head)), b""))
    parts = list(read_columns(path, delimiter=mark))
    if len(parts) == 1 and not is_parquet(head):
        return parts[0]
    if not parts:
        raise BadInput(f"{path} has no row", "a table with rows")
    table = pa.concat_tables([part.table for part in parts])
    filled = [pc.fill_null(table[name].cast(pa.string()), "").combine_chunks() for name in table.column_names]
    rows = np.concatenate([part.rows for part in parts])
    return Rows(pa.table(filled, names=table.column_names), rows, Refusals(), table.num_rows)


def read_columns(path: Path, *, delimiter: str = ",") -> Iterator[Rows]:
    """Every column as strings, whatever its type: Parquet in batches, CSV whole."""
    check_file(path)
    with open(path, "rb") as opened:
        magic = opened.read(4)
    if not is_parquet(magic):
        yield read_quoted(path, delimiter=delimiter)
        return
    import pyarrow.parquet as pq

    check_parquet(path)
    done = 0
    try:
        file = pq.ParquetFile(path)
        names = [one_line(name) for name in file.schema_arrow.names]
        check_names(path, names)
        for batch in file.iter_batches(batch_size=BATCH):
            table = pa.table({name: texts(batch.column(i)) for i, name in enumerate(names)})
            rows = np.arange(done + 1, done + 1 + batch.num_rows, dtype=np.int64)
            yield Rows(table, rows, Refusals(), batch.num_rows)
            done += batch.num_rows
    except (pa.ArrowException, OSError) as error:
        raise BadInput(
            f"{path} is no whole Parquet file ({error})", "Parquet", "fetch or write it again"
        ) from None
