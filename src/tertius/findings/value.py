"""The findings of a study: everything that a sentence of an answer says, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.findings.judging import Judgement, judgements
from tertius.findings.path import Stretch, stretches
from tertius.findings.pulls import CarryingAct
from tertius.findings.unknown import Unknown, theory, unknown
from tertius.shown import Shown

if TYPE_CHECKING:
    from tertius.forecasts.signposts import Signpost
    from tertius.study import Study

NUMBERED, CARRIERS = 8, 5


@dataclass(frozen=True, eq=False)
class Findings(Shown):
    """What was found, in the order in which it is told.

    Attributes
    ----------
    pivot, a, b
        Handles.
    start, end
        First and last month of the window.
    path
        Stretches that cover the window.
    judgements
        Three to five.
    unknown
        Two or three things that cannot be told.
    theory
        Condition to ``holds``, ``fails`` or ``cannot be told``.
    carriers
        The five acts that carry the conclusion: without them their stretch loses most probability.
    stands_without
        Whether every stretch keeps its side when the five acts that carry it most are left out together.
    numbered
        At most eight acts that text and picture refer to, by date: the strongest of each stretch.
    received
        What the pivot got from A as a share of what it got from both, by period with enough on record: first year, last
        year, mean, lower and upper 90 % bound.
    signposts
        The acts that would move the outlook most.
    without
        Source (or ``facts``) that is left out, to the side the pivot stood nearer to then, over the window; "" where no answer
        is left.
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
    carriers: tuple[CarryingAct, ...]
    stands_without: bool
    numbered: tuple[CarryingAct, ...]
    received: tuple[tuple[int, int, float, float, float], ...]
    signposts: tuple[Signpost, ...]
    without: tuple[tuple[str, str], ...]

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
    def told(self) -> tuple[Stretch, ...]:
        """The stretches in which one rival was nearer."""
        return tuple(stretch for stretch in self.path if stretch.side)

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
            "carriers": [act.to_dict() for act in self.carriers],
            "stands_without_carriers": self.stands_without,
            "received": [list(row) for row in self.received],
            "signposts": [vars(each) for each in self.signposts],
            "without": dict(self.without),
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
        _carriers(path),
        all(each.stands_without_five for each in behind),
        _numbered(path),
        _received(study),
        _signposts(study),
        _without(study),
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


def _received(study: Study) -> tuple[tuple[int, int, float, float, float], ...]:
    periods = study.gains.periods if study.gains else ()
    return tuple(
        (int(str(each.start)[:4]), int(str(each.end)[:4]), *each.share_a)
        for each in periods
        if each.share_a is not None
    )


def _signposts(study: Study) -> tuple[Signpost, ...]:
    from tertius.forecasts.signposts import signposts_of

    if not study.forecasts:
        return ()
    return signposts_of(study.filtered, study.pivot, study.a, study.b)


def _without(study: Study) -> tuple[tuple[str, str], ...]:
    return tuple(
        (row.source, "" if row.why else "a" if row.nearer_a >= 0.5 else "b") for row in study.answers_without
    )
