"""ICEWS coded event data, the 20-column Dataverse distribution (doi:10.7910/DVN/28075), 1995 to April 2023.

Tab-separated, header, UTF-8, no quoting. Quirks: some yearly files wrap every text in literal double quotes
(they are stripped); Event Date is YYYY-MM-DD, but m/d/YYYY in the 2017 file; Event ID is not unique, only
with the date; the CAMEO code is sometimes missing; missing is written empty, NULL or NA (Namibia's country
is written in full); many mirrored pairs (A consults B and B consults A) and same-day repeats, which are
marked elsewhere, never dropped. Countries are ICEWS names. An actor counts as its country's, whatever its
sector; ``Source Sectors`` stays in the raw columns. No column tells when an event was published. A file without its code
column (the 2017 one) gets the codes from Event Text; one without countries gets those in brackets behind the actors' names.

Cite: Boschee, E. et al. (2015). ICEWS Coded Event Data. Harvard Dataverse, doi:10.7910/DVN/28075.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tertius.events.assemble import Actors, assemble, mask, matches, no_number, number, per_value
from tertius.events.batch import Batch, Reader
from tertius.events.coding import code_of_text, contradictions, long_code
from tertius.events.contradicting import words
from tertius.events.dating import Dating
from tertius.events.delimited import Rows
from tertius.events.dressed import Columns, dating_of, detector, rows_of
from tertius.events.layouts import LAYOUTS
from tertius.events.plausible import impossible
from tertius.events.resolve import known

LAYOUT = LAYOUTS["icews"]
CAMEO = r"[0-9]{2,4}"  # a code is a string: 040, not 40
_BRACKETS = re.compile(r"\(([^()]+)\)\s*$")


def batches(path: Path) -> Iterator[Batch]:
    """Batches of about 8 MiB."""
    dating = dating_of(path, LAYOUT)
    for rows in rows_of(path, LAYOUT):
        yield _batch(path, rows, dating)


def _batch(path: Path, rows: Rows, dating: Dating) -> Batch:
    column = Columns(rows.table, LAYOUT)
    days, bad_date = dating.days(column["date"], "date")
    code, noted = codes(column)
    value = number(column["value"])
    no_code = ~matches(code, CAMEO) & mask(pc.is_null(value))
    countries = [_country(column, side) for side in ("source", "target")]
    events, refused, keep = assemble(
        "icews",
        {
            "event_id": pc.binary_join_element_wise(column["event_id"], days.cast(pa.string()), "/"),
            "earliest": days, "latest": days, "vocabulary": "cameo", "code": code, "value": value,
            "act": pc.fill_null(column["text"], ""), "reference": pc.fill_null(column["reference"], ""),
            "source_raw": pc.coalesce(column["source_raw"], countries[0]),
            "target_raw": pc.coalesce(column["target_raw"], countries[1]),
        },
        Actors(countries[0], countries[1], "icews"), file=path.name, rows=rows.rows,
        refuse=[(bad_date, "bad date", column["date"]), (no_code, "no code"), no_number(column["value"], value)],
        apart=[*impossible(days, LAYOUT), *contradictions(code, pa.nulls(len(code), pa.string()), value),
               *words(code, column["text"])],
    )  # fmt: skip
    absent = [
        name
        for part, name in (("source", "Source Country"), ("target", "Target Country"))
        if not column.has(part)
    ]
    notes = [*dating.notes, *([f"{path.name} {noted}"] if noted else [])]
    notes += [f"{path.name} has no column {name}: taken from {LAYOUT.restored[name]}" for name in absent]
    raw = rows.table.filter(pa.array(np.asarray(keep)))
    return Batch(events, refused + rows.refused, rows.read, raw=raw, notes=tuple(notes))


def codes(column: Columns) -> tuple[pa.Array, str]:
    """CAMEO codes, from the words where the code is missing, and a note if the column is."""
    given = per_value(
        column["code"], lambda values: pa.array([long_code(text) for text in values.to_pylist()], "str")
    )
    told = per_value(
        column["text"], lambda values: pa.array([code_of_text(text) for text in values.to_pylist()], "str")
    )
    if column.has("code"):
        return pc.coalesce(given, told), ""
    found, rows = len(told) - told.null_count, len(told)
    return told, f"has no column of codes: taken from the words of the event ({found} of {rows} rows)"


def _country(column: Columns, side: str) -> pa.Array:
    if column.has(side):
        return column[side]
    return per_value(
        column[f"{side}_raw"], lambda values: pa.array([_inside(text) for text in values.to_pylist()], "str")
    )


def _inside(name: str) -> str | None:
    """The country in brackets behind a name, or the name itself if it is a country's; None for any other."""
    found = _BRACKETS.search(name)
    return found[1] if found else (name if known(name, "icews") else None)


READER = Reader("icews", detector(LAYOUT), batches, version=4)
