"""Every pivot between two rivals in events of one's own: the counterpart of what ships, for a store or a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tertius.errors import BadInput
from tertius.panel import build_panel
from tertius.relations import estimate_relations
from tertius.study.legs import LEAST_ACTS, Legs, sides_of
from tertius.study.mapping import Everyone
from tertius.study.pairs import acting, beside_both, chained

if TYPE_CHECKING:
    from tertius.events import EventTable
    from tertius.events.store.selection import Selection
    from tertius.indicators import Indicators
    from tertius.panel import Panel

Pair = tuple[str, str]


def everyone_in(
    events: EventTable | Selection,
    a: str,
    b: str,
    facts: Indicators,
    *,
    progress: Callable[[str], None] | None = None,
) -> Everyone:
    """Every pivot with enough in these events on its legs with both rivals, in every month of the events.

    Parameters
    ----------
    events
        A table, or a part of a store, whose tallies alone are read.
    a, b
        Handles of the rivals.
    facts, progress
        As in `tertius.study.mapping.everyone`.

    Raises
    ------
    BadInput
        If no state has enough acts with both.
    """
    tell = progress or (lambda _: None)
    tell("panel")
    panel, pivots = _panel(events, a, b)
    tell("relations")
    legs = _legs(panel, pivots, a, b)
    found = []
    for told in sides_of(legs, facts):
        tell(legs.pivots[told.number])
        found.append(told)
    return Everyone(legs, tuple(found))


def _panel(events: EventTable | Selection, a: str, b: str) -> tuple[Panel, list[str]]:
    """The legs of every state that acted with both rivals often enough, and those states."""
    near = beside_both(chained(acting(events)), a, b)
    if not near:
        raise _too_few(a, b)
    whole = build_panel(events, dyads=[*((p, r) for p in near for r in (a, b)), (a, b)])
    acts = {p: min(float(whole.n[whole.index(p, r)].sum()) for r in (a, b)) for p in near}
    pivots = [p for p in near if acts[p] >= LEAST_ACTS]
    if not pivots:
        raise _too_few(a, b)
    return whole.select((*((p, r) for p in pivots for r in (a, b)), (a, b))), pivots


def _legs(panel: Panel, pivots: list[str], a: str, b: str) -> Legs:
    # a chronicle is read with the casebook's numbers, which go by that source's name
    source = "casebook" if panel.kind == "chronicle" else "events"
    relations = estimate_relations(panel, given="all")
    return Legs(a, b, tuple(pivots), relations, {source: panel.n}, (source,), slice(0, len(panel.months)))


def _too_few(a: str, b: str) -> BadInput:
    return BadInput(
        f"no state has {LEAST_ACTS:g} acts with both {a} and {b} in these events",
        "two rivals with whom a third state has acts",
    )
