"""One expression, the same panel on DuckDB and on a Spark cluster; and SQL for BigQuery that parses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tertius.events.duplicates import mark_duplicates
from tertius.events.store import Store
from tertius.panel import Panel, build_panel
from tests.engines.spark_cluster import cluster, need_spark
from tests.shared import shared, weis_events
from tests.store.conftest import gdelt_row

VARIANTS: list[dict[str, Any]] = [
    {"start": "1966-01", "end": "1968-12"},
    {"every": "year", "directed": True, "succession": "strict", "keep_duplicates": True},
]


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A session on a standalone cluster: a master and two workers, each a process."""
    need_spark()
    import ibis
    from pyspark.sql import SparkSession

    with cluster(tmp_path_factory.mktemp("spark")) as address:
        builder = SparkSession.builder.master(address).appName("tertius-tests")
        settings = {
            "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.driver.memory": "700m",
            "spark.executor.memory": "512m", "spark.executor.cores": "1", "spark.sql.shuffle.partitions": "2",
            "spark.ui.enabled": "false", "spark.sql.session.timeZone": "UTC", "spark.ui.showConsoleProgress": "false",
            "spark.sql.execution.arrow.pyspark.enabled": "true",
        }  # fmt: skip
        for name, value in settings.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        try:
            yield ibis.pyspark.connect(session)
        finally:
            session.stop()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """WEIS, the ICEWS sample and two GDELT files that overlap."""
    folder = tmp_path_factory.mktemp("held")
    made = []
    for day in (1, 2):
        path = folder / f"2016070{day}.export.CSV"
        path.write_text("\n".join(gdelt_row(n + 50 * day, day="20160701") for n in range(60)) + "\n")
        made.append(path)
    held = Store(folder / "store")
    held.ingest(
        [shared("data/events/weis_1966_1975.csv"), shared("data/events/icews_events.2018.sample.tab"), *made]
    )
    return held


def same(one: Panel, two: Panel) -> None:
    """Equal in every cell, to rounding of sums in another order."""
    assert one.dyads == two.dyads
    assert np.array_equal(one.months, two.months)
    for name in ("events", "gap"):
        assert np.array_equal(getattr(one, name), getattr(two, name)), name
    for name in ("y", "n", "spread", "y_past", "n_past", "volume"):
        np.testing.assert_allclose(getattr(one, name), getattr(two, name), rtol=1e-9, atol=1e-9, err_msg=name)


@pytest.mark.long
def test_the_cluster_has_two_workers(spark: Any) -> None:
    context = spark._session.sparkContext
    assert context.master.startswith("spark://")

    def where(_: Any) -> str:
        import os
        import time

        time.sleep(0.3)  # long enough that one worker cannot take every task
        return str(os.getppid())

    seen = set(context.parallelize(range(8), 8).map(where).collect())
    assert len(seen) >= 2


@pytest.mark.long
@pytest.mark.parametrize("settings", VARIANTS, ids=["months", "years"])
def test_the_same_panel_of_the_store_on_spark(spark: Any, store: Store, settings: dict[str, Any]) -> None:
    here = build_panel(store.events(dataset="weis"), **settings)
    there = build_panel(store.events(dataset="weis", engine=spark), **settings)
    same(here, there)


@pytest.mark.long
def test_repeats_between_files_are_marked_on_spark_too(spark: Any, store: Store) -> None:
    here, there = (
        store.events(dataset="gdelt1", engine=engine).select("dup_of", "row") for engine in (None, spark)
    )
    marked = [table.filter(table.dup_of.notnull()).count().execute() for table in (here, there)]
    assert marked[0] == marked[1] > 0


@pytest.mark.parametrize("settings", VARIANTS, ids=["months", "years"])
def test_the_store_and_the_table_in_memory(store: Store, settings: dict[str, Any]) -> None:
    table = mark_duplicates(weis_events())
    same(build_panel(store.events(dataset="weis"), **settings), build_panel(table, **settings))


def bigquery(expression: Any) -> Any:
    """Compile for BigQuery and parse what comes out; memtables stand for tables that would be uploaded."""
    import ibis
    import sqlglot

    text = str(ibis.to_sql(expression, dialect="bigquery"))
    parsed = sqlglot.parse_one(text, dialect="bigquery")
    assert parsed.sql(dialect="bigquery")
    return parsed


def test_bigquery_sql_parses(store: Store) -> None:
    """The panel's own expressions, on a table that only BigQuery would hold."""
    import ibis
    from sqlglot import exp

    from tertius.events import EVENT_SCHEMA
    from tertius.panel.engines import connect
    from tertius.panel.expression import cells, links, summary
    from tertius.panel.plan import look, make_plan

    plan = make_plan(
        look(connect(store.events(dataset="weis")).summary()), start=None, end=None, every="month", scale="goldstein",
        succession="joined", directed=False, keep_duplicates=False,
    )  # fmt: skip
    events = ibis.table(ibis.Schema.from_pyarrow(EVENT_SCHEMA), name="tertius_events")
    for expression in (summary(events), cells(events, plan), links(events, plan)):
        parsed = bigquery(expression)
        assert "tertius_events" in {table.name for table in parsed.find_all(exp.Table)}


def test_a_store_is_read_by_path_alone(store: Store, tmp_path: Path) -> None:
    """Any tool reads the Parquet: the ledger names the files."""
    import pyarrow.parquet as pq

    rows = sum(pq.read_metadata(store.path / line.parts[0]).num_rows for line in store.ledger())
    assert rows == store.events().count().execute()
