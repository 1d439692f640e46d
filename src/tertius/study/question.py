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
from tertius.study.pairs import estimate, panel_of
from tertius.study.shipped import by_itself, source_panels, sources_of
from tertius.world.lengths import stretched

if TYPE_CHECKING:
    import numpy as np

    from tertius.cases import Case, ReferencePhase
    from tertius.events import EventTable
    from tertius.events.store.selection import Selection
    from tertius.forecasts import Forecast, Scenario
    from tertius.forecasts.learned import Learned
    from tertius.indicators import Indicators
    from tertius.leverage import Gains
    from tertius.options import Assumptions, OptionTable
    from tertius.panel import Panel
    from tertius.relations import FilteredRelations, Relations, SmoothedRelations
    from tertius.stances import Agreement, Enough, Numbers, Stances
    from tertius.study.weighing import Weighing
    from tertius.triangles import Triangle
    from tertius.world import Record

SCENARIOS = ("as is", "rivals ease", "rivalry spikes")


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
        Yearly facts of the pairs: those that relations know enter the posterior, and the dependence tilt rests on the shares.
    anchor, others
        Panels in place of one made from `events`: the first source's, and those of further sources, each of which enters
        with its own noise, scale and drift.
    record, names
        What ships of the triangle, if it was asked of that, and the names of the sources of the panels, the anchor's first.
    stance_facts
        Yearly facts that carry the level of a stance and do not enter relations, where neither others nor a record are
        given and the events are a stream, which tells movements alone; a chronicle's coder has marked levels too.
    numbers
        Numbers of the stance model in place of the shipped ones.
    wanted
        What was asked of a record, before its window was that of what is told of the pivot.
    before
        First and last month of what the record tells of the pivot before its window, years without an act apart, or None.
    """

    settings: Settings
    events: EventTable | Selection
    case: Case | None = None
    phases: tuple[ReferencePhase, ...] | None = None
    indicators: Indicators | None = None
    beside: tuple[EventTable, ...] = ()
    anchor: Panel | None = None
    others: tuple[Panel, ...] = ()
    record: Record | None = None
    names: tuple[str, ...] = ()
    stance_facts: Indicators | None = None
    numbers: Numbers | None = None
    wanted: Counting | None = None
    before: tuple[np.datetime64, np.datetime64] | None = None

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
    def of_case(
        cls, name: str | Path, *, only: str | None = None, least: str = "low", **flat: Unpack[Flat]
    ) -> Question:
        """A case with all that ships of its legs, over its window unless another is given.

        Parameters
        ----------
        only, least
            As in `tertius.world.record`; ``only="case"`` takes the case's own chronicle and nothing else.
        """
        from tertius.cases import load_case
        from tertius.world import record

        case = load_case(name)
        settings = Settings.of(case.pivot, case.a, case.b, **flat)
        settings = replace(settings, counting=settings.counting.within(*case.window))
        if only == "case":
            return cls(settings, case.events, case)
        held = record(settings.corners, only=only, own=str(case.folder), least=least)
        return cls._of_record(held, settings, case=case)

    @classmethod
    def of_world(
        cls, pivot: str, a: str, b: str, *, only: str | None = None, least: str = "low", **flat: Unpack[Flat]
    ) -> Question:
        """A pivot between two rivals with all that ships of them; a case's reference phases come along.

        Parameters
        ----------
        only, least
            As in `tertius.world.record`.
        """
        from tertius.cases import find_case, phases_of
        from tertius.world import record

        held = record((pivot, a, b), only=only, least=least)
        known = find_case(*held.corners)
        phases = phases_of(known) if known else None
        return cls._of_record(held, Settings.of(*held.corners, **flat), phases=phases)

    @classmethod
    def _of_record(cls, held: Record, settings: Settings, **more: Any) -> Question:
        case = more.get("case")
        found = sources_of(held, settings.counting, case.window if case else None)
        anchor, *others = found.panels
        return cls(
            replace(settings, counting=found.counting),
            found.events,
            anchor=anchor,
            others=tuple(others),
            record=held,
            names=found.names,
            wanted=settings.counting,
            before=found.apart,
            **more,
        )

    def with_world(self, *, only: str | None = None, least: str = "low") -> Question:
        """The same with what ships of its legs added to its events, which stay the anchor; tallies of a source it has are not.

        Parameters
        ----------
        only, least
            As in `tertius.world.record`.
        """
        from tertius.world import record

        held = record(self.settings.corners, only=only, least=least)
        for name in getattr(self.events, "datasets", ()):
            held = held.without(name)
        months = self.panel.months
        found, notes = source_panels(held, self.settings.counting.within(months[0], months[-1]))
        others = tuple(stretched(panel, name, "events") for name, panel in found.items())
        anchor = replace(self.panel, provenance=self.panel.provenance.with_notes(*notes))
        return replace(self, anchor=anchor, others=(*self.others, *others), names=("events", *found))

    def without(self, source: str) -> Question:
        """The same question without one of its sources (`names`)."""
        if self.record is None:
            raise BadInput(f"no source {source!r} that could be left out", "a question put to what ships")
        if source not in self._left:
            self._left[source] = self._anew(self.record.without(source), self.settings)
        return self._left[source]

    def let_go(self, source: str) -> None:
        """Keep the question without this source no longer: its draws are large."""
        self._left.pop(source, None)

    def supposing(self, *, c0: float | str | None = None, numbers: Numbers | None = None) -> Question:
        """The same record under another neutral point, or other numbers of the stance model; what stays as it is is kept."""
        other = self.settings.c0 if c0 is None else c0
        found = replace(self, settings=replace(self.settings, c0=other), numbers=numbers or self.numbers)
        same: tuple[str, ...] = ("panel", "evidence")
        if found.settings.c0 == self.settings.c0:
            same += ("smoothed", "filtered", "last", "_triangles")
        vars(found).update({name: vars(self)[name] for name in same if name in vars(self)})
        return found

    def until(self, end: np.datetime64) -> Question:
        """The same question as if its record ended with this month."""
        counting = replace(self.settings.counting, end=end)
        settings = replace(self.settings, counting=counting)
        return self._anew(self.record, settings)

    def with_events(self, fresh: EventTable) -> Question:
        """The same question with more acts beside its own, and over a window that holds them."""
        from tertius.events.table import concat

        months = fresh.arrow["latest"].drop_null().to_numpy(zero_copy_only=False).astype("M8[M]")
        end = self.panel.months[-1]
        last = max(end, months.max()) if len(months) else end
        settings = replace(self.settings, counting=replace(self.settings.counting, end=last))
        events = concat([self.evidence, fresh])
        if self.record is None:
            return replace(self, settings=settings, events=events, anchor=None)
        return self._anew(replace(self.record, events=events), settings)

    def _anew(self, record: Record | None, settings: Settings) -> Question:
        if record is None:
            return replace(self, settings=settings, anchor=None)
        kept = {name: getattr(self, name) for name in ("case", "phases", "indicators", "numbers")}
        return self._of_record(record, settings, **kept)

    @cached_property
    def _left(self) -> dict[str, Question]:
        """Questions without a source, kept: they are asked for what moves and for the answer."""
        return {}

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
        """Months by dyads, the legs first: the anchor's."""
        if self.anchor is not None:
            return self.anchor
        return panel_of(self.events, self.settings.legs, self.settings.counting)

    @property
    def panels(self) -> tuple[Panel, ...]:
        """The anchor's panel and those of the other sources."""
        return (self.panel, *self.others)

    @property
    def told(self) -> Indicators | None:
        """Yearly facts that carry the level of a stance: those given (and the missions that ship), else those that ship."""
        if self.indicators is not None:
            return self._completed
        if self.record is not None:
            return self.record.facts
        return None if self.panel.kind == "chronicle" else self.stance_facts

    @cached_property
    def _completed(self) -> Indicators:
        from tertius.world import with_missions

        assert self.indicators is not None
        return with_missions(self.indicators, self.settings.corners)

    @cached_property
    def smoothed(self) -> SmoothedRelations:
        """Posterior given all events."""
        return estimate(self.panels, given="all", c0=self.settings.c0, indicators=self.indicators)  # type: ignore[return-value]

    @cached_property
    def filtered(self) -> FilteredRelations:
        """Posterior of each month given its past."""
        return estimate(self.panels, given="past", c0=self.settings.c0, indicators=self.indicators)  # type: ignore[return-value]

    def relations(self, given: str) -> Relations:
        """Smoothed or filtered."""
        return self.smoothed if given == "all" else self.filtered

    @cached_property
    def last(self) -> np.datetime64:
        """The last month of which the record speaks of the pivot: that of its triangle, from which its outlook begins."""
        from tertius.triangles import modelled_months

        relations, covered = self.filtered, self.case.window if self.case else None
        at = modelled_months(relations, self.settings.legs, covered).stop - 1
        return relations.months[at].astype("M8[M]")  # type: ignore[no-any-return]

    @property
    def apart(self) -> tuple[np.datetime64, np.datetime64] | None:
        """First and last month of what is told of the pivot in another era, before the months modelled; None where nothing is."""
        return self.before or self._before(self.triangle())

    def _before(self, made: Triangle) -> tuple[np.datetime64, np.datetime64] | None:
        """What the anchor tells of before a triangle's months."""
        from tertius.triangles import told_stretches

        months, legs = self.panel.months, self.settings.legs[:2]
        found = told_stretches((self.panel,), legs, slice(0, int((months < made.months[0]).sum())))
        return (months[found[0][0]], months[found[-1][1]]) if found else None

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
        if self.before is None and (early := self._before(made)):
            notes = (*notes, by_itself(*early))
        known = made.provenance.with_notes(*(acts.provenance.notes if acts else ()), *notes)
        if self.indicators is not None:
            known = known.merge(self.indicators.provenance)
        return replace(made, provenance=known)

    def enough(self, given: str = "all") -> Enough:
        """Whether the record is enough to speak of the pivot's stance; asked before anything is drawn."""
        from tertius.stances import enough_known

        covered = self.case.window if self.case else None
        return enough_known(self.relations(given), self.settings.corners, covered=covered)

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
                facts=self.told,
                declared=self.references,
                numbers=self.numbers,
            )
        return self._stances[given]

    def verdict(self) -> Stances:
        """The stances' probabilities, direction and gate alone: what describes them is read from two draws and means nothing."""
        from tertius.stances import segment
        from tertius.triangles import triangle

        covered = self.case.window if self.case else None
        rng = self.settings.rng("stances")
        made = triangle(self.smoothed, *self.settings.corners, rng=rng, size=2, covered=covered)
        return segment(made, rng=rng, draws=2, facts=self.told, numbers=self.numbers)

    def require_stances(self) -> Stances:
        """The phases given all months.

        Raises
        ------
        BadInput
            If the record is not enough to speak of the pivot's stance.
        """
        found = self.stances()
        if not found.enough.ok:
            raise BadInput(
                f"not enough on record to say where {self.settings.pivot} stood between {self.settings.a} and "
                f"{self.settings.b} ({found.enough.why})",
                "a record with more acts on both legs", "tertius stances says what is there",
            )  # fmt: skip
        return found

    def agreement(self, references: Sequence[ReferencePhase], given: str = "all") -> list[Agreement]:
        """How well the phases agree with each voice's, with the nulls."""
        from tertius.stances import agreement

        return agreement(self.stances(given), tuple(references), rng=self.settings.rng("agreement"))

    def forecasts(
        self,
        chosen: Sequence[str | Scenario] | None = None,
        *,
        threshold: float = 0.0,
        learned: Learned | None = None,
    ) -> dict[str, Forecast]:
        """Fans from the last month of which the record speaks, from the filtered posterior only; scenarios by name, or one's own.

        `learned` is what the record taught; if not given, what ships of the question's record, else it is learned here.
        """
        from tertius.forecasts import forecast
        from tertius.study.taught import taught

        learned = taught(self) if learned is None else learned
        fans = [
            forecast(
                self.filtered,
                *self.settings.corners,
                scenario=each,
                horizon=self.settings.horizon,
                rng=self.settings.rng("forecast"),
                size=self.settings.sampling.draws,
                origin=self.last,
                threshold=threshold,
                learned=learned,
            )
            for each in chosen or SCENARIOS
        ]
        return {fan.scenario: fan for fan in fans}

    @cached_property
    def _gained(self) -> dict[str, Gains]:
        return {}

    def gains(self, given: str = "all") -> Gains:
        """What the pivot received, and the rent of the game at the estimated rivalry and access."""
        if given not in self._gained:
            self._gained[given] = self._gains(given)
        return self._gained[given]

    def _gains(self, given: str) -> Gains:
        from tertius.leverage import estimate_gains
        from tertius.study.dependence import received_facts

        made, succession = self.triangle(given), self.settings.counting.succession
        return estimate_gains(
            made,
            events=self.evidence,
            past=self.triangle("past") if self.panel.kind == "chronicle" else None,
            facts=received_facts(self.indicators, self.settings.corners, made.months, succession),
            turns=list(self.case.meta.get("turns", ())) if self.case else None,
            rng=self.settings.rng("gains"),
        )

    def options(self, fourth: str | None = None, **more: Unpack[Weighing]) -> OptionTable:
        """A fourth state's options, the same numbers wherever they are shown; see `tertius.study.weighing.weigh`."""
        from tertius.study.weighing import weigh

        return weigh(self, fourth, **more)

    def assumptions(
        self, fourth: str | None = None, *, path: Path | None = None, stated: bool = False
    ) -> Assumptions:
        """What a fourth state's options are weighed under; see `tertius.study.weighing.weigh`."""
        from tertius.study.weighing import assumed

        return assumed(self, fourth, path=path, stated=stated)
