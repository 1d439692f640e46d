"""Stances as plain dicts and lists: the object that ``tertius stances --json`` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.months import labels
from tertius.stances.numbers import load_numbers

if TYPE_CHECKING:
    from tertius.stances.segmenting import Stances

NOT_TOLD = "the record cannot tell these apart: the middle is divided as other pivots' middles were"


def as_dict(stances: Stances) -> dict[str, Any]:
    """Lists along ``months``; empty where the record is not enough."""
    return {
        "pivot": stances.triangle.pivot,
        "rivals": list(stances.triangle.rivals),
        "states": list(stances.states),
        "given": stances.given,
        "c0": stances.triangle.c0,
        "months": labels(stances.months),
        "prob": stances.prob,
        "direction": stances.direction,
        "z_tilt": stances.level,
        "turn": stances.turn,
        "tilt": banded(stances.tilt),
        "warmth": banded(stances.warmth),
        "phases": [phase.to_dict() for phase in stances.phases],
        "kind_of_middle": [kind.to_dict() for kind in stances.kind_of_middle],
        "enough": stances.enough.to_dict(),
        "declared": list(stances.declared),
        "facts": {"names": list(stances.facts.names), "prior": stances.facts.prob},
        "derived": {"words": six_words(stances), "note": NOT_TOLD},
        "numbers": stances.version,
    }


def banded(values: Any) -> dict[str, Any]:
    """Mean and bounds of a quantity, lists along ``months``."""
    return dict(zip(("mean", "lo", "hi"), values, strict=True))


def six_words(stances: Stances) -> dict[str, Any]:
    """The six words of the literature by month: the sides as told, the middle split by climatology, which no datum moved."""
    split = load_numbers().within_middle
    sides = {stances.states[0]: stances.prob[:, 0], stances.states[2]: stances.prob[:, 2]}
    return sides | {word: np.asarray(stances.prob[:, 1] * share) for word, share in split.items()}
