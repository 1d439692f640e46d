"""Repeats between files of one source: the rules that want the same day, over files whose days overlap.

The marks lie in a file of their own, named after the state of the ledger, and are found again when that changes. The
first row is the one in the file that comes first in the ledger's order (first day, then hash), so that the order in
which files were ingested changes nothing. ``same report`` compares days apart and stays within a file.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tertius.events.duplicates import RULES, Marks, find_duplicates, key_columns
from tertius.events.store.draft import connect, quote
from tertius.events.store.layout import workplace
from tertius.events.store.ledger import LedgerLine

if TYPE_CHECKING:
    import duckdb

SAME_DAY = RULES[:3]
_ROW_BITS = 36  # rows of one file below 2^36, files below 2^27


def marks_across(root: Path, lines: Sequence[LedgerLine]) -> Path | None:
    """Parquet of ``part, row, dup_of, dup_rule`` for every row that repeats one in its own or another file.

    Returns
    -------
    Path or None
        None if no two files of a source overlap in days, so that the marks in each file are all there are.
    """
    groups = overlapping(lines)
    if not groups:
        return None
    state = hashlib.sha256(
        "\n".join(line.parts[0] for group in groups for line in group).encode()
    ).hexdigest()
    path = root / "marks" / f"{state[:32]}.parquet"
    if path.exists():
        return path
    with workplace(root, f"marks-{state[:32]}") as folder:
        if not path.exists():
            draft = folder / "marks.parquet"
            _write(root, groups, draft, folder)
            os.replace(draft, path)
            for old in (root / "marks").glob("*.parquet"):
                if old != path:
                    old.unlink(missing_ok=True)
    return path


def overlapping(lines: Sequence[LedgerLine]) -> list[list[LedgerLine]]:
    """Runs of two or more files of one source whose days overlap, each run sorted by first day."""
    groups: list[list[LedgerLine]] = []
    last = ("", "")
    for line in sorted((line for line in lines if line.first), key=lambda x: (x.source, x.first, x.sha256)):
        if groups and line.source == last[0] and line.first <= last[1]:
            groups[-1].append(line)
            last = (last[0], max(last[1], line.last))
        else:
            groups.append([line])
            last = (line.source, line.last)
    return [group for group in groups if len(group) > 1]


def _write(root: Path, groups: list[list[LedgerLine]], draft: Path, folder: Path) -> None:
    import pyarrow.parquet as pq

    schema = pa.schema([("part", "string"), ("row", "int64"), ("dup_of", "string"), ("dup_rule", "string")])
    with connect(folder) as connection, pq.ParquetWriter(draft, schema, compression="zstd") as writer:
        for group in groups:
            writer.write_table(_group_marks(connection, root, group).cast(schema))


def _group_marks(connection: duckdb.DuckDBPyConnection, root: Path, group: list[LedgerLine]) -> pa.Table:
    parts = pa.table({"part": [line.sha256 for line in group], "place": pa.array(np.arange(len(group)))})
    connection.register("parts", parts)
    files = ", ".join(quote(root / line.parts[0]) for line in group)
    events = f"(SELECT *, place * {1 << _ROW_BITS} + row AS n FROM read_parquet([{files}]) JOIN parts USING (part))"
    marks = find_duplicates(
        connection, "(" + key_columns(events, n="n", url="NULL::VARCHAR") + ")", rules=SAME_DAY
    )
    found = _named(connection, events, marks, [line.sha256 for line in group])
    connection.unregister("parts")
    return found


def _named(connection: duckdb.DuckDBPyConnection, events: str, marks: Marks, parts: list[str]) -> pa.Table:
    """The marks by part and row, with the identifier of the row that came first."""
    firsts = pa.table({"n": pa.array(np.unique(marks.of))})
    connection.register("firsts", firsts)
    ids = connection.sql(
        f"SELECT n, event_id FROM {events} JOIN firsts USING (n) ORDER BY n"
    ).to_arrow_table()
    connection.unregister("firsts")
    at = np.searchsorted(ids["n"].to_numpy(), marks.of)
    return pa.table(
        {
            "part": pa.array(parts).take(pa.array(marks.row >> _ROW_BITS)),
            "row": pa.array(marks.row & ((1 << _ROW_BITS) - 1)),
            "dup_of": ids["event_id"].combine_chunks().take(pa.array(at)),
            "dup_rule": pa.array(RULES).take(pa.array(marks.rule)),
        }
    )
