"""WEIS: World Event/Interaction Survey (McClelland 1966-78), two layouts.

1. CSV with header ``date, source_cow, target_cow, weis_code`` (date YYYY-MM-DD, COW numbers, three-digit
   code).
2. B. Lai's Stata file, saved as CSV or read as .dta: ``state1, state2, year, mo, day, weiscd, srccc,
   targcc, dyadid, gscale``: state1 < state2 is the unordered pair, srccc acts on targcc, weiscd is the code
   as a whole number (21 is 021). Two-digit codes that begin a category (such as 12) are 012 there, too.

Codes stay three-digit strings. A COW number that was never a state is refused; one that was, but not on
that day, is kept apart.

Cite: McClelland, C. (1978). World Event/Interaction Survey, 1966-1978. ICPSR 5211.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tertius.errors import BadInput
from tertius.events.assemble import Actors, assemble, mask, strings
from tertius.events.batch import Batch, Reader
from tertius.events.dates import iso, parse_dates
from tertius.events.delimited import Rows, header_of, read_quoted
from tertius.events.table import Refusals

PLAIN = ("date", "source_cow", "target_cow", "weis_code")
LAI = ("year", "mo", "day", "srccc", "targcc", "weiscd")


def detect(path: Path, head: bytes) -> bool:
    """A header with the columns of one of the layouts (for .dta: the names in the file's opening)."""
    if path.suffix.lower() == ".dta":
        return b"weiscd" in head and b"srccc" in head
    names = {name.lower() for name in header_of(head.split(b"\n", 1)[0], ",")}
    return set(PLAIN) <= names or set(LAI) <= names


def batches(path: Path) -> Iterator[Batch]:
    """The whole file as one batch."""
    rows = _stata(path) if path.suffix.lower() == ".dta" else read_quoted(path)
    table = rows.table.rename_columns([name.lower() for name in rows.table.column_names])
    if set(LAI) <= set(table.column_names):
        table = _from_lai(table)
    if not set(PLAIN) <= set(table.column_names):
        raise BadInput(
            f"{path} has columns {', '.join(table.column_names[:8])}", f"{', '.join(PLAIN)} (or Lai's)"
        )
    dates, source, target, code = (strings(table[name]) for name in PLAIN)
    days, bad_date = parse_dates(dates, iso)
    code = pc.utf8_lpad(code, 3, "0")
    wrong = ~mask(pc.match_substring_regex(code, r"^[0-9]{3}$"))
    events, refused, _ = assemble(
        "weis",
        {
            "earliest": days, "latest": days, "vocabulary": "weis", "code": code,
            "source_raw": source, "target_raw": target,
        },
        Actors(source, target, "cow"), file=path.name, rows=rows.rows,
        refuse=[(bad_date, "bad date"), (wrong, "no code")],
    )  # fmt: skip
    yield Batch(events, refused + rows.refused, rows.read)


def _from_lai(table: pa.Table) -> pa.Table:
    """Lai's columns as those of the plain layout; a missing month or day makes a bad date."""
    year, month, day = (pc.utf8_lpad(pc.replace_substring_regex(strings(table[n]), r"\.0$", ""), 2, "0")
                        for n in ("year", "mo", "day"))  # fmt: skip
    year = pc.if_else(pc.equal(pc.utf8_length(year), 2), pc.binary_join_element_wise("19", year, ""), year)
    whole = [
        pc.replace_substring_regex(strings(table[n]), r"\.0$", "") for n in ("srccc", "targcc", "weiscd")
    ]
    return pa.table([pc.binary_join_element_wise(year, month, day, "-"), *whole], names=list(PLAIN))


def _stata(path: Path) -> Rows:
    """A Stata file as string columns; needs pandas."""
    try:
        import pandas as pd
    except ImportError:
        raise BadInput(f"{path} is a Stata file", "pandas to read it", "install tertius[stata]") from None
    try:
        frame = pd.read_stata(path, convert_categoricals=False)
    except Exception as error:
        raise BadInput(f"{path} is no readable Stata file ({error})", "a .dta of WEIS") from None
    table = pa.table({str(n): pa.array([None if v != v else str(v) for v in frame[n]], "str") for n in frame})
    return Rows(table, np.arange(1, len(frame) + 1, dtype=np.int64), Refusals(), len(frame))


READER = Reader("weis", detect, batches)
