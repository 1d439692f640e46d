"""What the pivot gets from each rival: shares from indicators, else a proxy from the chronicle itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tertius.events import EventTable
    from tertius.indicators import Indicators
    from tertius.months import Months
    from tertius.settings import Settings

Floats = npt.NDArray[np.float64]
Pair = tuple[Floats, Floats]
Told = tuple[Pair | None, tuple[str, ...]]
SHARES = ("trade_share", "arms_share", "aid_share")
"""What dependence is made of, each a share of what the pivot trades or receives; the last only as a plain fact."""


def dependence_shares(
    facts: Indicators,
    corners: tuple[str, str, str],
    months: Months,
    *,
    given: str = "all",
    succession: str = "joined",
) -> Told:
    """Mean share of the pivot's trade, arms and aid that comes from each rival, month by month.

    In a year only those shares count that are known for both rivals, so that the two means are of the same things.

    Parameters
    ----------
    corners
        Pivot, A and B.
    given
        ``past`` takes each month's number from the year before it: a year's total is not known within it.

    Returns
    -------
    pair : two arrays, shape (month,), or None where the files have none of the shares
        In [0, 1]; NaN where nothing is known for both.
    notes : tuple of str
        What the numbers rest on, and why months are missing.
    """
    names = [name for name in SHARES if name in facts.names]
    if not names:
        wanted = " or ".join(SHARES)
        return None, (f"dependence tilt missing: the indicators have no {wanted}",)
    years = months.astype("M8[Y]").astype(np.int64) + 1970 - (given == "past")
    every, place = np.unique(years, return_inverse=True)
    pivot, *rivals = corners
    pairs = [(pivot, rival) for rival in rivals]
    found = [facts.matrix(name, pairs, every, succession=succession) for name in names]
    values = np.array([value for value, _ in found])
    both = ~np.isnan(values).any(axis=1)
    count = both.sum(axis=0)
    total = np.where(both[:, None], values, 0.0).sum(axis=0)
    means = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)[:, place]
    known = int((count[place] > 0).sum())
    notes = [f"dependence tilt rests on indicators ({_used(names, both, every)}); {_lag(given)}"]
    notes.append(f"dependence tilt known in {known} of {len(months)} months")
    if known < len(months):
        reasons = [reason for _, reason in found]
        notes += _why(names, reasons, both, every, tuple(rivals))
    return (means[0], means[1]), tuple(notes)


def dependence_proxy(events: EventTable, corners: tuple[str, str, str], months: Months) -> Told:
    """The chronicle's own proxy (`tertius.triangles.received`) for each rival; shape (month,)."""
    from tertius.months import month_range
    from tertius.triangles import received

    pivot, a, b = corners
    every = month_range(months[0], months[-1])
    place = np.searchsorted(every, months)
    pair = (
        received(events, pivot, a, every)[place],
        received(events, pivot, b, every)[place],
    )
    note = (
        "dependence tilt rests on a proxy, not on trade or arms data: positive strength of the chronicle's own "
        "security, economy and technology acts from each rival in the last three years; the stances do not read it"
    )
    return pair, (note,)


def dependence_of(
    facts: Indicators | None,
    events: EventTable | None,
    settings: Settings,
    months: Months,
    *,
    given: str,
    kind: str,
) -> Told:
    """The pair for `tertius.triangles.triangle`, and notes on where it comes from; `events` may be None for a stream."""
    if facts is not None:
        return dependence_shares(
            facts, settings.corners, months, given=given, succession=settings.counting.succession
        )
    if kind == "chronicle" and events is not None:
        return dependence_proxy(events, settings.corners, months)
    return None, ("dependence tilt missing: no indicators were given, and the events are no chronicle",)


def _lag(given: str) -> str:
    return "each month takes the year before" if given == "past" else "each month takes its own year"


def _used(names: list[str], both: npt.NDArray[np.bool_], years: npt.NDArray[np.int64]) -> str:
    """Each share with the years in which it is known for both rivals."""
    said = [
        f"{name} {spells(years[known])}" if known.any() else f"{name} in no year"
        for name, known in zip(names, both, strict=True)
    ]
    return ", ".join(said)


def _why(
    names: list[str],
    reasons: Sequence[npt.NDArray[np.object_]],
    both: npt.NDArray[np.bool_],
    years: npt.NDArray[np.int64],
    rivals: tuple[str, ...],
) -> list[str]:
    """For every share, rival and reason, the years of missing months that it explains."""
    lost = ~both.any(axis=0)
    return [
        f"dependence tilt missing {spells(years[lost & (reason[side] == why)])}: {name} from {rival}: {why}"
        for name, reason in zip(names, reasons, strict=True)
        for side, rival in enumerate(rivals)
        for why in dict.fromkeys(reason[side][lost].tolist())
        if why
    ]


RECEIVED = ("arms", "aid", "trade", "alliance", "visits")
"""Yearly facts that say what a pivot got from a rival, where the files have them."""


def received_facts(
    facts: Indicators | None, corners: tuple[str, str, str], months: Months, succession: str
) -> dict[str, Pair]:
    """Yearly facts from either rival to the pivot by calendar year: name to two arrays, shape (year,), NaN missing."""
    if facts is None:
        return {}
    years = np.unique(months.astype("M8[Y]").astype(np.int64) + 1970)
    pivot, *rivals = corners
    found = {}
    for name in (each for each in RECEIVED if each in facts.names):
        values, _ = facts.matrix(name, [(rival, pivot) for rival in rivals], years, succession=succession)
        found[name] = (values[0], values[1])
    return found


def spells(years: Sequence[int] | npt.NDArray[np.int64]) -> str:
    """Years as runs.

    >>> spells([1961, 1962, 1963, 1969])
    '1961-1963, 1969'
    """
    runs: list[list[int]] = []
    for year in sorted(int(year) for year in years):
        if runs and runs[-1][1] == year - 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
