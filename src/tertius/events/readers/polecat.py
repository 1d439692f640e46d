"""POLECAT: events in the PLOVER ontology (doi:10.7910/DVN/AJGVIT), 2018 on, weekly and yearly files.

Tab-separated, header, 40 columns (39 named, and Version); ``ngecEvents.<stamp>.Release<N>.DV.txt``, a
yearly zip of monthly .txt, or ``ngecEvents.DV.YYYY.txt``. Quirks: trailing tabs make empty columns; single
quotes stand inside fields and the double quote quotes nothing; many values are joined by ";" (the first
country counts, the rest stay raw); missing is the word None or empty; some rows have no date (refused);
some files are ISO-8859-1 (a line that is no UTF-8 is read so). Event types are upper-case PLOVER; the code
is TYPE or TYPE-mode. Countries are ISO3. Event Date is not Publication Date, which is kept as ``added``.

Layout: the header as the loader of TKGL-POLECAT quotes it (Temporal Graph Benchmark 2.0), the names of files
as the R package rpolecat takes them; not checked against a file.

Cite: Scarborough, G. I. et al. (2023). POLECAT Weekly Data; Halterman, A. et al. (2023). PLOVER and POLECAT.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tertius.events.assemble import Actors, assemble, mask, matches, no_number, number, per_value
from tertius.events.batch import Batch, Reader
from tertius.events.coding import code_in
from tertius.events.contradicting import intensities
from tertius.events.dating import Dating
from tertius.events.delimited import Rows, absent
from tertius.events.dressed import Columns, dating_of, detector, rows_of
from tertius.events.layouts import LAYOUTS
from tertius.events.plausible import impossible, later
from tertius.files.numbers import whole

LAYOUT = LAYOUTS["polecat"]
AHEAD = 366  # days: what is announced may lie ahead of the day it is published, but not for years
OPTIONAL = ("Event ID", "Event Mode", "Intensity", "Actor Name", "Recipient Name", "Publication Date")


def batches(path: Path) -> Iterator[Batch]:
    """Batches of about 8 MiB."""
    dating = dating_of(path, LAYOUT, latin=True)
    for rows in rows_of(path, LAYOUT, latin=True):
        yield _batch(path, rows, dating)


def _batch(path: Path, rows: Rows, dating: Dating) -> Batch:
    column = Columns(rows.table, LAYOUT)
    days, bad_date = dating.days(column["date"], "date")
    added = dating.days(column["added"], "added")[0]
    kind, mode = _type_and_mode(column["code"], column["mode"])
    value = number(column["value"])
    scheme, actor, recipient = _states(column)
    stateless = [
        mask(pc.and_(pc.is_valid(column[f"{side}_raw"]), pc.is_null(country)))
        for side, country in (("source", actor), ("target", recipient))
    ]
    events, refused, keep = assemble(
        "polecat",
        {
            "event_id": column["event_id"], "earliest": days, "latest": days, "vocabulary": "plover",
            "code": pc.coalesce(pc.binary_join_element_wise(kind, mode, "-"), kind),
            "value": value, "added": added,
            "act": pc.fill_null(pc.replace_substring(column["act"], ";", " "), ""),
            "reference": pc.fill_null(column["reference"], ""),
            "source_raw": pc.coalesce(column["source_raw"], actor),
            "target_raw": pc.coalesce(column["target_raw"], recipient),
        },
        Actors(per_value(actor, _first), per_value(recipient, _first), scheme), file=path.name, rows=rows.rows,
        refuse=[(bad_date, "bad date", column["date"]), (~matches(kind, r"[A-Z_]{3,20}"), "no code"),
            no_number(column["value"], value)],
        apart=[(stateless[0] | stateless[1], "non-state actor"), *impossible(days, LAYOUT), *later(days, added, by=AHEAD),
               *intensities(kind, column["value"])],
    )  # fmt: skip
    notes = (*dating.notes, *absent(path, rows.table.column_names, OPTIONAL))
    raw = rows.table.filter(pa.array(keep))
    return Batch(events, refused + rows.refused, rows.read, raw=raw, notes=notes)


def _states(column: Columns) -> tuple[str, pa.Array, pa.Array]:
    """The code system of the states, and both sides: numbers of COW where the file has no codes of countries."""
    if column.has("source") and column.has("target"):
        return "iso3", column["source"], column["target"]
    return "cow", column["source_number"], column["target_number"]


def _type_and_mode(kind: pa.Array, mode: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Types in capitals and modes in small letters, also where both stand in the column of the type."""

    def part(which: int) -> pa.Array:
        def read(texts: pa.Array) -> pa.Array:
            return pa.array(
                [code_in(text).partition("-")[which].strip() or None for text in texts.to_pylist()], "str"
            )

        return per_value(kind, read)

    typed, behind = part(0), part(2)
    return pc.utf8_upper(typed), pc.utf8_lower(pc.coalesce(mode, behind))


def _first(values: pa.Array) -> pa.Array:
    """First of several countries joined by ";", that is not None."""
    parts = [[whole(part) for part in text.split(";")] for text in values.to_pylist()]
    return pa.array([next((p for p in row if p not in ("", "None")), None) for row in parts], pa.string())


READER = Reader("polecat", detector(LAYOUT), batches, version=4)
