"""The acts between some pairs of states, read from the store without the rest.

DuckDB looks through the Parquet and hands over the rows asked for; what marks between files say of them, their web
addresses and the names of those whose identifier recurs are looked up for these rows alone. They are the rows, with the
names, that `Store.read` has for these pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from tertius.actors import chain_members, chain_of
from tertius.events.store.across import marks_across
from tertius.events.store.draft import quote, scan
from tertius.events.store.rows import addresses, rows_of
from tertius.events.store.view import renamed
from tertius.events.table import EVENT_SCHEMA, EventTable
from tertius.quiet import connected

if TYPE_CHECKING:
    import duckdb

    from tertius.events.store.selection import Selection

Pair = tuple[str, str]
SHOWN = 3


def chains(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """The pairs as chain labels in alphabetical order, each once: SUN-PRK and PRK-RUS are one."""
    found = {tuple(sorted((chain_of(a), chain_of(b)))) for a, b in pairs}
    return tuple(sorted((a, b) for a, b in found))


def read_acts(selection: Selection, pairs: Sequence[Pair]) -> EventTable:
    """See `Selection.acts_of`; `pairs` are chain labels, as `chains` gives them."""
    root, lines = selection.store.path, selection.lines
    marks = marks_across(root, lines) if selection.across else None
    with connected() as connection:
        files = rows_of(root, lines, "file_row_number = true")
        _choose(connection, files, pairs, selection.names)
        parts = {part for (part,) in connection.execute("SELECT DISTINCT part FROM acts").fetchall()}
        told = addresses(root, [line for line in lines if line.sha256 in parts])
        places = {"part": [line.sha256 for line in lines], "place": list(range(len(lines)))}
        connection.register("places", pa.table(places))
        found = connection.sql(_told(marks, told)).to_arrow_table()
        again = connection.sql(_recurring(files)).to_arrow_table()
    table = found.select(EVENT_SCHEMA.names).cast(EVENT_SCHEMA).combine_chunks()
    if len(again) > len(table):
        table = renamed(table, found["part"].to_pylist(), again)
    note = _share(len(table), sum(line.kept for line in lines), pairs)
    return EventTable(table, selection.provenance.with_notes(note))


def _choose(
    connection: duckdb.DuckDBPyConnection, files: str, pairs: Sequence[Pair], names: set[str] | None
) -> None:
    """A table ``acts`` of the usable rows of these pairs; the short lists let the scan pass over most of the rest."""
    both = {
        side
        for a, b in pairs
        for one in chain_members(a)
        for two in chain_members(b)
        for side in ((one, two), (two, one))
    }
    wanted = pa.table({"source": [a for a, _ in sorted(both)], "target": [b for _, b in sorted(both)]})
    connection.register("wanted", wanted)
    states = _texts({a for a, _ in both})
    of = "" if names is None else f"AND dataset IN ({_texts(names)})"
    connection.execute(f"""
        CREATE TEMP TABLE acts AS FROM {files}
        WHERE source IN ({states}) AND target IN ({states}) AND apart IS NULL {of}
          AND (source, target) IN (SELECT (source, target) FROM wanted)
    """)


def _texts(words: set[str]) -> str:
    return ", ".join(map(quote, sorted(words))) or "NULL"


def _told(marks: Path | None, addresses: str | None) -> str:
    """SQL: ``acts`` in the order of the files, with the marks between files and the web addresses."""
    replaced, joins = [], []
    if marks is not None:
        replaced += [f"coalesce(m.{name}, a.{name}) AS {name}" for name in ("dup_of", "dup_rule")]
        joins.append(f"LEFT JOIN {scan([marks])} m ON a.part = m.part AND a.row = m.row")
    if addresses is not None:
        replaced.append("coalesce(nullif(a.reference, ''), u.address, '') AS reference")
        joins.append(f"LEFT JOIN {addresses} u ON a.part = u.part AND a.row = u.row")
    columns = f"a.* REPLACE ({', '.join(replaced)})" if replaced else "a.*"
    return f"""
        SELECT {columns} FROM acts a JOIN places USING (part) {" ".join(joins)} ORDER BY place, a.file_row_number
    """


def _recurring(files: str) -> str:
    """SQL: every stored row that has the identifier of one of the acts, in the order of the files."""
    return f"""
        SELECT event_id, file, row, part FROM {files} JOIN places USING (part)
        WHERE event_id IN (SELECT event_id FROM acts) ORDER BY place, file_row_number
    """


def _share(found: int, of: int, pairs: Sequence[Pair]) -> str:
    """One sentence: which part of the store was read."""
    named = ", ".join("-".join(pair) for pair in pairs) if len(pairs) <= SHOWN else f"{len(pairs)} pairs"
    return f"read as evidence: {found} of {of} stored rows, the acts of {named}; panels count all rows"
