"""The sentences of an answer, made from findings by templates; nothing is worked out here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Generic, TypeVar

from tertius.actors import then
from tertius.actors.english import prose
from tertius.brief.dates import day, month, when, years
from tertius.brief.messages import catalogue, message
from tertius.brief.names import Word, name, possessive
from tertius.brief.phrases import phrase
from tertius.brief.wording import count, joined, joined_on
from tertius.cases import acts_in
from tertius.findings import find

if TYPE_CHECKING:
    from tertius.findings import (
        CarryingAct,
        Confidence,
        Findings,
        Glance,
        Judgement,
        Likelihood,
        Longest,
        Span,
        Unknown,
    )
    from tertius.study import Study


Found = TypeVar("Found", "Findings", "Glance")


class Speaker(Generic[Found]):
    """Says findings in one language."""

    def __init__(self, found: Found, lang: str) -> None:
        self.found: Found = found
        self.lang = lang
        self._asked = {"p": found.pivot, "a": found.a, "b": found.b}
        self.names = {short: then(handle, found.end) for short, handle in self._asked.items()}

    def say(self, key: str, **values: object) -> str:
        """A template filled with the states' names and further values, its first letter a capital."""
        filled = {short: self.name(short) for short in self.names} | values
        return capital(message(key, self.lang, **filled))

    def name(self, short: str) -> Word:
        """Name of the pivot (``p``) or of a rival (``a``, ``b``)."""
        return name(self.names[short], self.lang)

    def _called(self, short: str, *, ahead: bool) -> Word:
        """A corner's name, in the year after the window if `ahead`: the Soviet Union did not see 1992."""
        then_called = then(self._asked[short], self.found.end + 12) if ahead else self.names[short]
        return name(then_called, self.lang)

    def other(self, side: str) -> Word:
        """Name of the rival that is not `side`."""
        return self.name("b" if side == "a" else "a")

    def word(self, of: Likelihood) -> Word:
        """A probability in words."""
        return Word(message(f"w {of.word}", self.lang))

    def month(self, value: object) -> Word:
        """A month in words."""
        return month(value, self.lang)

    def bottom_line(self) -> list[str]:
        """Two sentences: the path, and on whose side."""
        return [self._path(), self._stance()]

    def _path(self) -> str:
        told = self.found.clauses
        if not told:
            return self.say("line none")
        clauses = [self._clause(stretch, kind, again=again) for stretch, kind, again in told]
        return self.say("line path", clauses=joined(clauses, message("and", self.lang), self.lang))

    def _clause(self, stretch: Span, kind: str, *, again: bool) -> str:
        start = when(stretch.start, stretch.start_interval, self.lang)
        end = when(stretch.end, self.found.end_interval(stretch), self.lang)
        x, whole = self.name(str(stretch.side)), years(self.found.start, self.found.end, self.lang)
        said = message(f"clause {kind}", self.lang, x=x, start=start, end=end, years=whole)
        return message("clause again", self.lang, clause=said) if again else said

    def _stance(self) -> str:
        """On whose side over the longest phase, and where that is a middle, over the longest on a side beside it; by date."""
        longest, sided = self.found.stance, self.found.sided
        if sided is None:
            return self._line(longest)
        if sided.end < longest.start and f"wa {longest.likelihood.word}" in catalogue(self.lang):
            return joined_on(self._line(sided), self._also(longest, "middle"), self.lang)
        doubtful = longest.likelihood.word == "roughly even"
        return joined_on(self._line(longest), self._also(sided, "side it" if doubtful else "side"), self.lang)

    def _line(self, one: Judgement | Longest) -> str:
        x = Word("") if one.side == "middle" else _possessive(self.name(one.side), self.lang)
        return self.say(f"line {self._place(one)}", word=self.word(one.likelihood), x=x, span=self._span(one))

    def _also(self, one: Judgement | Longest, key: str) -> str:
        """The second half of a sentence on two phases."""
        x = Word("") if one.side == "middle" else _possessive(self.name(one.side), self.lang)
        word = Word(message(f"wa {one.likelihood.word}", self.lang))
        return message(f"line also {key}", self.lang, word=word, x=x, span=self._span(one))

    def _place(self, one: Judgement | Longest) -> str:
        """Which of the templates tells on whose side: one of its own for a middle that leans."""
        if one.side != "middle":
            return "side"
        return "middle leaning" if self.found.closer_meanwhile(one) else "middle"

    def judgement(self, one: Judgement) -> str:
        """A key judgement without its confidence."""
        key = f"stance {self._place(one)}" if one.kind == "stance" else one.kind
        middle, ahead = one.side == "middle", one.kind == "ahead"
        other = "b" if one.side == "a" else "a"
        x, y = (Word("") if middle else self._called(each, ahead=ahead) for each in (one.side, other))
        return self.say(
            f"j {key}",
            word=self.word(one.likelihood),
            x=_possessive(x, self.lang) if key == "stance side" else x,
            y=y,
            span=self._span(one),
            end=self.month(self.found.end),
        )

    def _span(self, one: Judgement | Longest) -> str:
        begins, ends = one.start == self.found.start, one.end == self.found.end
        key = (
            "span whole" if begins and ends else "span until" if begins else "span since" if ends else "span"
        )
        return message(
            key,
            self.lang,
            start=when(one.start, one.start_interval, self.lang),
            end=when(one.end, self.found.end_interval(one), self.lang),
        )

    def confidence(self, of: Confidence) -> str:
        """Confidence with its reason."""
        sources = "c one" if of.agree is None else "c agree" if of.agree else "c differ"
        return self.say(
            "confidence",
            level=message(f"c {of.level}", self.lang),
            amount=message(f"c {of.amount}", self.lang),
            sources=message(sources, self.lang),
        )

    def why(self, one: Judgement) -> list[str]:
        """The numbers behind a judgement."""
        said = [self.say("why number", percent=Word(f"{100 * one.likelihood.probability:.0f}"))]
        if one.kind != "ahead":
            said.append(self.say("why acts", acts=str(one.confidence.acts)))
        lo, hi = one.start_interval
        if lo != hi and one.start != self.found.start:
            said.append(self.say("why start", lo=self.month(lo), hi=self.month(hi)))
        return said

    def unknown(self, one: Unknown) -> str:
        """One thing that cannot be told."""
        months = {} if one.start is None else self._months(one)
        more = {
            "lo": months.get("start", ""),
            "hi": months.get("end", ""),
            "asked": name(self.found.pivot, self.lang),
        }
        if one.kind == "theory" and one.count < one.whole:
            return self.say(
                "u theory some", n=count(one.count, self.lang), m=count(one.whole, self.lang), **more
            )
        return self.say(f"u {one.kind}", **months, **more, x=self.name(one.side) if one.side else "")

    def _months(self, one: Unknown) -> dict[str, Word]:
        """Start and end in words: years where a stretch only fades, else months."""
        if one.kind == "nearer":
            ends = {"start": one.start, "end": one.end}
            return {
                key: when(at, self.found.blurred(at), self.lang) for key, at in ends.items() if at is not None
            }
        return {"start": self.month(one.start), "end": self.month(one.end)}

    def voice(self, voice: str) -> str:
        """A voice's name as prose has it: an office's in the language, a scholar's as cited."""
        return phrase(plain_voice(voice), self.lang) if self.lang != "en" else plain_voice(voice)

    def parties(self, act: CarryingAct) -> str:
        """Who did it to whom."""
        return message(
            "act who", self.lang, source=name(act.source, self.lang), target=name(act.target, self.lang)
        )

    def act(self, act: CarryingAct) -> str:
        """An act: when, between whom, and what, in words that hold no code."""
        when = day(act.earliest, act.latest, self.lang)
        said = message("act", self.lang, when=when, who=self.parties(act), text=self.deed(act))
        return capital(said)

    def deed(self, act: CarryingAct) -> str:
        """What was done: in words of the language, where there are plain ones, else the kind of act by its strength."""
        text = self.told(act)
        if text:
            return text
        if act.strength is None or abs(act.strength) > 3:
            return message("k", self.lang)
        return message("act kind", self.lang, kind=Word(message(f"k {round(act.strength)}", self.lang)))

    def told(self, act: CarryingAct) -> str:
        """An act's own words in the language: the record's, or what ships of them; "" where there are none, or no plain ones."""
        if self.lang != "en":
            return acts_in(self.lang).get(act.text, "")
        text = prose(act.text)
        return "" if _UNPLAIN.search(text) else text


