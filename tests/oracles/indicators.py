"""One cell of an indicator at a time, straight from the definition: slow twin of the grid."""

from __future__ import annotations

import datetime as dt
import math

from tertius.actors import State, chain_members, chain_of, states
from tertius.indicators import Coverage, Indicators


def cell(
    facts: Indicators, name: str, pair: tuple[str, str], year: int, succession: str
) -> tuple[float, str]:
    """Value of (a, b) in a year, or NaN and why."""
    covers = [cover for cover in facts.coverage if cover.name == name]
    sides = [_lived(handle, year, succession) for handle in pair]
    if not all(sides):
        return math.nan, "state does not exist"
    rows = [row for row in facts.table.to_pylist() if row["name"] == name and row["year"] == year]
    pairs = [(a, b) for a in sides[0] for b in sides[1]]
    if not covers[0].directed:
        pairs += [(b, a) for a, b in pairs]
    found = [row for wanted in pairs for row in rows if (row["a"], row["b"]) == wanted]
    for row in found:
        if row["value"] is not None:
            return row["value"], ""
    if found:
        return math.nan, found[0]["reason"]
    inside = [cover for cover in covers if cover.first <= year <= cover.last]
    if not inside:
        return math.nan, "outside coverage"
    return _absent(inside[-1], (sides[0][0], sides[1][0]), year)


def _absent(cover: Coverage, pair: tuple[str, str], year: int) -> tuple[float, str]:
    table = {state.handle: state for state in states()}
    for handle in pair if cover.cow else ():
        begins = table[handle].cow_from if handle else None
        if begins and year < begins.year:
            return math.nan, "not in the COW state system"
    if not cover.zero_if_absent:
        return math.nan, cover.why
    for handle, known in zip(pair, (cover.senders, cover.receivers), strict=True):
        if known is not None and handle not in known:
            return math.nan, "never"
    return 0.0, ""


def _lived(handle: str, year: int, succession: str) -> list[str]:
    if not handle:
        return [""]
    members = chain_members(chain_of(handle)) if succession == "joined" else (handle,)
    table: dict[str, State] = {state.handle: state for state in states()}
    lived: list[str] = []
    for month, day in ((7, 1), (12, 31), (1, 1)):
        lived += [
            each for each in members if table[each].alive(dt.date(year, month, day)) and each not in lived
        ]
    return lived
