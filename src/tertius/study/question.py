"""One triangle asked about: every value is made when first asked for, and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from tertius.errors import BadInput
from tertius.settings import Counting, Flat, Settings
from tertius.shown import Shown

if TYPE_CHECKING:
    from tertius.cases import Case, ReferencePhase
    from tertius.events import EventTable
    from tertius.events.store.selection import Selection
    from tertius.forecasts import Forecast
    from tertius.indicators import Indicators
    from tertius.leverage import Gains
    from tertius.panel import Panel
    from tertius.relations import FilteredRelations, Relations, SmoothedRelations
    from tertius.stances import Agreement, Stances
    from tertius.triangles import Triangle

SCENARIOS = ("as is", "rivals ease", "rivalry spikes")


def panel_of(
    events: EventTable | Selection, asked: Sequence[tuple[str, str]], counting: Counting = Counting()
) -> Panel:
    """Panel of the pairs asked for (handles as asked) and of every other pair in the events.

    All dyads in the events enter the fit, whichever is asked for, so that a large panel overrules the prior.
    """
    from tertius.panel import build_panel

    pairs = _pairs(events, asked, counting.succession, counting.directed)
    return build_panel(events, dyads=pairs, **counting.options())


def _pairs(
    events: EventTable | Selection, asked: Sequence[tuple[str, str]], succession: str, directed: bool
) -> list[tuple[str, str]]:
    from tertius.actors import chain_of

    def key(a: str, b: str) -> tuple[str, str]:
        one, two = chain_of(a, succession), chain_of(b, succession)
        return (one, two) if directed or one < two else (two, one)

    found = {key(*pair) for pair in _acting(events)}
    if directed:
        found |= {(b, a) for a, b in found}
    taken = {key(a, b) for a, b in asked}
    rest = sorted(pair for pair in found - taken if pair[0] != pair[1])
    pairs = [*asked, *rest]
    if not pairs:
        raise BadInput("no act between two states in these events", "at least one usable act")
    return pairs


def _acting(events: EventTable | Selection) -> set[tuple[str, str]]:
    """Source and target of every usable act."""
    from tertius.events import EventTable

    if not isinstance(events, EventTable):
        return events.pairs()
    import polars as pl

    usable = pl.col("apart").is_null() & pl.col("source").is_not_null() & pl.col("target").is_not_null()
    return set(events.to_frame().filter(usable).select("source", "target").unique().iter_rows())


def estimate(
    panel: Panel,
    *,
    given: str = "all",
    c0: float | str = 0.0,
    indicators: Indicators | None = None,
    robust: bool = False,
    model: str | None = None,
) -> Relations:
    """Relations of every dyad in the panel, with the reference prior and the yearly facts that the model knows."""
    from tertius.relations import estimate_relations
    from tertius.relations.facts import FACTS, may_enter

    asked: dict[str, Any] = {"given": given, "c0": c0, "robust": robust, "model": model}
    if indicators is None:
        return estimate_relations(panel, **asked)
    if may_enter(indicators):
        found = estimate_relations(panel, indicators=indicators, **asked)
        return replace(found, provenance=found.provenance.merge(indicators.provenance))
    found = estimate_relations(panel, **asked)
    note = f"indicators: none of {', '.join(indicators.names)} is a fact that enters relations ({', '.join(FACTS)})"
    return replace(found, provenance=found.provenance.with_notes(note))


@dataclass(frozen=True, eq=False)
class Question(Shown):
    """Settings and events of one triangle; see the rooms for the values.

    Attributes
    ----------
    events
        A table in memory, or a part of a store, whose panel comes from its tallies and of whose rows only `evidence`
        is ever read.
    beside
        Event tables of other sources: counted and compared, never merged into the estimate.
    indicators
        Yearly facts of the pairs: they enter the posterior, and the dependence tilt rests on them.
    """

    settings: Settings
    events: EventTable | Selection
    case: Case | None = None
    phases: tuple[ReferencePhase, ...] | None = None
    indicators: Indicators | None = None
    beside: tuple[EventTable, ...] = ()

    def _headline(self) -> str:
        return f"{self.settings.pivot} between {self.settings.a} and {self.settings.b}" + (
            f": {self.case.title}" if self.case else ""
        )

    def _sample(self, most: int) -> tuple[list[dict[str, Any]], int]:
        asked = self.settings.flat()
        rows = [
            {"setting": name, "value": str(asked[name])} for name in asked if name not in ("pivot", "a", "b")
        ]
        return rows[:most], len(rows)

    @classmethod
    def of_case(cls, name: str | Path, **flat: Unpack[Flat]) -> Question:
        """The chronicle of a case, over its window unless another is given."""
        from tertius.cases import load_case

        case = load_case(name)
        settings = Settings.of(case.pivot, case.a, case.b, **flat)
        return cls(replace(settings, counting=settings.counting.within(*case.window)), case.events, case)

    @property
    def references(self) -> tuple[ReferencePhase, ...]:
        """Phases to be compared with: those given, else those of the case's voices."""
        if self.phases is not None:
            return self.phases
        return self.case.phases if self.case else ()

    @cached_property
    def evidence(self) -> EventTable:
        """The acts that the triangle's numbers open to: the events as given, or of a store those of the three legs."""
        from tertius.events import EventTable

        if isinstance(self.events, EventTable):
            return self.events
        found = self.events.acts_of(self.settings.legs)
        self.panel.links_of(
            range(len(self.settings.legs))
        )  # the legs come first; they open while their acts are here
        return found

    @cached_property
    def panel(self) -> Panel:
        """Months by dyads, the legs first."""
        return panel_of(self.events, self.settings.legs, self.settings.counting)

    @cached_property
    def smoothed(self) -> SmoothedRelations:
        """Posterior given all events."""
        return estimate(self.panel, given="all", c0=self.settings.c0, indicators=self.indicators)  # type: ignore[return-value]

    @cached_property
    def filtered(self) -> FilteredRelations:
        """Posterior of each month given its past."""
        return estimate(self.panel, given="past", c0=self.settings.c0, indicators=self.indicators)  # type: ignore[return-value]

    def relations(self, given: str) -> Relations:
        """Smoothed or filtered."""
        return self.smoothed if given == "all" else self.filtered

    @cached_property
    def _triangles(self) -> dict[str, Triangle]:
        return {}

    def triangle(self, given: str = "all") -> Triangle:
        """Every quantity of the triangle on joint draws."""
        if given not in self._triangles:
            self._triangles[given] = self._triangle(given)
        return self._triangles[given]

    def _triangle(self, given: str) -> Triangle:
        from tertius.study.dependence import dependence_of
        from tertius.triangles import triangle

        relations, kind = self.relations(given), self.panel.kind
        looked = given == "all" or (kind == "chronicle" and self.indicators is None)
        acts = self.evidence if looked else None
        pair, notes = dependence_of(
            self.indicators, acts, self.settings, relations.months, given=given, kind=kind
        )
        made = triangle(
            relations,
            *self.settings.corners,
            rng=self.settings.rng("triangle"),
            size=self.settings.sampling.draws,
            events=acts if given == "all" else None,
            dependence=pair,
            covered=self.case.window if self.case else None,
        )
        known = made.provenance.with_notes(*(acts.provenance.notes if acts else ()), *notes)
        if self.indicators is not None:
            known = known.merge(self.indicators.provenance)
        return replace(made, provenance=known)

    @cached_property
    def _stances(self) -> dict[str, Stances]:
        return {}

    def stances(self, given: str = "all") -> Stances:
        """Dated phases of the pivot, or none and why, where the record is not enough."""
        from tertius.stances import segment

        if given not in self._stances:
            self._stances[given] = segment(
                self.triangle(given),
                rng=self.settings.rng("stances"),
                facts=self.indicators,
                declared=self.references,
            )
        return self._stances[given]

    def agreement(self, references: Sequence[ReferencePhase], given: str = "all") -> list[Agreement]:
        """How well the phases agree with each voice's, with the nulls."""
        from tertius.stances import agreement

        return agreement(self.stances(given), tuple(references), rng=self.settings.rng("agreement"))

    def forecasts(self, names: Sequence[str] | None = None) -> dict[str, Forecast]:
        """Fans from the last month, from the filtered posterior only."""
        from tertius.forecasts import forecast

        return {
            name: forecast(
                self.filtered,
                *self.settings.corners,
                scenario=name,
                horizon=self.settings.horizon,
                rng=self.settings.rng("forecast"),
                size=self.settings.sampling.draws,
            )
            for name in names or SCENARIOS
        }

    def gains(self, given: str = "all") -> Gains:
        """What the pivot received, and the rent of the game at the estimated rivalry and access."""
        from tertius.leverage import estimate_gains

        return estimate_gains(self.triangle(given), events=self.evidence)
