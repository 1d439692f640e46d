"""What other voices say that the record does not: phases not recovered, scores no better than chance, rival readings measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.findings.turns import NAMES_NO_SIDE
from tertius.intervals import Interval, summarise
from tertius.stances import MIDDLE

if TYPE_CHECKING:
    from tertius.study import Study

HALF, MOST, LEAST = 0.5, 0.66, 0.34


@dataclass(frozen=True)
class Recovered:
    """A phase of another voice and the mean probability of its stance there."""

    head: str
    start: str
    end: str
    mean: float

    @property
    def found(self) -> bool:
        """Whether the record gives it at least half of the probability."""
        return self.mean >= HALF


@dataclass(frozen=True)
class AgainstChance:
    """Voices by what their scores say: those with one phase, those with more, and of these those no better than blind ones."""

    whole: int
    single: int
    others: int
    below: tuple[str, ...]


@dataclass(frozen=True)
class Measured:
    """A quantity over the months of a rival reading: its mean with 90 % bounds, and how likely it has the sign that is read."""

    name: str
    sign: int
    value: Interval
    chance: float


@dataclass(frozen=True)
class Reading:
    """A rival reading measured.

    Attributes
    ----------
    why
        Why it cannot be measured, or "".
    start, end
        Its months, or "" where they lie outside the window.
    measures
        Quantities that it names.
    stance, share
        Stance that it names as one of ours, and its mean probability, or None.
    """

    id: str
    says: str
    why: str
    start: str = ""
    end: str = ""
    measures: tuple[Measured, ...] = ()
    stance: str = ""
    share: float | None = None

    @property
    def so(self) -> str:
        """``mostly``, ``mostly not`` or ``neither``: how much of the probability the stance has; "" without one."""
        if self.share is None:
            return ""
        return "mostly" if self.share >= MOST else "mostly not" if self.share <= LEAST else "neither"


def recovered(study: Study, voice: str | None) -> tuple[Recovered, ...]:
    """Phases of a voice that name a side or the middle and lie in the window."""
    states = list(study.stances.states)
    out = []
    for phase in study.references:
        named = _named(phase.head)
        if phase.voice == voice and named in states:
            mean = _mean(study, named, phase.start, phase.end)
            if mean is not None:
                out.append(Recovered(phase.head, str(phase.start or ""), str(phase.end or ""), mean))
    return tuple(out)


def _named(head: str) -> str:
    """The stance that a voice's word stands for: a side, or the middle for every word that names none."""
    return MIDDLE if head in NAMES_NO_SIDE else head


def _mean(study: Study, head: str, start: Any, end: Any) -> float | None:
    months = study.stances.months
    keep = np.ones(len(months), bool)
    if start is not None:
        keep &= months >= np.datetime64(start, "M")
    if end is not None:
        keep &= months <= np.datetime64(end, "M")
    s = list(study.stances.states).index(head)
    return float(np.asarray(study.stances.prob)[keep, s].mean()) if keep.any() else None


def against_chance(study: Study) -> AgainstChance:
    """Which voices the estimate matches no better than segmentations that saw no data do."""
    others = [item for item in study.agreement if item.segments >= 2]
    below = tuple(item.voice for item in others if item.covering <= best_blind(item))
    whole = len(study.agreement)
    return AgainstChance(whole, whole - len(others), len(others), below)


def best_blind(item: Any) -> float:
    """Highest covering of the segmentations that saw no data."""
    found = [float(score.get("covering", np.nan)) for score in item.nulls.values() if isinstance(score, dict)]
    return max((value for value in found if np.isfinite(value)), default=float("-inf"))


def readings(study: Study) -> tuple[Reading, ...]:
    """Every rival reading of the case's article, one a phase that it names."""
    meta = study.case.meta if study.case else {}
    if not meta.get("article"):
        return ()
    return tuple(found for item in meta.get("readings", ()) for found in _reading(study, item))


def _reading(study: Study, item: dict[str, Any]) -> list[Reading]:
    if item.get("unmeasured"):
        return [Reading(item["id"], item["text"], item["unmeasured"])]
    return [
        _measured(study, item, str(start), str(end), stance) for start, end, stance in item.get("phases", ())
    ]


def _measured(study: Study, item: dict[str, Any], start: str, end: str, stance: str) -> Reading:
    months = study.triangle.months
    keep = (months >= np.datetime64(start, "M")) & (months <= np.datetime64(end, "M"))
    if not keep.any():
        return Reading(item["id"], item["text"], "")
    measures = tuple(_sign(study, measure, keep) for measure in item.get("measures", ()))
    named = _named(stance)
    known = named in study.stances.states
    share = (_mean(study, named, start, end) or 0.0) if known else None
    return Reading(item["id"], item["text"], "", start, end, measures, named if known else "", share)


def _sign(study: Study, item: dict[str, Any], keep: np.ndarray) -> Measured:
    """Mean over the months, and the share of draws with the sign; never 0 or 1, for draws are finite."""
    name, sign = item["name"], int(item["sign"])
    draws = study.triangle.draws[name][:, keep].mean(axis=1)
    chance = (float(np.sum(np.sign(draws) == sign)) + 0.5) / (draws.size + 1)
    mean, lo, hi = summarise(draws)
    return Measured(name, sign, Interval(float(mean), float(lo), float(hi)), chance)
