"""Dates of a column, as people type them: every text is read once, and what is open is decided for the whole column.

Read are ``2014-05-02``, ``2014/5/2``, ``2014.5.2``, ``20140502``, ``201405``, ``2014``, ``2.0`` years, ``26 May
2011``, ``May 26th,
2011``, ``July 2010``, ``Q3 2024``, ``Oct 11-15 2011``, ``November 28-December 3, 2019``, ``2014년 5월 2일``, ``2024년
3분기``, ``13/2/2020``. A date
known to the month, the quarter or over some days is an interval. Whether the day or the month comes first in ``3/2/2020`` is
one choice for a column, by the weight of the dates that leave no choice.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from tertius.files.calendar_words import folded, months
from tertius.files.names import shown
from tertius.files.stretches import stretch_of

Bounds = tuple[dt.date, dt.date]
_ISO = re.compile(r"(\d{4})(?:[-/]|\.\s*)(\d{1,2})(?:(?:[-/]|\.\s*)(\d{1,2})(?:\.|[T ].*)?|\.)?")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
_PACKED = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\d{6}|[.,]0*)?")
_MONTHLY = re.compile(r"(1[89]\d\d|20\d\d)(0[1-9]|1[0-2])(?:[.,]0*)?")
_SERIAL = re.compile(r"([1-6]\d{4})(?:[.,]\d*)?")
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?: .*)?")
_YEAR = re.compile(r"(\d{4})(?:[.,]0*)?")
_QUARTER = re.compile(r"(?:q|quarter |t|trimestre )\s*([1-4])[ ,/-]*(\d{4})|(\d{4})[ ,/-]*(?:q|quarter |t|trimestre )\s*([1-4])"
                      r"|([1-4])\s*q[ ,/-]*(\d{4})"
    r"|(\d{4})\s*[년年]\s*(?:第\s*)?([1-4一二三四])\s*(?:/4)?\s*(?:분기|季度|四半期)")  # fmt: skip
_EAST = re.compile(r"(\d{4})\s*[년年]\s*(?:(\d{1,2})\s*[월月]\s*(?:(\d{1,2})\s*[일日号])?)?")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_BETWEEN = re.compile(r"\s*(?:[–—−~]|\s-\s|-|\bto\b|\buntil\b|\bthrough\b)\s*")
_FILLER = {"of", "the", "de", "del", "le", "du", "st", "nd", "rd", "th", "er", "г", "года", "year", "on"}
_WEEKDAYS = re.compile(r"(?i)\b(?:mon|tues?|wednes|wed|thurs?|thu|fri|satur|sat|sun)(?:day)?\b\.?,?")
_HAN = {"一": 1, "二": 2, "三": 3, "四": 4}


@dataclass(frozen=True)
class Dates:
    """Bounds by text (only of those that are dates), how odd ones were read, and notes on the column's choices."""

    bounds: dict[str, Bounds]
    odd: dict[str, str] = field(default_factory=dict)
    order: str = ""
    notes: tuple[str, ...] = ()


def read_dates(counts: Mapping[str, int], *, order: str = "mdy", column: str = "dates") -> Dates:
    """Read the distinct texts of a column of dates.

    Parameters
    ----------
    counts
        Every distinct text and the number of rows that have it.
    order
        What ``3/2/2020`` means where no date of the column tells: ``"mdy"`` or ``"dmy"``; ``ymd`` is always understood.
    column
        Its name, for the notes.
    """
    found, odd, open_ = dict[str, Bounds](), dict[str, str](), dict[str, tuple[int, int, int, str]]()
    for text in counts:
        numeric = _NUMERIC.fullmatch(text.strip())
        if numeric:
            open_[text] = (int(numeric[1]), int(numeric[3]), _full_year(numeric[4]), numeric[2])
            continue
        bounds = _plain(text.strip())
        if bounds is None:
            bounds = _words(text)
            if bounds is not None:
                odd[text] = "" if bounds[0] == bounds[1] else "interval"
        if bounds is not None:
            found[text] = bounds
    chosen, notes = _order(open_, counts, order, column)
    for text, (first, second, year, _) in open_.items():
        day, month = (first, second) if chosen == "dmy" else (second, first)
        made = _day(year, month, day)
        if made is not None:
            found[text] = (made, made)
            odd[text] = ""
    serials = _serials([text for text in counts if text not in found], found, column)
    said = {
        text: _said(bounds) for text, bounds in {**{text: found[text] for text in odd}, **serials[0]}.items()
    }
    return Dates(found | serials[0], said, chosen if open_ else "", (*notes, *serials[1]))


