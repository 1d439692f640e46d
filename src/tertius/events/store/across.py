"""Repeats between files of one source: the rules that want the same day, over files whose days overlap.

The marks lie in a file of their own, named after the state of the ledger, and are found again when that changes. The
first row is the one in the file that comes first in the ledger's order (first day, then hash), so that the order in
which files were ingested changes nothing. ``same report`` compares days apart and stays within a file.

The work is done some days at a time, inside DuckDB, which spills: memory depends neither on the number of files nor on
the number of marks.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from tertius.events.duplicates import RULES, key_columns, mark_in_place
from tertius.events.store.database import connect
from tertius.events.store.found_again import kept
from tertius.events.store.ledger import LedgerLine
from tertius.events.store.rows import rows_of

if TYPE_CHECKING:
    import duckdb

SAME_DAY = RULES[:3]
CHUNK = 2_000_000  # rows of some days that are compared at once
SCHEMA = pa.schema([("part", "string"), ("row", "int64"), ("dup_of", "string"), ("dup_rule", "string")])
_ROW_BITS = 36  # rows of one file below 2^36, files below 2^27
_NAMED = f"""
    SELECT k.part, k.row, f.event_id AS dup_of, {list(RULES)!r}[marks.rule + 1] AS dup_rule
    FROM marks JOIN keys k USING (n) JOIN keys f ON f.n = marks.m ORDER BY marks.n
"""


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
        "\n".join(f"{line.parts[0]} {line.sha256}" for group in groups for line in group).encode()
    ).hexdigest()
    return kept(root, f"{state[:32]}.parquet", lambda draft, folder: _write(root, groups, draft, folder))


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

    with connect(folder) as connection, pq.ParquetWriter(draft, SCHEMA, compression="zstd") as writer:
        for group in groups:
            for days, lines in _spans(connection, root, group):
                _keys(connection, root, group, lines, days)
                mark_in_place(connection, "keys", rules=SAME_DAY)
                for batch in connection.sql(_NAMED).to_arrow_reader(131_072):
                    writer.write_batch(batch.cast(SCHEMA))
                connection.execute("DROP TABLE keys; DROP TABLE marks")


def _spans(
    connection: duckdb.DuckDBPyConnection, root: Path, group: list[LedgerLine]
) -> Iterator[tuple[tuple[dt.date, dt.date], list[LedgerLine]]]:
    """Spans of days with at most `CHUNK` rows (or one day), and the files that have rows in each.

    Every rule of `SAME_DAY` compares rows of one day, so days can be marked by themselves.
    """
    files = rows_of(root, group)
    counts = connection.execute(f"""
        SELECT earliest, count(*) FROM {files} WHERE earliest = latest GROUP BY 1 ORDER BY 1
    """).fetchall()
    while counts:
        total, size = 0, 0
        for _, rows in counts:
            if size and total + rows > CHUNK:
                break
            total, size = total + rows, size + 1
        first, last = counts[0][0], counts[size - 1][0]
        yield (first, last), [x for x in group if x.first <= last.isoformat() and x.last >= first.isoformat()]
        counts = counts[size:]


def _keys(
    connection: duckdb.DuckDBPyConnection,
    root: Path,
    group: list[LedgerLine],
    lines: list[LedgerLine],
    days: tuple[dt.date, dt.date],
) -> None:
    """A table of what the rules compare in these days; ``n`` is the place of the file in the group, then the row."""
    place = {line.sha256: number for number, line in enumerate(group)}
    parts = pa.table({"part": [line.sha256 for line in lines], "place": [place[x.sha256] for x in lines]})
    connection.register("parts", parts)
    files = rows_of(root, lines)
    first, last = (f"DATE '{day}'" for day in days)
    events = f"(FROM {files} JOIN parts USING (part) WHERE earliest BETWEEN {first} AND {last})"
    chosen = key_columns(
        events, n=f"place * {1 << _ROW_BITS} + row", url="NULL::VARCHAR", more="part, row, event_id"
    )
    connection.execute(f"CREATE TEMP TABLE keys AS {chosen}")
    connection.unregister("parts")
