"""Dates of a column, as people type them: every text is read once, and what is open is decided for the whole column.

Read are ``2014-05-02``, ``2014/5/2``, ``2014.5.2``, ``20140502``, ``201405``, ``2014``, ``2.0`` years, ``26 May
2011``, ``May 26th,
2011``, ``July 2010``, ``Q3 2024``, ``Oct 11-15 2011``, ``November 28-December 3, 2019``, ``2014년 5월 2일``, ``2024년
3분기``, ``13/2/2020``. A date
known to the month, the quarter or over some days is an interval. Whether the day or the month comes first in ``3/2/2020`` is
one choice for a column, by the weight of the dates that leave no choice.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from tertius.files.about import about_of
from tertius.files.date_forms import Bounds, Figures, date_of, day_month, day_of
from tertius.files.names import shown

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SERIAL = re.compile(r"([1-6]\d{4})(?:[.,]\d*)?")


@dataclass(frozen=True)
class Dates:
    """Bounds by text (only of those that are dates), how odd ones were read, notes on the column's choices, and rough dates."""

    bounds: dict[str, Bounds]
    odd: dict[str, str] = field(default_factory=dict)
    order: str = ""
    notes: tuple[str, ...] = ()
    about: frozenset[str] = frozenset()


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
    found, odd, open_ = dict[str, Bounds](), dict[str, str](), dict[str, tuple[Figures, ...]]()
    about = set[str]()
    for text in counts:
        if _DAY.fullmatch(text):  # as programs write it: neither open, nor rough, nor odd
            bounds = date_of(text)
            found |= {text: bounds} if bounds else {}
            continue
        numeric = day_month(text)
        if numeric:
            open_[text] = numeric
            continue
        bounds = about_of(text)
        if bounds is not None:
            about.add(text)
        bounds = bounds or date_of(text)
        if bounds is not None:
            found[text] = bounds
            if text in about or not re.match(r"\s*\d{4}", text):
                odd[text] = ""
    chosen, notes = _order(open_, counts, order, column)
    for text, figures in open_.items():
        days = [
            day_of(year, *((second, first) if chosen == "dmy" else (first, second)))
            for first, second, year, _ in figures
        ]
        start, end = days[0], days[-1]
        if start is not None and end is not None and start <= end:
            found[text] = (start, end)
            odd[text] = ""
    serials, told = _serials([text for text in counts if text not in found], found, column)
    said = {
        text: _said(bounds) for text, bounds in {**{text: found[text] for text in odd}, **serials}.items()
    }
    notes = (*notes, *told, *_about(about, counts, column))
    return Dates(found | serials, said, chosen if open_ else "", notes, frozenset(about))


def _about(texts: set[str], counts: Mapping[str, int], column: str) -> tuple[str, ...]:
    """A note on dates that their author called rough."""
    if not texts:
        return ()
    rows = sum(counts[text] for text in texts)
    few = ", ".join(repr(shown(text)) for text in sorted(texts)[:3])
    many = "dates" if rows > 1 else "date"
    return (f"{column}: {rows} rough {many} ({few}) taken with as much again on either side: inferred",)


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
    if (
        days and found
    ):  # cells among dates that lost their format: only where they lie within a year of the others
        year = dt.timedelta(366)
        first, last = min(b[0] for b in found.values()), max(b[1] for b in found.values())
        days = {text: day for text, day in days.items() if first - year <= day <= last + year}
    elif len(days) < len(texts):
        return {}, ()
    if not days:
        return {}, ()
    of = f"{len(days)} cell{'s' * (len(days) > 1)} with " if found else ""
    return (
        {text: (day, day) for text, day in days.items()},
        (f"{column}: {of}day numbers of a spreadsheet (1 is the first of January 1900) read as dates",),
    )


def read_date(text: str) -> Bounds | None:
    """Bounds of one date on its own; None if it is none, or if the order of its day and month is open."""
    found = read_dates({text: 1})
    return found.bounds.get(text) if not found.notes else None


def _order(
    open_: Mapping[str, tuple[Figures, ...]], counts: Mapping[str, int], default: str, column: str
) -> tuple[str, tuple[str, ...]]:
    """Whether the day or the month comes first, and what to say of it."""
    votes: Counter[str] = Counter()
    undecided = 0
    each = [(counts[text], *figures) for text, several in open_.items() for figures in several]
    for n, first, second, _, mark in each:
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


def _said(bounds: Bounds) -> str:
    first, last = bounds
    return str(first) if first == last else f"{first} to {last}"


def unread(counts: Mapping[str, int], dates: Dates, *, few: int = 3) -> str:
    """The first few texts that are no dates, as they may be shown; ""."""
    return ", ".join(repr(shown(text)) for text in list(counts) if text not in dates.bounds)[: 60 * few]