def _serials(
    texts: list[str], found: Mapping[str, Bounds], column: str
) -> tuple[dict[str, Bounds], tuple[str, ...]]:
    """Day numbers of a spreadsheet, where a column has nothing but such numbers, and a note."""
    numbers = {text: _SERIAL.fullmatch(text.strip()) for text in texts}
    days = {
        text: dt.date(1899, 12, 30) + dt.timedelta(int(number[1]))
        for text, number in numbers.items()
        if number
    }
    if not days or found or len(days) < len(texts):
        return {}, ()
    return (
        {text: (day, day) for text, day in days.items()},
        (f"{column}: day numbers of a spreadsheet (1 is the first of January 1900) read as dates",),
    )


def read_date(text: str) -> Bounds | None:
    """Bounds of one date on its own; None if it is none, or if the order of its day and month is open."""
    found = read_dates({text: 1})
    return found.bounds.get(text) if not found.notes else None


def _order(
    open_: Mapping[str, tuple[int, int, int, str]], counts: Mapping[str, int], default: str, column: str
) -> tuple[str, tuple[str, ...]]:
    """Whether the day or the month comes first, and what to say of it."""
    votes: Counter[str] = Counter()
    undecided = 0
    for text, (first, second, _, mark) in open_.items():
        n = counts[text]
        if first > 12 >= second:
            votes["dmy"] += n
        elif second > 12 >= first:
            votes["mdy"] += n
        elif first != second:
            undecided += n
            votes["dots"] += n * (mark == ".")
    dots = votes.pop("dots", 0)
    if not votes:
        chosen = "dmy" if dots and 2 * dots > undecided else default
        words = "day" if chosen == "dmy" else "month"
        note = f"{column}: no date tells whether the day or the month comes first: taken as {words} first ({undecided} rows)"
        return chosen, (note,) if undecided else ()
    chosen = max(votes, key=lambda name: (votes[name], name == default))
    words = "day/month/year" if chosen == "dmy" else "month/day/year"
    others = sum(votes.values()) - votes[chosen]
    note = (
        f"{column}: read as {words}, as {votes[chosen]} row{'s show' if votes[chosen] > 1 else ' shows'}"
        + (f"; {others} rows contradict it" if others else "")
    )
    return chosen, (note,) if chosen != default or undecided or others else ()


def _full_year(text: str) -> int:
    """Two digits: 40 to 99 are of the twentieth century, 00 to 39 of the next."""
    return int(text) if len(text) == 4 else int(("19" if text >= "40" else "20") + text)


def _plain(text: str) -> Bounds | None:
    """The forms of programs: years, months and days in figures, the year first."""
    if found := _YEAR.fullmatch(text):
        return _bounds(int(found[1]), None, None)
    if found := _ISO.fullmatch(text):
        year, month, day = (int(part) if part else None for part in found.groups())
        return _bounds(year or 0, month, day)
    if found := _MONTH_YEAR.fullmatch(text):
        return _bounds(int(found[2]), int(found[1]), None)
    if found := _PACKED.fullmatch(text):
        return _bounds(*(int(part) for part in found.groups()))
    if found := _MONTHLY.fullmatch(text):
        return _bounds(int(found[1]), int(found[2]), None)
    return None


