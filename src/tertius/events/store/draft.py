"""One file -> finished Parquet in a working folder, in batches; nothing of it is in the store yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tertius.disk import delete
from tertius.events.duplicates import RULES, Marks, find_duplicates, key_columns
from tertius.events.store.database import connect
from tertius.events.store.naming import WORKING
from tertius.events.store.written import RawWriter, Writer
from tertius.events.table import EVENT_SCHEMA, Refusals

if TYPE_CHECKING:
    from tertius.events.batch import Batch, Reader

Progress = Callable[[str, float], None]  # what is being done, and which share of it is done, 0 to 1
STORED = EVENT_SCHEMA.append(
    pa.field("part", pa.string())
)  # the file's hash: with ``row``, the place of an event


@dataclass(frozen=True)
class Account:
    """What was read of one file: rows, those refused with examples, and notes; ``part`` is its hash."""

    part: str
    rows: int
    refused: dict[str, int]
    notes: tuple[str, ...] = ()
    examples: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """What was written: paths in the working folder (``raw`` only for wide formats), and an account of every file in them."""

    events: Path
    raw: Path | None
    accounts: tuple[Account, ...]

    @property
    def rows(self) -> int:
        """Rows read."""
        return sum(account.rows for account in self.accounts)

    @property
    def refused(self) -> dict[str, int]:
        """Rows refused, by reason."""
        return dict(sum((Refusals(account.refused) for account in self.accounts), Refusals()))


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
    with Drain(first, folder) as drain:
        account = drain.take(reader.read(path), part, lambda: progress(f"reading {path.name}", float("nan")))
    progress(f"duplicates of {path.name}", 0.0)
    return Draft(mark_repeats(first, folder), drain.raw, (account,))


def mark_repeats(first: Path, folder: Path, *, each: bool = False) -> Path:
    """The events with repeats marked; with `each`, every file's rows are compared with its own alone."""
    with connect(folder) as connection:
        source = scan([first], "file_row_number = true")
        keys = key_columns(source, n="file_row_number", more="part" if each else "")
        own = f"SELECT * REPLACE (part AS dataset) FROM ({keys})" if each else keys
        marks = find_duplicates(connection, f"({own})")
    events = folder / "events.parquet"
    if len(marks):
        _rewrite(first, events, marks)
        delete(first, within=folder, known=WORKING)
    else:
        first.rename(events)
    return events


class Drain:
    """Writes batches: the events, and the source's own columns beside them, row for row.

    Parameters
    ----------
    first
        Parquet of the events, not yet marked.
    folder
        For the raw columns.
    names
        Columns of the raw file; those of the first batch if None.
    """

    def __init__(self, first: Path, folder: Path, *, names: Sequence[str] | None = None) -> None:
        self._writer, self._folder, self._names = Writer(first, STORED), folder, names
        self._columns: RawWriter | None = None

    def __enter__(self) -> Drain:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()
        if self._columns is not None:
            self._columns.close()

    @property
    def raw(self) -> Path | None:
        """The raw columns; None if there are none."""
        return self._columns.path if self._columns else None

    def take(self, batches: Iterable[Batch], part: str, tick: Callable[[], None]) -> Account:
        """Write all the rows of one file."""
        rows, refused, notes = 0, Refusals(), dict[str, None]()
        for batch in batches:
            rows += batch.rows
            refused.update(batch.refused)
            refused.show(getattr(batch.refused, "examples", {}))
            notes.update(dict.fromkeys(batch.notes))
            parts = pa.repeat(pa.scalar(part, pa.string()), batch.events.num_rows)
            self._writer.write_table(batch.events.append_column(STORED.field("part"), parts))
            if batch.raw is not None:
                self._columns = self._columns or self._opened(batch.raw.schema.names)
                self._columns.write(batch.raw, batch.events["row"], parts)
            tick()
        return Account(part, rows, dict(refused), tuple(notes), refused.examples)

    def _opened(self, names: Sequence[str]) -> RawWriter:
        return RawWriter(self._folder / "raw.parquet", self._names or names, shared=self._names is not None)


def _rewrite(source: Path, target: Path, marks: Marks) -> None:
    """Copy the events with ``dup_of`` and ``dup_rule`` filled in, a row group at a time."""
    import pyarrow.parquet as pq

    ids = _ids_of(source, marks.of)
    file, start = pq.ParquetFile(source), 0
    with Writer(target, STORED) as writer:
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
