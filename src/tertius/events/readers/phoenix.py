"""Phoenix of the Open Event Data Alliance, daily files 2014 on; and an R re-export of it.

1. Daily: tab-separated, NO header, 26 fields: EventID (``<n>_v0.x.y``), Date (YYYYMMDD), Year, Month, Day,
   SourceFull, SourceRoot, SourceAgent, SourceOthers, TargetFull, TargetRoot, TargetAgent, TargetOthers,
   CAMEO, Root, Quad, Goldstein, Issues (``name,count;...``), Lat, Lon, Place, State, Country, SentenceIDs,
   URLs, Sources. The quad class has a 0 (roots 01 and 02) and puts 16 in 3: it is never used.
2. R re-export: commas, header, two index columns in front, codes that LOST their leading zeros: 10 is 010,
   311 is 0311, 20 is 020. They are put back from the root: a code begins with its two-digit root.

The root of an actor is a CAMEO country or an international actor (IGO, NGO, MNC, IMG), which is kept apart.

Cite: Open Event Data Alliance. Phoenix Data Set.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tertius.errors import BadInput
from tertius.events.assemble import Actors, assemble, matches, number, per_value, strings
from tertius.events.batch import Batch, Reader
from tertius.events.dates import packed, parse_dates
from tertius.events.delimited import Rows, header_of, read_quoted, read_tabbed
from tertius.events.files import head as first_bytes

NAMES = [
    "EventID",
    "Date",
    "Year",
    "Month",
    "Day",
    "SourceFull",
    "SourceRoot",
    "SourceAgent",
    "SourceOthers",
    "TargetFull",
    "TargetRoot",
    "TargetAgent",
    "TargetOthers",
    "CAMEO",
    "Root",
    "Quad",
    "Goldstein",
    "Issues",
    "Lat",
    "Lon",
    "Place",
    "State",
    "Country",
    "SentenceIDs",
    "URLs",
    "Sources",
]
EXPORT = {
    "GID": "EventID", "Source": "SourceFull", "SrcActor": "SourceRoot", "Target": "TargetFull",
    "TgtActor": "TargetRoot", "RootCode": "Root", "URL": "URLs", "sourcetxt": "Sources",
}  # fmt: skip


def detect(path: Path, head: bytes) -> bool:
    """26 tabbed fields with a date in the second, or the header of the re-export."""
    line = head.split(b"\n", 1)[0].rstrip(b"\r")
    fields = line.split(b"\t")
    if len(fields) == len(NAMES):
        return packed(fields[1].decode("latin-1")) is not None
    return {"GID", "SrcActor", "TgtActor", "CAMEO"} <= set(header_of(line, ","))


def batches(path: Path) -> Iterator[Batch]:
    """Batches of about 8 MiB; the re-export comes whole."""
    opening = first_bytes(path)
    if b"SrcActor" in opening.split(b"\n", 1)[0]:
        rows = read_quoted(path)
        if not {"GID", "Date", "SrcActor", "TgtActor", "CAMEO", "RootCode"} <= set(rows.table.column_names):
            raise BadInput(
                f"{path} lacks columns of the re-export", "GID, Date, SrcActor, TgtActor, CAMEO, RootCode"
            )
        renamed = rows.table.rename_columns([EXPORT.get(name, name) for name in rows.table.column_names])
        yield _batch(path, Rows(renamed, rows.rows, rows.refused, rows.read), lost_zeros=True)
        return
    if opening.split(b"\n", 1)[0].count(b"\t") != len(NAMES) - 1:
        raise BadInput(
            f"{path} has {opening.split(bytes([10]), 1)[0].count(bytes([9])) + 1} columns", "26 (Phoenix)"
        )
    for rows in read_tabbed(path, NAMES):
        yield _batch(path, rows, lost_zeros=False)


def _batch(path: Path, rows: Rows, *, lost_zeros: bool) -> Batch:
    column = {name: strings(rows.table[name]) for name in rows.table.column_names}
    days, bad_date = parse_dates(column["Date"], packed)
    code = restored(column["CAMEO"], column["Root"]) if lost_zeros else column["CAMEO"]
    blank = pa.nulls(len(code), pa.string())
    events, refused, keep = assemble(
        "phoenix",
        {
            "event_id": column["EventID"], "earliest": days, "latest": days, "vocabulary": "cameo", "code": code,
            "value": number(column.get("Goldstein", blank)), "reference": pc.fill_null(column.get("URLs", blank), ""),
            "act": pc.fill_null(column.get("Issues", blank), ""),
            "source_raw": column["SourceFull"], "target_raw": column["TargetFull"],
        },
        Actors(column["SourceRoot"], column["TargetRoot"], "cameo"), file=path.name, rows=rows.rows,
        refuse=[(bad_date, "bad date"), (~matches(code, r"[0-9]{2,4}"), "no code")],
    )  # fmt: skip
    raw = rows.table.filter(pa.array(keep))
    return Batch(events, refused + rows.refused, rows.read, raw=raw)


def restored(code: pa.Array, root: pa.Array) -> pa.Array:
    """Codes with their leading zero: the first two digits of a code are its root."""
    both = pc.binary_join_element_wise(root, code, "/")

    def read(values: pa.Array) -> pa.Array:
        out = []
        for text in values.to_pylist():
            first, _, rest = text.partition("/")
            lost = first.isdigit() and int(first) < 10 and not rest.startswith("0")
            out.append("0" + rest if lost else rest)
        return pa.array(out, pa.string())

    return per_value(both, read)


READER = Reader("phoenix", detect, batches)
