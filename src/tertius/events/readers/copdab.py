"""COPDAB monthly scores (Azar 1980): a mean a month and direction, not events.

CSV with header ``ym, eg2is, is2eg, us2ussr, ..., month``: a column ``x2y`` holds the mean of the month's
acts of x on y, each weighted on COPDAB's 15-point scale (-102 extensive war to +92 unification); ``month``
is YYYY-MM.

What is made of it. One row a month and direction, dated to the whole month, vocabulary ``score``: the mean
times 10/102, so that it lies on -10..+10 with the sign kept (the mean itself is the ``code``). A row counts
as *one* act, however many stand behind it: counts of this source say nothing about engagement, and its
spread is that of two directions. A score of exactly 0 means that no act was coded (no weight is 0): the row
is kept apart as missing.

Cite: Azar, E. E. (1980). The Conflict and Peace Data Bank (COPDAB) Project. J. of Conflict Resolution
24(1), 143-152.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tertius.errors import BadInput
from tertius.events.assemble import Actors, assemble, mask, number, strings
from tertius.events.batch import Batch, Reader
from tertius.events.columns import column_names, is_parquet, read_whole
from tertius.events.dates import parse_dates
from tertius.events.files import look
from tertius.events.layouts import LAYOUTS
from tertius.events.plausible import impossible
from tertius.events.recognise import lines_of
from tertius.files.opening import delimiter_of

STATES = {"eg": "EGY", "is": "ISR", "us": "USA", "ussr": "SUN", "fra": "FRA"}
LARGEST = 102.0  # the weight of extensive war, the largest in size
_PAIR = re.compile("({0})2({0})".format("|".join(sorted(STATES, key=len, reverse=True))))


def detect(path: Path | None, head: bytes) -> bool:
    """A month (``month``, or ``ym`` such as 4801) and at least one column such as ``us2ussr``."""
    names = [name.lower() for name in column_names(path, head)]
    return bool({"month", "ym"} & set(names)) and any(_PAIR.fullmatch(name) for name in names)


def batches(path: Path) -> Iterator[Batch]:
    """One batch: every month times every direction; a data row gives one event row a direction."""
    head = look(path).head
    mark = "," if is_parquet(head) else delimiter_of(next(iter(lines_of(head)), b""))
    rows = read_whole(path, head)
    table = rows.table.rename_columns([name.lower() for name in rows.table.column_names])
    if "month" not in table.column_names and "ym" in table.column_names:
        dated = pc.replace_substring_regex(strings(table["ym"]), r"^(\d\d)(\d\d)(?:[.,]0*)?$", r"19\1-\2")
        table = table.append_column("month", dated)
    pairs = [name for name in table.column_names if _PAIR.fullmatch(name)]
    if "month" not in table.column_names or not pairs:
        raise BadInput(
            f"{path} has columns {', '.join(table.column_names[:6])}", "month, and columns such as us2ussr"
        )
    size = table.num_rows
    month = pa.concat_arrays([strings(table["month"])] * len(pairs))
    text = pa.concat_arrays([strings(table[name]) for name in pairs])
    text = pc.replace_substring(text, ",", ".") if mark != "," else text
    sides = [_PAIR.fullmatch(name).groups() for name in pairs]  # type: ignore[union-attr]
    source, target = (pa.array(np.repeat([STATES[side[i]] for side in sides], size)) for i in (0, 1))
    first, bad_date = parse_dates(month, _first)
    value = number(text)
    events, refused, _ = assemble(
        "copdab",
        {
            "event_id": pc.binary_join_element_wise(month, source, target, "/"),
            "earliest": first, "latest": parse_dates(month, _last)[0], "vocabulary": "score", "code": text,
            "value": pc.multiply(value, 10 / LARGEST), "source_raw": source, "target_raw": target,
            "act": "mean score of the month's acts",
        },
        Actors(source, target, "handle"), file=path.name, rows=np.tile(rows.rows, len(pairs)),
        refuse=[
            (bad_date, "bad date"), (mask(pc.is_null(value)), "no code"),
            (mask(pc.greater(pc.abs(value), LARGEST)), "score beyond the scale"),
        ],
        apart=[(mask(pc.equal(value, 0.0)), "no act that month"), *impossible(first, LAYOUTS["copdab"])],
    )  # fmt: skip
    note = f"{path.name}: monthly means, one row an act, times 10/102"
    yield Batch(events, refused + rows.refused, size * len(pairs) + rows.refused.total(), notes=(note,))


def _first(text: str) -> dt.date | None:
    found = re.fullmatch(r"(\d{4})-(\d\d)", text)
    valid = found is not None and int(found[1]) > 0 and 1 <= int(found[2]) <= 12
    return dt.date(int(found[1]), int(found[2]), 1) if found and valid else None


def _last(text: str) -> dt.date | None:
    first = _first(text)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1]) if first else None


READER = Reader("copdab", detect, batches, version=4)
