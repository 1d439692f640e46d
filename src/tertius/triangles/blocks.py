"""More draws than memory holds: block after block, counted into fine histograms of every quantity in every month.

Every quantity lies in [-1, 1] and is counted in `BINS` bins a month; means and octants are exact over all draws, a
quantile is interpolated within its bin, so it is off by less than one bin, 2 / 4096, wherever the draws are dense. That is
below the noise of the draws themselves: the 5 % quantile of 100,000 draws of a standard normal has a standard error of
0.0067 (Serfling 1980, Approximation Theorems, 2.3.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tertius.relations import Ruler
from tertius.triangles import quantities as q
from tertius.triangles import roles as r

Floats = npt.NDArray[np.float64]
Legs = tuple[Floats, Floats]  # draws of valence and log rate, each array, shape (draw, 3, month)
HELD = 3000  # draws that are kept themselves; what needs them one by one uses these
BINS = 4096
SENSITIVE = ("tilt", "equidistance")  # what is shown at other neutral points


@dataclass
class Counted:
    """Draws counted at one neutral point.

    Attributes
    ----------
    size
        Draws counted.
    sums
        Quantity to its sum over draws, array, shape (month,).
    bins
        Quantity to its counts, array, shape (month, bin), over [-1, 1].
    octants
        array, shape (month, 8): draws in each octant of signs.
    """

    names: tuple[str, ...]
    size: int = 0
    sums: dict[str, Floats] = field(default_factory=dict)
    bins: dict[str, npt.NDArray[np.uint32]] = field(default_factory=dict)
    octants: Floats | float = 0.0

    def add(self, draws: dict[str, Floats], octants: Floats) -> None:
        """Count a block: arrays, shape (draw, month), and the share of its draws in each octant."""
        size = len(draws["tilt"])
        self.size += size
        self.octants = self.octants + size * octants
        for name in self.names:
            values = draws[name]
            self.sums[name] = self.sums.get(name, 0.0) + values.sum(axis=0)
            found = _histogram(values)
            self.bins[name] = found if name not in self.bins else self.bins[name] + found

    def summary(self, name: str, level: float) -> tuple[Floats, Floats, Floats]:
        """Mean and equal-tailed bounds of a quantity, three arrays, shape (month,)."""
        below = np.cumsum(self.bins[name], axis=1, dtype=np.float64)
        lo, hi = (_quantile(below, self.bins[name], share) for share in ((1 - level) / 2, (1 + level) / 2))
        return self.sums[name] / self.size, lo, hi

    @property
    def types(self) -> Floats:
        """Probability of each octant, array, shape (month, 8)."""
        return np.asarray(self.octants / self.size)


def _histogram(values: Floats) -> npt.NDArray[np.uint32]:
    months = values.shape[1]
    at = ((values + 1) * (BINS / 2)).astype(np.int32)
    np.clip(at, 0, BINS - 1, out=at)
    at += (np.arange(months, dtype=np.int32) * BINS)[None]
    return np.bincount(at.ravel(), minlength=months * BINS).reshape(months, BINS).astype(np.uint32)


def _quantile(below: Floats, counts: npt.NDArray[np.uint32], share: float) -> Floats:
    """Where the cumulated count reaches a share of the draws, interpolated within its bin."""
    wanted = share * below[:, -1]
    place = (below < wanted[:, None]).sum(axis=1)
    rows = np.arange(len(below))
    here = np.maximum(counts[rows, place], 1)
    inside = 1 - (below[rows, place] - wanted) / here
    return np.asarray((place + inside) * (2 / BINS) - 1)


def sizes(size: int) -> Iterator[int]:
    """Sizes of the blocks behind the first."""
    rest = size - HELD
    while rest > 0:
        yield min(rest, HELD)
        rest -= HELD


def count(blocks: Iterator[Legs], points: Sequence[float], own: float, ruler: Ruler) -> dict[float, Counted]:
    """Every block counted at every neutral point: all quantities at `own`, those of `SENSITIVE` at the others."""
    found = {
        point: Counted(q.NAMES if point == own else SENSITIVE) for point in dict.fromkeys((*points, own))
    }
    for x, l in blocks:  # noqa: E741
        e = ruler.active(l)
        for point, counted in found.items():
            v = ruler.at(point).valence(x)
            draws = q.all_quantities(v[:, 0], v[:, 1], v[:, 2], e[:, 0], e[:, 1], e[:, 2])
            counted.add(draws, r.octant_probabilities(v[:, 0], v[:, 1], v[:, 2]))
    return found


def of_counted(counted: Counted, corners: tuple[str, str, str]) -> tuple[Floats, dict[str, Floats]]:
    """Octants of all draws, and the roles they make for each corner."""
    types = counted.types
    named = zip(corners, ("pivot", "a", "b"), strict=True)
    return types, {handle: r.role_probabilities(types, corner) for handle, corner in named}
