"""Events from the rows of a copied GDELT text: refusals counted, repeats marked, actors looked up, one Parquet file written."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tertius.events.assemble import shown_row
from tertius.events.duplicates import RULES, Marks, find_duplicates
from tertius.events.store.draft import STORED, quote
from tertius.events.store.wide_sql import (
    ACTORS,
    EVENTS,
    EXAMPLES,
    OUTCOMES,
    REASONS,
    REFUSED,
    RISING,
    WHOSE,
    days_between,
    same,
)
from tertius.events.store.wide_text import Text, plain
from tertius.events.store.written import parquet
from tertius.events.table import Refusals

if TYPE_CHECKING:
    import duckdb

CONSTANT = {
    name: same(text)
    for name, text in {"when": "when", "evidence": "evidence", "cameo": "cameo", "blank": ""}.items()
}


def derive(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    dataset: str,
    text: Text,
    *,
    faulty: bool,
    named: bool,
) -> dict[str, Refusals]:
    """Write the events; returns the refusals of every file, with the first rows of each reason.

    Parameters
    ----------
    faulty
        Whether some row lacks a day or a code; if none does, and all actors are known, no row is asked why it is refused.
    named
        Whether actors got their countries from a table of their names.
    """
    unknown = _register_actors(connection)
    refused = _refused(connection) if faulty or unknown else {}
    marks = _marks(connection, text, sifted="ANTI JOIN refused_rows USING (n)" if refused else "")
    connection.register("marks", _marks_table(connection, marks))
    chosen = EVENTS.format(
        actors=REASONS if refused else ACTORS, sifted="WHERE refused IS NULL" if refused else "",
        **_places(text), **CONSTANT, dataset=same(dataset),
    )  # fmt: skip
    names, target = ", ".join(STORED.names), quote(folder / "events.parquet")
    order = "ORDER BY acting.n" if text.joined or named else ""
    connection.execute(f"COPY (SELECT {names} FROM ({chosen} {order})) TO {target} {parquet()}")
    return defaultdict(Refusals, refused)


def _places(text: Text) -> dict[str, str]:
    """SQL: the place of an event; the name and hash of a file that is alone are not carried through the joins."""
    if text.joined:
        return {name: f"acting.{name}" for name in WHOSE}
    ((part, file, _),) = text.files
    return {"part": same(part), "row": "acting.n", "file": same(plain(file))}


def _refused(connection: duckdb.DuckDBPyConnection) -> dict[str, Refusals]:
    """Refusals by file; which rows they are stays in ``refused_rows``."""
    connection.execute(f"CREATE TEMP TABLE refused_rows AS {REFUSED}")
    found: dict[str, Refusals] = {}
    for part, reason, n in connection.execute(OUTCOMES).fetchall():
        found.setdefault(part, Refusals())[reason] = n
    if found:
        for part, reason, row, source, target, code in connection.execute(EXAMPLES).fetchall():
            found[part].show({reason: [shown_row(row, source, target, code)]})
    return found


def _marks(connection: duckdb.DuckDBPyConnection, text: Text, *, sifted: str) -> Marks:
    """Repeats among the rows that are kept, within each file; identifiers that only rise are not compared."""
    rising = not text.joined and connection.execute(RISING).fetchall() == [(True,)]
    rules = [rule for rule in RULES if not (rising and rule == "same id")]
    own = "* REPLACE (part AS dataset)" if text.joined else "*"
    return find_duplicates(connection, f"(SELECT {own} FROM keys {sifted})", rules=rules)


def _marks_table(connection: duckdb.DuckDBPyConnection, marks: Marks) -> pa.Table:
    """Marked rows with the identifier of the row they repeat."""
    roots = pa.table({"n": pa.array(np.unique(marks.of), pa.int64())})
    connection.register("roots", roots)
    found = connection.sql("SELECT n, event_id FROM keys JOIN roots USING (n) ORDER BY n").to_arrow_table()
    connection.unregister("roots")
    at = np.searchsorted(found["n"].to_numpy(), marks.of)
    return pa.table(
        {
            "n": pa.array(marks.row),
            "dup_of": found["event_id"].combine_chunks().cast(pa.string()).take(pa.array(at)),
            "dup_rule": pa.array(RULES).take(pa.array(marks.rule)),
        }
    )


def _register_actors(connection: duckdb.DuckDBPyConnection) -> bool:
    """``who``: what every country code of the file means on every day it covers. Returns whether there are unknown ones."""
    found = connection.execute("""
        SELECT code, min(day), max(day) FROM (
            SELECT actor1 AS code, day FROM acting UNION ALL SELECT actor2, day FROM acting
        ) WHERE code IS NOT NULL AND day IS NOT NULL GROUP BY code
    """).fetchall()
    names = ("code", "since", "until", "handle", "note", "state", "known")
    rows: dict[str, list[Any]] = {name: [] for name in names}
    for code, first, last in found:
        for span in days_between(code, first, last):
            for name, value in zip(rows, (code, *span), strict=True):
                rows[name].append(value)
    few = pa.dictionary(pa.int32(), pa.string())
    kinds = [pa.string(), pa.date32(), pa.date32(), few, pa.string(), pa.bool_(), pa.bool_()]
    arrays = [pa.array(values, kind) for values, kind in zip(rows.values(), kinds, strict=True)]
    connection.register("who", pa.table(arrays, names=list(rows)))
    return not all(rows["known"])
