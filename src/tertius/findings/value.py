"""The findings of a study: everything that a sentence of an answer says, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.claims.many import ManyCases, many_cases
from tertius.findings.gained import Gone, Received, gone_of, received_of
from tertius.findings.judging import Judgement, judgements
from tertius.findings.path import Stretch, stretches
from tertius.findings.phases import Longest, sided_of
from tertius.findings.pulls import CarryingAct
from tertius.findings.telling import Telling
from tertius.findings.unknown import Unknown, theory, unknown
from tertius.forecasts.signposts import signposts_of
from tertius.shown import Shown
from tertius.study.taught import taught

if TYPE_CHECKING:
    from tertius.forecasts.signposts import Signpost
    from tertius.study import Study

NUMBERED, CARRIERS = 8, 5


@dataclass(frozen=True)
class ArticleTurn:
    """A turn as the case's article dates it, and whether a turn of ours has it within its interval."""

    month: np.datetime64
    to: str
    found: bool


@dataclass(frozen=True, eq=False)
class Findings(Telling[Stretch], Shown):
    """What was found, in the order in which it is told.

    Attributes
    ----------
    pivot, a, b
        Handles, as asked.
    start, end
        First and last month of the window.
    path
        Stretches that cover the window.
    judgements
        Three to five.
    unknown
        Two or three things that cannot be told.
    many
        What the registered claims found on all cases that ship; None where the list has changed since.
    theory
        Condition to ``holds``, ``fails`` or ``cannot be told``.
    carriers
        The five acts that carry the conclusion: without them their stretch loses most probability.
    stands_without
        Whether every stretch keeps its side when the five acts that carry it most are left out together.
    numbered
        At most eight acts that text and picture refer to, by date: the strongest of each stretch.
    received
        What A gave as a share of what both gave, by period with enough on record.
    signposts
        The acts that would move the outlook most.
    without
        Source (or ``facts``) that is left out, to the side the pivot stood nearer to then, over the window; "" where no answer
        is left.
    article
        The turns that the case's article dates within the window.
    sided
        The longest phase that was likely on a side, beside a longer middle (`tertius.findings.phases`), or None.
    gone
        Stretches of a year and more in which next to nothing was to be gained from the two; None where no gain was reckoned.
    """

    pivot: str
    a: str
    b: str
    start: np.datetime64
    end: np.datetime64
    path: tuple[Stretch, ...]
    judgements: tuple[Judgement, ...]
    unknown: tuple[Unknown, ...]
    theory: tuple[tuple[str, str], ...]
    many: ManyCases | None
    carriers: tuple[CarryingAct, ...]
    stands_without: bool
    numbered: tuple[CarryingAct, ...]
    received: tuple[Received, ...]
    signposts: tuple[Signpost, ...]
    without: tuple[tuple[str, str], ...]
    article: tuple[ArticleTurn, ...]
    sided: Longest | None = None
    gone: tuple[Gone, ...] | None = None

    def _headline(self) -> str:
        return f"Findings on {self.pivot} between {self.a} and {self.b}, {self.start} to {self.end}"

    def _sample(self, most: int) -> tuple[list[dict[str, Any]], int]:
        rows = [
            {
                "kind": each.kind,
                "side": each.side,
                "from": str(each.start),
                "to": str(each.end),
                "likelihood": each.likelihood.word,
                "confidence": each.confidence.level,
            }
            for each in self.judgements
        ]
        return rows[:most], len(rows)

    @property
    def stance(self) -> Judgement:
        """The judgement on the longest phase: on a side, or between the two."""
        found = [each for each in self.judgements if each.kind == "stance"]
        return max(found, key=lambda each: each.end - each.start)

    @property
    def giving(self) -> tuple[tuple[int, int, str], ...]:
        """First and last year and the rival that clearly gave more, periods that follow one another together."""
        out: list[tuple[int, int, str]] = []
        for each in self.received:
            if each.clear and out and out[-1][2] == each.clear and out[-1][1] + 1 == each.first:
                out[-1] = (out[-1][0], each.last, each.clear)
            elif each.clear:
                out.append((each.first, each.last, each.clear))
        return tuple(out)

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        return {
            "pivot": self.pivot,
            "rivals": [self.a, self.b],
            "window": [str(self.start), str(self.end)],
            "path": [stretch.to_dict() for stretch in self.path],
            "judgements": [each.to_dict() for each in self.judgements],
            "cannot_be_told": [each.to_dict() for each in self.unknown],
            "theory": dict(self.theory),
            "many_cases": self.many.to_dict() if self.many else None,
            "carriers": [act.to_dict() for act in self.carriers],
            "stands_without_carriers": self.stands_without,
            "received": [vars(each) for each in self.received],
            "gone": None if self.gone is None else [each.to_dict() for each in self.gone],
            "signposts": [vars(each) for each in self.signposts],
            "without": dict(self.without),
            "article": [{**vars(each), "month": str(each.month)} for each in self.article],
        }


