"""Is one forecast better than another, over many series and overlapping horizons?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.scoring.comparison import Comparison

Floats = npt.NDArray[np.float64]
LEAST = 8


def equal_weighted_cosine(gap: npt.ArrayLike, *, base: float = float("nan")) -> Comparison:
    """Test that the mean of a series of loss differences is zero, robust to its autocorrelation.

    The long-run variance is the mean square of the first ``B = 0.41 T^(2/3)`` type-II cosine transforms, and the statistic is
    held against Student's t with B degrees of freedom (Lazarus, Lewis, Stock and Watson 2018, *Journal of Business and Economic
    Statistics* 36(4), eqs 2-4 and the rule of section 3). With overlapping horizons it keeps its size where Newey-West does not.

    Parameters
    ----------
    gap
        Ours minus the baseline's mean loss, origin by origin, array, shape (origin,); NaN are left out.
    base
        The baseline's mean loss, for `gain`.

    Raises
    ------
    BadInput
        With fewer than 8 origins.
    """
    series = np.asarray(gap, dtype=np.float64)
    series = series[np.isfinite(series)]
    size = len(series)
    if size < LEAST:
        raise BadInput(f"{size} origins to compare", f"at least {LEAST}")
    mean = float(series.mean())
    gain = -mean / base if base > 0 else float("nan")
    many = max(2, round(0.41 * size ** (2 / 3)))
    waves = np.cos(np.pi * np.outer(np.arange(1, many + 1), (np.arange(size) + 0.5) / size))
    variance = float(np.mean(np.square(np.sqrt(2 / size) * waves @ (series - mean))))
    if variance <= 1e-30:
        return Comparison(mean, gain, 0.0, 1.0, size)
    from scipy.special import stdtr

    statistic = mean * np.sqrt(size / variance)
    return Comparison(mean, gain, float(statistic), float(2 * stdtr(many, -abs(statistic))), size)


def holm(p: Sequence[float]) -> list[float]:
    """p-values adjusted for being several (Holm 1979, *Scandinavian Journal of Statistics* 6); NaN stay."""
    values = np.asarray(p, dtype=np.float64)
    known = np.flatnonzero(np.isfinite(values))
    order = known[np.argsort(values[known])]
    out = np.full(len(values), np.nan)
    steps = values[order] * (len(order) - np.arange(len(order)))
    out[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return [float(value) for value in out]


def two_way_gains(
    ours: Floats, theirs: Floats, *, rng: np.random.Generator, block: int = 12, size: int = 400
) -> Floats:
    """Bootstrap draws of the share of mean loss saved, both dyads and blocks of origins drawn anew, array, shape (size,).

    Dyads that share a month's news and months that share a dyad are both dependent: resampling one way alone is too sure
    (Cameron, Gelbach and Miller 2011, *Journal of Business and Economic Statistics* 29(2), for the idea).

    Parameters
    ----------
    ours, theirs
        Losses, arrays, shape (..., origin, dyad), NaN where not scored; a leading axis is averaged after the gains.
    block
        Origins drawn together.
    """
    weights = two_way_weights(*np.shape(ours)[-2:], rng=rng, block=block, size=size)
    (found,) = two_way_gains_over(ours, (theirs,), weights)
    return found


def two_way_gains_over(
    ours: Floats, others: Sequence[Floats], weights: tuple[Floats, Floats]
) -> list[Floats]:
    """The same over each of several, all from the same draws (`two_way_weights`), each an array, shape (draw,)."""
    one = np.atleast_3d(ours.T).T
    drawn, picks = weights
    resampled = _Resampled(one, np.isfinite(one), drawn)
    found = []
    for each in others:
        two = np.atleast_3d(each.T).T
        seen = np.isfinite(one) & np.isfinite(two)
        here = resampled if np.array_equal(seen, resampled.seen) else _Resampled(one, seen, drawn)
        found.append(_saved(here, np.where(seen, two, 0.0) @ drawn, picks))
    return found


class _Resampled:
    """Ours summed over the dyads of every draw, and how many of them were scored; arrays, shape (..., origin, draw)."""

    def __init__(self, ours: Floats, seen: npt.NDArray[np.bool_], drawn: Floats) -> None:
        self.seen = seen
        self.total, self.count = np.where(seen, ours, 0.0) @ drawn, seen.astype(float) @ drawn


def _saved(ours: _Resampled, theirs: Floats, picks: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        means = [np.where(ours.count > 0, part / ours.count, 0.0) for part in (ours.total, theirs)]
        counted = (ours.count > 0) * picks
        saved = 1 - (means[0] * counted).sum(axis=1) / (means[1] * counted).sum(axis=1)
    known = np.isfinite(saved)
    return np.asarray(
        np.where(known, saved, 0.0).sum(axis=0) / np.where(known.any(axis=0), known.sum(axis=0), np.nan)
    )


def two_way_weights(
    origins: int, dyads: int, *, rng: np.random.Generator, block: int, size: int
) -> tuple[Floats, Floats]:
    """How often every dyad and every origin is drawn, arrays, shape (dyad, draw) and (origin, draw)."""
    drawn = rng.multinomial(dyads, np.full(dyads, 1 / dyads), size=size).T.astype(float)
    chosen = _blocks(origins, block, size, rng) + origins * np.arange(size)[:, None]
    picks = np.bincount(chosen.ravel(), minlength=origins * size).reshape(size, origins)
    return drawn, np.ascontiguousarray(picks.T, dtype=np.float64)


def _blocks(origins: int, block: int, size: int, rng: np.random.Generator) -> npt.NDArray[np.intp]:
    """Positions of circular block bootstraps, array, shape (draw, origin)."""
    block = max(1, min(block, origins))
    starts = rng.integers(origins, size=(size, -(-origins // block)))
    places = (starts[:, :, None] + np.arange(block)) % origins
    return np.asarray(places.reshape(size, -1)[:, :origins])
