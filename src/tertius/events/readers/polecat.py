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

from tertius.errors import BadInput
from tertius.events.assemble import Actors, assemble, mask, matches, number, per_value, strings
from tertius.events.batch import Batch, Reader
from tertius.events.dates import any_of, iso, packed, parse_dates, us
from tertius.events.delimited import Rows, absent, header_of, read_tabbed

NEEDED = ("Event ID", "Event Date", "Event Type", "Actor Country", "Recipient Country")
OPTIONAL = ("Event ID", "Event Mode", "Intensity", "Actor Name", "Recipient Name", "Publication Date")
MISSING = pa.array(["", "None", "NA", "NULL", "nan"])


def detect(path: Path, head: bytes) -> bool:
    """A tab-separated header with POLECAT's names."""
    return set(NEEDED) <= set(header_of(head.split(b"\n", 1)[0], "\t"))


def batches(path: Path) -> Iterator[Batch]:
    """Batches of about 8 MiB."""
    for rows in read_tabbed(path, latin=True):
        if not set(NEEDED) <= set(rows.table.column_names):
            raise BadInput(f"{path} has no POLECAT header", ", ".join(NEEDED))
        yield _batch(path, rows)


def _batch(path: Path, rows: Rows) -> Batch:
    def get(name: str) -> pa.Array:
        if name not in rows.table.column_names:
            return pa.nulls(rows.table.num_rows, pa.string())
        return per_value(strings(rows.table[name]), _clean)

    days, bad_date = parse_dates(get("Event Date"), any_of(iso, packed, us))
    kind, mode = pc.utf8_upper(get("Event Type")), pc.utf8_lower(get("Event Mode"))
    actor, recipient = get("Actor Country"), get("Recipient Country")
    stateless = [
        mask(pc.and_(pc.is_valid(get(f"{who} Name")), pc.is_null(country)))
        for who, country in (("Actor", actor), ("Recipient", recipient))
    ]
    events, refused, keep = assemble(
        "polecat",
        {
            "event_id": get("Event ID"), "earliest": days, "latest": days, "vocabulary": "plover",
            "code": pc.coalesce(pc.binary_join_element_wise(kind, mode, "-"), kind),
            "value": number(get("Intensity")), "added": parse_dates(get("Publication Date"), any_of(iso, packed, us))[0],
            "act": pc.fill_null(pc.replace_substring(get("Contexts"), ";", " "), ""),
            "reference": pc.fill_null(get("Source"), ""),
            "source_raw": pc.coalesce(get("Actor Name"), actor),
            "target_raw": pc.coalesce(get("Recipient Name"), recipient),
        },
        Actors(per_value(actor, _first), per_value(recipient, _first), "iso3"), file=path.name, rows=rows.rows,
        refuse=[(bad_date, "bad date"), (~matches(kind, r"[A-Z_]{3,20}"), "no code")],
        apart=[(stateless[0] | stateless[1], "non-state actor")],
    )  # fmt: skip
    notes = absent(path, rows.table.column_names, OPTIONAL)
    return Batch(
        events, refused + rows.refused, rows.read, raw=rows.table.filter(pa.array(keep)), notes=notes
    )


def _clean(values: pa.Array) -> pa.Array:
    return pc.if_else(pc.is_in(values, MISSING), pa.scalar(None, pa.string()), values)


def _first(values: pa.Array) -> pa.Array:
    """First of several countries joined by ";", that is not None."""
    parts = [[part.strip() for part in text.split(";")] for text in values.to_pylist()]
    return pa.array([next((p for p in row if p not in ("", "None")), None) for row in parts], pa.string())


READER = Reader("polecat", detect, batches)
