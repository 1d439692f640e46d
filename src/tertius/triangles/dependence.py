"""What the pivot gets from a rival, read off the record where trade, arms and aid data do not reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.actors import chain_of

if TYPE_CHECKING:
    from tertius.events import EventTable
    from tertius.months import Months

MATERIAL = ("SEC", "ECO", "TEC")


def received(
    events: EventTable,
    pivot: str,
    rival: str,
    months: Months,
    *,
    years: float = 3.0,
    issues: tuple[str, ...] = MATERIAL,
) -> npt.NDArray[np.float64]:
    """Sum over the last `years` of positive values of mutual acts and of what the rival did for the pivot.

    A proxy: the strength of an act is no quantity of goods. Only the past enters; missing until the
    pair's first act in the record. Two of these, one a rival, are what `triangle` takes as ``dependence``.

    Returns
    -------
    array, shape (month,), in units of the events' values (strength for a chronicle).
    """

    index = np.arange(len(months))
    total, first = np.zeros(len(index)), len(index)
    start = int(months[0].astype("M8[M]").astype(int))
    for month, value, words in _acts(events, chain_of(rival), chain_of(pivot)):
        first = min(first, max(month - start, 0))
        if value > 0 and set(words.split()) & set(issues):
            total += value * ((index >= month - start) & (index < month - start + 12 * years))
    return np.where(index >= first, total, np.nan)


def _acts(events: EventTable, giver: str, taker: str) -> list[tuple[int, float, str]]:
    """Month known, value and issues of the acts from giver to taker, or mutual."""

    names = ("source", "target", "directed", "value", "issues", "latest", "apart")
    columns: list[list[Any]] = [events.arrow[name].to_pylist() for name in names]
    found = []
    for source, target, directed, value, issues, latest, apart in zip(*columns, strict=True):
        if apart or None in (source, target, value, latest):
            continue
        pair = chain_of(source), chain_of(target)
        if pair == (giver, taker) or (pair == (taker, giver) and not directed):
            found.append((int(np.datetime64(latest, "M").astype(int)), float(value), issues or ""))
    return found
