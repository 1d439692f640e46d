"""Acts told in more than one chronicle, and the casebook as one table in which each counts once.

Two rows of different chronicles tell the same act if they are of the same pair (a state and its successor are one), their
signs agree, and either

- both are dated to at most a fortnight, overlap, and start within three days of each other, or
- they lie at most three days apart, and at least 35 % of the longer words of the shorter description stand in the other.

Judged by hand (``data/told-twice.csv``, ``draw`` 3: a hundred pairs drawn after the rule was fixed): of 60 pairs that tell the
same act the rule marks 58, of 26 that tell different ones 2, and of 14 in which one row tells a part of the other's affair 5.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tertius.cases.legs import chronicle_names, chronicle_path
from tertius.cases.phases import read_table
from tertius.errors import BadInput
from tertius.months import parse_bounds

if TYPE_CHECKING:
    from tertius.events import EventTable

PREFIX = "chronicle:"
RULE = "same act in another chronicle"
APART = 3  # days between two tellings, and between their starts
NARROW = 14  # days within which both are dated
ALIKE = 0.35  # share of the longer words that two descriptions must have in common
CONFIDENCE = ("low", "medium", "high")

Pair = tuple[str, str]


@dataclass(frozen=True)
class SharedAct:
    """One act told twice: where it stands, and where it stands first (legs before cases, each in alphabetical order)."""

    case: str
    id: str
    first_case: str
    first_id: str
    pair: str
    date: str


@dataclass(frozen=True)
class Telling:
    """One row of one chronicle, as far as the rule reads it."""

    chronicle: str
    row: Mapping[str, str]

    @cached_property
    def pair(self) -> Pair | None:
        """Chains of the two states in alphabetical order; None where a name is no state."""
        from tertius.actors import chain_of, lookup

        if not (self.row["strength"] and lookup(self.row["source"]) and lookup(self.row["target"])):
            return None
        one, two = sorted(chain_of(self.row[side]) for side in ("source", "target"))
        return one, two

    @cached_property
    def days(self) -> tuple[dt.date, dt.date]:
        """First and last day; an open bound is the other one."""
        first, last = self.row["earliest"], self.row["latest"]
        return parse_bounds(first or last)[0], parse_bounds(last or first)[1]

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of more than three letters."""
        return frozenset(word.strip(".,;'\"").lower() for word in self.row["act"].split() if len(word) > 3)

    @cached_property
    def sign(self) -> int:
        """-1, 0 or 1."""
        strength = int(self.row["strength"])
        return (strength > 0) - (strength < 0)


def same_act(one: Telling, two: Telling) -> bool:
    """Whether two rows of one pair tell the same act, by the rule above."""
    (a, b), (c, d) = one.days, two.days
    apart = max((c - b).days, (a - d).days, 0)
    if one.sign != two.sign or apart > APART:
        return False
    narrow = max((b - a).days, (d - c).days) <= NARROW
    if narrow and not apart and abs((a - c).days) <= APART:
        return True
    return len(one.words & two.words) >= ALIKE * max(min(len(one.words), len(two.words)), 1)


def shared_acts(names: tuple[str, ...] | None = None, *, least: str = "low") -> tuple[SharedAct, ...]:
    """Acts told in two chronicles of the casebook, by the rule above: count one of each.

    Parameters
    ----------
    names
        Legs and cases, in the order in which the first telling is kept; all by default.
    least
        Lowest confidence of the rows that count: ``low``, ``medium`` or ``high``.
    """
    seen: dict[Pair, list[Telling]] = {}
    found = []
    for name in names or chronicle_names():
        tellings = [Telling(name, row) for row in read_table(chronicle_path(name)) if sure(row, least)]
        fresh = []
        for new in tellings:
            pair = new.pair
            if pair is None:
                continue
            first = next((old for old in seen.get(pair, []) if same_act(old, new)), None)
            if first is None:
                fresh.append((pair, new))
            else:
                found.append(_shared(new, first, pair))
        for pair, new in fresh:
            seen.setdefault(pair, []).append(new)
    return tuple(found)


def _shared(new: Telling, first: Telling, pair: Pair) -> SharedAct:
    date = new.row["earliest"] or new.row["latest"]
    return SharedAct(new.chronicle, new.row["id"], first.chronicle, first.row["id"], "-".join(pair), date)


def sure(row: Mapping[str, Any], least: str) -> bool:
    """Whether a row's confidence is at least this; a row that states none counts as ``medium``."""
    return CONFIDENCE.index(row["confidence"] or "medium") >= CONFIDENCE.index(_known(least))


def _known(least: str) -> str:
    if least not in CONFIDENCE:
        raise BadInput(f"confidence {least!r}", "one of " + ", ".join(CONFIDENCE))
    return least


def surer(events: EventTable, least: str) -> EventTable:
    """The acts of at least this confidence, with a note on how many were left out."""
    import pyarrow as pa

    kept = [sure({"confidence": each}, least) for each in events.arrow["confidence"].to_pylist()]
    out = len(kept) - sum(kept)
    if not out:
        return events
    note = f"{out} of {len(kept)} acts left out: confidence below {least}"
    chosen = events.filter(pa.array(kept))
    return replace(chosen, provenance=chosen.provenance.with_notes(note))


def pooled_events(names: Iterable[str] | None = None, *, least: str = "low") -> EventTable:
    """Legs and cases as one table, with every act told twice marked as a duplicate of its first telling.

    Panels leave marked rows out unless asked; the rule's name stands in ``dup_rule``.

    Parameters
    ----------
    names, least
        As in `shared_acts`.
    """
    import pyarrow as pa

    from tertius.cases.case import read_chronicle

    chosen = tuple(names) if names is not None else chronicle_names()
    table = surer(read_chronicle(*(chronicle_path(name) for name in chosen)), least)
    repeats = {f"{PREFIX}{act.id}": f"{PREFIX}{act.first_id}" for act in shared_acts(chosen, least=least)}
    twins = [repeats.get(name) for name in table.arrow["event_id"].to_pylist()]
    arrow = table.arrow
    for column, values in (("dup_of", twins), ("dup_rule", [RULE if twin else None for twin in twins])):
        arrow = arrow.set_column(arrow.schema.get_field_index(column), column, pa.array(values, pa.string()))
    note = f"{len(repeats)} acts told in two chronicles are marked as duplicates"
    return replace(table, arrow=arrow, provenance=table.provenance.with_notes(note))
