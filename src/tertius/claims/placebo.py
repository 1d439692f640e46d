"""Placebos that keep each series whole: one series moved along the calendar against the other."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
APART = 12
TIMES = 200
DRAWS = 200


def difference(condition: Bools, where: Bools) -> Array:
    """Share of months with the condition inside `where` less the share outside, array, shape (draw,); NaN if empty."""
    inside, outside = where.sum(axis=1), (~where).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(
            (condition & where).sum(axis=1) / inside - (condition & ~where).sum(axis=1) / outside
        )


def shifted_null(condition: Bools, where: Bools, *, rng: np.random.Generator) -> tuple[float, float] | None:
    """5 % and 95 % points of the mean difference with the condition's series turned around the calendar.

    A circular shift of at least a year keeps the autocorrelation of both series and breaks what ties them.
    None where the window is too short to shift.
    """
    months = condition.shape[1]
    if months < 4 * APART:
        return None
    condition, where = condition[:DRAWS], where[:DRAWS]
    shifts = rng.integers(APART, months - APART + 1, size=TIMES)
    means = [_mean(difference(np.roll(condition, int(shift), axis=1), where)) for shift in shifts]
    return _band(np.array(means))


def before_after(series: Array, turns: npt.NDArray[np.intp], *, width: int) -> Array:
    """Mean of the `width` months from each turn on, less that of the `width` months before, array, shape (draw,)."""
    total = np.cumsum(np.pad(series, ((0, 0), (1, 0))), axis=1)
    after = total[:, turns + width] - total[:, turns]
    before = total[:, turns] - total[:, turns - width]
    return np.asarray(((after - before) / width).mean(axis=1))


def date_null(
    series: Array, count: int, *, width: int, rng: np.random.Generator
) -> tuple[float, float] | None:
    """The same at `count` dates drawn at random: 5 % and 95 % points of the mean."""
    months = series.shape[1]
    if months < 4 * width or count < 1:
        return None
    series = series[:DRAWS]
    eligible = np.arange(width, months - width + 1)
    means = [
        before_after(
            series, rng.choice(eligible, size=min(count, len(eligible)), replace=False), width=width
        ).mean()
        for _ in range(TIMES)
    ]
    return _band(np.array(means))


def _mean(values: Array) -> float:
    kept = values[np.isfinite(values)]
    return float(kept.mean()) if len(kept) else float("nan")


def _band(means: Array) -> tuple[float, float] | None:
    kept = means[np.isfinite(means)]
    if len(kept) < TIMES / 2:
        return None
    lo, hi = np.quantile(kept, [0.05, 0.95])
    return float(lo), float(hi)
