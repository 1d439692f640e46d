"""What is behind some months of a path: the acts, the yearly facts, and the answer without each source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.errors import BadInput
from tertius.findings.glance import Glance
from tertius.findings.likelihood import Likelihood, likelihood
from tertius.findings.pulls import CarryingAct, Leaver, acts_of, strongest
from tertius.stances.facts import levels

if TYPE_CHECKING:
    from tertius.study import Question

TRIED = 16
NEAR = 6
"""Months on either side of a short span from which acts are tried: an act bears on the months around it, too."""
NUMBERED = 8


@dataclass(frozen=True)
class KnownFact:
    """One yearly fact of a pair that was known in the months asked for, with its first and last value there."""

    name: str
    pair: tuple[str, str]
    first: float
    last: float


@dataclass(frozen=True)
class MonthsBehind:
    """What carries some months.

    Attributes
    ----------
    start, end
        First and last month, both inclusive.
    nearer_a
        Mean probability of standing nearer to A in them.
    side, nearer
        The likelier side, and how likely it is.
    p_a, p_middle, p_b
        Mean probabilities of the three stances.
    acts
        Acts with their pulls on these months, the strongest first.
    tried
        How many acts were left out in turn.
    facts
        Yearly facts that were known, which carry the level of the stance.
    """

    start: np.datetime64
    end: np.datetime64
    nearer_a: float
    side: str
    nearer: Likelihood
    p_a: float
    p_middle: float
    p_b: float
    acts: tuple[CarryingAct, ...]
    tried: int
    facts: tuple[KnownFact, ...]

    def to_rows(self) -> list[dict[str, Any]]:
        """One row an act."""
        return [act.to_dict() for act in self.acts]


@dataclass(frozen=True)
class WithoutSource:
    """Mean probability of standing nearer to A in some months, without one source (or ``facts``); NaN and why if none is left."""

    source: str
    nearer_a: float
    why: str


def within(found: Glance, start: np.datetime64, end: np.datetime64) -> tuple[int, int]:
    """Positions of two months among those of the path, cut to its window.

    Raises
    ------
    BadInput
        If the months lie outside the window altogether.
    """
    months = found.stances.months
    if end < start or end < months[0] or start > months[-1]:
        raise BadInput(f"months from {start} to {end}", f"months from {months[0]} to {months[-1]}")
    first = int(np.searchsorted(months, max(start, months[0])))
    return first, int(np.searchsorted(months, min(end, months[-1]), side="right")) - 1


def behind_months(
    found: Glance,
    start: np.datetime64,
    end: np.datetime64,
    *,
    tried: int = TRIED,
    progress: Callable[[int, int], None] | None = None,
) -> MonthsBehind:
    """The acts and facts that carry some months: every act is left out in turn, and the months are read again.

    Parameters
    ----------
    tried
        How many acts are left out, those with the largest score times weight first.
    progress
        Called with how many are done, and of how many.
    """
    first, last = within(found, start, end)
    months, stances = found.stances.months, found.stances
    near = max(0, NEAR - (last - first) // 2)
    leaver = Leaver(found)
    chosen = leaver.heaviest(max(0, first - near), min(len(months) - 1, last + near))[:tried]
    span = slice(first, last + 1)
    pulls: dict[str, float] = {}
    for done, event in enumerate(chosen):
        if progress:
            progress(done, len(chosen))
        pulls[event] = float((leaver.whole - leaver.direction([event]))[span].mean())
    acts = sorted(acts_of(leaver, pulls), key=lambda act: (-abs(act.pull), act.id))
    nearer = float(np.asarray(stances.direction)[span].mean())
    shares = np.asarray(stances.prob)[span].mean(axis=0)
    return MonthsBehind(
        months[first],
        months[last],
        nearer,
        "a" if nearer >= 0.5 else "b",
        likelihood(max(nearer, 1.0 - nearer)),
        float(shares[0]),
        float(shares[1]),
        float(shares[2]),
        tuple(acts),
        len(chosen),
        tuple(_facts(found, first, last)),
    )


def _facts(found: Glance, first: int, last: int) -> Iterator[KnownFact]:
    """Every fact of the pivot's legs that is known in the years of the months and carries their level."""

    told, months = found.asked.told, found.stances.months
    if told is None:
        return
    years = [int(str(months[k])[:4]) for k in (first, last)]
    span = np.arange(years[0], years[1] + 1)
    for name in found.stances.facts.names:
        for rival in (found.a, found.b):
            values = levels(told, name, (found.pivot,), rival, span)[0]
            known = values[np.isfinite(values)]
            if known.size:
                yield KnownFact(name, (found.pivot, rival), float(known[0]), float(known[-1]))


def without_sources(
    asked: Question,
    start: np.datetime64,
    end: np.datetime64,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[WithoutSource, ...]:
    """The months without each source of what ships, and without the yearly facts; nothing for a file of one's own."""
    if asked.record is None:
        return ()
    names = [
        *(asked.names if len(asked.names) > 1 else ()),
        *(("facts",) if asked.record.facts is not None else ()),
    ]
    rows = []
    for done, name in enumerate(names):
        if progress:
            progress(done, len(names))
        rows.append(_without(asked, name, start, end))
        asked.let_go(name)
    return tuple(rows)


def _without(asked: Question, name: str, start: np.datetime64, end: np.datetime64) -> WithoutSource:
    try:
        found = asked.without(name).stances()
    except BadInput as reason:
        return WithoutSource(name, float("nan"), str(reason))
    if not found.enough.ok:
        return WithoutSource(name, float("nan"), found.enough.why)
    here = (found.months >= start) & (found.months <= end)
    return WithoutSource(name, float(np.asarray(found.direction)[here].mean()), "")


def numbered(
    found: Glance, progress: Callable[[int, int], None] | None = None, *, tried: int = TRIED
) -> tuple[CarryingAct, ...]:
    """Acts for the picture to number, as the brief's are: the strongest of each stretch, to eight in all, by date."""

    told = [span for span in found.path if span.side]
    leaver, rows = Leaver(found), []
    months = found.stances.months
    for done, span in enumerate(told):
        if progress:
            progress(done, len(told))
        first, last = (int(np.searchsorted(months, month)) for month in (span.start, span.end))
        rows.append(strongest(leaver, str(span.side), first, last, of=len(found.path)))
    kept: dict[str, CarryingAct] = {}
    for rank in range(max((len(acts) for acts in rows), default=0)):
        for acts in rows:
            if rank < len(acts) and len(kept) < NUMBERED:
                kept.setdefault(acts[rank].id, acts[rank])
    return tuple(sorted(kept.values(), key=lambda act: (str(act.at), act.id)))
