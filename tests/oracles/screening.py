"""Slow twin of the screen: three loops and the formula."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np


def all_scores(relations: Any) -> dict[tuple[str, str, str], np.ndarray]:
    """Scores by month of every ordered triangle whose three relations exist; rivals in alphabetical order."""
    states = sorted({name for dyad in relations.dyads for name in dyad})
    place = {frozenset(dyad): number for number, dyad in enumerate(relations.dyads)}
    scores = {}
    for p in states:
        for a, b in itertools.combinations([name for name in states if name != p], 2):
            rows = [place.get(frozenset(pair)) for pair in ((p, a), (p, b), (a, b))]
            if None in rows:
                continue
            va, vb, vab = (relations.valence(relations.mean[row]) for row in rows)
            ea, eb = (relations.active(relations.engagement[row]) for row in rows[:2])
            engaged = (1 - abs((va - vb) / 2)) * np.sqrt(ea * eb) * np.sqrt((1 + va) * (1 + vb)) / 2
            scores[p, a, b] = engaged * (1 - vab) / 2
    return scores
