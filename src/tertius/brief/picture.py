"""The one picture of the first page, drawn for a page and for a telephone, in words of the brief's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tertius import charts
from tertius.brief.figures import Drawing
from tertius.brief.messages import message
from tertius.brief.sentences import Speaker, capital

if TYPE_CHECKING:
    from tertius.findings import Findings, Glance
    from tertius.study import Study


@dataclass(frozen=True)
class Picture:
    """The same picture at two widths, its title, its caption, and the text that stands for it."""

    wide: Drawing
    narrow: Drawing
    title: str
    caption: str
    alt: str


def story(study: Study, found: Findings, say: Speaker) -> Picture:
    """Draw the picture; what cannot be drawn says so in its place."""
    from altair.utils.schemapi import debug_mode

    words = labels(study, say)
    with debug_mode(False):
        wide, narrow = (
            Drawing(charts.svg_later(charts.story(study, found, words, width=width)))
            for width in (charts.WIDE, charts.NARROW)
        )
    caption = message(_key(study, "pic caption"), say.lang)
    if found.numbered:
        caption += " " + message("pic caption numbers", say.lang)
    return Picture(wide, narrow, say.say("pic title"), caption, words.alt)


def _key(study: Study | Glance, name: str) -> str:
    """Of the two texts the one that speaks of other voices, if there are any."""
    return name if study.references else f"{name} alone"


def labels(study: Study | Glance, say: Speaker) -> charts.Labels:
    """The words in the picture."""

    def word(key: str) -> str:
        return message(key, say.lang)

    ends = {"start": say.month(say.found.start), "end": say.month(say.found.end)}
    return charts.Labels(
        a=capital(say.name("a")),
        b=capital(say.name("b")),
        rivals=word("pic rivals"),
        warm=word("pic warm"),
        cold=word("pic cold"),
        ours=word("pic ours"),
        alt=say.say(_key(study, "pic alt"), **ends, path=say.bottom_line()[0]),
        voices={phase.voice: say.voice(phase.voice) for phase in study.references},
    )
