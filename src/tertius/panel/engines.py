"""Where the expression runs: DuckDB in this process, Spark, or wherever an Ibis table already is.

On DuckDB the expression is compiled to SQL once for each shape of plan and kept (writing the SQL takes longer than
running it on a million events); on other engines Ibis compiles and runs it on the engine's own tables.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa

from tertius.errors import BadInput
from tertius.events.store.draft import quote
from tertius.events.store.selection import Selection
from tertius.events.store.store import Store
from tertius.events.store.tally import COLUMNS as TALLIED
from tertius.events.table import EVENT_SCHEMA, EventTable
from tertius.panel.expression import Plan, Sides, calendar, cells, links, summary
from tertius.panel.written import written
from tertius.quiet import connected

if TYPE_CHECKING:
    import duckdb
    import ibis.expr.types as ir

COLUMNS = (
    "event_id", "dataset", "earliest", "latest", "kind", "source", "target", "directed", "vocabulary", "code",
    "value", "role", "apart", "dup_of", "dup_rule",
)  # fmt: skip
Events = EventTable | Selection | Store
Pair = tuple[str, str]
_QUERIES: dict[str, Callable[..., Any]] = {"summary": summary, "cells": cells, "links": links}
_SHAPE = (
    "first", "last", "step", "names", "one_vocabulary", "factors", "own_first", "bound", "directed", "keep_duplicates",
    "intervals", "mutual",
)  # fmt: skip


class Source(Protocol):
    """Events on an engine."""

    def summary(self) -> pa.Table:
        """Rows of `tertius.panel.expression.summary`."""

    def cells(self, plan: Plan) -> pa.Table:
        """Rows of `tertius.panel.expression.cells`."""

    def links(self, plan: Plan, pairs: Sequence[Pair] | None = None) -> pa.Table:
        """Rows of `tertius.panel.expression.links`: all, or at least those of some pairs of labels."""


@dataclass(frozen=True)
class Bound:
    """An Ibis table of events, on whatever engine it is."""

    table: ir.Table

    def summary(self) -> pa.Table:
        """Codes, days and kinds of date."""
        return summary(self.table).to_pyarrow()

    def cells(self, plan: Plan) -> pa.Table:
        """Sums by pair and period."""
        return cells(self.table, plan).to_pyarrow()

    def links(self, plan: Plan, pairs: Sequence[Pair] | None = None) -> pa.Table:
        """Every used act of every cell."""
        table = self.table
        if pairs is not None:
            states = _handles(plan, pairs)
            table = table.filter(table.source.isin(states), table.target.isin(states))
        return links(table, plan).to_pyarrow()


@dataclass(frozen=True)
class Compiled:
    """Events or their tally on DuckDB, as a view named ``events``.

    Attributes
    ----------
    words
        What `summary` would find, if the store's ledger has it.
    """

    connection: duckdb.DuckDBPyConnection
    columns: tuple[str, ...]
    words: pa.Table | None = None

    def summary(self) -> pa.Table:
        """Codes, days and kinds of date."""
        return self._run("summary", ()) if self.words is None else self.words

    def cells(self, plan: Plan) -> pa.Table:
        """Sums by pair and period."""
        return self._run("cells", self._shape(plan))

    def links(self, plan: Plan, pairs: Sequence[Pair] | None = None) -> pa.Table:
        """Every used act of every cell."""
        if pairs is None:
            return self._run("links", self._shape(plan))
        states = ", ".join(map(quote, _handles(plan, pairs)))
        chosen = f"FROM events WHERE source IN ({states}) AND target IN ({states})"
        return _in_memory(self.connection.sql(chosen).to_arrow_table()).links(plan)

    def _shape(self, plan: Plan) -> tuple[tuple[str, Any], ...]:
        """What the SQL depends on; the small tables are put where it looks for them."""
        for name, table in (("labels", plan.labels), ("scale", plan.scale)):
            self.connection.register(name, table)
        if plan.intervals:
            self.connection.register("days", calendar(plan))
        values = {name: getattr(plan, name) for name in _SHAPE}
        values["factors"] = tuple(sorted(plan.factors.items()))
        return tuple(values.items())

    def _run(self, query: str, shape: tuple[tuple[str, Any], ...]) -> pa.Table:
        return self.connection.sql(_sql(query, self.columns, shape)).to_arrow_table()


@dataclass(frozen=True)
class Stored:
    """A store: sums from its tallies or wherever else, acts from its files.

    Attributes
    ----------
    sums
        The source of `summary` and `cells`.
    acts
        Gives that of every act.
    selection
        Reads the acts of some pairs without the rest.
    """

    sums: Source
    acts: Callable[[], Source]
    selection: Selection

    def summary(self) -> pa.Table:
        """Codes, days and kinds of date."""
        return self.sums.summary()

    def cells(self, plan: Plan) -> pa.Table:
        """Sums by pair and period."""
        return self.sums.cells(plan)

    def links(self, plan: Plan, pairs: Sequence[Pair] | None = None) -> pa.Table:
        """Every used act of every cell; those of some pairs by the names that `Selection.acts_of` gives them."""
        if pairs is None:
            return self.acts().links(plan)
        return _in_memory(self.selection.acts_of(pairs).arrow).links(plan)


def _handles(plan: Plan, pairs: Sequence[Pair]) -> list[str]:
    """Every state gathered under these labels."""
    wanted = {label for pair in pairs for label in pair}
    rows = zip(*(plan.labels[name].to_pylist() for name in ("handle", "label")), strict=True)
    return [handle for handle, number in rows if plan.names[number] in wanted]


@lru_cache(maxsize=64)
def _sql(query: str, columns: tuple[str, ...], shape: tuple[tuple[str, Any], ...]) -> str:
    """DuckDB's SQL of a query on tables named events, labels, scale and days."""
    return written(query, columns, shape) or write_sql(query, columns, shape)


