"""Slow twin of the agenda offsets: act by act, month by month, as docs/method/triangles.md writes them."""

from __future__ import annotations

import numpy as np


def offset(
    months: int,
    acts: list[tuple[int, float, float]],
    level: np.ndarray,
    *,
    omega2: float,
    s2: float,
    half_life: float,
    past: bool,
) -> tuple[np.ndarray, np.ndarray]:
    """Posterior mean and variance of one issue's offset in every month, from acts (month, score, weight)."""
    mean, var = np.empty(months), np.empty(months)
    for t in range(months):
        precision, pull = 1 / omega2, 0.0
        for month, score, weight in acts:
            if past and month > t:
                continue
            w = weight * 0.5 ** (abs(t - month) / half_life)
            precision += w / s2
            pull += w / s2 * (score - level[month])
        mean[t], var[t] = pull / precision, 1 / precision
    return mean, var
