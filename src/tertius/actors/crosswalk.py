"""The same mapping as columns, for readers of many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.actors.resolving import SCHEMES, alive, candidates, raw_codes, spans
from tertius.errors import BadInput

if TYPE_CHECKING:
    import pyarrow as pa

_SPAN = 10_000_000  # days: wider than any calendar date


def crosswalk(scheme: str) -> pa.Table:
    """Codes of a scheme, dated.

    Parameters
    ----------
    scheme
        One of ``cow gw iso3 iso2 cameo icews fips name handle``.

    Returns
    -------
    pyarrow.Table
        ``raw`` (as written; numbers without leading zeros), ``valid_from`` and ``valid_to`` (days, both
        inclusive; open ends are 9999-12-31), ``handle`` (null where two states share the code that day),
        ``note`` (null, or ``"ambiguous: FRG or GDR"``). A day outside every row: no such state then.
    """
    import pyarrow as pa

    if scheme not in SCHEMES:
        raise BadInput(f"scheme {scheme!r}", f"one of {', '.join(SCHEMES)}")
    found = [(raw, *span) for raw, tiers in raw_codes(scheme) for span in spans(tiers)]
    return pa.table(
        {
            "raw": pa.array([row[0] for row in found], pa.string()),
            "valid_from": pa.array([row[1] for row in found], pa.date32()),
            "valid_to": pa.array([row[2] for row in found], pa.date32()),
            "handle": pa.array([row[3][0] if len(row[3]) == 1 else None for row in found], pa.string()),
            "note": pa.array([_note(row[3]) for row in found], pa.string()),
        }
    )


def lookup_many(values: Any, dates: Any = None, scheme: str | None = None) -> npt.NDArray[np.object_]:
    """Handles of many values at once; each distinct value is looked up once.

    Parameters
    ----------
    values : sequence or Arrow array of str, shape (row,)
    dates : array of datetime64 or dates, shape (row,), or None
        NaT takes the undated meaning.
    scheme
        As in `lookup`.

    Returns
    -------
    array of str or None, shape (row,)
        None for no state, an unknown or an ambiguous one.
    """
    words, index = _encoded(values)
    tiers = [candidates(word, scheme) for word in words]
    undated = [alive(tier, None) if tier else () for tier in tiers]
    handles = np.array([*(each[0] if len(each) == 1 else None for each in undated), None], dtype=object)
    if dates is None:
        return handles[index]
    days = np.asarray(dates, dtype="M8[D]")
    dated = _by_day(tiers, index, days)
    return np.where(np.isnat(days), handles[index], dated)


def _by_day(tiers: list[Any], index: npt.NDArray[np.int64], days: Any) -> npt.NDArray[np.object_]:
    """Handle by (word, day): one search over all spells, laid end to end word by word."""
    first, last = [-_SPAN * 2], [-_SPAN * 2]
    meant: list[str | None] = [None]
    for number, tier in enumerate(tiers):
        for start, end, handles in spans(tier) if tier else ():
            first.append(number * _SPAN + _day(start))
            last.append(number * _SPAN + _day(end))
            meant.append(handles[0] if len(handles) == 1 else None)
    at = index * _SPAN + np.where(np.isnat(days), 0, days.astype("i8"))
    place = np.searchsorted(np.array(first), at, side="right") - 1
    inside = (at <= np.array(last)[place]) & (index < len(tiers))
    return np.array(meant, dtype=object)[np.where(inside, place, 0)]


def _day(day: Any) -> int:
    return int(np.datetime64(day, "D").astype("i8"))


def _encoded(values: Any) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Distinct words and each row's number among them; a null row gets the number past the last."""
    import pyarrow as pa

    arrow = values if isinstance(values, pa.Array | pa.ChunkedArray) else pa.array(values)
    if isinstance(arrow, pa.ChunkedArray):
        arrow = arrow.combine_chunks()
    if not pa.types.is_dictionary(arrow.type):
        arrow = arrow.cast(pa.string()).dictionary_encode()
    words = ["" if word is None else str(word) for word in arrow.dictionary.to_pylist()]
    index = arrow.indices.fill_null(len(words)).to_numpy(zero_copy_only=False).astype("i8")
    return words, index


def _note(handles: tuple[str, ...]) -> str | None:
    return None if len(handles) == 1 else "ambiguous: " + " or ".join(handles)
