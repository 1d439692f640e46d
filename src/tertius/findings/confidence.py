"""Confidence in a judgement: how much evidence, how independent, how far its sources agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tertius.stances.measurements import rows_of

if TYPE_CHECKING:
    from tertius.study import Study

MANY, SOME = 30, 10
"""Acts with the two rivals from which on evidence is ample, and from which on it is some; below it is thin. A comparison is as
well founded as its thinner side: of both, no more count than twice those with the rival of whom less is told."""
GAP, HOLE = 0.25, 0.5
"""Share of the months judged that the longest silence may take before confidence is not high, and before it is low."""
STEADY = 0.15
"""How far the window's mean probability may move when one source is left out, for the sources to count as agreeing."""


@dataclass(frozen=True)
class Confidence:
    """How far the evidence bears a judgement; never a probability.

    Attributes
    ----------
    level
        ``high``: ample evidence, two sources or more on both legs, and they agree. ``low``: thin evidence, or some evidence
        from one source only or from sources that differ, or a silence that takes up half of the months. ``moderate``: everything
        between, and what would be high but for a silence of a quarter of the months.
    acts
        Acts with either rival in the months judged.
    thinner
        Those with the rival of whom less is told.
    sources
        Names of the sources that tell of both rivals in those years.
    agree
        Whether leaving any one of them out keeps the answer, and no year of either leg is told in opposite ways; None with a
        single source.
    gap
        Share of the months judged that the longest run of months without an act with one of the rivals takes, in [0, 1].
    """

    level: str
    acts: int
    thinner: int
    sources: tuple[str, ...]
    agree: bool | None
    gap: float = 0.0

    @property
    def amount(self) -> str:
        """``ample``, ``some`` or ``thin``; ``broken`` where a silence takes up a quarter of the months."""
        count = even(self.acts, self.thinner)
        if self.gap >= GAP and count >= SOME:
            return "broken"
        return "ample" if count >= MANY else "some" if count >= SOME else "thin"

    def to_dict(self) -> dict[str, object]:
        """Plain dict for JSON."""
        return {**vars(self), "amount": self.amount, "sources": list(self.sources)}


def confidence(study: Study, start: np.datetime64, end: np.datetime64) -> Confidence:
    """Confidence in what is said of the pivot from `start` to `end`."""
    legs = acts_within(study, start, end)
    acts, thinner = sum(legs), min(legs)
    years = (int(str(start)[:4]), int(str(end)[:4]))
    sources = _sources(study, years)
    agree = _agree(study, years) if len(sources) > 1 else None
    gap = _gap(study, start, end)
    return Confidence(_level(even(acts, thinner), sources, agree, gap), acts, thinner, sources, agree, gap)


def even(acts: int, thinner: int) -> int:
    """Acts that count for a comparison: of both sides no more than twice those of the thinner one."""
    return min(acts, 2 * thinner)


def _gap(study: Study, start: np.datetime64, end: np.datetime64) -> float:
    """Longest run of months without an act on one of the pivot's legs, as a share of the months."""
    made = study.triangle
    keep = (made.months >= start) & (made.months <= end)
    if not keep.any():
        return 0.0
    legs = np.atleast_2d(np.asarray(made.observed))[:2, keep]
    runs = [np.diff(np.flatnonzero(np.r_[True, seen, True])) - 1 for seen in legs]
    return float(max(run.max() for run in runs)) / int(keep.sum())


def acts_within(study: Study, start: np.datetime64, end: np.datetime64) -> tuple[int, int]:
    """Scored acts on each of the pivot's legs in some months, of all sources; one that may lie in several months is one act."""
    made = study.triangle
    panel = made.relations.panel
    keep = (panel.months >= start) & (panel.months <= end)
    one, two = (
        round(float(np.nansum(panel.n[rows_of(panel, (made.pivot, rival))][:, keep])))
        for rival in (made.a, made.b)
    )
    return one, two


def _level(acts: int, sources: tuple[str, ...], agree: bool | None, gap: float) -> str:
    if gap >= HOLE:
        return "low"
    if acts >= MANY and len(sources) > 1 and agree:
        return "high" if gap < GAP else "moderate"
    if acts < SOME or (acts < MANY and not agree):
        return "low"
    return "moderate"


def _sources(study: Study, years: tuple[int, int]) -> tuple[str, ...]:
    """Sources with anything on both of the pivot's legs in these years; the events as given where there is but that."""
    legs: dict[str, int] = {}
    for row in study.contributions:
        if study.pivot in row.leg and row.acts > 0 and row.first <= years[1] and row.last >= years[0]:
            legs[row.source] = legs.get(row.source, 0) + 1
    found = tuple(name for name, count in legs.items() if count > 1)
    return found or ("events",)


def _agree(study: Study, years: tuple[int, int]) -> bool:
    apart = [
        row for row in study.disagreements if study.pivot in row.leg and years[0] <= row.year <= years[1]
    ]
    whole, *others = study.answers_without or (None,)
    if whole is None:
        return not apart
    told = [row for row in others if not row.why and row.source != "facts"]
    return not apart and all(_near(whole, row) for row in told)


def _near(whole: object, row: object) -> bool:
    pairs = [(getattr(whole, name), getattr(row, name)) for name in ("p_a", "p_middle", "p_b", "nearer_a")]
    return max(abs(one - other) for one, other in pairs) <= STEADY
