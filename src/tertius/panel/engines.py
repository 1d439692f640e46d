"""Where the expression runs: DuckDB in this process, Spark, or wherever an Ibis table already is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tertius.errors import BadInput
from tertius.events.table import EVENT_SCHEMA, EventTable

if TYPE_CHECKING:
    import ibis.expr.types as ir

COLUMNS = (
    "event_id", "dataset", "earliest", "latest", "kind", "source", "target", "directed", "vocabulary", "code",
    "value", "role", "apart", "dup_of", "dup_rule",
)  # fmt: skip


def connect(events: EventTable | ir.Table, engine: str = "duckdb") -> ir.Table:
    """The events as an Ibis table on an engine.

    Raises
    ------
    BadInput
        If the engine is unknown or not here, or an Ibis table lacks a column of `EVENT_SCHEMA`.
    """
    if engine not in ("duckdb", "spark", "bigquery"):
        raise BadInput(f"engine {engine!r}", "duckdb, spark or bigquery")
    if not isinstance(events, EventTable):
        return _checked(events)
    if not len(events):
        raise BadInput("a table without events", "at least one event")
    if engine == "spark":
        return _on_spark(events)
    if engine == "bigquery":
        raise BadInput(
            "events of this machine on BigQuery", "an Ibis table of BigQuery", "or the engine duckdb"
        )
    return _on_duckdb(events)


def run(expression: ir.Table) -> pa.Table:
    """Execute an expression on the engine of its tables."""
    return expression.to_pyarrow()


def _checked(table: Any) -> Any:
    columns = getattr(table, "columns", None)
    if columns is None or not hasattr(table, "group_by"):
        raise BadInput(f"events of type {type(table).__name__}", "an EventTable or an Ibis table")
    missing = [name for name in COLUMNS if name not in columns]
    if missing:
        raise BadInput(f"an Ibis table without {', '.join(missing)}", "the columns of EVENT_SCHEMA")
    return table


def _on_duckdb(events: EventTable) -> Any:
    import ibis

    connection = ibis.duckdb.connect()
    connection.raw_sql("SET enable_progress_bar = false")  # it would draw on stdout, which belongs to results
    connection.con.register("events", events.arrow.select(list(COLUMNS)))
    return connection.table("events")


def _on_spark(events: EventTable) -> Any:
    """A temporary view on the session at hand (``spark.master`` and the rest as it is configured)."""
    try:
        import ibis
        from pyspark.sql import SparkSession
    except ImportError:
        raise BadInput(
            "no Spark here", "pyspark", "install tertius[spark], or use the engine duckdb"
        ) from None
    session = SparkSession.builder.getOrCreate()
    connection = ibis.pyspark.connect(session)
    plain = [field for field in EVENT_SCHEMA if field.name in COLUMNS]
    frame = session.createDataFrame(events.arrow.select([field.name for field in plain]))
    frame.createOrReplaceTempView("tertius_events")
    return connection.table("tertius_events")
