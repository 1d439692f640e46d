"""How rows are written to Parquet: the events, and the columns of their source as text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

PART = "tertius part"  # in raw columns of files that are stored together: the file of a row
ADDRESS = "SOURCEURL"
ROW = "tertius row"  # in raw columns that lack the refused rows; elsewhere the place in the file is the row
COMPRESSION = "zstd"
GATHERED = 10_000  # rows from which a row group is written


def parquet(*, row_group: int = 61_440) -> str:
    """DuckDB's options for a Parquet file: level 1 of zstd and an early end to dictionaries, faster and no larger."""
    options = f"COMPRESSION {COMPRESSION}, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 2000"
    return f"(FORMAT parquet, {options}, ROW_GROUP_SIZE {row_group})"


class Writer:
    """A Parquet file that is written table by table; small tables go together into one row group."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        import pyarrow.parquet as pq

        self._to, self._held, self._rows = (
            pq.ParquetWriter(path, schema, compression=COMPRESSION),
            list[pa.Table](),
            0,
        )

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write_table(self, table: pa.Table) -> None:
        """Add rows."""
        self._held.append(table)
        self._rows += table.num_rows
        if self._rows >= GATHERED:
            self._flush()

    def _flush(self) -> None:
        if self._held:
            self._to.write_table(pa.concat_tables(self._held))
        self._held, self._rows = [], 0

    def close(self) -> None:
        """Write what is held, and the end of the file."""
        self._flush()
        self._to.close()


class RawWriter:
    """The source's own columns as text; a zip whose members differ in columns gets them by name, null where absent."""

    def __init__(self, path: Path, names: Sequence[str], *, shared: bool) -> None:
        self.path, self.names = path, list(dict.fromkeys(names))
        self._places = [(ROW, pa.int64()), *([(PART, pa.string())] if shared else [])]
        self._writer = Writer(path, pa.schema([*((name, pa.string()) for name in self.names), *self._places]))

    def write(self, raw: pa.Table, rows: pa.ChunkedArray, parts: pa.Array) -> None:
        """Add rows; an empty text is null, as DuckDB's reader of delimited text has it."""
        missing = pa.nulls(raw.num_rows, pa.string())
        columns = [_full(raw[name]) if name in raw.column_names else missing for name in self.names]
        places = [rows, parts][: len(self._places)]
        self._writer.write_table(
            pa.table([*columns, *places], names=[*self.names, *(name for name, _ in self._places)])
        )

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()


def _full(column: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow.compute as pc

    text = column.cast(pa.string())
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
