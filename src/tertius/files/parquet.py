"""A Parquet file -> text, every value as one would type it; one that lies in an archive as comma-separated text."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tertius.aside import read_parquet
from tertius.errors import BadInput
from tertius.files.sheets import MAX_CELLS, to_csv

if TYPE_CHECKING:
    import pyarrow as pa


def parquet_tables(path: Path | str, data: bytes) -> list[tuple[str, bytes]]:
    """The table of a Parquet file whose bytes are given, as comma-separated text.

    Raises
    ------
    BadInput
        If it is damaged, or holds more than fifty million cells; the sentence calls it `path`.
    """
    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        file.write(data)
        file.flush()
        try:
            table = read_parquet(Path(file.name))
        except BadInput as error:
            raise BadInput(error.seen.replace(file.name, str(path)), error.wanted, error.do) from None
    if table.num_rows * table.num_columns > MAX_CELLS:
        raise BadInput(f"{path} holds more than {MAX_CELLS} cells", "a smaller table", "unpack it")
    return [("data", to_csv(_rows(table)))]


def _rows(table: pa.Table) -> Iterator[Sequence[Any]]:
    yield table.column_names
    for batch in table.to_batches(max_chunksize=65_536):
        yield from zip(*(texts(column).to_pylist() for column in batch.columns), strict=True)


def texts(column: pa.Array) -> pa.Array:
    """A column of any type as text: whole numbers without a point, a moment as its day; missing stays missing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_dictionary(kind):
        return texts(column.dictionary_decode())
    if pa.types.is_timestamp(kind):
        return column.cast(pa.timestamp("us", kind.tz), safe=False).cast(pa.date32()).cast(pa.string())
    if pa.types.is_floating(kind):
        whole = pc.and_(pc.equal(pc.floor(column), column), pc.less(pc.abs(column), 1e15))
        if column.null_count == len(column) or bool(pc.all(pc.fill_null(whole, True)).as_py()):
            return column.cast(pa.int64()).cast(pa.string())
    if pa.types.is_nested(kind) or pa.types.is_binary(kind):
        return pa.array([None if value is None else str(value) for value in column.to_pylist()], pa.string())
    return column.cast(pa.string())
