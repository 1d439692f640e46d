"""The points on which predictive distributions are held, and the tables that normal and negative binomial ones are read from.

A predictive distribution is its CDF on fixed points. Scores: `tertius.scoring.grid`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
STEP = 0.2
EDGE = 11.0
FINE = 40  # counts up to this one each have a point of their own
GROWTH = 1.07
MOST = 300_000
LOG_SD = np.arange(np.log(0.1), np.log(25.0), 0.08)
LOG_MEAN = np.arange(np.log(1e-3), np.log(3e5), 0.1)
LOG_SIZE = np.arange(np.log(0.02), np.log(400.0), 0.3)
ADDED = 200  # counts up to this one are added up; beyond, the incomplete beta function is faster
BEYOND = 20.0
NORMAL_EDGE, NORMAL_FINE = (
    6.5,
    512,
)  # reach of the table of the normal CDF, and its places in one standard deviation


@dataclass(frozen=True, eq=False)
class Support:
    """Where a CDF is held.

    Attributes
    ----------
    points
        Ascending, array, shape (point,): units of the scale, or numbers of acts.
    widths
        How far each point's CDF value reaches, array, shape (point,).
    target
        ``valence`` or ``volume``.
    unit
        Length of a Goldstein point on the scale; 1 for volume.
    """

    points: Floats
    widths: Floats
    target: str
    unit: float = 1.0

    @property
    def cells(self) -> Floats:
        """How much lies between each point and the one before it, array, shape (point,)."""
        return np.diff(self.points, prepend=self.points[0] - self.widths[0])

    def below(self, observed: Floats) -> npt.NDArray[np.intp]:
        """Index of the first point at or above each observation, clipped to the last."""
        found = np.searchsorted(self.points, np.asarray(observed) - 1e-9)
        return np.minimum(found, len(self.points) - 1)


def valence_support(unit: float = 1.0) -> Support:
    """Points a fifth of a Goldstein point apart, a little beyond the scale's ends."""
    points = np.arange(-EDGE, EDGE + STEP / 2, STEP) * unit
    return Support(points, np.full(len(points), STEP * unit), "valence", unit)


@lru_cache(maxsize=1)
def volume_support() -> Support:
    """Every count up to `FINE`, then points seven per cent apart, to `MOST`: the same whatever will be seen."""
    steps = int(np.ceil(np.log(MOST / FINE) / np.log(GROWTH)))
    coarse = np.unique(np.round(FINE * GROWTH ** np.arange(1, steps + 1)))
    points = np.concatenate([np.arange(FINE + 1.0), coarse[coarse > FINE]])
    return Support(points, np.diff(points, append=points[-1] + 1.0), "volume")


@lru_cache(maxsize=1)
def normal_cdf_table() -> Floats:
    """The standard normal CDF from -`NORMAL_EDGE` to `NORMAL_EDGE`, array, shape (place,)."""
    from scipy.special import ndtr

    return np.asarray(ndtr(np.arange(2 * NORMAL_EDGE * NORMAL_FINE + 1) / NORMAL_FINE - NORMAL_EDGE))


@lru_cache(maxsize=4)
def normal_table(points: int) -> npt.NDArray[np.float32]:
    """Normal CDFs by spread, array, shape (log sd, 2 points - 1); the middle column is the mean."""
    from scipy.special import ndtr

    offset = (np.arange(2 * points - 1) - (points - 1)) * STEP
    return np.asarray(ndtr(offset[None, :] / np.exp(LOG_SD)[:, None]), dtype=np.float32)


def count_table(support: Support) -> npt.NDArray[np.float32]:
    """Negative binomial CDFs, array, shape (log mean, log size, point)."""
    return _count_table(tuple(support.points.tolist()))


@lru_cache(maxsize=4)
def _count_table(points: tuple[float, ...]) -> npt.NDArray[np.float32]:
    table = np.empty((len(LOG_MEAN), len(LOG_SIZE), len(points)), dtype=np.float32)
    many = int(np.searchsorted(points, ADDED, side="right"))
    table[..., :many] = _added(points[:many])
    table[..., many:] = _far(np.asarray(points[many:]))
    return table


def _added(points: tuple[float, ...]) -> Floats:
    """The same at the first few counts, chance by chance."""
    mean, size = np.exp(LOG_MEAN)[:, None], np.exp(LOG_SIZE)[None, :]
    miss, chance = mean / (mean + size), np.exp(-size * np.log1p(mean / size))
    total, found = np.zeros_like(chance), []
    for count in range(int(points[-1]) + 1):
        if count:
            chance = chance * (miss * ((count - 1 + size) / count))
        total = total + chance
        if count in points:
            found.append(total)
    return np.stack(found, axis=-1)


def _far(points: Floats) -> npt.NDArray[np.float32]:
    """The same at larger counts, none of them 0."""
    from scipy.special import betainc

    mean, size, z = np.meshgrid(np.exp(LOG_MEAN), np.exp(LOG_SIZE), points, indexing="ij", sparse=True)
    # Chernoff's bound: what is left beyond z is less than exp(-rate), which single precision cannot tell from nothing
    rate = z * np.log(z / mean) - (z + size) * np.log((z + size) / (mean + size))
    table = np.broadcast_to(z > mean, rate.shape).astype(np.float32)
    m, r, k = np.nonzero(rate < BEYOND)
    # betainc(r, k + 1, p): the chance of at most k failures
    mean, size, z = mean[m, 0, 0], size[0, r, 0], z[0, 0, k]
    table[m, r, k] = betainc(size, z + 1.0, size / (size + mean))
    return table


def read_counts(mean: Floats, size: Floats, table: npt.NDArray[np.float32]) -> Floats:
    """CDFs of negative binomials, between the table's rows, array, shape (..., point)."""
    i, f = _place(np.log(np.maximum(mean, 1e-9)), LOG_MEAN)
    j, g = _place(np.log(np.maximum(size, 1e-9)), LOG_SIZE)
    f, g = f[..., None], g[..., None]
    low = (1 - g) * table[i, j] + g * table[i, j + 1]
    return np.asarray((1 - f) * low + f * ((1 - g) * table[i + 1, j] + g * table[i + 1, j + 1]))


def _place(value: Floats, axis: Floats) -> tuple[npt.NDArray[np.intp], Floats]:
    """Left neighbour on an even axis, and the share that belongs to the right one."""
    at = np.clip((value - axis[0]) / (axis[1] - axis[0]), 0.0, len(axis) - 1.001)
    left = at.astype(np.intp)
    return left, at - left
