"""Parquet or CSV -> string columns, for the formats that come as either."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from tertius.aside import check_parquet
from tertius.errors import BadInput
from tertius.events.delimited import Rows, check_names, read_quoted
from tertius.events.files import check_file
from tertius.events.table import Refusals
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
