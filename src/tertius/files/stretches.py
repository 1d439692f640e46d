"""Stretches of time as people call them: ``early 1964``, ``spring 1964``, ``H1 2015``, ``1964-65``, ``May/June 2011``, ``1960s``,
``1964년 가을``, ``2011年上半年``; each as its first and last day.

A season is of the northern hemisphere; a winter without both its years is open and not read. Of a year *early*, *mid* and *late*
are its thirds, of a month its first ten days, the next ten, and the rest.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

from tertius.files.calendar_words import folded, months

Bounds = tuple[dt.date, dt.date]
_SEASONS = {
    3: "spring printemps primavera весна весной весны 봄 春 春天 春季",
    6: "summer été ete verano лето летом лета 여름 夏 夏天 夏季",
    9: "autumn fall automne otoño otono осень осенью осени 가을 秋 秋天 秋季",
}
_THIRDS = {
    1: "early beginning start début debut principios comienzos начало 초 초반 초순 年初 初 上旬",
    2: "mid middle mi milieu mediados середина 중반 중순 年中 中旬",
    3: "late end fin fines finales конец 말 후반 하순 年底 年末 底 末 下旬",
}
_HALVES = {1: "h1 상반기 上半年", 2: "h2 하반기 下半年"}
_FILLER = {"of", "the", "in", "de", "del", "du", "la", "le", "a", "года", "г", "년", "年", "월", "月"}
_QUARTERS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "last": 4,
}
_QUARTER = re.compile(r"(\w+) quarter(?: of)? (\d{4})")
_WEEK = re.compile(r"(\d{4})-?w(\d{1,2})|(?:week|kw|semaine|semana) (\d{1,2})(?: of|,)? (\d{4})")
_SHORT = re.compile(r"(\d{1,2})[-. ]([^\W\d]{3,})[-. ](\d\d)")
_WEEK_OF_MONTH = re.compile(
    r"(first|second|third|fourth|last|1st|2nd|3rd|4th) week (?:of|in) ([^\W\d]+)\.?,? (\d{4})"
)
_FIRST_HALF = re.compile(r"(first|second|1st|2nd) half(?: of)? (\d{4})")
_YEARS = re.compile(r"(\d{4})\s*[-–—/]\s*(\d{4}|\d{2})")
_DECADE = re.compile(r"(?:the )?(\d{3})0(?:s|'s|년대|年代)")
_PART_OF_DECADE = re.compile(r"(?:the )?(early|mid|middle|late)[- ](?:of )?(?:the )?(\d{3})0'?s")
_MONTHS = re.compile(r"([^\W\d]+)\.?\s*[/&-]\s*([^\W\d]+)\.?,?\s+(\d{4})")
_WINTER = re.compile(r"(?:winter|hiver|invierno|зима|зимой|겨울)(?: of)? (\d{4})\s*[-–—/]\s*(?:\d{4}|\d{2})")


def _words(table: dict[int, str]) -> dict[str, int]:
    return {word: key for key, words in table.items() for word in words.split()}


_SEASON, _THIRD, _HALF = _words(_SEASONS), _words(_THIRDS), _words(_HALVES)


def stretch_of(text: str) -> Bounds | None:
    """First and last day of a stretch of time; None if the text is none."""
    plain = " ".join(text.casefold().split()).strip(" .,")
    for read in (_between_years, _between_seasons, _between_months, _week_of_month, _counted, _named):
        found = read(plain)
        if found is not None:
            return found
    return None


def _between_years(text: str) -> Bounds | None:
    if found := _PART_OF_DECADE.fullmatch(text):
        first, last = {"early": (0, 3), "mid": (4, 6), "middle": (4, 6), "late": (7, 9)}[found[1]]
        return _span(int(found[2]) * 10 + first, 1, int(found[2]) * 10 + last, 12)
    if found := _DECADE.fullmatch(text):
        return _span(int(found[1]) * 10, 1, int(found[1]) * 10 + 9, 12)
    if found := _WINTER.fullmatch(text):
        return _span(int(found[1]), 12, int(found[1]) + 1, 2)
    if found := _FIRST_HALF.fullmatch(text):
        first = 1 if found[1] in ("first", "1st") else 7
        return _span(int(found[2]), first, int(found[2]), first + 5)
    found = _YEARS.fullmatch(text)
    if not found:
        return None
    last = int(found[2]) if len(found[2]) == 4 else int(found[1][:2] + found[2])
    if len(found[2]) == 2 and last <= 12 + int(found[1][:2]) * 100 and int(found[2]) <= 12:
        return None  # 1964-05 is a month
    return _span(int(found[1]), 1, last, 12) if last > int(found[1]) else None


def _between_seasons(text: str) -> Bounds | None:
    found = re.fullmatch(r"([^\W\d]+)\s*(?:[-–—/]| to )\s*([^\W\d]+),?\s+(?:of )?(\d{4})", text)
    first, last = (_SEASON.get(found[1]), _SEASON.get(found[2])) if found else (None, None)
    if found is None or first is None or last is None or first >= last:
        return None
    return _span(int(found[3]), first, int(found[3]), last + 2)


def _week_of_month(text: str) -> Bounds | None:
    """Days 1 to 7, 8 to 14, 15 to 21, 22 to 28 of a month, or its last seven."""
    found = _WEEK_OF_MONTH.fullmatch(text)
    month = months().get(folded(found[2])) if found else None
    if found is None or month is None or int(found[3]) < 1:
        return None
    year, ends = int(found[3]), calendar.monthrange(int(found[3]), month)[1]
    first = ends - 6 if found[1] == "last" else 7 * _QUARTERS[found[1]] - 6
    return dt.date(year, month, first), dt.date(year, month, first + 6)


def _between_months(text: str) -> Bounds | None:
    found = _MONTHS.fullmatch(text)
    pair = [months().get(folded(found[side])) for side in (1, 2)] if found else [None]
    if found is None or pair[0] is None or pair[1] is None or pair[0] > pair[1]:
        return None
    return _span(int(found[3]), pair[0], int(found[3]), pair[1])


def _counted(text: str) -> Bounds | None:
    """A quarter or a week by its number; a day with its month by name and a year of two digits."""
    if (found := _QUARTER.fullmatch(text)) and found[1] in _QUARTERS:
        last = 3 * _QUARTERS[found[1]]
        return _span(int(found[2]), last - 2, int(found[2]), last)
    try:
        if found := _WEEK.fullmatch(text):
            year, week = (int(found[1]), int(found[2])) if found[1] else (int(found[4]), int(found[3]))
            return dt.date.fromisocalendar(year, week, 1), dt.date.fromisocalendar(year, week, 7)
        if (found := _SHORT.fullmatch(text)) and (month := months().get(folded(found[2]))):
            day = dt.date(int(("19" if found[3] >= "40" else "20") + found[3]), month, int(found[1]))
            return day, day
    except ValueError:
        return None
    return None


def _named(text: str) -> Bounds | None:
    """A year, perhaps a month, and one word that says which part of it."""
    year = month = part = None
    for token in _tokens(text):
        if token.isdecimal() and len(token) == 4 and year is None:
            year = int(token)
        elif token in months() and month is None:
            month = months()[token]
        elif (kind := _kind(token)) and part is None:
            part = kind
        elif token not in _FILLER:
            return None
    if year is None or part is None:
        return None
    return _part(year, month, *part)


def _tokens(text: str) -> list[str]:
    """Words and numbers; in Korean and Chinese a month is a number and its mark: one word."""
    eastern = re.sub(r"(\d{1,2})\s*(?:월|月)", lambda found: f" m{int(found[1])} ", text)
    return [_month(token) for token in re.findall(r"m\d{1,2}|h[12]|\d+|[^\W\d_]+", eastern)]


def _month(token: str) -> str:
    if re.fullmatch(r"m\d{1,2}", token):
        return next((word for word, number in months().items() if number == int(token[1:])), token)
    return folded(token) if folded(token) in months() else token.removeprefix("년").removeprefix("年") or "년"


def _kind(token: str) -> tuple[str, int] | None:
    for name, table in (("season", _SEASON), ("third", _THIRD), ("half", _HALF)):
        if token in table:
            return name, table[token]
    return None


def _part(year: int, month: int | None, kind: str, which: int) -> Bounds | None:
    if kind == "season":
        return _span(year, which, year, which + 2) if month is None else None
    if kind == "half":
        return _span(year, 6 * which - 5, year, 6 * which) if month is None else None
    if month is None:
        return _span(year, 4 * which - 3, year, 4 * which)
    last = calendar.monthrange(year, month)[1] if 1 <= year <= 9999 else 28
    first = 10 * which - 9
    return dt.date(year, month, first), dt.date(year, month, last if which == 3 else first + 9)


def _span(year: int, month: int, last_year: int, last_month: int) -> Bounds | None:
    if not (1 <= year <= last_year <= 9999):
        return None
    return dt.date(year, month, 1), dt.date(
        last_year, last_month, calendar.monthrange(last_year, last_month)[1]
    )
