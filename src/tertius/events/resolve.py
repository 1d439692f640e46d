"""Actor names and codes of a source -> dated handles, a column at a time.

A name is looked up once for every period between two changes in the state system, never once a row.
"""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

EPOCH = dt.date(1970, 1, 1).toordinal()


@cache
def _boundaries() -> npt.NDArray[np.int64]:
    """Days (since 1970) on which some state begins, or the day after one ends."""
    from tertius.actors import states

    days = {state.start.toordinal() - EPOCH for state in states()}
    days |= {state.end.toordinal() + 1 - EPOCH for state in states() if state.end is not None}
    return np.array(sorted(days), dtype=np.int64)


@cache
def _handle(text: str, period: int, scheme: str) -> str | None:
    """Handle of `text` in the period before boundary `period`; None if it is no state then."""
    from tertius.actors import lookup

    bounds = _boundaries()
    day = int(bounds[period] - 1 if period < len(bounds) else bounds[-1]) + EPOCH
    state = lookup(text, on=dt.date.fromordinal(max(day, 1)), scheme=scheme)
    return state.handle if state is not None else None


def resolve(raw: pa.Array, days: npt.NDArray[np.int64], *, scheme: str) -> pa.Array:
    """Dated handle of every actor.

    Parameters
    ----------
    raw
        Names or codes, array, shape (row,); null for no actor.
    days
        Day of each act since 1970-01-01, shape (row,).
    scheme
        Code system of `raw`, as `tertius.actors.lookup` takes it.

    Returns
    -------
    pa.Array
        Handles, shape (row,); null where `raw` names no state on that day.
    """
    coded = pc.dictionary_encode(raw)
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    names = coded.dictionary.to_pylist()
    where = coded.indices.fill_null(len(names)).to_numpy(zero_copy_only=False).astype(np.int64)
    period = np.searchsorted(_boundaries(), days, side="right")
    width = len(_boundaries()) + 1
    keys, inverse = np.unique(where * width + period, return_inverse=True)
    handles = [
        None if key // width == len(names) else _handle(names[key // width], int(key % width), scheme)
        for key in keys.tolist()
    ]
    return pa.array(handles, pa.string()).take(pa.array(inverse))


@cache
def known(text: str, scheme: str) -> bool:
    """Whether a name or code stands in a table of its scheme at all, as a state at any time or as no state."""
    from tertius.actors import known as stands

    return bool(stands(text, scheme=scheme))
