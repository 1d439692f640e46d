"""Duplicates are marked by a rule, never deleted.

A row is compared only with rows of its own source. It is a duplicate of the first earlier row that agrees with it
under one of four rules, tried in this order:

``same id``
    the source's own identifier and the day are the same: the row was emitted again;
``same day``
    the day, both actors as the source names them, and the code are the same;
``mirrored``
    a mutual act (a meeting, a negotiation, a signature; a visit and its reception) told once from each side on the
    same day: A meets B and B meets A;
``same report``
    the web address, the actors and the code are the same on another day: the report was coded again.

Rows without an exact day are never marked, nor are chronicles (vocabulary ``strength``) and numeric sources
(``score``), whose rows are written by hand one by one, nor GDELT's reduced file, which was counted without repeats.
The last three rules want a code and two named actors. ``dup_of``
names the first row of the group, which is itself never marked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tertius.quiet import connected

if TYPE_CHECKING:
    import duckdb

    from tertius.events.table import EventTable

# (vocabulary, code) -> (what the two sides do together, whether the target is the one who acts).
# CAMEO codebook 1.1b3 ch. 3; WEIS codebook (ICPSR 5211) cue category 03; PLOVER 2021 CONSULT and AGREE.
_BOTH = {
    "cameo": ("04", "040", "041", "044", "046", "057", "0571", "0572", "0573", "0574"),
    "weis": ("031", "31"),
    "plover": ("CONSULT",),
}
_VISITS = {
    "cameo": (("042", False), ("043", True)),
    "weis": (("032", False), ("033", True), ("32", False), ("33", True)),
}

_KEYS = """
    SELECT {n} AS n, dataset, vocabulary, earliest AS day, source_raw AS a, target_raw AS b, code, {url} AS url,
           CASE WHEN vocabulary = 'plover' THEN split_part(code, '-', 1) ELSE code END AS kind_of_act,
           regexp_replace(event_id, '#[^#]*:[0-9]+(#[0-9]+)?$', '') AS id{more}
    FROM {events}
    WHERE earliest = latest AND kind = 'when' AND vocabulary NOT IN ('strength', 'score') AND dataset <> 'gdelt-reduced'
"""
_NAMED = "a IS NOT NULL AND b IS NOT NULL AND code IS NOT NULL"
_SIDES = """
    CASE WHEN act IS NULL THEN least(a, b) WHEN act THEN b ELSE a END,
    CASE WHEN act IS NULL THEN greatest(a, b) WHEN act THEN a ELSE b END"""
_MUTUAL = "{keys} JOIN mutual_deeds USING (vocabulary, kind_of_act)"


@dataclass(frozen=True)
class Rule:
    """What two rows must share, where it is looked for, and which rows it is about (SQL)."""

    name: str
    share: str
    among: str = "{keys}"
    where: str = _NAMED


_RULES = (
    Rule("same id", "dataset, id, day", where="id IS NOT NULL"),
    Rule("same day", "dataset, day, a, b, code"),
    Rule("mirrored", f"dataset, day, deed, {_SIDES}", among=_MUTUAL),
    Rule("same report", "dataset, url, a, b, code", where=f"url LIKE 'http%' AND {_NAMED}"),
)
RULES = tuple(rule.name for rule in _RULES)


@dataclass(frozen=True)
class Marks:
    """Rows that repeat an earlier one.

    Attributes
    ----------
    row, of
        Positions, array, shape (duplicate,), ascending in `row`; ``of`` is never itself marked.
    rule
        Index into `RULES`, array, shape (duplicate,).
    """

    row: npt.NDArray[np.int64]
    of: npt.NDArray[np.int64]
    rule: npt.NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.row)


def mutual_codes() -> pa.Table:
    """Codes (of PLOVER the types) of acts that two sides do together.

    ``act`` is true where the target is the visitor, null if neither is.
    """
    rows: list[tuple[str, str, str, bool | None]] = []
    for vocabulary, codes in _BOTH.items():
        rows += [(vocabulary, code, code, None) for code in codes]
    for vocabulary, visits in _VISITS.items():
        rows += [(vocabulary, code, "visit", target) for code, target in visits]
    columns = list(zip(*rows, strict=True))
    kinds = (pa.string(), pa.string(), pa.string(), pa.bool_())
    arrays = [pa.array(column, kind) for column, kind in zip(columns, kinds, strict=True)]
    return pa.table(arrays, names=["vocabulary", "kind_of_act", "deed", "act"])


def find_duplicates(
    connection: duckdb.DuckDBPyConnection,
    keys: str,
    *,
    rules: Iterable[str] = RULES,
) -> Marks:
    """Find repeated rows in a relation with columns ``n, dataset, vocabulary, day, a, b, code, kind_of_act, url, id``.

    Parameters
    ----------
    connection
        An open DuckDB connection that knows `keys`.
    keys
        Name of the relation, or a subquery in brackets; ``n`` is the order in which rows were read.
    rules
        Which of `RULES` to try.

    Returns
    -------
    Marks
        In the order of ``n``; the first rule that holds counts.
    """
    connection.register("mutual_deeds", mutual_codes())
    wanted = [number for number, rule in enumerate(_RULES) if rule.name in set(rules)]
    pairs = [_pairs(connection, keys, _RULES[number]) for number in wanted]
    connection.unregister("mutual_deeds")
    rows, firsts = (np.concatenate([found[side] for found in pairs]) for side in (0, 1))
    which = np.repeat(np.array(wanted, np.int8), [len(found[0]) for found in pairs])
    row, at = np.unique(rows, return_index=True)  # the first occurrence: the first rule that holds
    return Marks(row, _roots(row, firsts[at]), which[at])


def _pairs(
    connection: duckdb.DuckDBPyConnection, keys: str, rule: Rule
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Rows that agree with an earlier one, and the first they agree with."""
    suspects, pairs = _steps(keys, rule)
    if not _made(connection, suspects):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    found = connection.execute(pairs).fetchnumpy()
    connection.execute("DROP TABLE suspects")
    return np.asarray(found["n"], np.int64), np.asarray(found["m"], np.int64)


