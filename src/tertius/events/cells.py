"""Cells of a table as people fill them: what no eye sees is taken away, and dates in three columns become one."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from tertius.events.assemble import per_value, strings
from tertius.events.delimited import Rows
from tertius.events.typed import YEARS
from tertius.files.cells import cell
from tertius.files.names import plain
from tertius.files.numbers import whole

MONTHS, DAYS = ("month", "mo", "mon", "월", "月"), ("day", "일", "日")
_DATES = (
    "date",
    "eventdate",
    "sqldate",
    "when",
    "dates",
    "earliest",
    "startdate",
    "start",
    "begin",
    "since",
    "latest",
)


def cells(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A column as plain text: wide forms as the usual ones, no marks without width, no apostrophe that only means "text"."""
    return per_value(
        strings(column), lambda texts: pa.array([cell(text) for text in texts.to_pylist()], pa.string())
    )


def dated(rows: Rows) -> Rows:
    """The rows with a column ``date`` made of those for the year, the month and the day, if there is no other date."""
    names = rows.table.column_names
    parts = dated_by(names)
    if not parts:
        return rows
    texts = [[whole(text or "") for text in strings(rows.table[name]).to_pylist()] for name in parts]
    made = [_date(row) for row in zip(*texts, strict=True)]
    table = rows.table.add_column(0, "date", pa.array(made, pa.string()))
    spare = [name for name in names if plain(name) == "date"]
    table = table.drop_columns(spare) if spare else table
    return Rows(table, np.asarray(rows.rows), rows.refused, rows.read)


def dated_by(names: list[str]) -> list[str]:
    """Columns of the year, and of month and day if there are, where no other column is a date."""
    mine = {plain(name): name for name in reversed(names)}
    if any(word in mine for word in _DATES):
        return []
    found = [next((mine[word] for word in words if word in mine), None) for words in (YEARS, MONTHS, DAYS)]
    if found[0] is None:
        return []
    return [name for name in (found if found[1] else found[:1]) if name]


def _date(row: tuple[str, ...]) -> str | None:
    """``1962-06-05`` of three figures; a blank month or day leaves the year or the month."""
    known = [part.zfill(2) if part.isdigit() else part for part in row if part]
    if not row[0] or (len(row) > 2 and row[2] and not row[1]):
        return None
    return "-".join(known) if len(known) > 1 else known[0]
