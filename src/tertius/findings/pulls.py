"""The acts that carry a stretch of the path, and those that speak against it: each left out, and the answer again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from tertius.stances import load_numbers
from tertius.stances.measurements import measure, rows_of
from tertius.stances.sides import THREADS, read_sides

if TYPE_CHECKING:
    from tertius.events import EventTable
    from tertius.intervals import Floats
    from tertius.stances import Stances
    from tertius.study import Question
    from tertius.triangles import Triangle

TRIED, LEAST = 40, 5
"""Acts that are left out in turn, over all stretches, and of each at least: those with the largest score times weight."""
HALF = 6
"""Months on either side of an act over which its own pull is read."""
LEAD, EARLIER = 18, 8
"""Months before a stretch in which acts are tried that may point to its turn, and how many of them at most."""


class Answered(Protocol):
    """What acts can be left out of: a study, or a glance at a question."""

    @property
    def asked(self) -> Question | None:
        """The question."""

    @property
    def triangle(self) -> Triangle:
        """Joint draws of every quantity."""

    @property
    def stances(self) -> Stances:
        """Phases and probabilities, given all months."""

    @property
    def events(self) -> EventTable:
        """The acts behind it."""


@dataclass(frozen=True)
class CarryingAct:
    """One act and what the answer would be without it.

    Attributes
    ----------
    id, earliest, latest, source, target, text, reference
        As recorded; handles of states.
    strength
        The source's own number, or None.
    leg
        ``a`` or ``b``: the pivot with either rival.
    pull
        Mean probability of standing nearer to A over the stretch, less the same without the act; in [-1, 1].
    near
        The same over the year around the act itself: which way it points where it stands. An act before a turn, read over the
        stretch after it, may pull the other way, because it makes the level before the turn another one.
    """

    id: str
    earliest: dt.date | None
    latest: dt.date | None
    source: str
    target: str
    text: str
    reference: str
    strength: float | None
    leg: str
    pull: float
    near: float = 0.0

    @property
    def at(self) -> dt.date | None:
        """The middle of the days on which it may have happened."""
        if self.earliest is None or self.latest is None:
            return self.earliest or self.latest
        return self.earliest + (self.latest - self.earliest) / 2

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        days = {name: str(getattr(self, name) or "") for name in ("earliest", "latest")}
        return {**vars(self), **days}


@dataclass(frozen=True)
class Carried:
    """What carries a stretch.

    Attributes
    ----------
    towards, against
        Acts without which the side would be less, and more, probable; the strongest first.
    without_five
        Mean probability of the side over the stretch when the five strongest of `towards` are left out together.
    tried
        Every act that was left out in turn, those shortly before the stretch included; the strongest first.
    """

    towards: tuple[CarryingAct, ...]
    against: tuple[CarryingAct, ...]
    without_five: float
    tried: tuple[CarryingAct, ...] = ()

    @property
    def stands_without_five(self) -> bool:
        """Whether the side stays the likelier one without the five acts that carry it most."""
        return self.without_five > 0.5


class Leaver:
    """Leaves acts out of the record of a study and reads again where the pivot stood, at the noise and prior as fitted."""

    def __init__(self, study: Answered) -> None:
        self.study = study
        self._numbers = (study.asked and study.asked.numbers) or load_numbers()
        made = study.triangle
        panel = made.relations.panel
        self._rows = {
            leg: rows_of(panel, (made.pivot, rival)) for leg, rival in (("a", made.a), ("b", made.b))
        }
        offset = made.within.start or 0
        self._links: dict[str, list[tuple[int, int, float, float]]] = {}
        self._leg: dict[str, str] = {}
        for leg, rows in self._rows.items():
            found = panel.links_of(rows).to_pydict()
            for row, month, event, weight, score in zip(
                *(found[name] for name in ("dyad", "month", "event_id", "weight", "score")), strict=True
            ):
                if weight and score is not None and np.isfinite(score):
                    self._links.setdefault(event, []).append((row, month, float(weight), float(score)))
                    self._leg[event] = leg
        self._offset = offset
        self.whole = self.direction(())

    def leg(self, event: str) -> str:
        """The leg that an act is on."""
        return self._leg[event]

    def around(self, event: str) -> slice:
        """The months of the stances within half a year of an act, as a slice."""
        months = sorted(month - self._offset for _, month, _, _ in self._links[event])
        return slice(max(0, months[0] - HALF), max(0, months[-1] + HALF + 1))

    def heaviest(self, first: int, last: int) -> list[str]:
        """Acts of some months, those with the largest score times weight first."""
        size: dict[str, float] = {}
        for event, links in self._links.items():
            size[event] = sum(
                weight * abs(score)
                for _, month, weight, score in links
                if first <= month - self._offset <= last
            )
        return [event for event in sorted(size, key=lambda each: (-size[each], each)) if size[event] > 0]

    def direction(self, events: Sequence[str]) -> Floats:
        """Probability of standing nearer to A by month, without some acts, array, shape (month,)."""
        study = self.study
        relations = study.triangle.relations
        panel = relations.panel
        y, n = panel.y.copy(), panel.n.copy()
        for event in events:
            for row, month, weight, score in self._links[event]:
                left = n[row, month] - weight
                gone = left <= 1e-9
                y[row, month] = np.nan if gone else (y[row, month] * n[row, month] - weight * score) / left
                n[row, month] = 0.0 if gone else left
        made = replace(study.triangle, relations=replace(relations, panel=replace(panel, y=y, n=n)))
        corners = (study.triangle.pivot, study.triangle.a, study.triangle.b)
        found = read_sides(
            measure(made), corners, study.stances.months, numbers=self._numbers, prior=study.stances.facts
        )
        return np.asarray(found.direction, float)


def carried(leaver: Leaver, side: str, first: int, last: int, *, of: int = 1, top: int = 5) -> Carried:
    """Acts that carry months `first` to `last` (positions in the stances' months), each found by leaving it out.

    Parameters
    ----------
    side
        ``a`` or ``b``: to whom the pivot stood nearer.
    of
        Stretches of the path, among which the acts to be tried are shared out.
    """
    way = 1.0 if side == "a" else -1.0
    span = slice(first, last + 1)
    ordered, within = _ordered(leaver, first, last, of)
    inside = [act for act in ordered if act.id in within]
    towards = tuple(act for act in inside if act.pull * way > 0)[:top]
    against = tuple(act for act in inside if act.pull * way < 0)[:2]
    left = float(leaver.direction([act.id for act in towards])[span].mean())
    return Carried(towards, against, left if side == "a" else 1.0 - left, tuple(ordered))


def strongest(
    leaver: Leaver, side: str, first: int, last: int, *, of: int = 1, top: int = 5
) -> tuple[CarryingAct, ...]:
    """The acts that carry some months to a side, the strongest first: `Carried.towards` alone."""
    way = 1.0 if side == "a" else -1.0
    ordered, within = _ordered(leaver, first, last, of)
    return tuple(act for act in ordered if act.id in within and act.pull * way > 0)[:top]


def _ordered(leaver: Leaver, first: int, last: int, of: int) -> tuple[list[CarryingAct], set[str]]:
    """Acts of some months, and of those before that may point to the turn, with their pulls, the strongest first."""
    span = slice(first, last + 1)
    within = leaver.heaviest(first, last)[: max(LEAST, TRIED // of)]
    before = leaver.heaviest(max(0, first - LEAD), first - 1)[:EARLIER] if first else []
    tried = list(dict.fromkeys([*within, *before]))
    with ThreadPoolExecutor(THREADS) as pool:  # the sums let go of the interpreter
        left = pool.map(lambda event: leaver.whole - leaver.direction([event]), tried)
        moved = dict(zip(tried, left, strict=True))
    pulls = {event: float(change[span].mean()) for event, change in moved.items()}
    acts = [replace(act, near=_near(leaver, moved[act.id], act.id)) for act in acts_of(leaver, pulls)]
    return sorted(acts, key=lambda act: (-abs(act.pull), act.id)), set(within)


def _near(leaver: Leaver, moved: Floats, event: str) -> float:
    """Mean of a change by month over the year around an act."""
    around = moved[leaver.around(event)]
    return float(around.mean()) if around.size else 0.0


def acts_of(leaver: Leaver, pulls: Mapping[str, float]) -> list[CarryingAct]:
    """The acts of these identifiers as recorded, each with its pull."""
    rows = _rows(leaver.study, set(pulls))
    return [_act(rows[event], leaver.leg(event), pull) for event, pull in pulls.items() if event in rows]


def _rows(study: Answered, ids: set[str]) -> dict[str, dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    table = study.events.arrow
    here = pc.is_in(table["event_id"], pa.array(sorted(ids), pa.string()))
    return {row["event_id"]: row for row in table.filter(here).to_pylist()}


def _act(row: dict[str, Any], leg: str, pull: float) -> CarryingAct:
    return CarryingAct(
        id=row["event_id"],
        earliest=row["earliest"],
        latest=row["latest"],
        source=row["source"] or row["source_raw"] or "",
        target=row["target"] or row["target_raw"] or "",
        text=row["act"] or "",
        reference=row["reference"] or "",
        strength=None if row["value"] is None else float(row["value"]),
        leg=leg,
        pull=pull,
    )
