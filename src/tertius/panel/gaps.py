"""Why a cell is empty."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tertius.actors import exists
from tertius.months import Months
from tertius.panel.plan import Pair, members
from tertius.panel.value import Gap

Floats = npt.NDArray[np.float64]


def of_rows(acts: Floats, n: Floats, marked: Floats) -> Floats:
    """Reason of a cell that has rows, NaN where only the calendar can tell: array, shape (cell,)."""
    known = np.where(marked > 0, float(Gap.DUPLICATES), np.nan)
    known = np.where(acts > 0, float(Gap.UNSCORED), known)
    return np.where(n > 0, float(Gap.FILLED), known)


def reasons(
    known: Floats,
    keys: Sequence[Pair],
    months: Months,
    *,
    kind: str,
    volume: Floats,
    inside: npt.NDArray[np.bool_],
    step: int,
    succession: str,
) -> npt.NDArray[np.int8]:
    """A `Gap` for every cell; the first of these that holds.

    An act without a score; only marked duplicates; a state that does not exist in any month of the period;
    then, in this order, outside the source's first and last month, the whole source silent, nothing said of
    this pair.

    Parameters
    ----------
    known
        What `of_rows` says, array, shape (dyad, month); NaN where there is no row.
    keys
        Labels of every dyad.
    months, volume, inside
        Arrays, shape (month,); ``inside`` where the source covers any month of the period.
    kind
        ``stream`` or ``chronicle``; of a chronicle silence means nothing.
    """
    quiet = Gap.UNRECORDED if kind == "chronicle" else Gap.UNREPORTED
    calendar = np.full(len(months), quiet, dtype=np.int8)
    if kind == "stream":
        calendar[volume == 0] = Gap.SILENT
    calendar[~inside] = Gap.OUTSIDE
    labels = sorted({label for pair in keys for label in pair})
    at = {label: i for i, label in enumerate(labels)}
    alive = np.zeros((len(labels), len(months)), dtype=bool)
    for i, label in enumerate(labels):
        alive[i] = _alive(members(label, succession), months, step)
    one, two = (np.array([at[pair[side]] for pair in keys], dtype=np.intp) for side in (0, 1))
    gap = np.where(alive[one] & alive[two], calendar, Gap.NO_STATE)
    return np.where(np.isnan(known), gap, known).astype(np.int8)


def _alive(handles: Sequence[str], months: Months, step: int) -> npt.NDArray[np.bool_]:
    """Whether any of the states existed in any month of each period."""
    every = months[:, None] + np.arange(step)
    found = np.zeros(every.shape, dtype=bool)
    for handle in handles:
        found |= exists(handle, every.ravel()).reshape(every.shape)
    return np.asarray(found.any(axis=1))
