"""The rule for duplicates against its brute-force twin, and on real files."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.events import EVENT_SCHEMA, EventTable, read_events
from tertius.events.duplicates import RULES, mark_duplicates
from tertius.provenance import Provenance
from tests.oracles import duplicates as oracle
from tests.shared import shared

DAY = dt.date(2000, 1, 1)


def table(rows: list[dict[str, Any]]) -> EventTable:
    """An event table of CAMEO rows; ``id`` becomes a unique event_id as the readers make it."""
    full, seen = [], set()
    for i, row in enumerate(rows):
        name = f"made:{row['id']}"
        unique = name if name not in seen else f"{name}#f:{i}"
        seen.add(name)
        full.append(
            {
                **{field.name: None for field in EVENT_SCHEMA}, "kind": "when", "vocabulary": "cameo", "directed": True,
                "file": "f", "row": i, **{k: v for k, v in row.items() if k != "id"}, "event_id": unique,
            }
        )  # fmt: skip
    return EventTable(pa.Table.from_pylist(full, schema=EVENT_SCHEMA), Provenance())


ACT = st.fixed_dictionaries(
    {
        "id": st.integers(0, 6).map(str),
        "dataset": st.sampled_from(["x", "y"]),
        "earliest": st.sampled_from([DAY, DAY + dt.timedelta(1)]),
        "latest": st.sampled_from([DAY + dt.timedelta(1)] * 3 + [DAY]),
        "source_raw": st.sampled_from(["A", "B", None]),
        "target_raw": st.sampled_from(["A", "B"]),
        "code": st.sampled_from(["040", "042", "043", "190", None]),
        "reference": st.sampled_from(["", "http://u/1", "a book"]),
    }
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ACT, max_size=12))
def test_against_every_pair(rows: list[dict[str, Any]]) -> None:
    marked = mark_duplicates(table(rows)).arrow
    ids = marked["event_id"].to_pylist()
    wanted = oracle.marks(rows)
    assert marked["dup_of"].to_pylist() == [None if hit is None else ids[hit[0]] for hit in wanted]
    assert marked["dup_rule"].to_pylist() == [None if hit is None else hit[1] for hit in wanted]


@settings(max_examples=50, deadline=None)
@given(st.lists(ACT, max_size=12))
def test_nothing_is_lost_and_marking_again_changes_nothing(rows: list[dict[str, Any]]) -> None:
    before = table(rows)
    once = mark_duplicates(before)
    assert len(once) == len(rows)
    assert mark_duplicates(once).arrow.equals(once.arrow)
    free = {
        e
        for e, of in zip(once.arrow["event_id"].to_pylist(), once.arrow["dup_of"].to_pylist(), strict=True)
        if of is None
    }
    assert {of for of in once.arrow["dup_of"].to_pylist() if of is not None} <= free


def test_a_chronicle_is_never_marked() -> None:
    act = {
        "id": "1", "dataset": "c", "earliest": DAY, "latest": DAY, "source_raw": "A", "target_raw": "B", "code": "040",
        "reference": "http://u/1", "vocabulary": "strength",
    }  # fmt: skip
    assert mark_duplicates(table([act, {**act, "id": "2"}])).arrow["dup_of"].null_count == 2


def test_icews_sample() -> None:
    """26 % of the sample repeat date, source, target and code (counted apart, with sort and uniq)."""
    events = mark_duplicates(read_events(shared("data/events/icews_events.2018.sample.tab")))
    rules = events.to_frame()["dup_rule"].value_counts().to_dict(as_series=False)
    counts = dict(zip(rules["dup_rule"], rules["count"], strict=True))
    assert counts["same day"] == 971
    assert counts["mirrored"] == 329
    assert set(counts) <= {None, *RULES}
