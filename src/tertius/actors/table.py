"""The dated table of states: one row a state, with its numbers, codes, names and lifetime.

Sources of the facts in ``states.csv`` and its companions: the COW state system (2016), the Gleditsch and
Ward list (2017) and its microstates, ISO 3166-1 and -3, the CAMEO country list, the ICEWS country names,
FIPS 10-4. The lifetimes are our own reading (docs/guide/actors.md): the earlier of the lists' first days, so
that every state-month of COW and GW from 1945 on is covered. War-time occupation does not end a state;
annexation does.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.months import Months

FOREVER = dt.date(9999, 12, 31)
#: A state whose seat was split: while it does not exist, its name is said of either half.
SPLIT = {"DEU": ("FRG", "GDR"), "VNM": ("DRV", "RVN"), "YEM": ("YAR", "YPR"), "KRE": ("PRK", "KOR")}


@dataclass(frozen=True)
class State:
    """One state of the table.

    Parameters
    ----------
    handle
        The name Tertius uses: ISO3, or SUN, FRG, GDR, DRV, RVN, YAR, YPR, YUG for what ISO3 cannot say.
    cow, gw
        Numbers in the Correlates of War and the Gleditsch and Ward systems, None where there is none.
    icews, cameo, iso3, iso2, fips
        Names and codes other sources use; ``""`` where the source has none.
    start, end
        First and last day; `end` is None for a state that exists today.
    chain
        Label of the line of successors it belongs to when succession is joined.
    gaps
        Spells (first and last day) in which the state did not exist, such as the Baltic states 1940-91.
    cow_from
        First day COW counts it in the state system, where that is a later year than `start`: data sets
        built on the COW list do not observe it before.
    """

    handle: str
    name: str
    cow: int | None
    gw: int | None
    iso3: str
    cameo: str
    icews: tuple[str, ...]
    start: dt.date
    end: dt.date | None
    chain: str
    gaps: tuple[tuple[dt.date, dt.date], ...] = ()
    fips: str = ""
    iso2: str = ""
    cow_from: dt.date | None = None

    def alive(self, day: dt.date) -> bool:
        """Whether the state existed on this day."""
        if day < self.start or (self.end is not None and day > self.end):
            return False
        return not any(first <= day <= last for first, last in self.gaps)


def rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of one of this room's CSV files."""
    with (files(__package__) / name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


@lru_cache(maxsize=1)
def states() -> tuple[State, ...]:
    """Every state of the table, in the order of the COW numbers."""
    return tuple(_state(row) for row in rows("states.csv"))


@lru_cache(maxsize=1)
def by_handle() -> dict[str, State]:
    """States by handle."""
    return {state.handle: state for state in states()}


def chain_of(handle: str, succession: str = "joined") -> str:
    """Label under which a state's acts are gathered.

    Parameters
    ----------
    handle
        A dated handle such as ``"SUN"``.
    succession
        ``"joined"``: SUN and RUS are one line (label RUS), DRV and VNM (VNM), FRG and DEU (DEU),
        YUG, SCG and SRB (SRB). ``"strict"``: every state stands for itself.

    Raises
    ------
    BadInput
        If the handle is not in the table or the choice is neither of the two.
    """
    if succession not in ("joined", "strict"):
        raise BadInput(f"succession {succession!r}", "'joined' or 'strict'")
    state = _known(handle)
    return state.chain if succession == "joined" else handle


def chain_members(label: str) -> tuple[str, ...]:
    """Handles gathered under a chain label, the first to end first; empty for an unknown label."""
    members = sorted(
        (state for state in states() if state.chain == label), key=lambda state: state.end or FOREVER
    )
    return tuple(state.handle for state in members)


def exists(handle: str, months: Months) -> npt.NDArray[np.bool_]:
    """Whether the state existed on any day of each month.

    Parameters
    ----------
    handle
        A dated handle; for a chain ask for each of `chain_members`.
    months : array, shape (month,)

    Returns
    -------
    array of bool, shape (month,)
    """
    state = _known(handle)
    months = np.asarray(months, dtype="M8[M]")
    alive = (months >= np.datetime64(state.start, "M")) & (months <= np.datetime64(state.end or FOREVER, "M"))
    for first, last in state.gaps:
        day = np.timedelta64(1, "D")
        inside = (months.astype("M8[D]") >= np.datetime64(first)) & (
            (months + 1).astype("M8[D]") - day <= np.datetime64(last)
        )
        alive &= ~inside
    return alive


def _known(handle: str) -> State:
    state = by_handle().get(handle)
    if state is None:
        raise BadInput(f"{handle!r} is not a handle of the table of states", do="see tertius.actors.resolve")
    return state


def _state(row: dict[str, str]) -> State:
    ends = (gap.split("/") for gap in row["gaps"].split(";") if gap)
    gaps = tuple((dt.date.fromisoformat(first), dt.date.fromisoformat(last)) for first, last in ends)
    return State(
        handle=row["handle"],
        name=row["name"],
        cow=int(row["cow"]) if row["cow"] else None,
        gw=int(row["gw"]) if row["gw"] else None,
        iso3=row["iso3"],
        cameo=row["cameo"],
        icews=tuple(name for name in row["icews"].split(";") if name),
        start=dt.date.fromisoformat(row["start"]),
        end=dt.date.fromisoformat(row["end"]) if row["end"] else None,
        chain=row["chain"],
        gaps=gaps,
        fips=row["fips"],
        iso2=row["iso2"],
        cow_from=dt.date.fromisoformat(row["cow_from"]) if row["cow_from"] else None,
    )


def then(handle: str, month: np.datetime64) -> str:
    """Handle that a state, the one it followed or the one that followed it had in a month; its own if none lived then.

    >>> then("RUS", np.datetime64("1974-12")), then("SUN", np.datetime64("2004-01")), then("USA", np.datetime64("1600-01"))
    ('SUN', 'RUS', 'USA')
    """
    if handle not in by_handle():
        return handle
    at = np.array([month], dtype="M8[M]")
    living = [name for name in chain_members(chain_of(handle)) if exists(name, at)[0]]
    return handle if handle in living or not living else living[-1]
