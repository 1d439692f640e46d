"""What the record cannot tell: two or three things, each with the numbers that say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.actors import chain_members, chain_of, exists, then
from tertius.actors.table import by_handle
from tertius.claims import CONTRADICTED, UNCLEAR, UNTESTABLE
from tertius.findings.path import Stretch
from tertius.months import Months

if TYPE_CHECKING:
    from tertius.study import Study

SILENCE = 24
"""Months without an act of the pivot with either rival from which on a silence is told."""
WIDE = 12
"""Width of a turn's interval, in months, from which on its date is told as unknown."""


@dataclass(frozen=True)
class Unknown:
    """One thing that cannot be told.

    ``itself`` (the record is of a state before the one asked of), ``before``, ``after`` or ``outside`` the months told, ``apart``
    (months of another era, told when asked for by themselves), ``nearer`` (in which months), ``silence`` (the longest), ``turn``
    (how wide the interval of the worst dated turn is), ``theory`` (how many of the conditions), ``middle`` (equal ties or equal
    distance).
    """

    kind: str
    start: np.datetime64 | None = None
    end: np.datetime64 | None = None
    count: int = 0
    whole: int = 0
    side: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        months = {name: str(getattr(self, name) or "") for name in ("start", "end")}
        return {**vars(self), **months}


def unknown(study: Study, path: tuple[Stretch, ...]) -> tuple[Unknown, ...]:
    """At most three, the most pressing first; that the middle is of one kind is always among them."""
    found = [*_itself(study), *outside(study), *_nearer(path), *_turn(path), *_silence(study)]
    untold = [each for each in theory(study) if each[1] == "cannot be told"]
    if untold:
        found.append(Unknown("theory", count=len(untold), whole=len(theory(study))))
    return (*found[:2], Unknown("middle"))


def _itself(study: Study) -> list[Unknown]:
    """That all the record is of a state that the one asked of followed."""
    months, pivot = study.triangle.months, study.settings.pivot
    if not told_of_another(pivot, months):
        return []
    return [Unknown("itself", months[0], months[-1])]


def told_of_another(handle: str, months: Months) -> bool:
    """Whether a state lived in none of the months, but one of its line did."""
    return handle in by_handle() and not exists(handle, months).any() and then(handle, months[-1]) != handle


def outside(study: Study) -> list[Unknown]:
    """The years before and after those told, of a question put to what ships: those asked for, else all the pivot lived."""
    asked, months = study.asked, study.triangle.months
    if asked is not None and asked.apart:
        return [Unknown("apart", *asked.apart)]
    if asked is None or asked.case is not None or asked.wanted is None:
        return []
    first, last = months[0].astype("M8[M]"), months[-1].astype("M8[M]")
    early, late = first - SILENCE, last + SILENCE
    wanted = asked.wanted.within(early, late)
    start, end = (np.datetime64(str(edge), "M") for edge in (wanted.start, wanted.end))
    before = start <= early and _lived(study, early)
    after = min(end, np.datetime64("today", "M")) >= late and _lived(study, late)
    kind = "outside" if before and after else "before" if before else "after" if after else ""
    return [Unknown(kind, first, last)] if kind else []


def _lived(study: Study, month: np.datetime64) -> bool:
    """Whether the pivot and both rivals, or those of their lines, lived in a month."""
    at = np.array([month], dtype="M8[M]")
    return all(
        any(exists(member, at)[0] for member in chain_members(chain_of(handle)))
        for handle in study.settings.corners
    )


def _nearer(path: tuple[Stretch, ...]) -> list[Unknown]:
    open_ = [stretch for stretch in path if stretch.side is None]
    if not open_:
        return []
    longest = max(open_, key=lambda stretch: stretch.months)
    return [Unknown("nearer", longest.start, longest.end, len(open_), len(path))]


def _turn(path: tuple[Stretch, ...]) -> list[Unknown]:
    turns = [stretch for stretch in path[1:] if stretch.side]
    if not turns:
        return []
    worst = max(turns, key=lambda each: each.start_interval[1] - each.start_interval[0])
    lo, hi = worst.start_interval
    wide = int((hi - lo).astype(int))
    return [Unknown("turn", lo, hi, wide, side=str(worst.side))] if wide >= WIDE else []


def _silence(study: Study) -> list[Unknown]:
    """The longest run of months without an act on either of the pivot's legs."""
    seen = np.atleast_2d(np.asarray(study.triangle.observed))[:2].any(axis=0)
    edges = np.flatnonzero(np.r_[True, seen, True])
    runs = np.diff(edges) - 1
    k = int(runs.argmax())
    if runs[k] < SILENCE:
        return []
    months = study.triangle.months
    first = int(edges[k])
    return [Unknown("silence", months[first], months[first + int(runs[k]) - 1], int(runs[k]))]


def theory(study: Study) -> tuple[tuple[str, str], ...]:
    """Condition and ``holds``, ``fails`` or ``cannot be told``, over the whole window."""
    words = {UNCLEAR: "cannot be told", UNTESTABLE: "cannot be told"}
    whole = [item for item in study.conditions if item.phase == "whole window"]
    return tuple((item.id, words.get(item.verdict) or _plain(item.verdict)) for item in whole)


def _plain(verdict: str) -> str:
    return "fails" if verdict == CONTRADICTED else "holds"
