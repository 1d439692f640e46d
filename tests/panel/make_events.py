"""Event tables made for the tests, by hand or drawn by Hypothesis."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from tertius.events import EVENT_SCHEMA, EventTable
from tertius.provenance import Provenance

FIRST, LAST = dt.date(1990, 1, 1), dt.date(1993, 12, 31)
STATES = ("USA", "CHN", "PRK", "SUN", "RUS", "KOR")


def event(number: int = 1, **fields: Any) -> dict[str, Any]:
    """One row; dates may be given as text."""
    row = dict.fromkeys(EVENT_SCHEMA.names)
    row |= {
        "event_id": f"t:{number}", "dataset": "table", "earliest": "1990-02-03", "latest": "1990-02-03",
        "kind": "when", "source": "USA", "target": "CHN", "source_raw": "USA", "target_raw": "CHN", "directed": True,
        "vocabulary": "score", "value": 2.0, "issues": "", "role": "evidence", "act": "", "reference": "",
        "confidence": "", "form": "", "third": "", "file": "t.csv", "row": number,
    }  # fmt: skip
    row |= fields
    for name in ("earliest", "latest"):
        if isinstance(row[name], str):
            row[name] = dt.date.fromisoformat(row[name])
    return row


def table(rows: list[dict[str, Any]]) -> EventTable:
    """An event table of these rows."""
    return EventTable(pa.Table.from_pylist(rows, schema=EVENT_SCHEMA), Provenance())


@st.composite
def events(draw: st.DrawFn, *, least: int = 1, most: int = 14) -> list[dict[str, Any]]:
    """Rows with points, intervals, spans, open bounds, duplicates, unscored acts and rows set apart."""
    rows = []
    for number in range(draw(st.integers(least, most))):
        start = draw(st.dates(FIRST, LAST))
        length = draw(st.sampled_from([0, 0, 0, 5, 40, 400]))
        kind = draw(st.sampled_from(["when", "when", "when", "span"]))
        open_start, open_end = draw(st.sampled_from([(False, False)] * 6 + [(True, False), (False, True)]))
        source, target = draw(st.sampled_from(STATES)), draw(st.sampled_from(STATES))
        duplicate = draw(st.sampled_from([None] * 6 + ["same day", "mirrored"]))
        rows.append(event(
            number, earliest=None if open_start else start, kind=kind, source=source, target=target,
            latest=None if open_end else start + dt.timedelta(days=length),
            value=draw(st.sampled_from([None, -10.0, -2.5, 0.0, 1.0, 3.4, 10.0])), directed=draw(st.booleans()),
            apart=draw(st.sampled_from([None] * 8 + ["non-state actor"])),
            role=draw(st.sampled_from(["evidence"] * 8 + ["covariate:regime"])),
            dup_of="t:0" if duplicate else None, dup_rule=duplicate,
        ))  # fmt: skip
    return rows
