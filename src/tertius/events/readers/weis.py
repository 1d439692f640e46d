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

import pyarrow as pa
import pyarrow.compute as pc

from tertius.errors import BadInput
from tertius.events.assemble import Actors, assemble, mask, per_value, strings
from tertius.events.batch import Batch, Reader
from tertius.events.columns import read_columns
from tertius.events.counted import require_acts
from tertius.events.dating import Dating
from tertius.events.delimited import Rows
from tertius.events.dressed import detector
from tertius.events.files import look
from tertius.events.layouts import LAYOUTS
from tertius.events.plausible import impossible
from tertius.events.recognise import lines_of
from tertius.files.numbers import whole
from tertius.files.opening import delimiter_of

LAYOUT = LAYOUTS["weis"]
PLAIN = ("date", "source_cow", "target_cow", "weis_code")
LAI = ("year", "mo", "day", "srccc", "targcc", "weiscd")


def batches(path: Path) -> Iterator[Batch]:
    """The whole file as one batch (a Parquet file in several)."""
    dating = Dating(path.name, lambda: ({"date": rows.table["date"]} for rows in _rows(path)))
    for rows in _rows(path):
        yield _batch(path, rows, dating)


def _rows(path: Path) -> Iterator[Rows]:
    """Rows with the columns of the plain layout, whole numbers without a point behind them."""
    mark = delimiter_of(next(iter(lines_of(look(path).head)), b""))
    for rows in read_columns(path, delimiter=mark):
        table = _plain(path, rows)
        made = pa.table({name: per_value(strings(table[name]), _whole) for name in PLAIN})
        yield Rows(made, rows.rows, rows.refused, rows.read)


def _plain(path: Path, rows: Rows) -> pa.Table:
    require_acts(path, rows.table)
    table = rows.table.rename_columns(LAYOUT.own_names(rows.table.column_names))
    if set(LAI) <= set(table.column_names):
        table = _from_lai(table)
    if not set(PLAIN) <= set(table.column_names):
        raise BadInput(
            f"{path} has columns {', '.join(table.column_names[:8])}", f"{', '.join(PLAIN)} (or Lai's)"
        )
    return table


def _batch(path: Path, rows: Rows, dating: Dating) -> Batch:
    dates, source, target, code = (rows.table[name].combine_chunks() for name in PLAIN)
    days, bad_date = dating.days(dates, "date")
    code = pc.utf8_lpad(code, 3, "0")
    wrong = ~mask(pc.match_substring_regex(code, r"^[0-9]{3}$"))
    events, refused, _ = assemble(
        "weis",
        {
            "earliest": days, "latest": days, "vocabulary": "weis", "code": code,
            "source_raw": source, "target_raw": target,
        },
        Actors(source, target, "cow"), file=path.name, rows=rows.rows,
        refuse=[(bad_date, "bad date", dates), (wrong, "no code")], apart=impossible(days, LAYOUT),
    )  # fmt: skip
    return Batch(events, refused + rows.refused, rows.read, notes=dating.notes)


def _whole(values: pa.Array) -> pa.Array:
    return pa.array([whole(text) for text in values.to_pylist()], pa.string())


def _from_lai(table: pa.Table) -> pa.Table:
    """Lai's columns as those of the plain layout; a missing month or day makes a bad date."""
    plain = {name: per_value(strings(table[name]), _whole) for name in LAI}
    year, month, day = (pc.utf8_lpad(plain[name], 2, "0") for name in ("year", "mo", "day"))
    year = pc.if_else(pc.equal(pc.utf8_length(year), 2), pc.binary_join_element_wise("19", year, ""), year)
    columns = [pc.binary_join_element_wise(year, month, day, "-"), *(plain[name] for name in LAI[3:])]
    return pa.table(columns, names=list(PLAIN))


READER = Reader("weis", detector(LAYOUT), batches, version=4)
