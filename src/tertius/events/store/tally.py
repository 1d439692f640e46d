"""The tally of a file: its events counted by everything a panel asks of them, a fraction of the rows.

A panel by month needs of an act its month, its states, its code and score, and whether it is marked; acts that share
all of these are one row here, with ``times``. Rows that are no usable act keep only their month and their reason, since
they count in the source's volume alone. An act dated to an interval keeps its two days. Nothing is rounded and nothing
left out: the panel of the tally is the panel of the events, cell by cell, and every cell still opens to the events.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tertius.events.store.draft import quote, scan
from tertius.events.store.ledger import LedgerLine
from tertius.events.store.rows import by_file, complete, rows_of

if TYPE_CHECKING:
    import duckdb

KEYS = (
    "dataset", "vocabulary", "kind", "directed", "role", "apart", "dup_of", "dup_rule", "earliest", "latest",
    "source", "target", "code", "value",
)  # fmt: skip
COLUMNS = (*KEYS, "times")


def tally_query(
    events: str, *, rule: str = "dup_rule", marked: str = "dup_of IS NOT NULL", sign: int = 1
) -> str:
    """SQL: the tally of an events table; `rule` and `marked` say which mark counts, `sign` adds or takes away."""
    day = "CASE WHEN in_one THEN date_trunc('month', {0})::DATE ELSE {0} END AS {0}"
    if_usable = ", ".join(f"CASE WHEN apart IS NULL THEN {name} END AS {name}" for name in KEYS[-4:])
    return f"""
        SELECT dataset, vocabulary, kind, directed, role, apart,
               CASE WHEN {marked} THEN '' END AS dup_of, CASE WHEN {marked} THEN {rule} END AS dup_rule,
               {day.format("earliest")}, {day.format("latest")}, {if_usable}, {sign} * count(*) AS times
        FROM (SELECT *, coalesce(kind = 'when' AND date_trunc('month', earliest) = date_trunc('month', latest), false)
                        AS in_one FROM {events}) GROUP BY ALL
    """


def write_tally(connection: duckdb.DuckDBPyConnection, events: Path, tally: Path) -> None:
    """Count the rows of one events file."""
    _copy(connection, tally_query(scan([events])), tally)


def write_corrections(connection: duckdb.DuckDBPyConnection, events: str, marks: Path, tally: Path) -> None:
    """What marks between files change: their rows taken out as they were marked in their file, put back as now."""
    found = f"""(SELECT e.*, m.dup_rule AS now FROM {events} e
                 JOIN {scan([marks])} m ON e.part = m.part AND e.row = m.row
                 WHERE e.dup_rule IS DISTINCT FROM m.dup_rule)"""
    before, after = tally_query(found, sign=-1), tally_query(found, rule="now", marked="true")
    _copy(connection, f"{before} UNION ALL BY NAME {after}", tally)


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    """Write the rows of a query, in one order whatever the threads, so that the same events give the same file."""
    connection.execute(f"COPY (SELECT * FROM ({query}) ORDER BY ALL) TO {quote(path)} (FORMAT parquet)")


def tally_sql(root: Path, lines: Sequence[LedgerLine], corrections: Path | None) -> str:
    """SQL: the tallies of these files as one table; a file without one, or some of those together, are counted now."""
    shared = by_file(lines).values()
    told = [some for some in shared if some[0].tally and complete(some)]
    kept = [root / some[0].tally for some in told]
    if corrections is not None:
        kept.append(corrections)
    counted = [line for some in shared if some not in told for line in some]
    parts = [f"SELECT {', '.join(COLUMNS)} FROM {scan(kept)}"] if kept else []
    if counted:
        parts.append(tally_query(rows_of(root, counted)))
    return " UNION ALL BY NAME ".join(parts)
