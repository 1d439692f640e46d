"""`run_study` goes the whole way, from events to options.

A value that cannot be had for the given input is ``None``, and the reason stands in `Study.missing`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

from tertius.errors import TertiusError
from tertius.provenance import Provenance
from tertius.settings import Settings
from tertius.shown import Shown
from tertius.study.beside import Fact, Reach, facts, reach
from tertius.study.contributed import (
    AnswerWithout,
    Contribution,
    Disagreement,
    answers_without,
    contributions,
    disagreements,
)
from tertius.study.question import Question

if TYPE_CHECKING:
    from tertius.cases import Case, ReferencePhase
    from tertius.claims import Condition
    from tertius.events import EventTable
    from tertius.forecasts import Forecast
    from tertius.indicators import Indicators
    from tertius.leverage import Gains
    from tertius.options import OptionTable
    from tertius.panel import Panel
    from tertius.relations import FilteredRelations, SmoothedRelations
    from tertius.stances import Agreement, Stances
    from tertius.triangles import Triangle

Value = TypeVar("Value")


@dataclass(frozen=True)
class RecordCheck:
    """The article's own record through the same way: a consistency check, never a validation."""

    events: EventTable
    stances: Stances
    agreement: list[Agreement]


@dataclass(frozen=True, eq=False)
class Study(Shown):
    """Every value of one argument, with its provenance; see the rooms for their types.

    ``events`` are those that were given, or of a store the acts of the three legs (`Question.evidence`).
    """

    settings: Settings
    title: str
    question: str
    case: Case | None
    events: EventTable
    panel: Panel
    filtered: FilteredRelations
    smoothed: SmoothedRelations
    triangle: Triangle
    triangle_past: Triangle
    stances: Stances
    stances_past: Stances
    references: tuple[ReferencePhase, ...]
    agreement: list[Agreement]
    ceiling: Any | None
    conditions: list[Condition]
    gains: Gains | None
    forecasts: dict[str, Forecast]
    options: OptionTable | None
    record_check: RecordCheck | None
    missing: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    indicators: Indicators | None = None
    reach: tuple[Reach, ...] = ()
    facts: tuple[Fact, ...] = ()
    asked: Question | None = field(default=None, repr=False)

    def _headline(self) -> str:
        return (
            f"{self.title}, {self.panel.months[0]} to {self.panel.months[-1]}: {len(self.events)} acts, "
            f"{len(self.missing)} values missing"
        )

    def _sample(self, most: int) -> tuple[list[dict[str, Any]], int]:
        phases = self.stances.phases
        return [phase.to_dict() for phase in phases[:most]], len(phases)

    @cached_property
    def contributions(self) -> tuple[Contribution, ...]:
        """What each source gave each leg; made when first asked for, since it fits the relations without each of them."""
        return self._of_sources(contributions)

    @cached_property
    def disagreements(self) -> tuple[Disagreement, ...]:
        """Years in which two sources tell different things of a leg."""
        return self._of_sources(disagreements)

    @cached_property
    def answers_without(self) -> tuple[AnswerWithout, ...]:
        """The answer without each source and without the facts; made when first asked for."""
        return self._of_sources(answers_without)

    def _of_sources(self, told: Callable[[Question], tuple[Value, ...]]) -> tuple[Value, ...]:
        try:
            return told(self.asked) if self.asked is not None else ()
        except TertiusError as reason:
            self.missing["sources"] = str(reason)
            return ()

    @property
    def pivot(self) -> str:
        """Handle of the pivot, as asked."""
        return self.settings.pivot

    @property
    def a(self) -> str:
        """Handle of the first rival, as asked."""
        return self.settings.a

    @property
    def b(self) -> str:
        """Handle of the second rival, as asked."""
        return self.settings.b

    @property
    def provenance(self) -> Provenance:
        """Sources, settings and seed behind every number of the study."""
        asked = {key: value for key, value in self.settings.flat().items() if key != "seed"}
        merged = self.panel.provenance.merge(self.triangle.provenance).merge(self.stances.provenance)
        merged = merged.with_settings(**asked)
        return replace(merged, seed=self.settings.sampling.seed)


class _Walk:
    """Goes from room to room: times each, tells the progress callback, keeps why a room gave nothing."""

    def __init__(self, progress: Callable[[str], None] | None) -> None:
        self.seconds: dict[str, float] = {}
        self.missing: dict[str, str] = {}
        self._progress = progress

    def enter(self, room: str, make: Callable[[], Value]) -> Value:
        """A value that the study cannot do without."""
        if self._progress:
            self._progress(room)
        start = time.perf_counter()
        value = make()
        self.seconds[room] = self.seconds.get(room, 0.0) + time.perf_counter() - start
        return value

    def visit(self, room: str, make: Callable[[], Value]) -> Value | None:
        """A value that may be missing for this input: the reason is kept."""
        try:
            return self.enter(room, make)
        except TertiusError as reason:
            self.missing[room] = str(reason)
            return None