def _words(text: str) -> Bounds | None:
    """Dates in words: quarters, months by name, intervals, and what dateparser makes of the rest."""
    plain = " ".join(_WEEKDAYS.sub(" ", text).split()).strip(" .,")
    if found := _QUARTER.fullmatch(plain.casefold()):
        number, year = _quarter([part for part in found.groups() if part])
        return _quarter_bounds(year, number) if year > 0 else None
    if found := _EAST.fullmatch(plain):
        of_year, month, day = (int(part) if part else None for part in found.groups())
        return _bounds(of_year or 0, month, day)
    whole = _one(_parts(plain))
    return whole or stretch_of(plain) or _interval(plain) or _parsed(plain)


def _quarter(parts: list[str]) -> tuple[int, int]:
    year, number = sorted(parts, key=len, reverse=True)
    return _HAN.get(number) or int(number), int(year)


def _quarter_bounds(year: int, quarter: int) -> Bounds:
    last = 3 * quarter
    return dt.date(year, last - 2, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


Parts = tuple[int | None, int | None, int | None]


def _parts(text: str) -> Parts | None:
    """Year, month and day of a text in words, each where it stands; None if a word or figure is neither."""
    year = month = day = None
    for token in _TOKEN.findall(text):
        if token.isdecimal():
            if len(token) == 4 and year is None:
                year = int(token)
            elif len(token) <= 2 and day is None:
                day = int(token)
            else:
                return None
        elif folded(token) in months() and month is None:
            month = months()[folded(token)]
        elif token.casefold() not in _FILLER:
            return None
    return (year, month, day) if _TOKEN.search(text) else None


def _one(parts: Parts | None) -> Bounds | None:
    if parts is None or parts[0] is None or parts[1] is None:
        return None
    return _bounds(parts[0], parts[1], parts[2])


def _interval(text: str) -> Bounds | None:
    """Two dates with a dash or a word between; what the one leaves out, the other says."""
    sides = _BETWEEN.split(text)
    if len(sides) != 2:
        return None
    first, last = (_parts(side) for side in sides)
    if first is None or last is None:
        return None
    year, month, day = last
    year = year if year is not None else first[0]
    month = month if month is not None else first[1]
    start_year = first[0] if first[0] is not None else year
    start_month = first[1] if first[1] is not None else (month if first[2] is not None else None)
    if year is None or start_year is None or (first[2] is None) != (day is None):
        return None
    if first[0] is None and start_month and month and start_month > month:
        start_year = year - 1  # December 28-January 3, 2020
    start, end = _bounds(start_year, start_month, first[2]), _bounds(year, month, day)
    if start is None or end is None or start[0] > end[1]:
        return None
    return start[0], end[1]


def _parsed(text: str) -> Bounds | None:
    """What dateparser reads, in any language it knows: only whole dates with a year of four digits and a named month."""
    found = re.search(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)", text)
    if not found or not re.search(r"[^\W\d_]{3}", text) or len(text) > 60:
        return None
    import dateparser.date

    settings = {
        "PREFER_DAY_OF_MONTH": "first",
        "PARSERS": ["absolute-time"],
        "REQUIRE_PARTS": ["month", "year"],
    }
    try:
        made = dateparser.date.DateDataParser(settings=settings).get_date_data(text)
    except (ValueError, OverflowError, RecursionError):
        return None
    day = made.date_obj
    if day is None or day.year != int(found[1]) or made.period not in ("day", "month"):
        return None
    return _bounds(day.year, day.month, day.day if made.period == "day" else None)


def _bounds(year: int, month: int | None, day: int | None) -> Bounds | None:
    try:
        first = dt.date(year, month if month is not None else 1, day if day is not None else 1)
        last_month = month if month is not None else 12
        return first, dt.date(
            year, last_month, day if day is not None else calendar.monthrange(year, last_month)[1]
        )
    except (ValueError, calendar.IllegalMonthError):
        return None


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _said(bounds: Bounds) -> str:
    first, last = bounds
    return str(first) if first == last else f"{first} to {last}"


def unread(counts: Mapping[str, int], dates: Dates, *, few: int = 3) -> str:
    """The first few texts that are no dates, as they may be shown; ""."""
    return ", ".join(repr(shown(text)) for text in list(counts) if text not in dates.bounds)[: 60 * few]
