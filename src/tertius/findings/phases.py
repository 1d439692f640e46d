"""The phases that a bottom line names: the longest, and of a middle the longest on a side beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tertius.findings.likelihood import Likelihood, likelihood

if TYPE_CHECKING:
    from tertius.stances import Phase, Stances

SURE = 0.55
"""Probability from which on a phase on a side is told beside a longer middle: "likely"."""
LEAST = 24
"""Months that it must last."""


@dataclass(frozen=True)
class Longest:
    """The longest phase (``a``, ``middle`` or ``b``): its months, and how likely it is."""

    kind: str
    side: str
    start: np.datetime64
    end: np.datetime64
    start_interval: tuple[np.datetime64, np.datetime64]
    likelihood: Likelihood


def longest_of(stances: Stances) -> Longest:
    """The longest phase."""
    return _told(stances, max(stances.phases, key=lambda each: each.months))


def sided_of(stances: Stances) -> Longest | None:
    """The longest phase that was likely on a side, where the longest of all is a middle; None where there is none."""
    if longest_of(stances).side != "middle":
        return None
    sided = [
        each
        for each in stances.phases
        if _side(stances, each) != "middle" and each.probability >= SURE and each.months >= LEAST
    ]
    return _told(stances, max(sided, key=lambda each: each.months)) if sided else None


def told_of(stances: Stances, most: int) -> list[Longest]:
    """The longest phases, or beside a longer middle the longest on a side, by date."""
    longest, sided = sorted(stances.phases, key=lambda each: -each.months), sided_of(stances)
    told = [_told(stances, each) for each in longest[: most if sided is None else 1]]
    return sorted([*told, *([sided] if sided else [])], key=lambda each: each.start)


def _side(stances: Stances, phase: Phase) -> str:
    return ("a", "middle", "b")[stances.states.index(phase.stance)]


def _told(stances: Stances, phase: Phase) -> Longest:
    return Longest(
        "stance",
        _side(stances, phase),
        phase.start,
        phase.end,
        phase.start_interval,
        likelihood(phase.probability),
    )
