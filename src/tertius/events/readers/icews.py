"""ICEWS coded event data, the 20-column Dataverse distribution (doi:10.7910/DVN/28075), 1995 to April 2023.

Tab-separated, header, UTF-8, no quoting. Quirks: some yearly files wrap every text in literal double quotes
(they are stripped); Event Date is YYYY-MM-DD, but m/d/YYYY in the 2017 file; Event ID is not unique, only
with the date; the CAMEO code is sometimes missing; missing is written empty, NULL or NA (Namibia's country
is written in full); many mirrored pairs (A consults B and B consults A) and same-day repeats, which are
marked elsewhere, never dropped. Countries are ICEWS names. An actor counts as its country's, whatever its
sector; ``Source Sectors`` stays in the raw columns. No column tells when an event was published.

Cite: Boschee, E. et al. (2015). ICEWS Coded Event Data. Harvard Dataverse, doi:10.7910/DVN/28075.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tertius.errors import BadInput
from tertius.events.assemble import Actors, assemble, mask, matches, number, strings
from tertius.events.batch import Batch, Reader
from tertius.events.dates import any_of, iso, parse_dates, us
from tertius.events.delimited import Rows, header_of, read_tabbed

NEEDED = ("Event ID", "Event Date", "Source Country", "Target Country", "CAMEO Code", "Intensity")
CAMEO = r"[0-9]{2,4}"  # a code is a string: 040, not 40
MISSING = pa.array(["", "NULL", "NA", "null", "---"])


def detect(path: Path, head: bytes) -> bool:
    """A tab-separated header with ICEWS's names."""
    return set(NEEDED) <= set(header_of(head.split(b"\n", 1)[0], "\t"))


def batches(path: Path) -> Iterator[Batch]:
    """Batches of about 8 MiB."""
    for rows in read_tabbed(path):
        if not set(NEEDED) <= set(rows.table.column_names):
            raise BadInput(f"{path} has no ICEWS header", ", ".join(NEEDED))
        yield _batch(path, rows)


def clean(column: pa.ChunkedArray) -> pa.Array:
    """Literal quotes stripped; the ways of writing a missing value turned into null."""
    text = strings(column)
    quoted = pc.match_substring_regex(text, r'^".*"$')
    text = pc.if_else(quoted, pc.utf8_trim(text, characters='"'), text)
    return pc.if_else(pc.is_in(text, MISSING), pa.scalar(None, pa.string()), text)


def _batch(path: Path, rows: Rows) -> Batch:
    table = pa.table({name: clean(rows.table[name]) for name in rows.table.column_names})
    column = {name: table[name].combine_chunks() for name in table.column_names}
    days, bad_date = parse_dates(column["Event Date"], any_of(iso, us))
    code = column["CAMEO Code"]
    no_code = ~matches(code, CAMEO) & mask(pc.is_null(number(column["Intensity"])))
    blank = pa.nulls(len(code), pa.string())
    events, refused, keep = assemble(
        "icews",
        {
            "event_id": pc.binary_join_element_wise(column["Event ID"], days.cast(pa.string()), "/"),
            "earliest": days, "latest": days, "vocabulary": "cameo", "code": code,
            "value": number(column["Intensity"]), "act": pc.fill_null(column.get("Event Text", blank), ""),
            "reference": pc.fill_null(column.get("Publisher", blank), ""),
            "source_raw": pc.coalesce(column.get("Source Name", blank), column["Source Country"]),
            "target_raw": pc.coalesce(column.get("Target Name", blank), column["Target Country"]),
        },
        Actors(column["Source Country"], column["Target Country"], "icews"), file=path.name, rows=rows.rows,
        refuse=[(bad_date, "bad date"), (no_code, "no code")],
    )  # fmt: skip
    return Batch(events, refused + rows.refused, rows.read, raw=rows.table.filter(pa.array(np.asarray(keep))))


READER = Reader("icews", detect, batches)
