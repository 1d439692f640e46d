"""When two rivals eased or quarrelled, and what a pivot asked for and got, as named works date it.

A yardstick for scenarios and gains, never evidence for a relation: the months are the works' or, where `seen` says so, the
coder's, and a row that was not looked up says nothing in `seen`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tertius.cases.case import DATA
from tertius.cases.phases import read_table
from tertius.months import parse_month


@dataclass(frozen=True)
class Episode:
    """An easing or a spike between two rivals.

    Attributes
    ----------
    kind
        ``easing`` or ``spike``.
    start, end
        First and last month, both inclusive.
    dated_by, confidence, seen
        The work that dates it; high (looked up), medium or low; what was read, "" if nothing was.
    """

    id: str
    rivals: tuple[str, str]
    kind: str
    start: np.datetime64
    end: np.datetime64
    what: str
    dated_by: str
    confidence: str
    seen: str


@dataclass(frozen=True)
class Request:
    """Something that a pivot asked of a rival, and whether it was granted; the rest as in `Episode`."""

    id: str
    pivot: str
    giver: str
    date: np.datetime64
    granted: bool
    what: str
    dated_by: str
    confidence: str
    seen: str


def episodes() -> tuple[Episode, ...]:
    """Easings and spikes of the great powers and of two regional rivalries, in the order of the file."""
    return tuple(
        Episode(
            id=row["id"],
            rivals=(row["rival_a"], row["rival_b"]),
            kind=row["kind"],
            start=parse_month(row["start"]),
            end=parse_month(row["end"]),
            what=row["what"],
            dated_by=row["dated_by"],
            confidence=row["confidence"],
            seen=row["seen"],
        )
        for row in read_table(DATA / "easings.csv")
    )


def requests() -> tuple[Request, ...]:
    """What pivots asked for and got or did not get, in the order of the file."""
    return tuple(
        Request(
            id=row["id"],
            pivot=row["pivot"],
            giver=row["giver"],
            date=parse_month(row["date"]),
            granted=row["granted"] == "yes",
            what=row["what"],
            dated_by=row["dated_by"],
            confidence=row["confidence"],
            seen=row["seen"],
        )
        for row in read_table(DATA / "denials.csv")
    )
