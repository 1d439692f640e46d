"""Phoenix of the Open Event Data Alliance, daily files 2014 on; and an R re-export of it.

1. Daily: tab-separated, NO header, 26 fields: EventID (``<n>_v0.x.y``), Date (YYYYMMDD), Year, Month, Day,
   SourceFull, SourceRoot, SourceAgent, SourceOthers, TargetFull, TargetRoot, TargetAgent, TargetOthers,
   CAMEO, Root, Quad, Goldstein, Issues (``name,count;...``), Lat, Lon, Place, State, Country, SentenceIDs,
   URLs, Sources. The quad class has a 0 (roots 01 and 02) and puts 16 in 3: it is never used.
2. R re-export: commas, header, two index columns in front, codes that LOST their leading zeros: 10 is 010,
   311 is 0311, 20 is 020. They are put back from the root: a code begins with its two-digit root. Other headers, such as
   that of the R package phoxy, are known by their names, too.

The root of an actor is a CAMEO country or an international actor (IGO, NGO, MNC, IMG), which is kept apart.

Cite: Open Event Data Alliance. Phoenix Data Set.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tertius.errors import BadInput
from tertius.events.assemble import Actors, assemble, matches, no_number, number, per_value
from tertius.events.batch import Batch, Reader
from tertius.events.coding import contradictions, long_code
from tertius.events.dating import Dating
from tertius.events.delimited import Rows, read_quoted
from tertius.events.dressed import Columns, dating_of, detector, rows_of
from tertius.events.files import look
from tertius.events.layouts import LAYOUTS
from tertius.events.plausible import impossible, outside
from tertius.events.recognise import lines_of, names_of
from tertius.files.numbers import whole
from tertius.files.opening import delimiter_of

LAYOUT = LAYOUTS["phoenix"]
#: What interfaces give under these columns without a number of the event holds the years of TERRIER, too.
INTERFACE = replace(LAYOUT, begins=dt.date(1979, 1, 1))
NAMES = list(LAYOUT.bare[26])


def batches(path: Path) -> Iterator[Batch]:
    """Batches of about 8 MiB; the re-export, whose fields may hold line breaks, comes whole."""
    dating = dating_of(path, LAYOUT, _rows)
    for rows in _rows(path):
        yield _batch(path, rows, dating)


def _rows(path: Path) -> Iterator[Rows]:
    names = names_of(look(path).head)
    if {"GID", "SrcActor"} <= set(names):
        rows = read_quoted(path, delimiter=delimiter_of(next(iter(lines_of(look(path).head)), b"")))
        if not LAYOUT.fits(rows.table.column_names):
            raise BadInput(
                f"{path} lacks columns of the re-export", "GID, Date, SrcActor, TgtActor, CAMEO, RootCode"
            )
        own = LAYOUT.own_names(rows.table.column_names)
        yield Rows(rows.table.rename_columns(own), rows.rows, rows.refused, rows.read)
        return
    yield from rows_of(path, LAYOUT)


def _batch(path: Path, rows: Rows, dating: Dating) -> Batch:
    column = Columns(rows.table, LAYOUT)
    dates = column["date"] if column.has("date") else joined_day(column)
    days, bad_date = dating.days(dates, "date")
    source = LAYOUT if column.has("event_id") else INTERFACE
    code, value = restored(column["code"], column["root"]), number(column["value"])
    events, refused, keep = assemble(
        "phoenix",
        {
            "event_id": column["event_id"], "earliest": days, "latest": days, "vocabulary": "cameo", "code": code,
            "value": value, "reference": pc.fill_null(column["reference"], ""),
            "act": pc.fill_null(column["act"], ""),
            "source_raw": column["source_raw"], "target_raw": column["target_raw"],
        },
        Actors(column["source"], column["target"], "cameo"), file=path.name, rows=rows.rows,
        refuse=[(bad_date, "bad date", dates), (~matches(code, r"[0-9]{2,4}"), "no code"),
            no_number(column["value"], value)],
        apart=[*impossible(days, source), *outside(column["Year"], days), *contradictions(code, column["root"], value)],
    )  # fmt: skip
    raw = rows.table.filter(pa.array(keep))
    return Batch(events, refused + rows.refused, rows.read, raw=raw, notes=dating.notes)


def joined_day(column: Columns) -> pa.Array:
    """Days of a file that has them as year, month and day alone."""
    parts = [pc.utf8_lpad(per_value(column[part], _whole), 2, "0") for part in ("Year", "Month", "Day")]
    return pc.binary_join_element_wise(*parts, "-")


def _whole(values: pa.Array) -> pa.Array:
    return pa.array([whole(text) for text in values.to_pylist()], pa.string())


def restored(code: pa.Array, root: pa.Array) -> pa.Array:
    """Codes with the zero they lost: the first two digits of a code are its root."""
    both = pc.binary_join_element_wise(code, pc.fill_null(root, ""), "/")

    def read(values: pa.Array) -> pa.Array:
        parts = [text.partition("/") for text in values.to_pylist()]
        return pa.array([long_code(one, two) for one, _, two in parts], pa.string())

    return per_value(both, read)


READER = Reader("phoenix", detector(LAYOUT), batches, version=4)
