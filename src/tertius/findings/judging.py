"""The key judgements: what is found, how likely it is, and how far the evidence bears it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.findings.confidence import Confidence, confidence
from tertius.findings.likelihood import likelihood
from tertius.findings.path import Stretch
from tertius.findings.phases import Longest, sided_of, told_of
from tertius.findings.telling import weightiest

if TYPE_CHECKING:
    from tertius.study import Study

YEAR = 12
STRETCHES = 3


@dataclass(frozen=True)
class Judgement(Longest):
    """One key judgement.

    Attributes
    ----------
    kind
        ``nearer`` (to which rival a stretch stood nearer), ``undecided`` (no stretch can be told), ``stance`` (on a side or in
        between, over the longest phase), ``ahead`` (the year after the record's last month).
    side
        ``a``, ``b`` or ``middle``.
    start, end
        Months that it speaks of.
    start_interval
        As in `tertius.findings.Stretch`.
    likelihood, confidence
        Said apart from each other.
    """

    confidence: Confidence

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        return {
            "kind": self.kind,
            "side": self.side,
            "start": str(self.start),
            "end": str(self.end),
            "start_interval": [str(month) for month in self.start_interval],
            "likelihood": self.likelihood.to_dict(),
            "confidence": self.confidence.to_dict(),
        }


def judgements(study: Study, path: tuple[Stretch, ...]) -> tuple[Judgement, ...]:
    """Three to five judgements, in the order of what they speak of."""
    most = STRETCHES - (sided_of(study.stances) is not None)
    nearer = [_nearer(stretch) for stretch in weightiest(path, most)] or [_undecided(study, path)]
    return (*nearer, *_stances(study, 2 if len(nearer) < 2 else 1), *_ahead(study))


def _nearer(stretch: Stretch) -> Judgement:
    return Judgement(
        "nearer",
        str(stretch.side),
        stretch.start,
        stretch.end,
        stretch.start_interval,
        stretch.nearer,
        stretch.confidence,
    )


def _undecided(study: Study, path: tuple[Stretch, ...]) -> Judgement:
    start, end = path[0].start, path[-1].end
    mean = float(np.mean(study.stances.direction))
    side, chance = ("a", mean) if mean >= 0.5 else ("b", 1.0 - mean)
    return Judgement(
        "undecided", side, start, end, (start, start), likelihood(chance), confidence(study, start, end)
    )


def _stances(study: Study, most: int) -> list[Judgement]:
    """The longest phases as a side or the middle, and beside a middle the longest on a side, by date."""
    told = told_of(study.stances, most)
    return [Judgement(**vars(each), confidence=confidence(study, each.start, each.end)) for each in told]


def _ahead(study: Study) -> list[Judgement]:
    """On which side the pivot would be seen over the year after the last month."""
    fan = study.forecasts.get("as is")
    year = next((each for each in fan.sides if each.months == YEAR), None) if fan else None
    if year is None:
        return []
    side, chance = ("a", year.towards_a) if year.towards_a >= 0.5 else ("b", 1.0 - year.towards_a)
    last = study.stances.months[-1]
    start = last - np.timedelta64(3 * YEAR - 1, "M")
    return [
        Judgement(
            "ahead",
            side,
            last + 1,
            last + YEAR,
            (last + 1, last + 1),
            likelihood(chance),
            confidence(study, start, last),
        )
    ]
