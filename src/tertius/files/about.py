"""Rough dates: ``c. 1963``, ``about May 1963``, ``1963?``, ``1963년경``: as long again on either side as what is said.

A year with a year before and behind it, a month with a month, a day with a week.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

from tertius.files.date_forms import Bounds, date_of

_BEFORE = re.compile(
    r"(?i)(?:c\.|c(?=\s)|ca\.?|circa|about|around|approx\.?|approximately|roughly|probably|perhaps|~|≈|vers|environ|hacia|около|etwa|약|大约|约)"
    r"\s*(.+)"
)
_BEHIND = re.compile(r"(?i)(.+?)\s*(?:\(\?\)|\?|\(?circa\)|\(approx\.?\)|경|무렵|쯤|左右|前后|頃|ごろ)")


def about_of(text: str) -> Bounds | None:
    """First and last day of a rough date; None for any other text."""
    plain = text.strip()
    found = _BEFORE.fullmatch(plain) or _BEHIND.fullmatch(plain)
    said = date_of(found[1]) if found else None
    return _wider(*said) if said else None


def _wider(first: dt.date, last: dt.date) -> Bounds | None:
    days = (last - first).days + 1
    try:
        if days >= 300:
            return first.replace(year=first.year - 1), last.replace(
                year=last.year + 1, day=min(last.day, 28 + 3 * (last.month != 2))
            )
        if days >= 28:
            return _month(first, -1), _month(last, 1, end=True)
        return first - dt.timedelta(7), last + dt.timedelta(7)
    except (ValueError, OverflowError):
        return None


def _month(day: dt.date, step: int, *, end: bool = False) -> dt.date:
    """The first, or the last, day of the month before or behind a day's."""
    year, month = divmod(day.year * 12 + day.month - 1 + step, 12)
    return dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1] if end else 1)