def write_sql(query: str, columns: tuple[str, ...], shape: tuple[tuple[str, Any], ...]) -> str:
    """The same, written by Ibis."""
    import ibis

    kinds = ibis.Schema.from_pyarrow(
        pa.schema([EVENT_SCHEMA.field(name) for name in columns if name != "times"])
    )
    fields = {**kinds, **({"times": "int64"} if "times" in columns else {})}
    given: tuple[Any, ...] = ()
    if shape:
        nothing = pa.table({})
        values = dict(shape)
        values["factors"] = dict(values["factors"])
        plan = Plan(labels=nothing, scale=nothing, **values)
        given = (plan, Sides(*(ibis.table(columns, name=name) for name, columns in _SMALL.items())))
    return str(ibis.to_sql(_QUERIES[query](ibis.table(fields, name="events"), *given), dialect="duckdb"))


_SMALL = {
    "labels": {"handle": "string", "label": "int64"},
    "scale": {"vocabulary": "string", "code": "string", "value": "float64"},
    "days": {"month": "int64", "first_day": "date", "last_day": "date"},
}


def connect(events: Events | ir.Table, engine: str = "duckdb") -> Source:
    """The events on an engine.

    Raises
    ------
    BadInput
        If the engine is unknown or not here, or an Ibis table lacks a column of `EVENT_SCHEMA`.
    """
    if engine not in ("duckdb", "spark", "bigquery"):
        raise BadInput(f"engine {engine!r}", "duckdb, spark or bigquery")
    if isinstance(events, Store):
        events = events.select()
    if isinstance(events, Selection):
        return _of_store(events, engine)
    if not isinstance(events, EventTable):
        return Bound(_checked(events))
    if not len(events):
        raise BadInput("a table without events", "at least one event")
    if engine == "spark":
        return Bound(_on_spark(events))
    if engine == "bigquery":
        raise BadInput(
            "events of this machine on BigQuery", "an Ibis table of BigQuery", "or the engine duckdb"
        )
    return _in_memory(events.arrow)


def _in_memory(events: pa.Table) -> Compiled:
    connection = connected()
    connection.register("events", events.select(list(COLUMNS)))
    return Compiled(connection, COLUMNS)


def _checked(table: Any) -> Any:
    columns = getattr(table, "columns", None)
    if columns is None or not hasattr(table, "group_by"):
        raise BadInput(
            f"events of type {type(table).__name__}",
            "an EventTable, a Store, a Selection of it or an Ibis table",
        )
    missing = [name for name in COLUMNS if name not in columns]
    if missing:
        raise BadInput(f"an Ibis table without {', '.join(missing)}", "the columns of EVENT_SCHEMA")
    return table


def _of_store(events: Selection, engine: str) -> Source:
    """The tally, in this process; on Spark the stored events themselves."""
    if engine == "bigquery":
        raise BadInput(
            "a store of this machine on BigQuery", "an Ibis table of BigQuery", "or the engine duckdb"
        )
    if engine == "spark":
        there = Bound(events.events(engine=_spark()))
        return Stored(there, lambda: there, events)
    connection = connected()
    connection.execute(f"CREATE TEMP VIEW events AS {events.tally()}")
    sums = Compiled(connection, TALLIED, words=events.words())
    return Stored(sums, lambda: Bound(events.events()), events)


def _spark() -> Any:
    """The session at hand (``spark.master`` and the rest as it is configured), for Ibis."""
    try:
        import ibis
        from pyspark.sql import SparkSession
    except ImportError:
        raise BadInput(
            "no Spark here", "pyspark", "install tertius[spark], or use the engine duckdb"
        ) from None
    return ibis.pyspark.connect(SparkSession.builder.getOrCreate())


def _on_spark(events: EventTable) -> Any:
    """A temporary view."""
    backend = _spark()
    plain = [field for field in EVENT_SCHEMA if field.name in COLUMNS]
    frame = backend._session.createDataFrame(events.arrow.select([field.name for field in plain]))
    frame.createOrReplaceTempView("tertius_events")
    return backend.table("tertius_events")
