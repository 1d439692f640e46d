"""Measured worlds made by the tests: many pivots of several rival pairs, noise that remembers, an effect of known size."""

from __future__ import annotations

from typing import Any

import numpy as np

from tertius.claims.places import Place
from tertius.claims.quantities import Measured
from tertius.claims.registry import Proposition

RIVALS, PIVOTS, SPAN = 10, 6, 24


def walk(rng: np.random.Generator, rows: int, span: int = SPAN, keep: float = 0.7) -> np.ndarray:
    """Noise that remembers, shape (rows, span)."""
    out = rng.standard_normal((rows, span))
    for t in range(1, span):
        out[:, t] = keep * out[:, t - 1] + np.sqrt(1 - keep**2) * out[:, t]
    return out


def world(seed: int, *, effect: float = 0.0, shared: float = 0.5) -> Measured:
    """Evenness with `effect` per point of rivalry; all pivots of a pair share part of their noise."""
    rng = np.random.default_rng(seed)
    pair = np.repeat(np.arange(RIVALS), PIVOTS)
    rivalry = walk(rng, RIVALS)[pair]
    noise = shared * walk(rng, RIVALS)[pair] + walk(rng, RIVALS * PIVOTS)
    places = tuple(Place(f"P{i}", f"A{d}", f"B{d}", 0, 10**6) for d in range(RIVALS) for i in range(PIVOTS))
    values: dict[str, Any] = {"rivalry": rivalry, "middle": effect * rivalry + noise, "tilt": noise * 0}
    return Measured("planted", True, places, 0, SPAN, values, np.zeros((2, len(places), SPAN)))


def claim(*, sign: int = 1, carrier: str = "rivals", **changed: Any) -> Proposition:
    """A claim that rivalry moves the middle."""
    words = dict.fromkeys(("statement", "population", "unit", "estimand"), "planted")
    return Proposition(
        id="X",
        exposure="rivalry[0..0]",
        outcome="middle[0..0]",
        sign=sign,
        carrier=carrier,
        **{**words, **changed},
    )
