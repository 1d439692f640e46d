"""One file -> finished Parquet in a working folder, in batches; nothing of it is in the store yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tertius.disk import delete
from tertius.events.duplicates import RULES, Marks, find_duplicates, key_columns
from tertius.events.store.layout import WORKING
from tertius.events.table import EVENT_SCHEMA, Refusals
from tertius.quiet import ASKED, quieten

if TYPE_CHECKING:
    import duckdb
    import pyarrow.parquet as pq

    from tertius.events.batch import Batch, Reader

Progress = Callable[[str, float], None]  # what is being done, and which share of it is done, 0 to 1
STORED = EVENT_SCHEMA.append(
    pa.field("part", pa.string())
)  # the file's hash: with ``row``, the place of an event
ROW = "tertius row"  # in raw columns that lack the refused rows; elsewhere the place in the file is the row
COMPRESSION = "zstd"
MEMORY = "1000MB"  # DuckDB spills to the working folder above it


def parquet(*, row_group: int = 61_440) -> str:
    """DuckDB's options for a Parquet file: level 1 of zstd and an early end to dictionaries, faster and no larger."""
    options = f"COMPRESSION {COMPRESSION}, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 2000"
    return f"(FORMAT parquet, {options}, ROW_GROUP_SIZE {row_group})"


@dataclass(frozen=True)
class Draft:
    """What was read: paths in the working folder (``raw`` only for wide formats), rows read, refused, and notes."""

    events: Path
    raw: Path | None
    rows: int
    refused: dict[str, int]
    notes: tuple[str, ...] = ()
    examples: dict[str, list[str]] = field(default_factory=dict)


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection with bounded memory that spills into `folder`."""
    import duckdb

    connection = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder / "spill")})
    # DuckDB would draw its own bar on stdout, also into pipes; ours is drawn from `query_progress`.
    return quieten(connection, how=ASKED)


def quote(path: Path | str) -> str:
    """A path as an SQL text."""
    return "'" + str(path).replace("'", "''") + "'"


_GLOB = re.compile(r"[\[*?]")


def unglobbed(path: Path | str) -> str:
    """A path in which what DuckDB would take for a pattern stands for itself."""
    return _GLOB.sub(lambda mark: f"[{mark[0]}]", str(path))


def literal(path: Path | str) -> str:
    """A path to read as an SQL text, no pattern."""
    return quote(unglobbed(path))


def scan(paths: Sequence[Path], *options: str) -> str:
    """SQL: exactly these Parquet files, with `options` of ``read_parquet``; folders named ``x=1`` mean nothing."""
    return f"read_parquet([{', '.join(map(literal, paths))}], {', '.join(('hive_partitioning = false', *options))})"


def write_batches(path: Path, reader: Reader, folder: Path, progress: Progress, *, part: str) -> Draft:
    """Write the batches of any reader, then mark the repeats within the file."""
    first = folder / "unmarked.parquet"
    rows, refused, notes, raw = _drain(
        reader.read(path), first, folder, part, lambda: progress(f"reading {path.name}", float("nan"))
    )
    progress(f"duplicates of {path.name}", 0.0)
    with connect(folder) as connection:
        source = scan([first], "file_row_number = true")
        keys = "(" + key_columns(source, n="file_row_number") + ")"
        marks = find_duplicates(connection, keys)
    events = folder / "events.parquet"
    if len(marks):
        _rewrite(first, events, marks)
        delete(first, within=folder, known=WORKING)
    else:
        first.rename(events)
    return Draft(events, raw, rows, dict(refused), notes, refused.examples)


def _drain(
    batches: Iterator[Batch], first: Path, folder: Path, part: str, tick: Callable[[], None]
) -> tuple[int, Refusals, tuple[str, ...], Path | None]:
    """Write every batch; the raw columns go beside the events, row for row."""
    rows, refused, notes = 0, Refusals(), dict[str, None]()
    columns: _Raw | None = None
    with _writer(first, STORED) as writer:
        for batch in batches:
            rows += batch.rows
            refused.update(batch.refused)
            refused.show(getattr(batch.refused, "examples", {}))
            notes.update(dict.fromkeys(batch.notes))
            parts = pa.repeat(pa.scalar(part, pa.string()), batch.events.num_rows)
            writer.write_table(batch.events.append_column(STORED.field("part"), parts))
            if batch.raw is not None:
                columns = columns or _Raw(folder / "raw.parquet", batch.raw.schema)
                columns.write(batch.raw, batch.events["row"])
            tick()
    if columns is not None:
        columns.close()
    return rows, refused, tuple(notes), columns.path if columns else None


class _Raw:
    """The source's own columns as text; a zip whose members differ in columns gets them by name, null where absent."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path, self.names = path, list(dict.fromkeys(schema.names))
        fields = [(name, pa.string()) for name in self.names]
        self._writer = _writer(path, pa.schema([*fields, (ROW, pa.int64())]))

    def write(self, raw: pa.Table, rows: pa.ChunkedArray) -> None:
        """Add rows; an empty text is null, as DuckDB's reader of delimited text has it."""
        missing = pa.nulls(raw.num_rows, pa.string())
        columns = [_full(raw[name]) if name in raw.column_names else missing for name in self.names]
        self._writer.write_table(pa.table([*columns, rows], names=[*self.names, ROW]))

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()


def _full(column: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow.compute as pc

    text = column.cast(pa.string())
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    import pyarrow.parquet as pq

    return pq.ParquetWriter(path, schema, compression=COMPRESSION)


def _rewrite(source: Path, target: Path, marks: Marks) -> None:
    """Copy the events with ``dup_of`` and ``dup_rule`` filled in, a row group at a time."""
    import pyarrow.parquet as pq

    ids = _ids_of(source, marks.of)
    file, start = pq.ParquetFile(source), 0
    with _writer(target, STORED) as writer:
        for group in range(file.num_row_groups):
            table = file.read_row_group(group)
            low, high = np.searchsorted(marks.row, [start, start + table.num_rows])
            here = marks.row[low:high] - start
            columns = {
                "dup_of": _spread(here, ids[low:high], table.num_rows),
                "dup_rule": _spread(here, np.array(RULES, object)[marks.rule[low:high]], table.num_rows),
            }
            for name, values in columns.items():
                table = table.set_column(table.schema.get_field_index(name), name, values)
            writer.write_table(table)
            start += table.num_rows


def _spread(at: npt.NDArray[np.int64], values: npt.NDArray[Any], size: int) -> pa.Array:
    full = np.full(size, None, object)
    full[at] = values
    return pa.array(full, pa.string())


def _ids_of(source: Path, rows: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
    """``event_id`` of the rows at these positions."""
    import pyarrow.parquet as pq

    ids = pq.read_table(source, columns=["event_id"])["event_id"]
    return np.asarray(ids.take(pa.array(rows)).to_numpy(), object)