def _made(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Rows of the table that a statement makes."""
    told = connection.execute(table).fetchone()
    return int(told[0]) if told else 0


def _steps(keys: str, rule: Rule) -> tuple[str, str]:
    """SQL of two steps: a table of suspects, and the rows that agree with an earlier one.

    Most rows agree with none: a hash counted in one pass leaves the few that may, and only those are compared.
    """
    among, shared = rule.among.format(keys=keys), f"hash({rule.share})"
    suspects = f"""
        CREATE OR REPLACE TEMP TABLE suspects AS
        SELECT {shared} AS h FROM {among} WHERE {rule.where} GROUP BY h HAVING count(*) > 1
    """
    pairs = f"""
        SELECT n, m FROM (
            SELECT n, min(n) OVER (PARTITION BY {rule.share}) AS m FROM {among}
            WHERE {rule.where} AND {shared} IN (SELECT h FROM suspects)
        ) WHERE n <> m
    """
    return suspects, pairs


def mark_in_place(connection: duckdb.DuckDBPyConnection, keys: str, *, rules: Iterable[str] = RULES) -> None:
    """As `find_duplicates`, but the result stays in DuckDB, which may spill it: a table ``marks (n, m, rule)``."""
    connection.register("mutual_deeds", mutual_codes())
    connection.execute("CREATE OR REPLACE TEMP TABLE marks (n BIGINT, m BIGINT, rule TINYINT)")
    wanted = set(rules)
    for number, rule in enumerate(_RULES):
        if rule.name in wanted:
            suspects, pairs = _steps(keys, rule)
            if _made(connection, suspects):
                connection.execute(
                    f"INSERT INTO marks SELECT n, m, {number} FROM ({pairs}) ANTI JOIN marks USING (n)"
                )
    connection.unregister("mutual_deeds")
    while connection.execute("SELECT 1 FROM marks a JOIN marks b ON a.m = b.n LIMIT 1").fetchone():
        connection.execute("""
            CREATE OR REPLACE TEMP TABLE marks AS
            SELECT a.n, coalesce(b.m, a.m) AS m, a.rule FROM marks a LEFT JOIN marks b ON a.m = b.n
        """)


def _roots(row: npt.NDArray[np.int64], of: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Follow ``of`` until it names a row that is not marked; every step goes to an earlier row, so it ends."""
    while len(row):
        at = np.searchsorted(row, of)
        marked = row[np.minimum(at, len(row) - 1)] == of
        if not marked.any():
            break
        of = np.where(marked, of[np.minimum(at, len(row) - 1)], of)
    return of


def mark_duplicates(table: EventTable) -> EventTable:
    """Return the same rows with ``dup_of`` and ``dup_rule`` set where a row repeats an earlier one.

    Parameters
    ----------
    table
        Events of any sources; earlier marks are dropped and found anew.

    Returns
    -------
    EventTable
        Same rows in the same order, with the rates in its provenance notes.
    """
    with connected() as connection:
        positions = pa.array(np.arange(len(table)))
        connection.register("all_events", table.arrow.append_column("n", positions))
        keys = "(" + key_columns("all_events", n="n") + ")"
        marks = find_duplicates(connection, keys)
    return _marked(table, marks)


def key_columns(events: str, *, n: str, url: str = "reference", more: str = "") -> str:
    """SQL for the columns that `find_duplicates` compares (and `more`), from a relation with the event columns."""
    return _KEYS.format(events=events, n=n, url=url, more=f", {more}" if more else "")


def _marked(table: EventTable, marks: Marks) -> EventTable:
    arrow, size = table.arrow, len(table)
    ids = arrow["event_id"].combine_chunks()
    of = np.full(size, -1, np.int64)
    rule = np.full(size, -1, np.int8)
    of[marks.row], rule[marks.row] = marks.of, marks.rule
    columns: dict[str, Any] = {
        "dup_of": ids.take(pa.array(of, mask=of < 0)) if size else ids,
        "dup_rule": pa.array(RULES).take(pa.array(rule, mask=rule < 0)) if size else ids,
    }
    for name, values in columns.items():
        arrow = arrow.set_column(arrow.schema.get_field_index(name), arrow.schema.field(name), values)
    noted = table.provenance.with_notes(f"{len(marks)} of {size} rows marked as duplicates")
    return replace(table, arrow=arrow, provenance=noted)