def run_study(asked: Question, *, progress: Callable[[str], None] | None = None) -> Study:
    """Make every value of one argument.

    Parameters
    ----------
    asked
        Settings and events, from `Question` or `Question.of_case`.
    progress
        Called with the name of each room as it is entered.
    """
    walk = _Walk(progress)
    panel = walk.enter("panel", lambda: asked.panel)
    smoothed = walk.enter("relations", lambda: asked.smoothed)
    filtered = walk.enter("relations", lambda: asked.filtered)
    triangles = {given: walk.enter("triangles", partial(asked.triangle, given)) for given in ("all", "past")}
    stances = walk.enter("stances", asked.require_stances)
    past = walk.enter("stances", lambda: asked.stances("past"))
    return Study(
        settings=asked.settings,
        title=asked.case.title if asked.case else "{} between {} and {}".format(*asked.settings.corners),
        question=_question(asked),
        case=asked.case,
        events=asked.evidence,
        panel=panel,
        filtered=filtered,
        smoothed=smoothed,
        triangle=triangles["all"],
        triangle_past=triangles["past"],
        stances=stances,
        stances_past=past,
        references=asked.references,
        agreement=_agreement(walk, asked),
        ceiling=walk.visit("ceiling", lambda: _ceiling(asked)),
        conditions=walk.visit("conditions", lambda: _conditions(asked)) or [],
        gains=walk.visit("gains", asked.gains),
        forecasts=walk.visit("forecasts", asked.forecasts) or {},
        options=walk.visit("options", lambda: _options(asked)),
        record_check=walk.visit("record", lambda: _record(asked)),
        missing=walk.missing,
        seconds=walk.seconds,
        indicators=asked.indicators,
        reach=tuple(walk.visit("beside", lambda: reach(asked.beside, asked.settings.legs, smoothed)) or ()),
        facts=tuple(walk.visit("facts", lambda: _facts(asked)) or ()),
        asked=asked,
    )


def _facts(asked: Question) -> list[Fact]:
    if asked.indicators is None:
        return []
    years = asked.panel.months.astype("M8[Y]").astype(int) + 1970
    return facts(asked.indicators, asked.settings.legs, range(int(years[0]), int(years[-1]) + 1))


def _question(asked: Question) -> str:
    pivot, a, b = asked.settings.corners
    default = (
        f"When did {pivot} lean to {a} or {b}, when did it keep its distance from both, "
        "what did it gain, and what follows?"
    )
    return str(asked.case.meta.get("question", default)) if asked.case else default


def _agreement(walk: _Walk, asked: Question) -> list[Agreement]:
    if not asked.references:
        walk.missing["agreement"] = "no reference phases were given"
        return []
    return walk.visit("agreement", lambda: asked.agreement(asked.references)) or []


def _ceiling(asked: Question) -> Any:
    from tertius.errors import AnalysisFailed
    from tertius.stances import ceiling

    if not asked.references:
        raise AnalysisFailed("no reference phases were given")
    return ceiling(asked.references, asked.settings.a, asked.settings.b, asked.panel.months)


def _conditions(asked: Question) -> list[Condition]:
    from tertius.claims import read_conditions

    stakes, rng = asked.gains().stakes, asked.settings.rng("conditions")
    return read_conditions(asked.stances(), asked.triangle(), rng=rng, stakes=stakes)


def _options(asked: Question) -> OptionTable:
    """The options of a fourth state are weighed for the case that names it."""
    from tertius.errors import AnalysisFailed

    if not (asked.case and asked.case.meta.get("fourth")):
        raise AnalysisFailed(
            "the case names no fourth state; `tertius options CASE --for STATE` weighs any state's"
        )
    return asked.options()


def _record(asked: Question) -> RecordCheck:
    """Segment the article's own coded record and score it against the article's own phases."""
    from tertius.errors import AnalysisFailed

    record = asked.case.record() if asked.case else None
    if record is None or asked.case is None:
        raise AnalysisFailed("the case has no record of the article's own")
    inner = Question(asked.settings, record, asked.case, indicators=asked.indicators)
    voices = [phase for phase in asked.references if phase.voice == asked.case.article_voice]
    return RecordCheck(record, inner.stances(), inner.agreement(voices))
