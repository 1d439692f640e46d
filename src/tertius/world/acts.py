"""The casebook's acts on chosen pairs, whichever chronicle they were coded for, each act once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa

from tertius.actors import chain_members, chain_of
from tertius.cases import chronicle_names, pooled_events, surer
from tertius.cases.case import read_chronicle
from tertius.cases.legs import chronicle_path
from tertius.cases.phases import read_table

if TYPE_CHECKING:
    from tertius.events import EventTable

Pair = tuple[str, str]


def chronicles_on(pairs: Sequence[Pair]) -> tuple[str, ...]:
    """Names of the shipped chronicles with an act on any of these pairs, legs first."""

    wanted = keys_of_pairs(pairs)
    return tuple(
        name
        for name in chronicle_names()
        if any((row["source"], row["target"]) in wanted for row in read_table(chronicle_path(name)))
    )


def acts_on(pairs: Sequence[Pair], *, own: str | None = None, least: str = "low") -> EventTable | None:
    """Acts of the casebook on these pairs, those told twice marked; None where there is none.

    Parameters
    ----------
    pairs
        Handles; a successor's acts come too.
    own
        A case (name or folder) whose rows are all kept, on whatever pair, and whose telling of an act told twice is the one
        that counts.
    least
        Lowest confidence of the rows that count.
    """

    names = chronicles_on(pairs)
    if own is not None:
        home = chronicle_path(own)
        names = (own, *(name for name in names if chronicle_path(name).resolve() != home.resolve()))
    if not names:
        return None
    table = pooled_events(names, least=least)
    wanted = keys_of_pairs(pairs)
    kept = [
        (source, target) in wanted
        for source, target in zip(
            *(table.arrow[side].to_pylist() for side in ("source", "target")), strict=True
        )
    ]
    if own is not None:
        count = sum(1 for _ in _rows(own, least))
        kept = [i < count or on for i, on in enumerate(kept)]
    chosen = table.filter(pa.array(kept, pa.bool_()))
    note = f"acts of {len(names)} chronicles of the casebook: {', '.join(name.rpartition('/')[2] for name in names)}"
    return replace(chosen, provenance=chosen.provenance.with_notes(note)) if len(chosen) else None


def on_pairs(table: EventTable, pairs: Sequence[Pair]) -> EventTable:
    """The acts on these pairs, in either direction; a successor's come too."""
    wanted = keys_of_pairs(pairs)
    sides = zip(*(table.arrow[side].to_pylist() for side in ("source", "target")), strict=True)
    return table.filter(pa.array([each in wanted for each in sides], pa.bool_()))


def _rows(own: str, least: str) -> list[str]:
    """The rows of the case that are kept, which come first in the pooled table."""

    events = surer(read_chronicle(chronicle_path(own)), least)
    return list(events.arrow["event_id"].to_pylist())


def keys_of_pairs(pairs: Sequence[Pair]) -> frozenset[Pair]:
    """Every (source, target) of handles that means one of the pairs, in either direction."""

    found = set()
    for a, b in pairs:
        families = [{chain_of(each), *chain_members(chain_of(each)), each} for each in (a, b)]
        found |= {key for x in families[0] for y in families[1] for key in ((x, y), (y, x))}
    return frozenset(found)
