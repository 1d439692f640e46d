"""Stances: dated phases of the pivot, with probabilities, and how they agree with what others say."""

from __future__ import annotations

from tertius.stances.agreement import CONSISTENCY, Agreement, agreement, ceiling, consistency_note, spread
from tertius.stances.phases import PRIOR_DRIVEN_BELOW, Phase
from tertius.stances.segmenting import MODELS, Stances, segment
from tertius.stances.signatures import INNER, StanceModel, state_names, theory

__all__ = [
    "CONSISTENCY",
    "INNER",
    "MODELS",
    "PRIOR_DRIVEN_BELOW",
    "Agreement",
    "Phase",
    "StanceModel",
    "Stances",
    "agreement",
    "ceiling",
    "consistency_note",
    "segment",
    "spread",
    "state_names",
    "theory",
]
