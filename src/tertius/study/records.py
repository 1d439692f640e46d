"""The sources that ship, each as one record of all its pairs, and which rivals could be asked about in a month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tertius.panel import Panel

Pair = tuple[str, str]


@dataclass(frozen=True)
class Record:
    """One source that ships: its name in the ledger, and how to make its panel of all pairs."""

    name: str
    panel: Callable[[], Panel]


def shipped_records() -> tuple[Record, ...]:
    """The casebook, then every source of tallies or scores."""
    from tertius.world import CASEBOOK, ledger

    told = [entry.name for entry in ledger() if entry.holds in ("tallies", "scores")]
    return (Record(CASEBOOK, _casebook), *(Record(name, _of_tallies(name)) for name in told))


def _casebook() -> Panel:
    from tertius.cases import pooled_events
    from tertius.panel import build_panel

    return build_panel(pooled_events())


def _of_tallies(name: str) -> Callable[[], Panel]:
    def made() -> Panel:
        from tertius.world.tallies import panel_of_tallies, tallies

        held = tallies(name)
        return panel_of_tallies(held, held.pairs, *held.window)

    return made


def rivals_in(pair: Pair, month: np.datetime64) -> bool:
    """Whether the shipped list calls two chains rivals in the year of a month."""
    year = 1970 + int(month.astype("M8[Y]").astype(np.int64))
    one, two = sorted(pair)
    return any(first <= year <= last for first, last in _spells().get((one, two), ()))


@cache
def _spells() -> dict[Pair, tuple[tuple[int, int], ...]]:
    from tertius.actors import chain_of
    from tertius.world import rivalries

    found: dict[Pair, tuple[tuple[int, int], ...]] = {}
    for each in rivalries():
        one, two = sorted((chain_of(each.a), chain_of(each.b)))
        found[one, two] = (*found.get((one, two), ()), (each.first, each.last))
    return found
