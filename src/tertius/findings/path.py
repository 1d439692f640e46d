"""Where the pivot stood, stretch by stretch: nearer to one rival, to the other, or not to be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.findings.confidence import Confidence, confidence
from tertius.findings.likelihood import Likelihood, likelihood
from tertius.findings.pulls import Carried, Leaver, carried
from tertius.stances.phases import best_path, runs

if TYPE_CHECKING:
    from tertius.cases import ReferencePhase
    from tertius.intervals import Floats
    from tertius.stances import Stances
    from tertius.study import Study

TOLD = 0.65
"""Probability of standing nearer to one rival that a stretch must pass, on average, to be called nearer to it."""
SIDES: tuple[str | None, ...] = ("a", "b", None)


@dataclass(frozen=True)
class Span:
    """A dated stretch in which the pivot stood nearer to one rival, or in which that cannot be told, without what is behind it.

    Attributes
    ----------
    side
        ``a``, ``b``, or None where neither is nearer with enough probability.
    start, end
        First and last month, both inclusive.
    start_interval
        From the last month before the start in which the other rival could be told nearer (its probability at least `TOLD`) to
        the first in which this one can, as far as the stretch before it and this one reach; for a stretch that cannot be told,
        or at the left edge of the window, the start alone.
    censored
        Whether it stands at the left edge of the window.
    nearer
        Mean probability of standing nearer to the side; of the likelier one where there is none.
    stance, of_stance
        ``a``, ``middle`` or ``b``: the likeliest stance on average over the stretch, and its mean probability.
    """

    side: str | None
    start: np.datetime64
    end: np.datetime64
    start_interval: tuple[np.datetime64, np.datetime64]
    censored: bool
    nearer: Likelihood
    stance: str
    of_stance: Likelihood

    @property
    def months(self) -> int:
        """Length in months."""
        return int((self.end - self.start).astype(int)) + 1


@dataclass(frozen=True)
class Stretch(Span):
    """A stretch with what is behind it.

    Attributes
    ----------
    confidence
        See `tertius.findings.Confidence`.
    carried
        The acts behind it, or None where there is no side.
    with_it, against_it
        Voices whose own phases put the pivot on this side, and on the other, in most months that they label here.
    """

    confidence: Confidence
    carried: Carried | None
    with_it: tuple[str, ...]
    against_it: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        acts = self.carried
        return {
            "side": self.side,
            "start": str(self.start),
            "end": str(self.end),
            "start_interval": [str(month) for month in self.start_interval],
            "nearer": self.nearer.to_dict(),
            "stance": self.stance,
            "of_stance": self.of_stance.to_dict(),
            "confidence": self.confidence.to_dict(),
            "carried_by": [act.to_dict() for act in acts.towards] if acts else [],
            "spoken_against_by": [act.to_dict() for act in acts.against] if acts else [],
            "stands_without_five": acts.stands_without_five if acts else None,
            "voices_with_it": list(self.with_it),
            "voices_against_it": list(self.against_it),
        }


def stretches(study: Study) -> tuple[Stretch, ...]:
    """The path of the pivot as stretches that cover the window, each with what is behind it."""
    found, leaver = spans(study.stances), Leaver(study)
    return tuple(_stretch(study, leaver, span, of=len(found)) for span in found)


def spans(stances: Stances) -> tuple[Span, ...]:
    """The path of the pivot as stretches that cover the window.

    The path maximises the expected number of months told rightly, where "cannot be told" is worth `TOLD` a month and each
    turn must earn three months (`tertius.stances.phases.best_path`).
    """
    direction = np.asarray(stances.direction, float)
    choice = np.column_stack([direction, 1.0 - direction, np.full(direction.size, TOLD)])
    found = runs(best_path(choice))
    before = [found[0][1], *(first for _, first, _ in found[:-1])]
    return tuple(_span(stances, choice, *run, since=since) for run, since in zip(found, before, strict=True))


def _span(stances: Stances, choice: Floats, state: int, first: int, last: int, *, since: int) -> Span:
    months, side = stances.months, SIDES[state]
    means = choice[first : last + 1, :2].mean(axis=0)
    shares = np.asarray(stances.prob)[first : last + 1].mean(axis=0)
    lo, hi = _climb(choice[:, state], since, first, last) if side and first else (first, first)
    return Span(
        side=side,
        start=months[first],
        end=months[last],
        start_interval=(months[lo], months[hi]),
        censored=first == 0,
        nearer=likelihood(float(means[state] if side else means.max())),
        stance=("a", "middle", "b")[int(shares.argmax())],
        of_stance=likelihood(float(shares.max())),
    )


def _stretch(study: Study, leaver: Leaver, span: Span, *, of: int) -> Stretch:
    months = study.stances.months
    first, last = (int(np.searchsorted(months, month)) for month in (span.start, span.end))
    with_it, against_it = _voices(study, span.side, span.start, span.end)
    return Stretch(
        **vars(span),
        confidence=confidence(study, span.start, span.end),
        carried=carried(leaver, span.side, first, last, of=of) if span.side else None,
        with_it=with_it,
        against_it=against_it,
    )


def _climb(prob: Floats, since: int, first: int, last: int) -> tuple[int, int]:
    """Last month from `since` on in which the other side was told, to the first from `first` on in which this one is."""
    other = np.flatnonzero(prob[since : first + 1] <= 1.0 - TOLD)
    this = np.flatnonzero(prob[first : last + 1] >= TOLD)
    return since + (int(other[-1]) if other.size else 0), first + (int(this[0]) if this.size else 0)


def _voices(
    study: Study, side: str | None, start: np.datetime64, end: np.datetime64
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Voices for and against a side, by the months that they label within the stretch."""
    if side is None:
        return (), ()
    ours = f"aligned with {study.a if side == 'a' else study.b}"
    theirs = f"aligned with {study.b if side == 'a' else study.a}"
    count: dict[str, list[int]] = {}
    for phase in study.references:
        months = _common(phase, start, end)
        tally = count.setdefault(phase.voice, [0, 0, 0])
        tally[0] += months
        tally[1] += months * (phase.head == ours)
        tally[2] += months * (phase.head == theirs)
    return (
        tuple(voice for voice, (whole, one, _) in count.items() if whole and 2 * one > whole),
        tuple(voice for voice, (whole, _, two) in count.items() if whole and 2 * two > whole),
    )


def _common(phase: ReferencePhase, start: np.datetime64, end: np.datetime64) -> int:
    first = start if phase.start is None else max(start, phase.start.astype("M8[M]"))
    last = end if phase.end is None else min(end, phase.end.astype("M8[M]"))
    return max(0, int((last - first).astype(int)) + 1)
