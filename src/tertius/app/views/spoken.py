"""A glance, and what is behind it, in words; every number comes from the findings."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.brief.dates import day, when
from tertius.brief.messages import catalogue, message
from tertius.brief.names import Word, name
from tertius.brief.sentences import Speaker, capital

if TYPE_CHECKING:
    from tertius.app.page import Page
    from tertius.findings import CarryingAct, Glance, KnownFact, MonthsBehind, Span, WithoutSource


HOLDING = ("pact", "mission")
"""Yearly facts that hold or do not."""


class Told:
    """What a page says of a glance."""

    def __init__(self, page: Page, found: Glance) -> None:
        self.page, self.found = page, found
        self.say = Speaker(found, page.lang)

    @cached_property
    def line(self) -> list[str]:
        """The bottom line."""
        return self.say.bottom_line()

    @property
    def period(self) -> str:
        """First and last month."""
        return self.say.say(
            "period", start=self.say.month(self.found.start), end=self.say.month(self.found.end)
        )

    def spans(self) -> list[dict[str, Any]]:
        """The stretches of the path as links to what is behind them."""
        return [self._span(span) for span in self.found.path]

    def _span(self, span: Span) -> dict[str, Any]:
        start = when(span.start, span.start_interval, self.page.lang)
        end = when(span.end, self.found.end_interval(span), self.page.lang)
        key = "s told" if span.side else "s untold"
        x = self.say.name(span.side) if span.side else ""
        return {
            "months": f"{span.start}..{span.end}",
            "side": span.side or "equal",
            "text": self.say.say(key, start=start, end=end, x=x, word=self.say.word(span.nearer)),
        }

    def tips(self) -> list[str]:
        """What is read under the pointer, month by month."""
        stances = self.found.stances
        direction = np.asarray(stances.direction, float)
        sides = {side: str(self.say.name(side)) for side in ("a", "b")}
        return [
            self._tip(str(month), float(p), sides) for month, p in zip(stances.months, direction, strict=True)
        ]

    def _tip(self, month: str, p: float, sides: dict[str, str]) -> str:
        side = "a" if p >= 0.5 else "b"
        return self.page.t("tip", month=month, x=Word(sides[side]), p=f"{max(p, 1 - p):.2f}")

    def acts(self) -> list[dict[str, Any]]:
        """The acts that the picture numbers."""
        return [{**self._act(act), "side": act.leg} for act in self.found.numbered]

    def behind(self, opened: MonthsBehind) -> dict[str, Any]:
        """Some months in words, with their acts and facts."""
        start, end = self.say.month(opened.start), self.say.month(opened.end)
        months = start if opened.start == opened.end else Word(self.say.say("period", start=start, end=end))
        head = self.page.t(
            "behind head",
            months=months, p=self.say.name("p"), x=self.say.name(opened.side), y=self.say.other(opened.side),
            word=self.say.word(opened.nearer), percent=Word(f"{100 * opened.nearer.probability:.0f}"),
        )  # fmt: skip
        shares = self.page.t(
            "behind shares",
            a=self.say.name("a"), b=self.say.name("b"),
            pa=Word(f"{100 * opened.p_a:.0f}"), pm=Word(f"{100 * opened.p_middle:.0f}"), pb=Word(f"{100 * opened.p_b:.0f}"),
        )  # fmt: skip
        return {
            "head": capital(head),
            "shares": shares,
            "acts": [self._act(act, pulls=True) for act in opened.acts],
            "facts": [self._fact(fact) for fact in opened.facts],
        }

    def _act(self, act: CarryingAct, *, pulls: bool = False) -> dict[str, Any]:
        towards = self.say.name("a" if act.pull > 0 else "b")
        text = self.page.t("pull", x=towards, points=Word(f"{100 * abs(act.pull):.1f}")) if pulls else ""
        return {
            "when": day(act.earliest, act.latest, self.page.lang),
            "text": self.say.act(act),
            "original": "" if self.say.told(act) else act.text,
            "reference": act.reference,
            "strength": act.strength,
            "pull": act.pull,
            "pull_text": text,
            "towards": "a" if act.pull > 0 else "b",
            "share": min(1.0, abs(act.pull) / 0.2),
        }

    def _fact(self, fact: KnownFact) -> dict[str, str]:
        pair = [name(handle, self.page.lang) for handle in fact.pair]
        first, last = (self._level(fact.name, value) for value in (fact.first, fact.last))
        value = first if first == last else f"{first} → {last}"
        return {
            "name": self.page.t(f"fact {fact.name}"),
            "pair": self.page.t("pair", one=pair[0], two=pair[1]),
            "value": value,
        }

    def _level(self, fact: str, value: float) -> str:
        """A fact's value; what holds or does not hold is said so."""
        if fact in HOLDING and value in (0, 1):
            return self.page.t("holds" if value else "holds not")
        return f"{value:.3g}"

    def source(self, row: WithoutSource, opened: MonthsBehind) -> dict[str, Any]:
        """The months without one source."""
        key = f"src {row.source}" if f"src {row.source}" in catalogue(self.page.lang) else "src"
        source = Word(message(key, self.page.lang, name=row.source))
        if row.why:
            return {"text": self.page.t("without none", source=source), "why": self.page.said(row.why)}
        side = "a" if row.nearer_a >= 0.5 else "b"
        p = max(row.nearer_a, 1 - row.nearer_a)
        text = self.page.t(
            "without same" if side == opened.side else "without other",
            source=source, x=self.say.name(side), percent=Word(f"{100 * p:.0f}"),
        )  # fmt: skip
        return {"text": capital(text), "why": ""}
