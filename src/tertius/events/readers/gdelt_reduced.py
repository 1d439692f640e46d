"""GDELT's reduced file, 1979 to 2013 (``GDELT.MASTERREDUCEDV2``): one row a day, pair of actors and code, with the
number of events.

Tab-separated, header ``Date, Source, Target, CAMEOCode, NumEvents, NumArts, QuadClass, Goldstein`` and places. An actor is a
CAMEO string whose first three letters name the country (``USAGOV``). A row of NumEvents acts becomes as many rows of events,
since a row of events is one act: counts then say what the file says. Its rows are no repeats of one another and are never marked
as such.

Cite: Leetaru, K. & Schrodt, P. A. (2013). GDELT: Global Data on Events, Location and Tone. ISA Annual Convention.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tertius.events.assemble import Actors, assemble, mask, matches, no_number, number, per_value
from tertius.events.batch import Batch, Reader
from tertius.events.coding import contradictions
from tertius.events.contradicting import classes
from tertius.events.dating import Dating
from tertius.events.delimited import Rows
from tertius.events.dressed import Columns, dating_of, detector, rows_of
from tertius.events.layouts import LAYOUTS
from tertius.events.plausible import impossible
from tertius.events.readers.gdelt import named_state
from tertius.events.readers.phoenix import restored
from tertius.events.table import Refusals

LAYOUT = LAYOUTS["gdelt-reduced"]
MOST = 10_000  # acts of one pair, code and day: more is a slip


def batches(path: Path) -> Iterator[Batch]:
    """Batches of about 8 MiB."""
    dating = dating_of(path, LAYOUT)
    for rows in rows_of(path, LAYOUT):
        yield _batch(path, rows, dating)


def _batch(path: Path, rows: Rows, dating: Dating) -> Batch:
    column = Columns(rows.table, LAYOUT)
    days, bad_date = dating.days(column["date"], "date")
    code, value = (
        restored(column["code"], pa.nulls(rows.table.num_rows, pa.string())),
        number(column["value"]),
    )
    times = number(column["times"]).to_numpy(zero_copy_only=False)
    with np.errstate(invalid="ignore"):
        bad_times = ~((times >= 1) & (times <= MOST) & (np.floor(times) == times))
    source, target = column["source_raw"], column["target_raw"]
    countries = [per_value(side, _state) for side in (source, target)]
    stateless = [
        pc.and_(pc.is_valid(a), pc.is_null(b)) for a, b in zip((source, target), countries, strict=True)
    ]
    events, refused, keep = assemble(
        "gdelt-reduced",
        {
            "earliest": days, "latest": days, "vocabulary": "cameo", "code": code, "value": value,
            "source_raw": source, "target_raw": target,
        },
        Actors(countries[0], countries[1], "cameo"), file=path.name, rows=rows.rows,
        refuse=[(bad_date, "bad date", column["date"]), (~matches(code, r"[0-9]{2,4}"), "no code"),
            no_number(column["value"], value), (bad_times, "no number of events", column["times"])],
        apart=[(mask(pc.or_(*stateless)), "non-state actor"), *impossible(days, LAYOUT),
               *contradictions(code, pa.nulls(len(code), pa.string()), value),
               *classes(code, column["QuadClass"])],
    )  # fmt: skip
    acts = _acts(events, times[keep].astype(np.int64))
    lost = Refusals(refused + rows.refused)
    note = f"{path.name}: a row stands for NumEvents acts, each a row of events"
    return Batch(acts, lost, acts.num_rows + lost.total(), notes=(*dating.notes, note))


def _acts(events: pa.Table, times: np.ndarray) -> pa.Table:
    """Every row as often as it counts, each with an identifier of its own."""
    made = events.take(pa.array(np.repeat(np.arange(len(times)), times)))
    number_ = np.concatenate([np.arange(1, n + 1) for n in times]) if len(times) else np.zeros(0, np.int64)
    which = pa.array(number_).cast(pa.string())
    ids = pc.binary_join_element_wise(made["event_id"].combine_chunks(), which, "/")
    return made.set_column(made.schema.get_field_index("event_id"), made.schema.field("event_id"), ids)


def _state(values: pa.Array) -> pa.Array:
    return pa.array([named_state(text.upper(), "") for text in values.to_pylist()], pa.string())


READER = Reader("gdelt-reduced", detector(LAYOUT), batches, version=3)
