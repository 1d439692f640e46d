"""One date as people type it, on its own: first and last day of what its text says; None where it says no whole date.

Figures with the year first, months by name in many languages, quarters, stretches of time, two dates with a dash between. A
text that only bounds a date (``before May 1964``, ``after 1964``) is none: nothing is taken from a part of a text.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

from tertius.files.calendar_words import folded, months, without_weekday
from tertius.files.stretches import stretch_of

Bounds = tuple[dt.date, dt.date]
_ISO = re.compile(r"(\d{4})(?:[-/]|\.\s*)(\d{1,2})(?:(?:[-/]|\.\s*)(\d{1,2})\.?|\.)?")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
_PACKED = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\d{6}|[.,]0*)?")
_MONTHLY = re.compile(r"(1[89]\d\d|20\d\d)(0[1-9]|1[0-2])(?:[.,]0*)?")
NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_YEAR = re.compile(r"(\d{4})(?:[.,]0*)?")
_QUARTER = re.compile(r"(?:q|quarter |t|trimestre )\s*([1-4])[ ,/-]*(\d{4})|(\d{4})[ ,/-]*(?:q|quarter |t|trimestre )\s*([1-4])"
                      r"|([1-4])\s*q[ ,/'-]*(\d{4}|\d\d)|(?:q|quarter )\s*([1-4])[ ,/'-]+(\d\d)"
    r"|(\d{4})\s*[년年]\s*(?:第\s*)?([1-4一二三四])\s*(?:/4)?\s*(?:분기|季度|四半期)")  # fmt: skip
_EAST = re.compile(r"(\d{4})\s*[년年]\s*(?:(\d{1,2})\s*[월月]\s*(?:(\d{1,2})\s*[일日号])?)?")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_BETWEEN = re.compile(r"\s*(?:[–—−~]|\s-\s|-|\bto\b|\buntil\b|\bthrough\b)\s*")
_TWO = re.compile(r"(\d{4}\S*)\s*(?:[–—~/]|\s-\s|\bto\b|\buntil\b|\bthrough\b)\s*(\d{4}\S*)")
_FILLER = {*"of the de del le du st nd rd th er г года year on den am".split()}  # noqa: SIM905
_TIME = re.compile(
    r"(?i)[T\s]\s*\d{1,2}(?::\d\d){1,2}(?:[.,]\d+)?\s*(?:[ap]\.?m\.?)?\s*(?:z|utc|gmt|[a-z]{3,4}t|[+-]\d\d:?\d\d)?$|T\d\d(?:\d\d){0,2}Z?$"
)
_DAY_NAME = re.compile(r"\s*[(\[（](?:[月火水木金土日월화수목금토일一二三四五六]|[^\W\d_]{2,3})\.?[)\]）]$")
_OPEN_PART = re.compile(r"(?i)(\d{4})([-/.]?)(\d\d|xx|\?\?)\2(?:00|xx|\?\?)")
_ROMAN = re.compile(r"(\d{1,2})[. ]\s?(I{1,3}|IV|VI{0,3}|IX|XI{0,2})[. ]\s?(\d{4})")
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_HAN = {"一": 1, "二": 2, "三": 3, "四": 4}


def _full_year(text: str) -> int:
    """Two digits: 40 to 99 are of the twentieth century, 00 to 39 of the next."""
    return int(text) if len(text) == 4 else int(("19" if text >= "40" else "20") + text)


def date_of(text: str) -> Bounds | None:
    """First and last day of a date; None if it is none, and for one such as ``3/2/2020``, whose order its column decides."""
    text = text.strip()
    return _plain(text) or _plain(_bare(text)) or _two(text) or _words(_bare(text))


def _bare(text: str) -> str:
    """The text without a time of day and a weekday in brackets behind it."""
    return _DAY_NAME.sub("", _TIME.sub("", text)).strip()


Figures = tuple[int, int, int, str]  # first, second, year, and the mark between


def day_month(text: str) -> tuple[Figures, ...]:
    """What ``3/2/2020``, or ``3/2/2020 - 9/2/2020``, is made of; nothing for any other text."""
    bare = _bare(text.strip())
    sides = [
        NUMERIC.fullmatch(side)
        for side in (bare.split(" - ") if bare.count(" - ") == 1 else re.split("[–—~]", bare))
    ]
    if len(sides) > 2 or not all(sides):
        return ()
    return tuple((int(side[1]), int(side[3]), _full_year(side[4]), side[2]) for side in sides if side)


def _two(text: str) -> Bounds | None:
    """Two dates in figures with a mark or a word between them."""
    found = _TWO.fullmatch(text)
    first, last = (_plain(found[1]), _plain(found[2])) if found else (None, None)
    if first is None or last is None or first[0] > last[1]:
        return None
    return first[0], last[1]


def _open_part(text: str) -> Bounds | None:
    """``1964-05-00``, ``1964-05-XX``, ``1964-??-??``: the month or the year whose day is not known."""
    found = _OPEN_PART.fullmatch(text)
    if not found:
        return None
    month = int(found[3]) if found[3].isdigit() else 0
    return _bounds(int(found[1]), month or None, None)


def _roman(text: str) -> Bounds | None:
    """``4.XI.1956``: the month as a Roman number."""
    found = _ROMAN.fullmatch(text)
    return _bounds(int(found[3]), _ROMANS.index(found[2]) + 1, int(found[1])) if found else None


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
    plain = " ".join(without_weekday(text).split()).strip(" .,")
    if found := _QUARTER.fullmatch(plain.casefold()):
        number, year = _quarter([part for part in found.groups() if part])
        return _quarter_bounds(year, number) if year > 0 else None
    if found := _EAST.fullmatch(plain):
        of_year, month, day = (int(part) if part else None for part in found.groups())
        return _bounds(of_year or 0, month, day)
    whole = _one(_parts(plain))
    return (
        whole or _open_part(text) or _roman(plain) or stretch_of(plain) or _interval(plain) or _parsed(plain)
    )


def _quarter(parts: list[str]) -> tuple[int, int]:
    year, number = sorted(parts, key=len, reverse=True)
    return _HAN.get(number) or int(number), _full_year(year)


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
    if not found or len(text) > 60 or not _only_a_month(text):
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


def _only_a_month(text: str) -> bool:
    """Whether the one word of a text that is not known can be a month's name: a parser that passes over words it does not know
    would take *after May 1964* for May."""
    words = [word for word in re.findall(r"[^\W\d_]{2,}", text) if word.casefold() not in _FILLER]
    return len(words) == 1 and len(words[0]) >= 3 and folded(words[0]) not in months()


def _bounds(year: int, month: int | None, day: int | None) -> Bounds | None:
    try:
        first = dt.date(year, month if month is not None else 1, day if day is not None else 1)
        last_month = month if month is not None else 12
        return first, dt.date(
            year, last_month, day if day is not None else calendar.monthrange(year, last_month)[1]
        )
    except (ValueError, calendar.IllegalMonthError):
        return None


def day_of(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
