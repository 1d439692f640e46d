"""``tertius watch``: what new files changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tertius.cli import options as o
from tertius.cli.flatten import Without
from tertius.settings import Counting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tertius.events import EventTable
    from tertius.forecasts.watching import Change

EXAMPLE = "tertius watch ROU RUS CHN --events weis.csv --new this-month.csv"
PASSED = 3

States = Annotated[
    list[str],
    typer.Argument(
        metavar="P A B | A B", help="The pivot and the two rivals; or the rivals, for every pivot."
    ),
]
New = Annotated[
    list[Path], typer.Option("--new", metavar="FILE", help="Files with the new acts; repeatable.")
]
Threshold = Annotated[
    float,
    typer.Option("--threshold", metavar="X", help="Move of tilt, or of the chance of a side, that counts."),
]
Monthly = Annotated[Counting, Without("directed", "every")]


def watch(
    states: States,
    new: New,
    threshold: Threshold = 0.1,
    source: Annotated[o.Source, Without("indicators")] = o.Source(),
    counting: Monthly = Counting(),
    c0: o.Neutral = "0",
    result: o.Result = o.Result(),
) -> None:
    """The record before and after new files: what moved, by how much, because of which acts. Exit 3 if anything passed."""
    from tertius.cli.asked import handles
    from tertius.errors import BadInput
    from tertius.events import read_events
    from tertius.events.table import concat
    from tertius.forecasts.watching import how_many_passed, pivots
    from tertius.forecasts.watching import watch as compare
    from tertius.settings import neutral_point
    from tertius.study import estimate, panel_of

    if len(states) not in (2, 3):
        raise BadInput(f"{len(states)} states given", "the pivot and two rivals, or two rivals")
    named = handles(states)
    old = _table(source.read())
    fresh = o.said(read_events([str(path) for path in new], format=source.format))
    both = concat([old, fresh])
    legs = [(named[0], named[1]), (named[0], named[2]), (named[1], named[2])] if len(named) == 3 else []
    before, after = (
        estimate(panel_of(table, legs, counting), given="past", c0=neutral_point(c0)) for table in (old, both)
    )
    triangles: Any = [tuple(named)] if legs else _held(pivots(before, *named), named)  # type: ignore[arg-type]
    found = compare(before, after, triangles, _words(fresh), threshold=threshold)  # type: ignore[arg-type]
    report = {
        "threshold": threshold,
        "passed": how_many_passed(found),
        "changes": [change.to_dict() for change in found],
        "refused": fresh.refused,
        "provenance": after.provenance.to_dict(),
    }
    result.give("watch", report, show=lambda: _shown(found, threshold), table=lambda: _frame(report))
    if report["passed"]:
        raise typer.Exit(PASSED)


def _shown(found: Sequence[Change], threshold: float) -> str:
    """How many passed, then a sentence each, the one that moved most first."""
    from tertius.forecasts.watching import how_many_passed

    passed = how_many_passed(found)
    head = f"{passed} of {len(found)} moved by {threshold:g} or more." if len(found) > 1 else ""
    return "\n".join([*([head] if head else []), *(change.says for change in found)])


def _held(found: list[tuple[str, str, str]], rivals: list[str]) -> list[tuple[str, str, str]]:
    from tertius.errors import BadInput

    if not found:
        raise BadInput(
            f"no pivot was seen in 12 months with both {rivals[0]} and {rivals[1]}", "rivals of this record"
        )
    return found


def _table(source: Any) -> EventTable:
    """Acts in memory; of a store, all of its acts between two states."""
    from tertius.events import EventTable

    return source if isinstance(source, EventTable) else source.acts_of(sorted(source.pairs()))


def _words(fresh: EventTable) -> dict[str, str]:
    """Identifier of every new act to its day, states, and what was done."""
    import numpy as np

    from tertius.actors.english import called

    columns = ("event_id", "earliest", "source", "target", "act", "vocabulary", "code")
    found = {}
    for row in fresh.to_frame().select(*columns).iter_rows(named=True):
        month = np.datetime64(row["earliest"], "M") if row["earliest"] else None
        one, two = (called(row[side] or "?", month) for side in ("source", "target"))
        found[row["event_id"]] = f"{row['earliest']}, {one} to {two}, {_done(row)}"
    return found


def _done(row: dict[str, Any]) -> str:
    """What was done: the act in the file's words, else what its code means."""
    from tertius.events.codes import find_code

    if row["act"]:
        return str(row["act"])
    if not row["code"]:
        return "an act"
    entry = (
        find_code(row["vocabulary"], row["code"])[0]
        if row["vocabulary"] in ("cameo", "weis", "plover")
        else None
    )
    return f"\u201c{entry.name}\u201d" if entry else f"code {row['code']}"


def _frame(report: dict[str, Any]) -> Any:
    """One row a triangle."""
    import polars as pl

    names = ("pivot", "a", "b", "new", "own", "moved", "passed", "says")
    parts = [
        {
            **{name: row[name] for name in names},
            "enough": row["enough"]["ok"],
            **{
                f"{name}_{when}": row[when][name] if row[when] else None
                for when in ("before", "after")
                for name in ("tilt", "towards_a")
            },
        }
        for row in report["changes"]
    ]
    return pl.DataFrame(parts, infer_schema_length=None)
