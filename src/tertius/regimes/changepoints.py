"""Change points of a multivariate series: thin over ruptures, with every month admissible.

Killick, Fearnhead and Eckley (2012), *JASA* 107(500) (PELT); dynamic programming over all segmentations
(Dynp). ruptures' defaults (``jump=5, min_size=2``) skip four months in five, so both are set to 1 here.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.regimes.chains import Floats, Ints


def fill_missing(series: npt.ArrayLike) -> Floats:
    """Series, shape (month, feature); missing months carry the last value."""
    values = np.array(series, dtype=np.float64)
    values = values[:, None] if values.ndim == 1 else values
    for f in range(values.shape[1]):
        seen = np.flatnonzero(~np.isnan(values[:, f]))
        if seen.size == 0:
            values[:, f] = 0.0
            continue
        at = np.maximum(np.searchsorted(seen, np.arange(values.shape[0]), side="right") - 1, 0)
        values[:, f] = values[seen[at], f]
    return values


def pelt(series: npt.ArrayLike, *, penalty: float | None = None, model: str = "l2") -> Ints:
    """Segment number of each month, array, shape (month,), by PELT.

    Parameters
    ----------
    penalty
        Cost of one more segment; by default 2 f log(months) times the noise variance from first differences
        (a BIC for f features; first differences of white noise have twice its variance).
    """
    import ruptures

    values = fill_missing(series)
    if penalty is None:
        noise = (
            np.median(np.diff(values, axis=0) ** 2, axis=0).mean() / (2 * 0.4549) if len(values) > 1 else 1.0
        )
        noise = noise or float(np.diff(values, axis=0).var(axis=0).mean() / 2) or 1.0
        penalty = 2.0 * values.shape[1] * np.log(len(values)) * noise
    search = ruptures.Pelt(model=model, jump=1, min_size=1).fit(values)
    return _numbered(search.predict(pen=penalty), len(values))


def dynp(series: npt.ArrayLike, *, count: int, model: str = "l2") -> Ints:
    """Segment number of each month, array, shape (month,), for the best split into ``count`` segments."""
    import ruptures

    values = fill_missing(series)
    if not 1 <= count <= len(values):
        raise BadInput(
            f"{count} segments in {len(values)} months", "from one segment to as many as there are months"
        )
    if count == 1:
        return np.zeros(len(values), dtype=np.int64)
    search = ruptures.Dynp(model=model, jump=1, min_size=1).fit(values)
    return _numbered(search.predict(n_bkps=count - 1), len(values))


def _numbered(ends: list[int], months: int) -> Ints:
    return np.searchsorted(np.asarray(ends), np.arange(months), side="right").astype(np.int64)
