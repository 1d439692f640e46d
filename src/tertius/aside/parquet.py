"""Whether a Parquet file from outside can be read: tried in a process of its own, since a damaged one may end it."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tertius import limits
from tertius.aside.child import Aside, Died
from tertius.errors import BadInput

if TYPE_CHECKING:
    import pyarrow as pa


def check_parquet(path: Path) -> None:
    """Raise `BadInput` unless every value of a Parquet file can be read.

    Notes
    -----
    The file is read twice, the first time in a child with bounds on its memory and time; it is checked once for every
    state that it has (size and time of change).
    """
    try:
        held = path.stat()
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror})", "a readable file") from None
    why = _why(path.absolute(), held.st_size, held.st_mtime_ns)
    if why:
        raise BadInput(f"{path} is no whole Parquet file ({why})", "Parquet", "fetch or write it again")


def read_parquet(path: Path) -> pa.Table:
    """All of a Parquet file from outside, checked first, with its columns alone: what else it says of itself is left."""
    import pyarrow.parquet as pq

    check_parquet(path)
    with pq.ParquetFile(path) as file:
        return _bare(file.read())


def _bare(table: pa.Table) -> pa.Table:
    """The table without remarks on itself, which may be damaged where its values are not."""
    import pyarrow as pa

    return pa.Table.from_arrays(table.columns, names=table.column_names)


@lru_cache(maxsize=4096)
def _why(path: Path, size: int, changed: int) -> str:
    try:
        return _child().ask(str(path))
    except Died as end:
        return f"its reader {end}"
    except ValueError as error:
        return str(error)


@cache
def _child() -> Aside:
    return Aside(
        "tertius.aside.parquet:read_through",
        seconds=limits.MAX_PARQUET_TIME,
        memory=limits.MAX_PARQUET_MEMORY,
    )


def read_through(path: str) -> str:
    """Read every value of a Parquet file; "" if that went well, else why it did not."""
    import polars as pl
    import pyarrow as pa
    import pyarrow.parquet as pq

    pa.set_cpu_count(1)
    try:
        with pq.ParquetFile(path) as file:
            if file.metadata.num_columns > limits.MAX_COLUMNS:
                return f"{file.metadata.num_columns} columns, more than {limits.MAX_COLUMNS}"
            rows = 0
            for batch in file.iter_batches(batch_size=65_536, use_threads=False):
                batch.validate(full=True)
                pl.from_arrow(_bare(pa.Table.from_batches([batch])))
                rows += batch.num_rows
            if rows != file.metadata.num_rows:
                return f"{rows} rows instead of {file.metadata.num_rows}"
    except (pa.ArrowException, OSError, ValueError, MemoryError, OverflowError) as error:
        return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
    return ""
