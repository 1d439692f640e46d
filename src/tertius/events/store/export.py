"""Stored rows -> Parquet, CSV or Stata."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tertius.disk import whole
from tertius.errors import BadInput
from tertius.events.store.view import chosen_lines, stored_events
from tertius.events.table import EVENT_SCHEMA
from tertius.inert import cell

if TYPE_CHECKING:
    import ibis

    from tertius.events.store.ledger import LedgerLine
    from tertius.events.store.store import Store

SUFFIXES = (".parquet", ".csv", ".dta")
STATA_ROWS = 5_000_000  # a .dta is made in memory


def export(store: Store, out: Path, **filters: Any) -> int:
    """Write every stored row (of the filters) to `out`; see `Store.export`."""

    suffix = out.suffix.lower()
    if suffix not in SUFFIXES:
        raise BadInput(f"{out} ends in {suffix or 'nothing'}", ", ".join(SUFFIXES), "name the file so")
    if not out.parent.is_dir():
        raise BadInput(f"{out.parent} is no folder", "a folder that is there")
    lines = chosen_lines(store, filters.get("dataset"))
    events = stored_events(store, addresses=True, placed=True, **filters)
    with whole(out) as draft:
        return _stata(events, lines, draft) if suffix == ".dta" else _stream(events, lines, draft, suffix)


def _ordered(events: ibis.Table, lines: Sequence[LedgerLine]) -> Any:
    """The rows in the order of the ledger, then of their file, as a DuckDB relation."""
    import ibis

    connection = events.get_backend().con
    connection.register(
        "places", pa.table({"part": [line.sha256 for line in lines], "place": range(len(lines))})
    )
    names = ", ".join(EVENT_SCHEMA.names)
    return connection.sql(
        f"SELECT {names} FROM ({ibis.to_sql(events)}) JOIN places USING (part) ORDER BY place, row"
    )


def _stream(events: ibis.Table, lines: Sequence[LedgerLine], draft: Path, suffix: str) -> int:
    rows = 0
    batches = _ordered(events, lines).to_arrow_reader(131_072)
    with _writer(draft, batches.schema, suffix) as writer:
        for batch in batches:
            writer.write_batch(_cells(batch) if suffix == ".csv" else batch)
            rows += batch.num_rows
    return rows


def _cells(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with no text that a spreadsheet takes for a formula or a terminal for an order."""
    columns = [_inert(column) if pa.types.is_string(column.type) else column for column in batch.columns]
    return pa.record_batch(columns, schema=batch.schema)


def _inert(column: pa.Array) -> pa.Array:
    coded = column.dictionary_encode()
    texts = [None if text is None else cell(text) for text in coded.dictionary.to_pylist()]
    return pa.array(texts, column.type).take(coded.indices)


def _writer(path: Path, schema: pa.Schema, suffix: str) -> Any:
    if suffix == ".csv":
        from pyarrow import csv

        return csv.CSVWriter(path, schema)
    import pyarrow.parquet as pq

    return pq.ParquetWriter(path, schema, compression="zstd")


def _stata(events: ibis.Table, lines: Sequence[LedgerLine], draft: Path) -> int:
    try:
        import pandas as pd
    except ImportError:
        raise BadInput(
            "a Stata file", "pandas to write it", "install tertius[stata], or export .csv"
        ) from None
    size = int(events.count().execute())
    if size > STATA_ROWS:
        raise BadInput(f"{size} rows", f"at most {STATA_ROWS} for a Stata file", "filter, or export .parquet")
    frame = _ordered(events, lines).to_arrow_table().to_pandas()
    for name in ("earliest", "latest", "added"):
        frame[name] = pd.to_datetime(frame[name])
    for name in frame.select_dtypes(include=["object", "str"]).columns:
        frame[name] = (
            frame[name].fillna("").astype(str).str.slice(0, 2045)
        )  # null is "" in Stata; str2045 its longest
    frame["directed"] = frame["directed"].astype("int8")
    dates = dict.fromkeys(("earliest", "latest", "added"), "td")
    frame.to_stata(draft, write_index=False, version=118, convert_dates=dates)
    return size
