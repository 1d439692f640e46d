"""All that ships of one triangle: the casebook's acts, tallies of machine-coded events, yearly facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tertius.actors import asked_of
from tertius.errors import BadInput
from tertius.panel import build_panel
from tertius.settings import Every
from tertius.world.acts import acts_on
from tertius.world.entries import ledger
from tertius.world.place import folder
from tertius.world.tallies import tallies, tally_panel

if TYPE_CHECKING:
    from tertius.events import EventTable
    from tertius.indicators import Indicators
    from tertius.panel import Panel

Pair = tuple[str, str]
KINDS = ("chronicle", "stream", "facts")
CASEBOOK = "casebook"


@dataclass(frozen=True, eq=False)
class Record:
    """What ships of one pivot between two rivals.

    Attributes
    ----------
    corners
        Pivot and the two rivals, handles as asked.
    events
        The casebook's acts on the three legs; None where there is none, or none were asked for.
    streams
        Names of the tallies with scores on any leg, those whose acts may be counted first.
    facts
        Yearly facts among the three; None if none were asked for.
    start, end
        First and last month on which acts or tallies of a pivot leg, or facts if they stand alone, say anything.
    """

    corners: tuple[str, str, str]
    events: EventTable | None
    streams: tuple[str, ...]
    facts: Indicators | None
    start: np.datetime64
    end: np.datetime64

    @property
    def legs(self) -> tuple[Pair, Pair, Pair]:
        """The pivot with either rival, and the rivals' own relation."""
        pivot, a, b = self.corners
        return (pivot, a), (pivot, b), (a, b)

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of the sources of acts and scores, the anchor first."""
        return ((CASEBOOK,) if self.events is not None else ()) + self.streams

    def without(self, source: str) -> Record:
        """The record without one source of acts or scores, or without the facts."""
        if source == "facts":
            return replace(self, facts=None)
        if source == CASEBOOK:
            return replace(self, events=None)
        return replace(self, streams=tuple(name for name in self.streams if name != source))

    def panels(
        self, start: np.datetime64, end: np.datetime64, *, every: Every = "month"
    ) -> tuple[Panel, ...]:
        """A panel of the three legs from every source, in the order of `sources`."""

        found = []
        if self.events is not None:
            found.append(build_panel(self.events, dyads=self.legs, start=start, end=end, every=every))
        return (*found, *(tally_panel(name, self.legs, start, end, every=every) for name in self.streams))


def record(
    corners: Sequence[str], *, only: str | None = None, own: str | None = None, least: str = "low"
) -> Record:
    """All that ships of a pivot between two rivals.

    Parameters
    ----------
    corners
        Pivot and the two rivals: names or handles.
    only
        ``chronicle`` (the casebook), ``stream`` (tallies) or ``facts``; None takes all three.
    own, least
        As in `tertius.world.acts.acts_on`.

    Raises
    ------
    BadInput
        On an unknown `only` or state, or where nothing that ships says a word of either leg of the pivot.
    """
    from tertius.world.facts import world_facts

    if only is not None and only not in KINDS:
        raise BadInput(f"only {only!r}", "one of " + ", ".join(KINDS))
    pivot, a, b = (asked_of(name).handle for name in corners)
    legs = ((pivot, a), (pivot, b), (a, b))
    events = acts_on(legs, own=own, least=least) if only in (None, "chronicle") else None
    streams = tuple(_reaching(legs)) if only in (None, "stream") else ()
    facts = world_facts((pivot, a, b)) if only in (None, "facts") else None
    spans = [*_acts_span(events, legs[:2]), *(span for name in streams for span in _span(name, legs[:2]))]
    spans = spans or _facts_span(facts, legs[:2])
    if not spans:
        raise BadInput(
            f"nothing that ships says a word of {pivot} and {a}, or of {pivot} and {b}",
            "a pivot on record",
            "give your own events with --events FILE (docs/guide/world.md)",
        )
    start, end = min(first for first, _ in spans), max(last for _, last in spans)
    return Record((pivot, a, b), events, streams, facts, start, end)


def _reaching(legs: Sequence[Pair]) -> list[str]:
    """Tallies with a score on any of the legs, those that may be counted first."""
    from tertius.world.acts import keys_of_pairs

    wanted = keys_of_pairs(legs)
    entries = [entry for entry in ledger(folder()) if entry.holds in ("tallies", "scores")]
    found = []
    for entry in sorted(entries, key=lambda each: not each.counted):
        told = tallies(entry.name).cells.select("source", "target").unique().rows()
        if any(pair in wanted for pair in told):
            found.append(entry.name)
    return found


def _span(name: str, legs: Sequence[Pair]) -> list[tuple[np.datetime64, np.datetime64]]:
    """First and last month in which a source has a score on any of the legs; none if it has none."""
    import polars as pl

    from tertius.world.acts import keys_of_pairs

    pairs = pl.DataFrame(sorted(keys_of_pairs(legs)), schema=["source", "target"], orient="row")
    months = tallies(name).cells.join(pairs, on=["source", "target"], how="semi")["month"].to_list()
    return [(np.datetime64(min(months), "M"), np.datetime64(max(months), "M"))] if months else []


def _acts_span(events: EventTable | None, legs: Sequence[Pair]) -> list[tuple[np.datetime64, np.datetime64]]:
    """First and last month of the acts on any of the legs."""
    import polars as pl

    from tertius.world.acts import keys_of_pairs

    if events is None:
        return []
    pairs = pl.DataFrame(sorted(keys_of_pairs(legs)), schema=["source", "target"], orient="row")
    frame = (
        events.to_frame().filter(pl.col("apart").is_null()).join(pairs, on=["source", "target"], how="semi")
    )
    first, last = frame["earliest"].min(), frame["latest"].max()
    if first is None or last is None:
        return []
    return [(np.datetime64(first, "M"), np.datetime64(last, "M"))]  # type: ignore[call-overload]


def _facts_span(facts: Indicators | None, legs: Sequence[Pair]) -> list[tuple[np.datetime64, np.datetime64]]:
    """January of the first and December of the last year in which agreement of a leg of the pivot is known."""
    if facts is None:
        return []
    cover = next(each for each in facts.coverage if each.name == "un_agreement")
    years = np.arange(cover.first, cover.last + 1)
    known = years[np.isfinite(facts.matrix("un_agreement", legs, years)[0]).any(axis=0)]
    if not len(known):
        return []
    return [(np.datetime64(f"{known[0]}-01", "M"), np.datetime64(f"{known[-1]}-12", "M"))]
