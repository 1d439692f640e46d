"""Segmentations made without looking at the data: what an agreement score must beat."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput

Ints = npt.NDArray[np.int64]


def single(months: int) -> Ints:
    """One segment, array, shape (month,)."""
    return np.zeros(months, dtype=np.int64)


def equal_segments(months: int, *, count: int) -> Ints:
    """``count`` segments of as equal a length as whole months allow, numbered from 0."""
    _check(months, count)
    return np.arange(months, dtype=np.int64) * count // months


def random_splits(months: int, *, count: int, rng: np.random.Generator, size: int) -> Ints:
    """Splits into exactly ``count`` segments, all equally likely; array, shape (draw, month)."""
    _check(months, count)
    order = rng.random((size, months - 1)).argsort(axis=1)[:, : count - 1]
    starts = np.zeros((size, months), dtype=np.int64)
    np.put_along_axis(starts, order + 1, 1, axis=1)
    return starts.cumsum(axis=1)


def _check(months: int, count: int) -> None:
    if not 1 <= count <= months:
        raise BadInput(
            f"{count} segments in {months} months", "from one segment to as many as there are months"
        )
