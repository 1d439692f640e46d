"""Turning points: the acts that point their way by pull, those that speak against them, and what voices date near them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.findings.likelihood import Likelihood
from tertius.stances import MIDDLE

if TYPE_CHECKING:
    from tertius.findings.path import Stretch
    from tertius.findings.pulls import CarryingAct
    from tertius.study import Study

BEFORE, AFTER, SHOWN, LEAST = 18, 9, 4, 0.005
"""Months before and after a turn in which its acts lie, how many are told at most on each side, and their least pull."""
NAMES_NO_SIDE = ("equidistant", "withdrawn", "excluded", "cautious")
"""Words of other voices that name no side and so stand for the middle."""
YEAR, SHIFT = 12, 0.1


@dataclass(frozen=True)
class Nearest:
    """Another voice's turn nearest to ours: its month, the stance it names, months apart, and whether our interval holds it."""

    month: str
    head: str
    apart: int
    inside: bool


@dataclass(frozen=True)
class Turn:
    """A turn of the path.

    Attributes
    ----------
    side
        ``a`` or ``b``: to whom it turned.
    start, interval
        Its month, and the months between which it lies.
    nearer
        How likely it stood nearer to that rival afterwards.
    towards, against
        Acts around it that point its way, and those that speak against it, by their pull on the year around them; by date.
    nearest
        The first voice's nearest turn, or None.
    """

    side: str
    start: np.datetime64
    interval: tuple[np.datetime64, np.datetime64]
    nearer: Likelihood
    towards: tuple[CarryingAct, ...]
    against: tuple[CarryingAct, ...]
    nearest: Nearest | None


@dataclass(frozen=True)
class Explained:
    """A turn that the article explains, and the probability of the stance it names in the year before and from it on.

    Attributes
    ----------
    before, after
        None where the turn names no stance of ours, or lies outside the window.
    moved
        ``rises``, ``falls`` or ``hardly moves``; "" where nothing is measured.
    towards, against
        As in `Turn`; empty where the article names no side.
    """

    at: str
    to: str
    why: str
    where: str
    before: float | None
    after: float | None
    moved: str
    towards: tuple[CarryingAct, ...]
    against: tuple[CarryingAct, ...]


def turns(study: Study, path: tuple[Stretch, ...], voice: str | None) -> tuple[Turn, ...]:
    """Every turn of the path to a rival."""
    theirs = [
        (phase.start, phase.head)
        for phase in study.references
        if phase.voice == voice and phase.start is not None
    ]
    return tuple(
        Turn(
            str(stretch.side),
            stretch.start,
            stretch.start_interval,
            stretch.nearer,
            *acts_around(path, stretch.start, str(stretch.side)),
            _nearest(stretch, theirs),
        )
        for stretch in path[1:]
        if stretch.side
    )


def acts_around(
    path: tuple[Stretch, ...], month: np.datetime64, side: str
) -> tuple[tuple[CarryingAct, ...], tuple[CarryingAct, ...]]:
    """Acts near a month that point to a side, and those that point away from it, by their pull; each by date."""
    way = 1.0 if side == "a" else -1.0
    near: dict[str, CarryingAct] = {}
    for act in (act for stretch in path if stretch.carried for act in stretch.carried.tried):
        if act.at is not None and -BEFORE <= int((np.datetime64(act.at, "M") - month).astype(int)) <= AFTER:
            old = near.get(act.id)
            if old is None or abs(act.near) > abs(old.near):
                near[act.id] = act
    ordered = sorted(near.values(), key=lambda act: (-abs(act.near), act.id))
    towards = [act for act in ordered if act.near * way >= LEAST][:SHOWN]
    against = [act for act in ordered if act.near * way <= -LEAST][:SHOWN]
    return _by_date(towards), _by_date(against)


def _by_date(acts: list[CarryingAct]) -> tuple[CarryingAct, ...]:
    return tuple(sorted(acts, key=lambda act: (str(act.at), act.id)))


def _nearest(stretch: Stretch, theirs: list[tuple[Any, str]]) -> Nearest | None:
    if not theirs:
        return None
    start = stretch.start
    at, head = min(theirs, key=lambda turn: abs(int((turn[0].astype("M8[M]") - start).astype(int))))
    at = at.astype("M8[M]")
    lo, hi = stretch.start_interval
    return Nearest(str(at), head, int((at - start).astype(int)), bool(lo <= at <= hi))


def explained(study: Study, path: tuple[Stretch, ...]) -> tuple[Explained, ...]:
    """Every turn of the case's article; empty where it has none."""
    meta = study.case.meta if study.case else {}
    if not meta.get("article"):
        return ()
    sides = {f"aligned with {study.a}": "a", f"aligned with {study.b}": "b"}
    out = []
    for turn in meta.get("turns", ()):
        side = sides.get(turn["to"])
        month = np.datetime64(str(turn["start"])[:7], "M")
        acts = acts_around(path, month, side) if side else ((), ())
        out.append(
            Explained(
                str(turn["start"]),
                turn["to"],
                turn["explanation"],
                turn["article"],
                *_odds(study, turn["to"], month),
                *acts,
            )
        )
    return tuple(out)


def _odds(study: Study, to: str, at: np.datetime64) -> tuple[float | None, float | None, str]:
    """Mean probability of a stance in the year before a month and in the year from it on."""
    states, months = list(study.stances.states), study.stances.months
    named = MIDDLE if to in NAMES_NO_SIDE else to
    if named not in states or not months[0] <= at <= months[-1]:
        return None, None, ""
    prob = np.asarray(study.stances.prob)[:, states.index(named)]
    t = int((at - months[0].astype("M8[M]")).astype(int))
    before = float(prob[max(0, t - YEAR) : t].mean()) if t else None
    after = float(prob[t : t + YEAR].mean())
    if before is None:
        return None, after, ""
    moved = "rises" if after - before > SHIFT else "falls" if before - after > SHIFT else "hardly moves"
    return before, after, moved