def find(study: Study) -> Findings:
    """Findings of a study.

    Parameters
    ----------
    study
        From `tertius.run_study`.
    """
    path = stretches(study)
    behind = [stretch.carried for stretch in path if stretch.carried]
    return Findings(
        study.pivot,
        study.a,
        study.b,
        study.stances.months[0],
        study.stances.months[-1],
        path,
        judgements(study, path),
        unknown(study, path),
        theory(study),
        many_cases(),
        _carriers(path),
        all(each.stands_without_five for each in behind),
        _numbered(path),
        received_of(study),
        _signposts(study),
        _without(study),
        _article(study, path),
        sided_of(study.stances),
        gone_of(study),
    )


def _carriers(path: tuple[Stretch, ...]) -> tuple[CarryingAct, ...]:
    best: dict[str, CarryingAct] = {}
    for act in (act for stretch in path if stretch.carried for act in stretch.carried.towards):
        if act.id not in best or abs(act.pull) > abs(best[act.id].pull):
            best[act.id] = act
    return tuple(sorted(best.values(), key=lambda act: (-abs(act.pull), act.id))[:CARRIERS])


def _numbered(path: tuple[Stretch, ...]) -> tuple[CarryingAct, ...]:
    """The strongest act of every stretch, then every second strongest, to eight in all; by date."""
    kept: dict[str, CarryingAct] = {}
    told = [stretch.carried.towards for stretch in path if stretch.carried]
    for rank in range(max((len(acts) for acts in told), default=0)):
        for acts in told:
            if rank < len(acts) and len(kept) < NUMBERED:
                kept.setdefault(acts[rank].id, acts[rank])
    return tuple(sorted(kept.values(), key=lambda act: (str(act.at), act.id)))


def _signposts(study: Study) -> tuple[Signpost, ...]:
    """Acts that would move the outlook, and move it their own way: a friendly act less warm than the relation's usual course
    lowers its mean, which says nothing of what such an act would do."""
    if not study.forecasts:
        return ()
    learned = taught(study.asked) if study.asked is not None else None
    origin = next(iter(study.forecasts.values())).origin
    found = signposts_of(study.filtered, study.pivot, study.a, study.b, learned, origin=origin)
    return tuple(each for each in found if (each.move > 0) == ((each.weight > 0) == (each.leg == "a")))


def _without(study: Study) -> tuple[tuple[str, str], ...]:
    return tuple(
        (row.source, "" if row.why else "a" if row.nearer_a >= 0.5 else "b") for row in study.answers_without
    )


def _article(study: Study, path: tuple[Stretch, ...]) -> tuple[ArticleTurn, ...]:
    """The article's turns inside the window; one is found where a turn of ours has its month in its interval."""
    meta = study.case.meta if study.case else {}
    months = study.stances.months
    out = []
    for turn in meta.get("turns", ()) if meta.get("article") else ():
        at = np.datetime64(str(turn["start"])[:7], "M")
        if months[0] < at <= months[-1]:
            near = [each for each in path[1:] if each.side and _within(at, each.start_interval)]
            out.append(ArticleTurn(at, turn["to"], bool(near)))
    return tuple(out)


def _within(at: np.datetime64, interval: tuple[np.datetime64, np.datetime64]) -> bool:
    return bool(interval[0] <= at <= interval[1])
