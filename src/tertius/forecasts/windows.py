"""Windows: what the mean of the next months will be, of each leg and of the difference of two; fan, two past windows, and both.

A window mean is the mean of the months' observed scores, over the months that have any. Nothing here is the model's own smoothed
state. For a triangle, tilt in scale units is half the difference of its two legs' window means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tertius.forecasts.pool import LEAST_SEEN
from tertius.forecasts.state_space import log_path
from tertius.forecasts.threads import in_parts

if TYPE_CHECKING:
    from tertius.relations import FilteredRelations

Floats = npt.NDArray[np.float64]
WINDOWS = (3, 6, 12)
LONG_AGO = 36
YEAR = 12


@dataclass(frozen=True, eq=False)
class LegWindows:
    """Window means of every dyad at every origin.

    Attributes
    ----------
    origins, windows
        Months (index), and lengths in months.
    mean, var
        The state space's, arrays, shape (dyad, origin, window); NaN where the dyad cannot be forecast yet.
    came
        What came, NaN where nothing did or the window is not over, array of the same shape.
    year, three
        Means of the last 12 and 36 months, arrays, shape (dyad, origin).
    """

    origins: range
    windows: tuple[int, ...]
    mean: Floats
    var: Floats
    came: Floats
    year: Floats
    three: Floats


def leg_windows(
    relations: FilteredRelations,
    origins: range,
    windows: Sequence[int] = WINDOWS,
    *,
    until: int | None = None,
    only: Sequence[int] | None = None,
) -> LegWindows:
    """Forecasts and outcomes of the window means of every dyad seen in 12 months, or of `only` these; nothing after `until`."""
    from tertius.forecasts.window_kernels import window_moments

    evidence, mixture = relations.evidence, relations.hyper.valence
    y = evidence.y if until is None else evidence.y[: until + 1]
    months = np.asarray(origins)
    seen = np.cumsum(np.isfinite(y), axis=0)
    wanted = np.where(seen[months].T >= LEAST_SEEN, months[None, :], -1)
    if only is not None:
        wanted[:] = -1
        wanted[np.asarray(only)] = months
    rows = np.flatnonzero((wanted >= 0).any(axis=1))
    shape = (y.shape[1], len(months), len(windows), 2)
    moments = np.full(shape, np.nan)
    data = (y.T[rows], evidence.n[: len(y)].T[rows], wanted[rows])
    moments[rows] = in_parts(
        window_moments, len(rows), tuple(map(np.ascontiguousarray, data)),
        *(mixture.grid[name] for name in ("mu", "phi", "var", "s2", "tau2")), log_path(mixture, len(y)),
        np.asarray(windows),
    )  # fmt: skip
    came = np.stack([_between(y, months + 1, months + 1 + w) for w in windows], axis=-1)
    year, three = (_between(y, np.maximum(months + 1 - back, 0), months + 1) for back in (YEAR, LONG_AGO))
    year = np.where(np.isfinite(year), year, three)
    return LegWindows(origins, tuple(windows), moments[..., 0], moments[..., 1], came, year, three)


def _between(y: Floats, start: npt.NDArray[np.intp], stop: npt.NDArray[np.intp]) -> Floats:
    """Mean of the observed months from `start` up to `stop`, (dyad, origin); NaN if the record ends before, or none was seen."""
    total = np.concatenate([np.zeros((1, y.shape[1])), np.cumsum(np.nan_to_num(y), axis=0)])
    count = np.concatenate([np.zeros((1, y.shape[1])), np.cumsum(np.isfinite(y), axis=0)])
    inside = stop <= len(y)
    last = np.minimum(stop, len(y))
    size = count[last] - count[start]
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (total[last] - total[start]) / size
    return np.where(inside[:, None], mean, np.nan).T


def triangles_of(relations: FilteredRelations, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Every pivot between two rivals whose three dyads are among `rows`: (leg a, leg b, rivals), array, shape (triangle, 3)."""
    at = {frozenset(relations.dyads[row]): int(row) for row in rows}
    near: dict[str, set[str]] = {}
    for pair in at:
        one, two = sorted(pair)
        near.setdefault(one, set()).add(two)
        near.setdefault(two, set()).add(one)
    found = [
        (at[frozenset((pivot, a))], at[frozenset((pivot, b))], at[frozenset((a, b))])
        for pivot, others in sorted(near.items())
        for a in sorted(others)
        for b in sorted(others)
        if a < b and frozenset((a, b)) in at
    ]
    return np.asarray(found, dtype=np.intp).reshape(-1, 3)
