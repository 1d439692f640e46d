"""A first look at a question: the path and the longest phase, before anything that takes long is made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.findings.path import Span, spans
from tertius.findings.phases import Longest, longest_of, sided_of
from tertius.findings.pulls import CarryingAct
from tertius.findings.telling import Telling
from tertius.shown import Shown

if TYPE_CHECKING:
    import polars as pl

    from tertius.cases import ReferencePhase
    from tertius.events import EventTable
    from tertius.relations import SmoothedRelations
    from tertius.stances import Stances
    from tertius.study import Question
    from tertius.triangles import Triangle


@dataclass(frozen=True, eq=False)
class Glance(Telling[Span], Shown):
    """What a question's stances say by themselves: the same path and picture as the brief's, made in a second.

    Attributes
    ----------
    asked
        The question.
    pivot, a, b
        Handles, as asked.
    start, end
        First and last month of the window.
    path
        Stretches that cover the window, without what is behind them (`tertius.findings.behind` finds that).
    stance
        The longest phase.
    sided
        The longest phase on a side beside a longer middle (`tertius.findings.phases`), or None.
    numbered
        Acts that the picture numbers; none until they are known.
    """

    asked: Question
    pivot: str
    a: str
    b: str
    start: np.datetime64
    end: np.datetime64
    path: tuple[Span, ...]
    stance: Longest
    sided: Longest | None = None
    numbered: tuple[CarryingAct, ...] = ()

    def _headline(self) -> str:
        return f"Path of {self.pivot} between {self.a} and {self.b}, {self.start} to {self.end}"

    def _sample(self, most: int) -> tuple[list[dict[str, Any]], int]:
        rows = [
            {
                "side": each.side,
                "from": str(each.start),
                "to": str(each.end),
                "likelihood": each.nearer.word,
            }
            for each in self.path
        ]
        return rows[:most], len(rows)

    @property
    def stances(self) -> Stances:
        """Probabilities month by month."""
        return self.asked.stances()

    @property
    def smoothed(self) -> SmoothedRelations:
        """Relations of the three legs."""
        return self.asked.smoothed

    @property
    def triangle(self) -> Triangle:
        """Joint draws of every quantity."""
        return self.asked.triangle()

    @property
    def references(self) -> tuple[ReferencePhase, ...]:
        """What other voices say."""
        return self.asked.references

    @property
    def events(self) -> EventTable:
        """The acts behind it."""
        return self.asked.evidence

    def with_acts(self, acts: tuple[CarryingAct, ...]) -> Glance:
        """The same with acts for the picture to number."""
        return replace(self, numbered=acts)

    def to_frame(self) -> pl.DataFrame:
        """One row a month: both relations with their bounds, and what `Stances.to_frame` has."""
        import polars as pl

        relations, months = self.smoothed, self.stances.months
        inside = np.isin(relations.months, months)
        columns: dict[str, Any] = {}
        for name, one, other in (
            ("a", self.pivot, self.a),
            ("b", self.pivot, self.b),
            ("ab", self.a, self.b),
        ):
            row = relations.index(one, other)
            columns[f"relation_{name}"] = relations.mean[row][inside]
            columns[f"relation_{name}_sd"] = np.sqrt(relations.var[row][inside])
        return self.stances.to_frame().hstack(pl.DataFrame(columns))


def glance(asked: Question) -> Glance:
    """The path of a question and its longest phase.

    Raises
    ------
    BadInput
        If there is not enough on record to say where the pivot stood.
    """
    stances = asked.require_stances()
    return Glance(
        asked,
        *asked.settings.corners,
        stances.months[0],
        stances.months[-1],
        spans(stances),
        longest_of(stances),
        sided_of(stances),
    )
