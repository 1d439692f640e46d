"""Dates of a column at once: every distinct text is read once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Parse = Callable[[str], dt.date | None]
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_US = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?")


def _date(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def iso(text: str) -> dt.date | None:
    """``YYYY-MM-DD``, a time behind it ignored; None if it is no date."""
    found = _ISO.fullmatch(text)
    return _date(*found.groups()) if found else None


def us(text: str) -> dt.date | None:
    """``m/d/YYYY``; None if it is no date."""
    found = _US.fullmatch(text)
    if not found or len(found[3]) != 4:
        return None
    return _date(found[3], found[1], found[2])


def packed(text: str) -> dt.date | None:
    """``YYYYMMDD``, six digits of time behind it ignored; None if it is no date."""
    found = _PACKED.fullmatch(text)
    return _date(*found.groups()) if found else None


def short(text: str) -> dt.date | None:
    """``YYMMDD`` (KEDS): 40 to 99 are of the twentieth century, 00 to 39 of the next; None if it is no date."""
    if not re.fullmatch(r"[0-9]{6}", text):
        return None
    return _date(("19" if text >= "40" else "20") + text[:2], text[2:4], text[4:])


def any_of(*parsers: Parse) -> Parse:
    """Try one after another."""
    return lambda text: next((day for parse in parsers if (day := parse(text)) is not None), None)


def parse_dates(texts: pa.Array, parse: Parse) -> tuple[pa.Array, npt.NDArray[np.bool_]]:
    """Dates, shape (row,), and a mask of texts that are no date (null included)."""
    coded = pc.dictionary_encode(texts)
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    known = pa.array(
        [parse(text) if text is not None else None for text in coded.dictionary.to_pylist()], pa.date32()
    )
    days = known.take(coded.indices)
    return days, np.asarray(pc.is_null(days).to_numpy(zero_copy_only=False), dtype=bool)
