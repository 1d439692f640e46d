"""What ships of a triangle as panels: which source is the anchor, and what the others add."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tertius.errors import BadInput
from tertius.months import STEP
from tertius.triangles import spoken_months, told_stretches
from tertius.world.lengths import stretched

if TYPE_CHECKING:
    from tertius.events import EventTable
    from tertius.panel import Panel
    from tertius.settings import Counting
    from tertius.world import Record

LEAST_ACTS = 12  # acts on the pivot's legs below which the casebook is no anchor
Span = tuple[np.datetime64, np.datetime64]
OTHER_SCALE = "tallies left out: they are sums on the goldstein scale, and another was asked for"
OTHER_SIDE = "tallies left out: the panel keeps directions apart"


@dataclass(frozen=True, eq=False)
class Sources:
    """The acts that ship of a triangle, a panel of every source (the anchor's first), the sources' names, the window, and the
    first and last month of what is told of the pivot before it, years without an act apart, or None."""

    events: EventTable
    panels: tuple[Panel, ...]
    names: tuple[str, ...]
    counting: Counting
    apart: Span | None = None


def sources_of(record: Record, counting: Counting, covered: Span | None = None) -> Sources:
    """Panels of all that ships of a triangle.

    The casebook is the anchor where it has at least a dozen acts on the pivot's legs, else the tallies; what another source
    says is put on the anchor's ruler by `tertius.relations.several`.

    Parameters
    ----------
    counting
        An end of the window that is not set is that of the last stretch in which the pivot is told of: acts or scores of
        another era, with years of silence between, say nothing of this one (`tertius.triangles.spoken_months`).
    covered
        Window of a case, which is its coder's.

    Raises
    ------
    BadInput
        If no source of acts or scores is left.
    """
    window = counting.within(record.start, record.end)
    panels, notes = source_panels(record, window)
    if not panels:
        legs = " and ".join("-".join(leg) for leg in record.legs[:2])
        raise BadInput(
            f"nothing that ships tells of {legs} in acts or scores",
            "a pivot with events",
            "give your own with --events FILE",
        )
    first = _anchor(record, panels)
    names = (first, *(name for name in panels if name != first))
    anchor = replace(counted(panels, first), provenance=panels[first].provenance.with_notes(*notes))
    every, own = (anchor, *(panels[name] for name in names[1:])), record.legs[:2]
    told = spoken_months(every, own, covered=covered)
    first, last = anchor.months[told.start], anchor.months[told.stop - 1] + (STEP[anchor.every] - 1)
    assert isinstance(window.start, np.datetime64)
    assert isinstance(window.end, np.datetime64)
    narrow = counting.within(max(first, window.start), min(last, window.end))
    if narrow != window:
        before = told_stretches(every, own, slice(0, told.start))
        apart = (anchor.months[before[0][0]], anchor.months[before[-1][1]]) if before else None
        return _noted(sources_of(record, narrow, covered), window.start, window.end, apart)
    others = tuple(stretched(panels[name], name, first) for name in names[1:])
    return Sources(record.events or _nothing(), (anchor, *others), names, window)


def by_itself(first: np.datetime64, last: np.datetime64) -> str:
    """How to ask for another era, years without an act apart."""
    return f"what is told of {first} to {last}, years without an act before, is asked for by itself: --from {first} --to {last}"


def _noted(found: Sources, start: np.datetime64, end: np.datetime64, apart: Span | None) -> Sources:
    """With a word on the months that were left out."""
    anchor, *others = found.panels
    note = (
        f"of {start} to {end}, the months from {anchor.months[0]} to {anchor.months[-1]}: years without an act of the pivot "
        "lie between these and any others"
    )
    notes = (note, by_itself(*apart)) if apart else (note,)
    noted = replace(anchor, provenance=anchor.provenance.with_notes(*notes))
    return replace(found, panels=(noted, *others), apart=apart or found.apart)


def counted(panels: Mapping[str, Panel], first: str) -> Panel:
    """The anchor's panel, in which every act that may be counted is: those of other sources come to a chronicle's own.

    A stream keeps its own counts, which say how often its reporters spoke of a pair.
    """
    anchor = panels[first]
    if anchor.kind != "chronicle":
        return replace(anchor, told=anchor.counted)
    events = np.sum([panel.events for panel in panels.values()], axis=0).astype(np.int64)
    return replace(anchor, events=events, told=np.sum([panel.counted for panel in panels.values()], axis=0))


def source_panels(record: Record, counting: Counting) -> tuple[dict[str, Panel], tuple[str, ...]]:
    """A panel of the legs from every source by name, and what is to be said of those left out."""
    from tertius.panel import build_panel
    from tertius.world import CASEBOOK, tally_panel

    found: dict[str, Panel] = {}
    if record.events is not None:
        found[CASEBOOK] = build_panel(record.events, dyads=record.legs, **counting.options())
    if not record.streams:
        return found, ()
    if counting.scale != "goldstein":
        return found, (OTHER_SCALE,)
    if counting.directed:
        return found, (OTHER_SIDE,)
    window = counting.within(record.start, record.end)
    for name in record.streams:
        start, end = window.start, window.end
        assert not isinstance(start, str | None)
        assert not isinstance(end, str | None)
        panel = tally_panel(
            name, record.legs, start, end, every=counting.every, succession=counting.succession
        )
        if panel.n.any():
            found[name] = panel
    return found, ()


def with_tallies(anchor: Panel) -> tuple[Panel, ...]:
    """A panel of the casebook, and those of every source of tallies on its dyads and months, in its points.

    Tallies are monthly or coarser sums on the default scale, both directions together; a panel on another scale, or one that
    keeps directions apart, stands alone.
    """
    from tertius.world import CASEBOOK, ledger, tally_panel

    if anchor.scale != "goldstein" or anchor.directed:
        return (anchor,)
    first, last = anchor.months[0], anchor.months[-1]
    names = [entry.name for entry in ledger() if entry.holds in ("tallies", "scores")]
    found = {name: tally_panel(name, anchor.dyads, first, last, every=anchor.every) for name in names}
    others = [stretched(panel, name, CASEBOOK) for name, panel in found.items() if panel.n.any()]
    return (anchor, *others)


def _anchor(record: Record, panels: dict[str, Panel]) -> str:
    from tertius.world import CASEBOOK

    def on_the_pivot(name: str) -> float:
        return float(panels[name].n[:2].sum())

    if CASEBOOK in panels and (on_the_pivot(CASEBOOK) >= LEAST_ACTS or len(panels) == 1):
        return CASEBOOK
    streams = [name for name in record.streams if name in panels]
    counted = [name for name in streams if panels[name].kind == "stream" and on_the_pivot(name)]
    return next(iter([*counted, *streams, *panels]))


def _nothing() -> EventTable:
    from tertius.events import EventTable
    from tertius.events.table import empty_events
    from tertius.provenance import Provenance

    return EventTable(empty_events(), Provenance())
