"""From the long table to arrays: what a cell is, and why it is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.actors import State, chain_members, chain_of, states
from tertius.errors import BadInput

if TYPE_CHECKING:
    from tertius.indicators.table import Coverage, Floats, Indicators, Reasons

Dyads = Sequence[tuple[str, str]]
Ints = npt.NDArray[np.int64]
#: Derived indicators: what each is made of, and what it says.
DERIVED: dict[str, tuple[str, str]] = {
    "trade": ("imports", "imports of a from b plus imports of b from a"),
    "trade_share": ("imports", "trade with b as a share of all recorded trade of a"),
    "arms_share": ("arms", "arms from b as a share of all arms a received"),
    "capability_share": ("cinc", "capabilities of a over those of a and b"),
    "ideal_distance": ("ideal_point", "distance between the UN ideal points of a and b"),
}


def fill(facts: Indicators, name: str, dyads: Dyads, years: Ints, succession: str) -> tuple[Floats, Reasons]:
    """Value of every cell, or why there is none; arrays, shape (dyad, year)."""
    covers = [cover for cover in facts.coverage if cover.name == name]
    lookup = _Rows(
        facts, name, {each for pair in dyads for side in pair if side for each in _members(side, succession)}
    )
    values = np.full((len(dyads), len(years)), np.nan)
    reasons = np.full(values.shape, "", dtype=object)
    for row, (a, b) in enumerate(dyads):
        for column, year in enumerate(years.tolist()):
            values[row, column], reasons[row, column] = _cell(lookup, covers, (a, b), year, succession)
    return values, reasons


def derive(
    facts: Indicators, name: str, dyads: Dyads, years: Ints, succession: str
) -> tuple[Floats, Reasons]:
    """As `fill`, for an indicator of `DERIVED`."""
    part = DERIVED[name][0]
    there = fill(facts, part, _two(dyads, part), years, succession)
    if name == "arms_share":
        total = _totals(facts, part, [a for a, _ in dyads], years, succession, ("b",))
        return _ratio(there, (total, np.where(total > 0, "", "no arms recorded as received")))
    back = fill(facts, part, _two([(b, a) for a, b in dyads], part), years, succession)
    reasons = np.where(there[1] != "", there[1], back[1])
    if name == "ideal_distance":
        return np.abs(there[0] - back[0]), reasons
    both = there[0] + back[0]
    if name == "trade":
        return both, reasons
    if name == "capability_share":
        return _ratio(there, (both, reasons))
    total = _totals(facts, part, [a for a, _ in dyads], years, succession, ("a", "b"))
    return _ratio((both, reasons), (total, np.where(total > 0, "", "no trade recorded at all")))


class _Rows:
    """Rows of one indicator by (a, b, year)."""

    def __init__(self, facts: Indicators, name: str, handles: set[str]) -> None:
        import pyarrow.compute as pc

        table = facts.table.filter(_named(facts, name))
        both = (pc.is_in(table[side].cast("string"), value_set=_words(("", *handles))) for side in ("a", "b"))
        table = table.filter(pc.and_(*both))
        keys = zip(*(table[column].to_pylist() for column in ("a", "b", "year")), strict=True)
        self.place = {key: row for row, key in enumerate(keys)}
        self.values = table["value"].to_numpy(zero_copy_only=False).astype(float)
        self.reasons = table["reason"].to_pylist()

    def find(self, pairs: Sequence[tuple[str, str]], year: int) -> tuple[float, str] | None:
        """The first of these pairs that has a row; one with a value before one without."""
        rows = [self.place[(*pair, year)] for pair in pairs if (*pair, year) in self.place]
        if not rows:
            return None
        row = next((each for each in rows if not np.isnan(self.values[each])), rows[0])
        return float(self.values[row]), self.reasons[row] or ""


def _cell(
    rows: _Rows, covers: list[Coverage], pair: tuple[str, str], year: int, succession: str
) -> tuple[float, str]:
    sides = [_living(handle, year, succession) if handle else ("",) for handle in pair]
    if not all(sides):
        return np.nan, "state does not exist"
    undirected = not covers[0].directed
    pairs = [(a, b) for a in sides[0] for b in sides[1]]
    pairs = [(min(each), max(each)) for each in pairs] if undirected and pair[1] else pairs
    found = rows.find(pairs, year)
    if found:
        return found
    inside = [cover for cover in covers if cover.first <= year <= cover.last]
    if not inside:
        spans = ", ".join(f"{cover.source} {cover.first}-{cover.last}" for cover in covers)
        return np.nan, f"outside coverage ({spans})"
    return _absent(inside[0], pairs[0], year)


def _absent(cover: Coverage, pair: tuple[str, str], year: int) -> tuple[float, str]:
    """What the absence of a row means inside the years of the source."""
    table = _table()
    for handle in pair if cover.cow else ():
        begins = table[handle].cow_from if handle else None
        if begins is not None and year < begins.year:
            return np.nan, f"{handle} is not in the COW state system before {begins.year}"
    if not cover.zero_if_absent:
        return np.nan, cover.why
    for handle, known, role in ((pair[0], cover.senders, "gives"), (pair[1], cover.receivers, "receives")):
        if known is not None and handle not in known:
            return np.nan, f"{handle} never {role} in this file: it may have been left out"
    return 0.0, ""


def _totals(
    facts: Indicators, name: str, handles: Sequence[str], years: Ints, succession: str, sides: tuple[str, ...]
) -> Floats:
    """Sum over all partners of each state, on these sides of the row; array, shape (state, year)."""
    import pyarrow.compute as pc

    table = facts.table.filter(_named(facts, name))
    values = np.nan_to_num(table["value"].to_numpy(zero_copy_only=False).astype(float))
    when = table["year"].to_numpy()
    total = np.zeros((len(handles), len(years)))
    for row, handle in enumerate(handles):
        members = _members(handle, succession)
        for side in sides:
            mine = pc.is_in(table[side].cast("string"), value_set=_words(members)).to_numpy(
                zero_copy_only=False
            )
            total[row] += [values[mine & (when == year)].sum() for year in years]
    return total


def _ratio(above: tuple[Floats, Any], below: tuple[Floats, Any]) -> tuple[Floats, Reasons]:
    reasons = np.where(above[1] != "", above[1], below[1]).astype(object)
    good = (below[0] > 0) & ~np.isnan(above[0])
    reasons = np.where(good | (reasons != ""), reasons, "nothing to divide by")
    return np.divide(above[0], below[0], out=np.full(above[0].shape, np.nan), where=good), reasons


def _two(dyads: Dyads, part: str) -> list[tuple[str, str]]:
    """For a fact about one state, the first of the pair alone."""
    return [(a, "") for a, _ in dyads] if part in ("cinc", "ideal_point") else list(dyads)


def _named(facts: Indicators, name: str) -> Any:
    """Which rows are of this indicator, compared in the dictionary."""
    import pyarrow.compute as pc

    return pc.equal(facts.table["name"].cast("string"), name)


def _words(members: tuple[str, ...]) -> Any:
    import pyarrow as pa

    return pa.array(members, pa.string())


def _members(handle: str, succession: str) -> tuple[str, ...]:
    label = chain_of(handle, succession)
    return chain_members(label) if succession == "joined" else (handle,)


@lru_cache(maxsize=100_000)
def _living(handle: str, year: int, succession: str) -> tuple[str, ...]:
    """Members of the chain that lived in the year; who lived on 1 July comes first, as in the reading."""
    if handle not in _table():
        raise BadInput(f"{handle!r} is not a handle of the table of states", do="see tertius.actors.resolve")
    days = [dt.date(year, 7, 1), dt.date(year, 12, 31), dt.date(year, 1, 1)]
    members = [_table()[each] for each in _members(handle, succession)]
    return tuple(dict.fromkeys(state.handle for day in days for state in members if state.alive(day)))


@lru_cache(maxsize=1)
def _table() -> dict[str, State]:
    return {state.handle: state for state in states()}
