"""Ours against every baseline: gains, p-values and intervals, and the primary number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.forecasts.scored import OURS, Scored
from tertius.scoring import equal_weighted_cosine, holm, two_way_gains, two_way_gains_over, two_way_weights

Floats = npt.NDArray[np.float64]
BAR = "bar"
LEVELS = (0.05, 0.95)
DRAWS = 400
BLOCK = 12  # months of origins drawn together


def compare(scored: Sequence[Scored], *, rng: np.random.Generator, every: int) -> list[dict[str, Any]]:
    """One row a target, horizon and baseline; `p_holm` is adjusted over the horizons of a target and baseline."""
    drawn: dict[tuple[int, ...], tuple[Floats, Floats]] = {}
    rows = [row for part in scored for row in _rows(part, drawn, rng, every)]
    for target, against in {(row["target"], row["against"]) for row in rows}:
        same = [row for row in rows if (row["target"], row["against"]) == (target, against)]
        for row, adjusted in zip(same, holm([row["p"] for row in same]), strict=True):
            row["p_holm"] = adjusted
    return rows


def _rows(
    part: Scored, drawn: dict[tuple[int, ...], tuple[Floats, Floats]], rng: np.random.Generator, every: int
) -> list[dict[str, Any]]:
    best, ours = part.bar, part.matrix(OURS)
    others = [name for name in part.losses if name != OURS]
    # the same dyads and origins are drawn for every baseline and horizon, so that intervals differ only as the losses do
    if ours.shape not in drawn:
        drawn[ours.shape] = two_way_weights(*ours.shape, rng=rng, block=max(1, BLOCK // every), size=DRAWS)
    draws = two_way_gains_over(ours, [part.matrix(name) for name in others], drawn[ours.shape])
    made = {name: _row(part, name, each) for name, each in zip(others, draws, strict=True)}
    return [
        {"target": part.target, "horizon": part.horizon, "against": against, "is": name, **made[name]}
        for against, name in {BAR: best, **{name: name for name in others}}.items()
    ]


def _row(part: Scored, name: str, draws: Floats) -> dict[str, Any]:
    gap = part.by_origin(OURS) - part.by_origin(name)
    lo, hi = map(float, np.quantile(draws, LEVELS))
    gain = 1 - part.mean(OURS) / part.mean(name)
    dyads = part.matrix(OURS).shape[1]
    return {"gain": gain, "p": _p(gap), "lo": lo, "hi": hi, "origins": len(gap), "dyads": dyads}


def _p(gap: Floats) -> float:
    """NaN with too few origins for the test."""
    try:
        return equal_weighted_cosine(gap).p
    except BadInput:
        return float("nan")


def primary(scored: Sequence[Scored], *, rng: np.random.Generator, every: int) -> list[dict[str, Any]]:
    """The registered number of each target: mean over the horizons of the share of the bar's loss saved, by origin."""
    return [
        _primary([part for part in scored if part.target == target], rng, every)
        for target in dict.fromkeys(part.target for part in scored)
    ]


def _primary(parts: Sequence[Scored], rng: np.random.Generator, every: int) -> dict[str, Any]:
    common = sorted(set.intersection(*(set(part.origins) for part in parts)))
    saved, ours, theirs = [], [], []
    for part in parts:
        bar, at = part.bar, np.searchsorted(part.origins, common)
        saved.append((part.by_origin(bar) - part.by_origin(OURS))[at] / part.mean(bar))
        ours.append(np.stack(part.losses[OURS])[at])
        theirs.append(np.stack(part.losses[bar])[at])
    gains = np.mean([1 - part.mean(OURS) / part.mean(part.bar) for part in parts])
    row: dict[str, Any] = {"target": parts[0].target, "gain": float(gains)}
    if not common:
        return {**row, "p": float("nan"), "lo": float("nan"), "hi": float("nan"), "origins": 0}
    draws = two_way_gains(np.stack(ours), np.stack(theirs), rng=rng, block=max(1, BLOCK // every))
    lo, hi = map(float, np.nanquantile(draws, LEVELS))
    p = _p(-np.mean(saved, axis=0))
    return {
        **row,
        "p": p,
        "lo": lo,
        "hi": hi,
        "origins": len(common),
        "horizons": [part.horizon for part in parts],
    }
