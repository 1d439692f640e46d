"""Dates that cannot be: a century off, in the future, decades from all others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Mask = npt.NDArray[np.bool_]
BACK = 11  # years: GDELT looks ten years back
FAR = 25  # years from all other dates
EPOCH = dt.date(1970, 1, 1).toordinal()
FUTURE = "dated after today"
TOO_EARLY = "dated before the source begins"
TOO_LATE = "dated after the source ends"
CROSSED = "dates contradict each other"
#: Reasons for which a row's date says nothing of the months that a source covers.
NO_DATE = (FUTURE, TOO_EARLY, TOO_LATE, CROSSED)


def century_off(days: pa.Array, added: pa.Array) -> tuple[pa.Array, int]:
    """Days, those a hundred years before the day on which the row was added put right, and how many were.

    GDELT wrote 1920 for 2020 in what it added around New Year 2020. A day is put right where it lies a hundred years too early
    and the same day a century later lies within the eleven years before the row was added.
    """
    fixed = [
        _later(day) if day is not None and when is not None and _century(day, when) else day
        for day, when in zip(*_distinct(days, added), strict=True)
    ]
    if fixed == _distinct(days, added)[0]:
        return days, 0
    at = _places(days, added)
    made = pa.array(fixed, pa.date32()).take(pa.array(at))
    changed = pc.fill_null(pc.not_equal(made, days), False)
    return made, int(changed.true_count)


def _century(day: dt.date, added: dt.date) -> bool:
    if added.year - day.year < 90:
        return False
    later = _later(day)
    return later is not None and later <= added + dt.timedelta(days=1) and added.year - later.year <= BACK


def _later(day: dt.date) -> dt.date | None:
    try:
        return day.replace(year=day.year + 100)
    except ValueError:
        return None


def _key(days: pa.Array, added: pa.Array) -> npt.NDArray[np.int64]:
    one, two = (
        column.cast(pa.int32()).cast(pa.int64()).fill_null(-(1 << 31)).to_numpy() for column in (days, added)
    )
    return one * (1 << 32) + (two + (1 << 31))


def _distinct(days: pa.Array, added: pa.Array) -> tuple[list[dt.date | None], list[dt.date | None]]:
    _, first = np.unique(_key(days, added), return_index=True)
    return days.take(pa.array(first)).to_pylist(), added.take(pa.array(first)).to_pylist()


def _places(days: pa.Array, added: pa.Array) -> npt.NDArray[np.int64]:
    return np.unique(_key(days, added), return_inverse=True)[1]


class Covers(Protocol):
    """A source's first day and its last; None where it has none of its own."""

    @property
    def begins(self) -> dt.date | None: ...
    @property
    def ends(self) -> dt.date | None: ...


def impossible(days: pa.Array, source: Covers | None = None) -> list[tuple[Mask, str]]:
    """Rows dated after today, before the first day that the source covers or after its last, as masks with reasons."""
    when = _numbers(days)
    found = [(when > dt.date.today().toordinal() - EPOCH, FUTURE)]
    if source is not None and source.begins is not None:
        found.append(((when > -(1 << 30)) & (when < source.begins.toordinal() - EPOCH), TOO_EARLY))
    if source is not None and source.ends is not None:
        found.append((when > source.ends.toordinal() - EPOCH, TOO_LATE))
    return [(rows, why) for rows, why in found if rows.any()]


def differ(days: pa.Array, others: pa.Array) -> list[tuple[Mask, str]]:
    """Rows whose two days differ, as a mask with its reason; none where most do, for the two then say different things."""
    one, two = _numbers(days), _numbers(others)
    both = (one > -(1 << 30)) & (two > -(1 << 30))
    rows = both & (one != two)
    return [(rows, CROSSED)] if 0 < 2 * rows.sum() <= max(both.sum(), 2) else []


def later(days: pa.Array, added: pa.Array, *, by: int) -> list[tuple[Mask, str]]:
    """Rows dated more than some days after they were added or published, as a mask with its reason."""
    when, known = _numbers(days), _numbers(added)
    rows = (known > -(1 << 30)) & (when > known + by)
    return [(rows, CROSSED)] if rows.any() else []


def outside(period: pa.Array, *days: pa.Array) -> list[tuple[Mask, str]]:
    """Rows none of whose days is in the year (``2014``) or the month (``201405``) that they name beside it, as a mask."""
    digits = pc.replace_substring_regex(pc.utf8_trim_whitespace(period), r"^(\d{4}|\d{6})[.,]0*$", r"\1")
    told = pc.match_substring_regex(digits, r"^(\d{4}|\d{6})$")
    rows = np.asarray(pc.fill_null(told, False).to_numpy(zero_copy_only=False), bool)
    for each in days:
        own = pc.replace_substring(each.cast(pa.string()), "-", "")
        within = pc.if_else(
            pc.equal(pc.binary_length(digits), 4),
            pc.utf8_slice_codeunits(own, 0, 4),
            pc.utf8_slice_codeunits(own, 0, 6),
        )
        rows &= np.asarray(
            pc.fill_null(pc.not_equal(within, digits), False).to_numpy(zero_copy_only=False), bool
        )
    return [(rows, CROSSED)] if rows.any() else []


def _numbers(days: pa.Array) -> npt.NDArray[np.int64]:
    flat = days.combine_chunks() if isinstance(days, pa.ChunkedArray) else days
    return np.asarray(flat.cast(pa.int32()).cast(pa.int64()).fill_null(-(1 << 31)).to_numpy(), np.int64)


def stray(counts: Mapping[dt.date, int], *, file: str) -> tuple[str, ...]:
    """A note on dates that lie decades from all others of the file: hardly any rows, and a gap of 25 years or more."""
    found = sorted(counts.items())
    if len(found) < 3:
        return ()
    total = sum(n for _, n in found)
    groups: list[list[tuple[dt.date, int]]] = [[found[0]]]
    for before, after in pairwise(found):
        if after[0].year - before[0].year >= FAR:
            groups.append([])
        groups[-1].append(after)
    odd = [group for group in groups if sum(n for _, n in group) <= max(0.01 * total, 2)]
    if not odd or len(odd) == len(groups):
        return ()
    dates = [(day, n) for group in odd for day, n in group]
    rows = sum(n for _, n in dates)
    shown = ", ".join(str(day) for day, _ in dates[:3])
    verb = "is" if rows == 1 else "are"
    return (
        f"{rows} row{'s' * (rows > 1)} of {file} {verb} dated decades from all others ({shown}): a slip?",
    )
