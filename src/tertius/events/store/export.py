"""Stored rows -> Parquet, CSV or Stata."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tertius.errors import AnalysisFailed, BadInput

if TYPE_CHECKING:
    import ibis

    from tertius.events.store.store import Store

SUFFIXES = (".parquet", ".csv", ".dta")
STATA_ROWS = 5_000_000  # a .dta is made in memory


def export(store: Store, out: Path, **filters: Any) -> int:
    """Write every stored row (of the filters) to `out`; see `Store.export`."""
    from tertius.events.store.view import stored_events

    suffix = out.suffix.lower()
    if suffix not in SUFFIXES:
        raise BadInput(f"{out} ends in {suffix or 'nothing'}", ", ".join(SUFFIXES), "name the file so")
    if not out.parent.is_dir():
        raise BadInput(f"{out.parent} is no folder", "a folder that is there")
    events = stored_events(store, addresses=True, **filters)
    draft = out.with_name(f".{out.name}.{os.getpid()}.draft")
    try:
        rows = _stata(events, draft) if suffix == ".dta" else _stream(events, draft, suffix)
        os.replace(draft, out)
    except OSError as error:
        raise AnalysisFailed(f"{out} was not written ({error})") from None
    finally:
        draft.unlink(missing_ok=True)
    return rows


def _stream(events: ibis.Table, draft: Path, suffix: str) -> int:
    import ibis

    rows = 0
    batches = events.get_backend().con.sql(str(ibis.to_sql(events))).to_arrow_reader(131_072)
    with _writer(draft, batches.schema, suffix) as writer:
        for batch in batches:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def _writer(path: Path, schema: pa.Schema, suffix: str) -> Any:
    if suffix == ".csv":
        from pyarrow import csv

        return csv.CSVWriter(path, schema)
    import pyarrow.parquet as pq

    return pq.ParquetWriter(path, schema, compression="zstd")


def _stata(events: ibis.Table, draft: Path) -> int:
    try:
        import pandas as pd
    except ImportError:
        raise BadInput(
            "a Stata file", "pandas to write it", "install tertius[stata], or export .csv"
        ) from None
    size = int(events.count().execute())
    if size > STATA_ROWS:
        raise BadInput(f"{size} rows", f"at most {STATA_ROWS} for a Stata file", "filter, or export .parquet")
    frame = events.to_pyarrow().to_pandas()
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
