"""From the long table to arrays: what a cell is, and why it is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.actors import State, chain_members, chain_of, states
from tertius.errors import BadInput

if TYPE_CHECKING:
    import pyarrow as pa

    from tertius.indicators.coverage import Coverage, FactTable, Floats, Reasons

_DAYS = ((7, 1), (12, 31), (1, 1))
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


def fill(facts: FactTable, name: str, dyads: Dyads, years: Ints, succession: str) -> tuple[Floats, Reasons]:
    """Value of every cell, or why there is none; arrays, shape (dyad, year)."""
    covers = [cover for cover in facts.coverage if cover.name == name]
    grid = _Grid(dyads, years, succession, covers[0].directed)
    values, reasons = _defaults(grid, covers)
    row, dyad, column = _found(facts, name, grid)
    table = facts.table
    given = table["value"].take(row).to_numpy(zero_copy_only=False).astype(float)
    values[dyad, column] = given
    reasons[dyad, column] = np.where(np.isnan(given), _texts(table["reason"].take(row)), "")
    return values, reasons


def derive(facts: FactTable, name: str, dyads: Dyads, years: Ints, succession: str) -> tuple[Floats, Reasons]:
    """As `fill`, for an indicator of `DERIVED`."""
    part = DERIVED[name][0]
    if name == "arms_share":
        there = fill(facts, part, [(b, a) for a, b in dyads], years, succession)
        total = _totals(facts, part, [a for a, _ in dyads], years, succession, ("b",))
        return _ratio(there, (total, np.where(total > 0, "", "no arms recorded as received")))
    there = fill(facts, part, _two(dyads, part), years, succession)
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


class _Grid:
    """Pairs by years: who stands for each side in each year."""

    def __init__(self, dyads: Dyads, years: Ints, succession: str, directed: bool) -> None:
        self.years, self.succession, self.directed = years, succession, directed
        labels = [tuple(_label(side, succession) for side in pair) for pair in dyads]
        self.labels = sorted({side for pair in labels for side in pair})
        place = {label: number for number, label in enumerate(self.labels)}
        sides = np.array([[place[side] for side in pair] for pair in labels], dtype=np.int64).reshape(-1, 2)
        self.pairs = sides if directed else np.sort(sides, axis=1)
        self.places = place
        first = [_first_living(label, tuple(years.tolist()), succession) for label in self.labels]
        self.first = np.array(first, dtype=object).reshape(-1, len(years))
        nobody = np.array([not label for label in self.labels], dtype=bool)
        self.alive = (self.first != "") | nobody[:, None]

    def by_side(self, says: Callable[[str, int], str]) -> tuple[Reasons, Reasons]:
        """A reason for each state-year, as seen from the first and from the second side of every pair."""
        cells = [
            [says(handle, year) for handle, year in zip(row, self.years.tolist(), strict=True)]
            for row in self.first
        ]
        every = np.array(cells, dtype=object).reshape(-1, len(self.years))
        return every[self.pairs[:, 0]], every[self.pairs[:, 1]]


def _defaults(grid: _Grid, covers: list[Coverage]) -> tuple[Floats, Reasons]:
    """What every cell is without a row: a zero, or a reason why nothing is known."""
    shape = (len(grid.pairs), len(grid.years))
    spans = ", ".join(f"{cover.source} {cover.first}-{cover.last}" for cover in covers)
    reasons = np.full(shape, f"outside coverage ({spans})", dtype=object)
    for cover in covers:
        inside = (grid.years >= cover.first) & (grid.years <= cover.last) & (reasons != "")
        reasons = np.where(inside, _absent(grid, cover), reasons)
    alive = grid.alive[grid.pairs[:, 0]] & grid.alive[grid.pairs[:, 1]]
    reasons = np.where(alive, reasons, "state does not exist")
    return np.where(reasons == "", 0.0, np.nan), reasons


def _absent(grid: _Grid, cover: Coverage) -> Reasons:
    """Why no row inside the years of one source is not a zero; ``""`` where it is one."""
    reasons: Reasons = np.full((len(grid.pairs), len(grid.years)), "", dtype=object)
    if not cover.zero_if_absent:
        reasons[:] = cover.why
    sides = [(cover.senders, "gives"), (cover.receivers, "receives")] if cover.zero_if_absent else []
    for number, (known, role) in enumerate(sides):
        if known is not None:
            left_out = grid.by_side(partial(_unseen, known=known, role=role))[number]
            reasons = np.where(reasons == "", left_out, reasons)
    for early in grid.by_side(_not_yet) if cover.cow else ():
        reasons = np.where(early != "", early, reasons)
    return reasons


def _unseen(handle: str, year: int, *, known: frozenset[str], role: str) -> str:
    known_or_none = not handle or handle in known
    return "" if known_or_none else f"{handle} never {role} in this file: it may have been left out"


def _not_yet(handle: str, year: int) -> str:
    begins = _table()[handle].cow_from if handle else None
    early = begins is not None and year < begins.year
    return f"{handle} is not in the COW state system before {begins.year}" if early and begins else ""


def _found(facts: FactTable, name: str, grid: _Grid) -> tuple[Ints, Ints, Ints]:
    """Rows of the table that fall on the grid: (row, dyad, year column), the ones to prefer last."""
    rows = facts.rows_of(name)
    sides = np.column_stack([_labelled(facts.table[side].take(rows), grid) for side in ("a", "b")])
    column = _place(grid.years, facts.table["year"].take(rows).to_numpy())
    near = (sides >= 0).all(axis=1) & (column >= 0)
    rows, column, sides = rows[near], column[near], sides[near]
    sides = sides if grid.directed else np.sort(sides, axis=1)
    size = len(grid.labels) + 1
    wanted, keys = grid.pairs @ np.array([size, 1]), sides @ np.array([size, 1])
    order = np.argsort(wanted, kind="stable")
    low, high = (np.searchsorted(wanted[order], keys, side=side) for side in ("left", "right"))
    times = high - low  # the same pair may be asked for twice
    row = np.repeat(np.arange(len(rows)), times)
    step = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    dyad = order[np.repeat(low, times) + step]
    table = facts.table.take(rows[row])
    valued = ~np.isnan(table["value"].to_numpy(zero_copy_only=False).astype(float))
    last = np.lexsort((_primary(table, grid), valued))
    return rows[row[last]], dyad[last], column[row[last]]


def _primary(table: pa.Table, grid: _Grid) -> npt.NDArray[np.bool_]:
    """Whether both states of a row are the ones that stood for their chains on 1 July."""
    column = _place(grid.years, table["year"].to_numpy())
    names, codes = np.unique(grid.first.astype(str), return_inverse=True)
    first, number = codes.reshape(grid.first.shape), {name: k for k, name in enumerate(names.tolist())}
    good = np.ones(len(column), dtype=bool)
    for side in ("a", "b"):
        words = table[side].combine_chunks()
        own = np.array([*(number.get(word, -1) for word in words.dictionary.to_pylist()), -1])
        handles = own[words.indices.to_numpy(zero_copy_only=False)]
        good &= first[_labelled(words, grid), column] == handles
    return good


def _labelled(column: Any, grid: _Grid) -> Ints:
    """Number of each row's chain among the grid's labels; -1 where nobody asked for it."""
    words = column.combine_chunks() if hasattr(column, "combine_chunks") else column
    known = [grid.places.get(_label(word, grid.succession), -1) for word in words.dictionary.to_pylist()]
    return np.array([*known, -1], dtype=np.int64)[words.indices.to_numpy(zero_copy_only=False)]


def _place(wanted: Ints, given: Any) -> Ints:
    """Column of each given year; -1 where it was not asked for."""
    place = {year: number for number, year in enumerate(wanted.tolist())}
    every, index = np.unique(given, return_inverse=True)
    return np.array([place.get(year, -1) for year in every.tolist()], dtype=np.int64)[index]


def _texts(column: Any) -> Reasons:
    return np.array(column.cast("string").to_pylist(), dtype=object)


def _totals(
    facts: FactTable, name: str, handles: Sequence[str], years: Ints, succession: str, sides: tuple[str, ...]
) -> Floats:
    """Sum over all partners of each state, on these sides of the row; array, shape (state, year)."""
    grid = _Grid([(handle, "") for handle in handles], years, succession, directed=True)
    rows = facts.table.take(facts.rows_of(name))
    values = np.nan_to_num(rows["value"].to_numpy(zero_copy_only=False).astype(float))
    column = _place(years, rows["year"].to_numpy())
    total = np.zeros((len(grid.labels), len(years)))
    for side in sides:
        label = _labelled(rows[side], grid)
        good = (label >= 0) & (column >= 0)
        np.add.at(total, (label[good], column[good]), values[good])
    return total[grid.pairs[:, 0]]


def _ratio(above: tuple[Floats, Any], below: tuple[Floats, Any]) -> tuple[Floats, Reasons]:
    reasons = np.where(above[1] != "", above[1], below[1]).astype(object)
    good = (below[0] > 0) & ~np.isnan(above[0])
    reasons = np.where(good | (reasons != ""), reasons, "nothing to divide by")
    return np.divide(above[0], below[0], out=np.full(above[0].shape, np.nan), where=good), reasons


def _two(dyads: Dyads, part: str) -> list[tuple[str, str]]:
    """For a fact about one state, the first of the pair alone."""
    return [(a, "") for a, _ in dyads] if part in ("cinc", "ideal_point") else list(dyads)


def _label(handle: str, succession: str) -> str:
    if handle and handle not in _table():
        raise BadInput(f"{handle!r} is not a handle of the table of states", do="see tertius.actors.resolve")
    return chain_of(handle, succession) if handle else ""


def _members(handle: str, succession: str) -> tuple[str, ...]:
    label = chain_of(handle, succession)
    return chain_members(label) if succession == "joined" else (handle,)


@lru_cache(maxsize=10_000)
def _first_living(label: str, years: tuple[int, ...], succession: str) -> tuple[str, ...]:
    """Member of the chain that stands for it in each year: who lived on 1 July, else at its end or start; "" if none did."""
    found = np.full(len(years), "", dtype=object)
    members = [_table()[each] for each in _members(label, succession)] if label else []
    for month, day in _DAYS:
        on = np.array([dt.date(year, month, day).toordinal() for year in years])
        for state in members:
            found[(found == "") & _alive(state, on)] = state.handle
    return tuple(found)


def _alive(state: State, days: Ints) -> npt.NDArray[np.bool_]:
    """`State.alive` on many days, given as ordinals."""
    there = days >= state.start.toordinal()
    if state.end is not None:
        there &= days <= state.end.toordinal()
    for first, last in state.gaps:
        there &= (days < first.toordinal()) | (days > last.toordinal())
    return there


@lru_cache(maxsize=1)
def _table() -> dict[str, State]:
    return {state.handle: state for state in states()}
