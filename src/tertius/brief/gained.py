"""What the third gained, in words: when the rivalry was worth next to nothing to it, and who gave more often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tertius.brief.dates import when
from tertius.brief.messages import message
from tertius.brief.names import Word
from tertius.brief.wording import count, joined
from tertius.findings.gained import YEAR

if TYPE_CHECKING:
    import numpy as np

    from tertius.brief.sentences import Speaker
    from tertius.findings import Findings, Gone


def gained(say: Speaker[Findings]) -> tuple[str, str]:
    """Heading and paragraph: when there was nothing to gain, and who gave more often."""
    found = say.found
    last = found.gone[-1] if found.gone else None
    ended = last is not None and last.on
    worth = _gone(say, found.gone) if found.gone else []
    if found.gone == ():
        worth.append(say.say("g gone none"))
    clear = found.giving
    lines = [
        say.say(
            "g clear",
            x=say.name(side),
            spans=_spans(say, [("span years", {"start": y, "end": z}) for y, z, who in clear if who == side]),
        )
        for side in dict.fromkeys(who for *_, who in clear)
    ]
    if clear and any(each.clear is None for each in found.received):
        lines.append(say.say("g open"))
    if not clear:
        lines.append(say.say("g level" if found.received else "g untold"))
    if last is not None and ended:
        heading = say.say("a gone whole" if last.until else "a gone", start=_about(last.start, say.lang))
        return heading, " ".join([*worth, *lines])
    return _gave_more(say), " ".join([*lines, *worth])


def _gave_more(say: Speaker[Findings]) -> str:
    sides = [side for _, _, side in say.found.giving]
    n, m = sides.count("a"), sides.count("b")
    if n and m:
        return say.say("a gave both", n=_periods(n, say.lang), m=_periods(m, say.lang))
    return say.say("a gave one", x=say.name(sides[0])) if sides else say.say("a gave none")


def _gone(say: Speaker[Findings], stretches: Sequence[Gone]) -> list[str]:
    """A sentence for the stretches that are as likely and for the same reasons."""
    alike: dict[tuple[str, tuple[str, ...]], list[Gone]] = {}
    for each in stretches:
        alike.setdefault((each.likelihood.word, each.whys), []).append(each)
    said = []
    for (_, whys), those in alike.items():
        reasons = [_reason(say, why) for why in whys]
        spans = _spans(say, [_span(each, say.lang) for each in those])
        why = Word(message("y then", say.lang).join(reasons))
        said.append(say.say("g gone", spans=spans, word=say.word(those[0].likelihood), why=why))
    return said


def _reason(say: Speaker[Findings], why: str) -> str:
    """Why the rivalry was worth little."""
    if why == "rivalry":
        return message("y rivalry", say.lang, a=say.name("a"), b=say.name("b"))
    return message("y tie", say.lang, x=say.name(why))


def _span(one: Gone, lang: str) -> tuple[str, dict[str, Word]]:
    """Which template says when it was, and its ends."""
    start, end = _about(one.start, lang), _about(one.end, lang)
    key = (
        "span whole" if one.until and one.on
        else "span until" if one.until
        else "span since" if one.on
        else "span in" if start == end
        else "span"
    )  # fmt: skip
    return key, {"start": start, "end": end}


def _spans(say: Speaker[Findings], spans: Sequence[tuple[str, Mapping[str, object]]]) -> Word:
    """Several spans of time as one part of a sentence."""
    told = [message(key, say.lang, **ends) for key, ends in spans]
    return Word(joined(told, message("and", say.lang), say.lang))


def _about(month: np.datetime64, lang: str) -> Word:
    """Some year: a probability that fades crosses its mark in no month of its own."""
    return when(month, (month - YEAR, month + YEAR), lang)


def _periods(number: int, lang: str) -> str:
    return message("one period" if number == 1 else "periods", lang, n=count(number, lang))
