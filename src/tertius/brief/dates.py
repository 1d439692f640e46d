"""Months as people write them, no finer than is known."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from tertius.brief.names import Word

NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
SEASONS = {
    "en": ("early {y}", "spring {y}", "summer {y}", "autumn {y}", "late {y}"),
    "ko": ("{y}년 초", "{y}년 봄", "{y}년 여름", "{y}년 가을", "{y}년 말"),
}
MONTH, SEASON, YEAR = 2, 8, 20
"""Widest interval, in months, that a month, a season and a year may stand for."""


def month(value: Any, lang: str) -> Word:
    """A month in words.

    >>> month("1964-10", "en"), month("1964-10", "ko")
    ('October 1964', '1964년 10월')
    """
    year, number = (int(part) for part in str(value)[:7].split("-"))
    return Word(f"{NAMES[number - 1]} {year}" if lang == "en" else f"{year}년 {number}월")


def when(value: Any, interval: tuple[Any, Any], lang: str) -> Word:
    """A month said no finer than its interval: a month, a season, a year, or the years it lies between.

    >>> when("1964-10", ("1964-10", "1964-11"), "en"), when("1964-10", ("1964-07", "1965-01"), "en")
    ('October 1964', 'autumn 1964')
    >>> when("1964-10", ("1964-01", "1965-06"), "en"), when("1964-10", ("1962-01", "1966-06"), "en")
    ('1964', 'about 1964')
    """
    lo, hi = (np.datetime64(str(end)[:7], "M") for end in interval)
    wide = int((hi - lo).astype(int))
    if wide <= MONTH:
        return month(value, lang)
    year, number = (int(part) for part in str(value)[:7].split("-"))
    if wide <= SEASON:
        place = 4 if number == 12 else (number + 0) // 3 if number > 2 else 0
        return Word(SEASONS[lang][place].format(y=year))
    if wide <= YEAR:
        return Word(str(year) if lang == "en" else f"{year}년")
    return Word(f"about {year}" if lang == "en" else f"{year}년 무렵")


def years(first: Any, last: Any, lang: str) -> Word:
    """The years of two months and those between.

    >>> years("1966-01", "1975-12", "en"), years("1966-01", "1975-12", "ko"), years("1966-01", "1966-12", "en")
    ('1966–1975', '1966~1975년', '1966')
    """
    ends = dict.fromkeys((str(first)[:4], str(last)[:4]))
    return Word("–".join(ends) if lang == "en" else "~".join(ends) + "년")


def day(earliest: Any, latest: Any, lang: str) -> Word:
    """When an act happened: its month where that is known, else its year or years."""
    if earliest is None and latest is None:
        return Word("not dated" if lang == "en" else "날짜 미상")
    first, last = earliest or latest, latest or earliest
    if (first.year, first.month) == (last.year, last.month):
        return month(f"{first:%Y-%m}", lang)
    if first.year == last.year:
        return Word(str(first.year) if lang == "en" else f"{first.year}년")
    return Word(f"{first.year} to {last.year}" if lang == "en" else f"{first.year}~{last.year}년")


def days(earliest: Any, latest: Any, lang: str) -> Word:
    """A date, or the dates between which something happened, in figures; whole months and years are written short.

    >>> import datetime as dt
    >>> days(dt.date(1964, 1, 1), dt.date(1964, 12, 31), "en"), days(dt.date(1964, 5, 3), dt.date(1964, 5, 9), "ko")
    ('1964', '1964-05-03 – 1964-05-09')
    """
    if earliest is None and latest is None:
        return day(None, None, lang)
    if earliest is None or latest is None:
        return Word(f"{earliest} –" if earliest else f"– {latest}")
    after = latest + dt.timedelta(days=1)
    ends = (str(earliest), str(latest))
    if earliest.day == after.day == 1:
        ends = (f"{earliest:%Y-%m}", f"{latest:%Y-%m}")
        if (earliest.month, after.month) == (1, 1):
            ends = (str(earliest.year), str(latest.year))
    return Word(" – ".join(dict.fromkeys(ends)))