_UNPLAIN = re.compile(r"\d\.\d|[A-Z]{3,}|[A-Z]{2,}-?\d")


def _possessive(text: str, lang: str) -> Word:
    """A name as an owner."""
    return Word(possessive(text) if lang == "en" and text else text)


_OFFICES = {
    "GDR": "East German",
    "FRG": "West German",
    "CIA": "C.I.A.",
    "PRC": "Chinese",
    "DPRK": "North Korean",
}


def plain_voice(voice: str) -> str:
    """A voice's name without initials and capitals that shout.

    >>> plain_voice("LEE Sang-sook 2021"), plain_voice("GDR Foreign Ministry")
    ('Lee Sang-sook 2021', 'East German Foreign Ministry')
    """
    words = (_OFFICES.get(word, word) for word in voice.split())
    return " ".join(
        word.capitalize() if len(word) > 2 and word.isalpha() and word.isupper() else word for word in words
    )


def capital(text: str) -> str:
    """A sentence with its first letter a capital."""
    return text[:1].upper() + text[1:]


def answer(study: Study, *, lang: str = "en") -> list[str]:
    """The bottom line of a study in two sentences.

    Parameters
    ----------
    lang
        ``en`` or ``ko``.
    """
    return Speaker(find(study), lang).bottom_line()
