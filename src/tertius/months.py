"""Calendar months and dates known only to the month or the year.

A month is ``numpy.datetime64[M]``; a date interval is a pair of ``datetime.date``, both ends inclusive.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput

Months = npt.NDArray[np.datetime64]
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
STEP = {"month": 1, "quarter": 3, "year": 12}


def parse_month(text: str, *, last: bool = False) -> np.datetime64:
    """Read ``YYYY-MM`` as a month, ``YYYY`` as its first or, for the end of a window, its `last`; raise `BadInput` otherwise."""
    bounds = parse_bounds(text)
    if "-00" in text:  # of an act the month may be unknown, of a window it may not
        raise BadInput(f"{text!r} is a date that does not exist", "YYYY, YYYY-MM or YYYY-MM-DD")
    return np.datetime64(bounds[1 if last else 0], "M")


def parse_bounds(text: str) -> tuple[dt.date, dt.date]:
    """Earliest and latest day that ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` can mean; a month or day ``00`` is unknown.

    Raises
    ------
    BadInput
        If the text is not such a date, or names a day that does not exist.
    """
    found = _DATE.fullmatch(text.strip())
    if not found:
        raise BadInput(f"{text!r} is not a date", "YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = dt.date(year or 0, month or 1, day or 1)
        last_month = month or 12
        last = dt.date(first.year, last_month, day or calendar.monthrange(first.year, last_month)[1])
    except (ValueError, calendar.IllegalMonthError):
        raise BadInput(f"{text!r} is a date that does not exist", "YYYY, YYYY-MM or YYYY-MM-DD") from None
    return first, last


def month_range(start: np.datetime64, end: np.datetime64, every: str = "month") -> Months:
    """Every month (or first month of every quarter or year) from `start` to `end`, both inclusive."""
    step = STEP[every]
    first = start.astype("M8[M]").astype(int) // step * step
    last = end.astype("M8[M]").astype(int)
    return np.arange(first, last + 1, step).astype("M8[M]")


def labels(months: Months) -> list[str]:
    """``YYYY-MM`` for every month."""
    return [str(month) for month in months.astype("M8[M]")]
