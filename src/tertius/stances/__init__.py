"""Stances: on which side the pivot stood and when it turned, how sure that is, and when the record is not enough."""

from __future__ import annotations

from tertius.stances.agreement import CONSISTENCY, Agreement, agreement, ceiling, consistency_note, spread
from tertius.stances.facts import FACTS, FactPrior, fact_prior
from tertius.stances.gate import Enough, enough, enough_known
from tertius.stances.middle import MiddleKind
from tertius.stances.numbers import Numbers, StanceNumbers, load_numbers
from tertius.stances.phases import Band, Phase
from tertius.stances.ranking import standings
from tertius.stances.segmenting import MIDDLE, segment, state_names
from tertius.stances.standing import Standing, Standings
from tertius.stances.value import Stances

__all__ = [
    "CONSISTENCY",
    "FACTS",
    "MIDDLE",
    "Agreement",
    "Band",
    "Enough",
    "FactPrior",
    "MiddleKind",
    "Numbers",
    "Phase",
    "StanceNumbers",
    "Stances",
    "Standing",
    "Standings",
    "agreement",
    "ceiling",
    "consistency_note",
    "enough",
    "enough_known",
    "fact_prior",
    "load_numbers",
    "segment",
    "spread",
    "standings",
    "state_names",
]
