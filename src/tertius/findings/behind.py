"""What stands behind an answer: every number of the annex that is not a value of the study itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tertius.findings.months import (
    Count,
    MonthFound,
    Silence,
    each_month,
    hindsight,
    silence,
    unsure_engagement,
)
from tertius.findings.scenarios import End, Statement, ends, statements
from tertius.findings.turns import Explained, Turn, explained, turns
from tertius.findings.voices import AgainstChance, Reading, Recovered, against_chance, readings, recovered
from tertius.intervals import Interval, summarise

if TYPE_CHECKING:
    from tertius.findings.value import Findings
    from tertius.study import Study


@dataclass(frozen=True)
class Behind:
    """The numbers of the annex.

    Attributes
    ----------
    voice
        The voice that stands directly under the estimate: the article's, else the first; None without any.
    rents
        The game's rent in each period of the gains, or None where the fan of months holds none of it.
    beats_both
        How likely the pivot gains more than either rival in the game, on average over the months; None without gains.
    """

    voice: str | None
    months: tuple[MonthFound, ...]
    silence: Silence
    unsure_engagement: Count
    hindsight: Count | None
    turns: tuple[Turn, ...]
    explained: tuple[Explained, ...]
    recovered: tuple[Recovered, ...]
    against_chance: AgainstChance
    readings: tuple[Reading, ...]
    ends: tuple[End, ...]
    statements: tuple[Statement, ...]
    rents: tuple[Interval | None, ...]
    beats_both: float | None

    @property
    def tallied(self) -> int:
        """Acts on the three legs that monthly tallies count and do not tell one by one."""
        return sum(each.tallied for each in self.months)


def behind(study: Study, found: Findings) -> Behind:
    """What stands behind the findings of a study."""
    voice = first_voice(study)
    return Behind(
        voice,
        each_month(study),
        silence(study),
        unsure_engagement(study),
        hindsight(study),
        turns(study, found.path, voice),
        explained(study, found.path),
        recovered(study, voice),
        against_chance(study),
        readings(study),
        ends(study),
        statements(study),
        _rents(study),
        float(np.nanmean(study.gains.beats_both)) if study.gains is not None else None,
    )


def first_voice(study: Study) -> str | None:
    """The voice that stands directly under the estimate: the article's, else the first."""
    voices = list(dict.fromkeys(phase.voice for phase in study.references))
    founding = study.case.article_voice if study.case else None
    return founding if founding in voices else (voices[0] if voices else None)


def _rents(study: Study) -> tuple[Interval | None, ...]:
    gains = study.gains
    if gains is None:
        return ()
    out: list[Interval | None] = []
    for period in gains.periods:
        keep = (gains.months >= period.start) & (gains.months <= period.end)
        out.append(summarise(gains.rent[:, keep].mean(axis=1)) if keep.any() else None)
    return tuple(out)
