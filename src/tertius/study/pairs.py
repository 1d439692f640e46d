"""Pairs of states that acted in events: their panel, their relations, and who stands beside two rivals."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from tertius.actors import chain_of
from tertius.errors import BadInput
from tertius.settings import Counting

if TYPE_CHECKING:
    from tertius.events import EventTable
    from tertius.events.store.selection import Selection
    from tertius.indicators import Indicators
    from tertius.panel import Panel
    from tertius.relations import Relations

Pair = tuple[str, str]


def panel_of(
    events: EventTable | Selection, asked: Sequence[tuple[str, str]], counting: Counting = Counting()
) -> Panel:
    """Panel of the pairs asked for (handles as asked) and of every other pair in the events.

    All dyads in the events enter the fit, whichever is asked for, so that a large panel overrules the prior.
    """
    from tertius.panel import build_panel

    pairs = _pairs(events, asked, counting.succession, counting.directed)
    return build_panel(events, dyads=pairs, **counting.options())


def _pairs(
    events: EventTable | Selection, asked: Sequence[tuple[str, str]], succession: str, directed: bool
) -> list[tuple[str, str]]:
    def key(a: str, b: str) -> tuple[str, str]:
        one, two = chain_of(a, succession), chain_of(b, succession)
        return (one, two) if directed or one < two else (two, one)

    found = {key(*pair) for pair in acting(events)}
    if directed:
        found |= {(b, a) for a, b in found}
    taken = {key(a, b) for a, b in asked}
    rest = sorted(pair for pair in found - taken if pair[0] != pair[1])
    pairs = [*asked, *rest]
    if not pairs:
        raise BadInput("no act between two states in these events", "at least one usable act")
    return pairs


def acting(events: EventTable | Selection) -> set[tuple[str, str]]:
    """Source and target of every usable act."""
    from tertius.events import EventTable

    if not isinstance(events, EventTable):
        return events.pairs()

    usable = pl.col("apart").is_null() & pl.col("source").is_not_null() & pl.col("target").is_not_null()
    return set(events.to_frame().filter(usable).select("source", "target").unique().iter_rows())


def chained(pairs: Iterable[Pair]) -> set[Pair]:
    """Chains of the two states of every pair of handles."""
    return {(chain_of(one), chain_of(two)) for one, two in pairs}


def beside_both(pairs: Collection[Pair], a: str, b: str) -> list[str]:
    """Chains of the states that are in a pair with either rival, in alphabetical order.

    Parameters
    ----------
    pairs
        Of chains (see `chained`); the order within a pair is of no account.
    a, b
        Handles of the rivals.
    """
    rivals = {chain_of(a), chain_of(b)}
    near = [{other for pair in pairs if side in pair for other in pair} for side in rivals]
    return sorted(set.intersection(*near) - rivals)


def estimate(
    panel: Panel | Sequence[Panel],
    *,
    given: str = "all",
    c0: float | str = 0.0,
    indicators: Indicators | None = None,
    robust: bool = False,
    model: str | None = None,
) -> Relations:
    """Relations of every dyad in the panel, with the reference prior and the yearly facts that the model knows."""
    from tertius.relations import estimate_relations
    from tertius.relations.facts import FACTS, may_enter

    asked: dict[str, Any] = {"given": given, "c0": c0, "robust": robust, "model": model}
    if indicators is None:
        return estimate_relations(panel, **asked)
    if may_enter(indicators):
        found = estimate_relations(panel, indicators=indicators, **asked)
        return replace(found, provenance=found.provenance.merge(indicators.provenance))
    found = estimate_relations(panel, **asked)
    note = f"indicators: none of {', '.join(indicators.names)} is a fact that enters relations ({', '.join(FACTS)})"
    return replace(found, provenance=found.provenance.with_notes(note))
