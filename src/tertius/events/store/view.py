"""What is in the store, as one Ibis table on any engine or as an `EventTable` in memory."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tertius.errors import BadInput
from tertius.events.sources import SOURCES
from tertius.events.store.across import marks_across
from tertius.events.store.draft import unglobbed
from tertius.events.store.ledger import LedgerLine
from tertius.events.store.rows import addresses as addresses_of
from tertius.events.store.rows import raw_rows, rows_of, split
from tertius.events.table import EVENT_SCHEMA, EventTable, unique_ids
from tertius.months import parse_bounds
from tertius.provenance import Provenance, SourceUse
from tertius.quiet import connected, quieten

if TYPE_CHECKING:
    import ibis

    from tertius.events.store.store import Store


class StoreWarning(UserWarning):
    """A store holds what it cannot show."""


Pairs = Sequence[tuple[str, str]]


def stored_events(
    store: Store,
    *,
    engine: Any = None,
    across: bool = True,
    dataset: str | Iterable[str] | None = None,
    dyads: Pairs | None = None,
    start: Any = None,
    end: Any = None,
    usable: bool = False,
    addresses: bool = False,
    placed: bool = False,
) -> ibis.Table:
    """See `Store.events`; with `addresses` (DuckDB alone), the web address of every GDELT event is fetched, too.

    With `placed`, the column ``part`` comes along: with ``row``, the place of an event.
    """

    lines = chosen_lines(store, dataset)
    backend = engine if engine is not None else _duckdb()
    table = _rows(backend, store, lines)
    if addresses:
        table = _with_addresses(table, store, lines)
    marks = marks_across(store.path, lines) if across else None
    if marks is not None:
        table = _with_marks(table, _parquet(backend, [marks]))
    table = _filtered(table, dataset=dataset, dyads=dyads, start=start, end=end, usable=usable)
    return table.select(*EVENT_SCHEMA.names, *(("part",) if placed else ()))


def chosen_lines(store: Store, dataset: str | Iterable[str] | None) -> tuple[LedgerLine, ...]:
    """The ledger lines that may hold rows of these data sets; raises `BadInput` if there are none."""
    lines, missing = store.opened()
    for sentence in missing:
        warnings.warn(sentence, StoreWarning, stacklevel=3)
    if not lines:
        raise BadInput(
            f"the store {store.path} holds no events", "a store with events", "tertius ingest FILE"
        )
    names = _names(dataset)
    if names is None:
        return lines
    kept = tuple(line for line in lines if names & set(line.source.split(",")))
    if not kept:
        there = sorted({name for line in lines for name in line.source.split(",")})
        raise BadInput(f"the store holds nothing of {', '.join(sorted(names))}", f"one of {', '.join(there)}")
    return kept


def _names(dataset: str | Iterable[str] | None) -> set[str] | None:
    if dataset is None:
        return None
    return {dataset} if isinstance(dataset, str) else set(dataset)


def _duckdb() -> Any:
    import ibis

    backend = ibis.duckdb.connect()
    quieten(backend.con)
    return backend


def _rows(backend: Any, store: Store, lines: Sequence[LedgerLine]) -> ibis.Table:
    """The events of these lines; of a data file that others share, their rows alone."""
    import ibis

    whole, partly = split(lines)
    tables = [_parquet(backend, [store.path / name for name in whole])] if whole else []
    for name, shas in partly:
        table = _parquet(backend, [store.path / name])
        tables.append(table.filter(table.part.isin(shas)))
    return tables[0] if len(tables) == 1 else ibis.union(*tables)


def _parquet(backend: Any, paths: Sequence[Any]) -> ibis.Table:
    names = [str(path) for path in paths]
    if (
        backend.name == "pyspark"
    ):  # its own reader takes one folder or a list; the temporary view needs a name
        frame = backend._session.read.parquet(*names)
        name = f"tertius_{abs(hash(tuple(names))):x}"
        frame.createOrReplaceTempView(name)
        return backend.table(name)
    return backend.read_parquet([unglobbed(path) for path in paths], hive_partitioning=False)


def _with_marks(table: ibis.Table, marks: ibis.Table) -> ibis.Table:
    import ibis

    again = marks.rename(again_of="dup_of", again_rule="dup_rule", again_part="part", again_row="row")
    joined = table.left_join(again, [table.part == again.again_part, table.row == again.again_row])
    return joined.mutate(
        dup_of=ibis.coalesce(joined.again_of, joined.dup_of),
        dup_rule=ibis.coalesce(joined.again_rule, joined.dup_rule),
    )


def _with_addresses(table: ibis.Table, store: Store, lines: Sequence[LedgerLine]) -> ibis.Table:
    """Fill ``reference`` from the raw columns of the files that came the fast way, where it is not kept twice."""
    import ibis

    found_at = addresses_of(store.path, lines)
    if found_at is None:
        return table
    backend = table.get_backend()
    backend.raw_sql(
        f"CREATE TEMP VIEW addresses AS SELECT part AS of_part, row AS of_row, address FROM {found_at}"
    )
    found = backend.table("addresses")
    joined = table.left_join(found, [table.part == found.of_part, table.row == found.of_row])
    return joined.mutate(reference=ibis.coalesce(joined.reference.nullif(""), joined.address, ""))


def _filtered(
    table: ibis.Table,
    *,
    dataset: str | Iterable[str] | None,
    dyads: Pairs | None,
    start: Any,
    end: Any,
    usable: bool,
) -> ibis.Table:
    import ibis

    names = _names(dataset)
    if names is not None:
        table = table.filter(table.dataset.isin(sorted(names)))
    if usable:
        table = table.filter(table.apart.isnull())
    if start is not None:
        table = table.filter(ibis.coalesce(table.latest >= ibis.literal(_day(start)), True))
    if end is not None:
        table = table.filter(ibis.coalesce(table.earliest <= ibis.literal(_day(end, last=True)), True))
    if dyads is not None:
        either = [
            ((table.source == a) & (table.target == b)) | ((table.source == b) & (table.target == a))
            for a, b in dyads
        ]
        table = table.filter(ibis.or_(*either)) if either else table.filter(ibis.literal(False))
    return table


def _day(value: Any, *, last: bool = False) -> dt.date:
    """First (or last) day of a date, a month or their text."""

    if isinstance(value, dt.date):
        return value
    return parse_bounds(str(value))[1 if last else 0]


def read_stored(store: Store, *, across: bool = True, **filters: Any) -> EventTable:
    """See `Store.read`: rows in the order of the ledger, then of the file, under names that no filter changes."""
    lines = chosen_lines(store, filters.get("dataset"))
    table = stored_events(store, across=across, addresses=True, placed=True, **filters).to_pyarrow()
    places = pa.table({"part": [line.sha256 for line in lines], "place": range(len(lines))})
    with connected() as connection:
        connection.register("places", places)
        connection.register("found", table)
        ordered = connection.sql("FROM found JOIN places USING (part) ORDER BY place, row").to_arrow_table()
        again = connection.sql(_recurring(store, lines)).to_arrow_table() if len(table) else None
    events = ordered.select(EVENT_SCHEMA.names).cast(EVENT_SCHEMA).combine_chunks()
    if again is not None and len(again):
        events = renamed(events, ordered["part"].to_pylist(), again)
    return EventTable(events, provenance_of(lines, store.missing()))


def _recurring(store: Store, lines: Sequence[LedgerLine]) -> str:
    """SQL: every stored row whose identifier is found and occurs more than once, in the order of the files."""
    files = rows_of(store.path, lines, "file_row_number = true")
    return f"""
        SELECT event_id, file, row, part FROM {files} SEMI JOIN found USING (event_id) JOIN places USING (part)
        QUALIFY count(*) OVER (PARTITION BY event_id) > 1 ORDER BY place, file_row_number
    """


def renamed(table: pa.Table, parts: list[str], again: pa.Table) -> pa.Table:
    """Rows under the names that they have among all rows: an identifier that occurs again gets its file and row.

    Parameters
    ----------
    parts
        Hash of the file of every row.
    again
        ``event_id, file, row, part`` of all stored rows whose identifier recurs, in the order of the files.
    """
    places = zip(
        again["part"].to_pylist(), again["row"].to_pylist(), again["event_id"].to_pylist(), strict=True
    )
    name = dict(zip(places, unique_ids(again)["event_id"].to_pylist(), strict=True))
    rows = zip(parts, table["row"].to_pylist(), table["event_id"].to_pylist(), strict=True)
    ids = [name.get(place, place[2]) for place in rows]
    at = table.schema.get_field_index("event_id")
    return table.set_column(at, "event_id", pa.array(ids, pa.string()))


def provenance_of(lines: Iterable[LedgerLine], missing: Sequence[str] = ()) -> Provenance:
    """The ledger lines as the provenance that rides along, with what the store could not show."""

    uses, notes = [], dict.fromkeys(missing)
    for line in lines:
        info = SOURCES.get(line.format)
        uses.append(
            SourceUse(
                info.title if info else line.source, line.path, line.sha256, line.rows, line.kept,
                dict(line.refused), dict(line.apart), cite=info.cite if info else "",
                understood=dict(line.understood),
            )
        )  # fmt: skip
        notes.update(dict.fromkeys(line.notes))
    return Provenance(sources=tuple(uses), notes=tuple(notes))


def raw_columns(store: Store, dataset: str) -> ibis.Table:
    """See `Store.raw`."""
    lines = [line for line in chosen_lines(store, dataset) if len(line.parts) > 1]
    if not lines:
        raise BadInput(
            f"{dataset} has no columns beyond the events", "a wide source (GDELT, ICEWS, POLECAT, Phoenix)"
        )
    backend, selects = _duckdb(), list(raw_rows(store.path, lines))
    backend.raw_sql("CREATE TEMP VIEW raw_columns AS " + " UNION ALL BY NAME ".join(selects))
    return backend.table("raw_columns")
