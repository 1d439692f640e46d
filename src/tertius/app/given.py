"""What the page asks of in place of what ships: a store, or files of events."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tertius.events import EventTable
from tertius.settings import Settings
from tertius.study import Question
from tertius.study.given import everyone_in
from tertius.study.mapping import everyone
from tertius.world import world_facts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from tertius.events.store.selection import Selection
    from tertius.study.mapping import Everyone


@dataclass(frozen=True, eq=False)
class Given:
    """The record that three states are asked of.

    Attributes
    ----------
    events
        A table in memory, or a part of a store; None for what ships.
    name
        The folder or files as they were named; "" for what ships.
    """

    events: EventTable | Selection | None = None
    name: str = ""

    @property
    def whole(self) -> EventTable | None:
        """All its acts, where they are in memory: of a store only those of three states are ever read."""
        return self.events if isinstance(self.events, EventTable) else None

    @cached_property
    def held(self) -> tuple[int, str, str]:
        """How many acts it holds, and the first and last day of them, as ``YYYY-MM-DD``."""
        assert self.events is not None
        if isinstance(self.events, EventTable):
            days = [
                _day(day)
                for day in (self.events.to_frame()["earliest"].min(), self.events.to_frame()["latest"].max())
            ]
            return len(self.events), days[0], days[1]
        lines = self.events.lines
        firsts, lasts = (
            [line.first for line in lines if line.first],
            [line.last for line in lines if line.last],
        )
        return sum(line.kept for line in lines), min(firsts, default=""), max(lasts, default="")

    def question(self, pivot: str, a: str, b: str, scale: str) -> Question:
        """A pivot between two rivals; a record given replaces the acts that ship, not the yearly facts."""
        if self.events is None:
            return Question.of_world(pivot, a, b, scale=scale)
        facts = world_facts((pivot, a, b))
        return Question(Settings.of(pivot, a, b, scale=scale), self.events, stance_facts=facts)

    def everyone(self, a: str, b: str, progress: Callable[[str], None]) -> Everyone:
        """Every pivot between two rivals."""
        facts = world_facts((a, b))
        if self.events is None:
            return everyone(a, b, facts, progress=progress)
        return everyone_in(self.events, a, b, facts, progress=progress)


def _day(found: object) -> str:
    day: dt.date | None = found  # type: ignore[assignment]
    return "" if day is None else str(day)


SHIPPED = Given()
