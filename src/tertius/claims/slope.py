"""A slope within units with an interval clustered by rival dyad, and the same slope under many redrawn exposures.

Every unit's own mean is taken off (fixed effects). The variance is the jackknife over clusters, CV3J in MacKinnon, Nielsen and
Webb, "Cluster-robust inference: A guide to empirical practice", Journal of Econometrics 232 (2023): (G - 1)/G times the sum of
squared differences of the slopes without one cluster from their mean; t with G - 1 degrees of freedom.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr, stdtrit

from tertius.claims.moment_kernels import cluster_moments, permuted_moments

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Redraw = Callable[[np.random.Generator], Floats]
LEVEL = 0.9
POWER = 0.8
BATCH = 64


@dataclass(frozen=True, eq=False)
class Design:
    """What one claim is estimated from.

    Attributes
    ----------
    outcome, exposure : array, shape (unit, time)
        NaN where missing.
    controls : array, shape (control, unit, time)
    cluster : array of int, shape (unit,)
        Number of the unit's rival dyad.
    permuted, shifted
        Redraw the exposure, and the controls that are dated with it: from other carriers, and from other dates of the same
        carrier; array, shape (column, unit, time), the leading columns of `columns`.
    """

    outcome: Floats
    exposure: Floats
    controls: Floats
    cluster: Ints
    permuted: Redraw
    shifted: Redraw

    @property
    def columns(self) -> Floats:
        """Exposure, controls and outcome, array, shape (column, unit, time)."""
        return np.concatenate([self.exposure[None], self.controls, self.outcome[None]])

    @property
    def clusters(self) -> int:
        """Rival dyads among the units."""
        return int(self.cluster.max()) + 1 if len(self.cluster) else 0

    def digest(self) -> str:
        """Hash of all figures that the slope is taken from."""
        arrays = (self.columns, self.cluster)
        told = b"".join(repr(each.shape).encode() + np.ascontiguousarray(each).tobytes() for each in arrays)
        return hashlib.sha256(told).hexdigest()


@dataclass(frozen=True)
class Slope:
    """The slope, its standard error and 90 % interval, and the clusters and rows that say anything of it."""

    estimate: float
    se: float
    lo: float
    hi: float
    clusters: int
    rows: int

    @property
    def p(self) -> float:
        """Two-sided p-value against no slope."""
        if not np.isfinite(self.se) or self.se <= 0:
            return float("nan")
        return float(2 * stdtr(self.clusters - 1, -abs(self.estimate / self.se)))


def slopes(moments: Floats) -> tuple[Floats, Floats, Ints]:
    """Slope of the last column on the first, its jackknife error, and clusters with any spread of the exposure.

    Parameters
    ----------
    moments : array, shape (redraw, cluster, column, column)
        See `tertius.claims.moment_kernels.cluster_moments`.

    Returns
    -------
    Three arrays, shape (redraw,); NaN where the exposure does not vary.
    """
    whole = moments.sum(axis=1)
    active = moments[:, :, 0, 0] > 1e-12
    count = active.sum(axis=1)
    best = _solved(whole)
    without = _solved(whole[:, None] - moments)
    without = np.where(active, without, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = np.nansum(without, axis=1) / count
        spread = np.nansum(np.square(without - centre[:, None]), axis=1)
        error = np.sqrt((count - 1) / count * spread)
    lost = (active & ~np.isfinite(without)).any(axis=1) | (count < 2)
    return best, np.where(lost, np.nan, error), count


def _solved(moments: Floats) -> Floats:
    """First coefficient of the normal equations, array, shape (...,); NaN where they are singular."""
    left, right = moments[..., :-1, :-1], moments[..., :-1, -1]
    size = left.shape[-1]
    scale = np.sqrt(np.einsum("...kk->...k", left))
    with np.errstate(invalid="ignore", divide="ignore"):
        even = left / (scale[..., :, None] * scale[..., None, :])
        aim = right / scale
    good = np.isfinite(even).all(axis=(-1, -2)) & np.isfinite(aim).all(axis=-1)
    even = np.where(good[..., None, None], even, np.eye(size))
    good &= np.abs(np.linalg.det(even)) > 1e-9
    even = np.where(good[..., None, None], even, np.eye(size))
    found = np.linalg.solve(even, np.where(good[..., None], aim, 0.0)[..., None])[..., 0, 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(good, found / scale[..., 0], np.nan)


def fit(design: Design) -> Slope:
    """The slope of a design."""
    moments, rows = cluster_moments(design.columns, design.cluster, design.clusters)
    best, error, count = (each[0] for each in slopes(moments[None]))
    active = moments[:, 0, 0] > 1e-12
    reach = float(stdtrit(max(int(count) - 1, 1), (1 + LEVEL) / 2)) * error
    return Slope(
        float(best),
        float(error),
        float(best - reach),
        float(best + reach),
        int(count),
        int(rows[active].sum()),
    )


def redrawn(
    design: Design,
    redraw: Redraw,
    times: int,
    *,
    rng: np.random.Generator,
    done: Callable[[int], None] | None = None,
) -> tuple[Floats, Floats]:
    """Slopes and their t-values under `times` redrawn exposures, two arrays, shape (redraw,)."""
    columns, found, ratio = design.columns, [], []
    for first in range(0, times, BATCH):
        size = min(BATCH, times - first)
        exposures = np.stack([redraw(rng) for _ in range(size)])
        best, error, _ = slopes(permuted_moments(columns, exposures, design.cluster, design.clusters))
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio.append(best / error)
        found.append(best)
        if done is not None:
            done(first + size)
    return np.concatenate(found), np.concatenate(ratio)


def share_beyond(value: float, null: Floats) -> float:
    """(1 + redraws at least as far from zero) / (1 + redraws): Phipson and Smyth (2010); NaN with fewer than 20."""
    kept = null[np.isfinite(null)]
    if len(kept) < 20 or not np.isfinite(value):
        return float("nan")
    return float((1 + (np.abs(kept) >= abs(value)).sum()) / (1 + len(kept)))


def smallest_visible(se: float, null: Floats, clusters: int) -> float:
    """The size of effect that would have been seen four times in five, at the wider of the two errors."""
    kept = null[np.isfinite(null)]
    wide = max(se, float(np.std(kept)) if len(kept) > 1 else 0.0)
    df = max(clusters - 1, 1)
    return float((stdtrit(df, (1 + LEVEL) / 2) + stdtrit(df, POWER)) * wide)
