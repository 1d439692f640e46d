"""What the pivot received from each rival, act by act: arms, troops, aid, trade, recognition, treaties, visits.

An act is a receipt if its score is above zero, the giver did it or both sides share it, and its words (or its code)
name one of the kinds of ``kinds.toml``. Each counts once, in the month in which most of its weight lies.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.actors import chain_of

if TYPE_CHECKING:
    from tertius.events import EventTable
    from tertius.triangles import Triangle

Array = npt.NDArray[np.float64]
AREAS = ("security", "economy", "politics")


@dataclass(frozen=True)
class Receipt:
    """One act by which the pivot received something: when, from whom (0: A, 1: B), what, and the act behind it."""

    month: int
    giver: int
    kind: str
    area: str
    score: float
    event_id: str
    act: str


@dataclass(frozen=True, eq=False)
class Receipts:
    """Everything the pivot received from both rivals over a window of months.

    Attributes
    ----------
    items
        By month.
    acts
        Acts on either leg, receipts or not, whatever their sign: array of int, shape (2, month).
    """

    items: tuple[Receipt, ...]
    acts: npt.NDArray[np.int64]

    def counts(self, *, area: str | None = None) -> Array:
        """Number of receipts from A and from B by month, array, shape (2, month)."""
        found = np.zeros(self.acts.shape)
        for item in self.items:
            if area is None or item.area == area:
                found[item.giver, item.month] += 1
        return found

    def between(self, start: int, stop: int) -> tuple[Receipt, ...]:
        """Receipts of the months from `start` up to, not including, `stop`."""
        return tuple(item for item in self.items if start <= item.month < stop)


def kind_of(act: str | None, code: str | None = None, vocabulary: str | None = None) -> str | None:
    """What an act brings: a kind of ``kinds.toml``, or None.

    >>> kind_of("Moscow grants a loan of 200 million roubles"), kind_of("Premier praises the congress")
    ('aid', None)
    >>> kind_of("Chinese troops withdraw"), kind_of(None, "072", "cameo")
    (None, 'arms')
    """
    book = _codes().get((vocabulary or "").lower())
    if book is None:
        for kind, (yes, no) in _words().items():
            if act and yes.search(act) and not (no and no.search(act)):
                return kind
        return None
    fits = [(len(start), kind) for start, kind in book.items() if code and code.startswith(start)]
    return max(fits)[1] if fits else None


def area_of(kind: str, issues: str | None = None) -> str:
    """The area of a kind; a treaty or agreement is of the area that its issues name."""
    if kind == "treaties" and issues:
        words = issues.split()
        if {"SEC", "WAR", "TER"} & set(words):
            return "security"
        if {"ECO", "TEC"} & set(words):
            return "economy"
    return str(_content()[kind]["area"])


def receipts(triangle: Triangle, events: EventTable) -> Receipts:
    """What the acts behind a triangle say the pivot received.

    Parameters
    ----------
    triangle
        Its panel's links say which acts fall in which months, and their scores.
    events
        The acts themselves: words, codes, direction.
    """
    import polars as pl

    panel = triangle.relations.panel
    legs = [_dyads(triangle, rival) for rival in (triangle.a, triangle.b)]
    links = pl.DataFrame(panel.links_of([dyad for dyads in legs for dyad in dyads]))
    once = links.sort("weight", "month", descending=[True, False]).unique(
        "event_id", keep="first", maintain_order=True
    )
    names = ("event_id", "source", "directed", "issues", "act", "code", "vocabulary")
    joined = once.join(events.to_frame().select(names), on="event_id", how="inner").sort("month", "event_id")
    chains = [chain_of(rival) for rival in (triangle.a, triangle.b)]
    items, acts = [], np.zeros((2, len(triangle.months)), dtype=np.int64)
    place = {month: i for i, month in enumerate(triangle.months.tolist())}
    months = panel.months.tolist()  # a triangle may span fewer months than its panel
    for row in joined.iter_rows(named=True):
        at = place.get(months[row["month"]])
        if at is None:
            continue
        row["month"] = at
        giver = 0 if row["dyad"] in legs[0] else 1
        acts[giver, row["month"]] += 1
        given = not row["directed"] or (row["source"] and chain_of(row["source"]) == chains[giver])
        found = _receipt(row, giver) if given and (row["score"] or 0) > 0 else None
        if found is not None:
            items.append(found)
    return Receipts(tuple(items), acts)


def _receipt(row: dict[str, Any], giver: int) -> Receipt | None:
    kind = kind_of(row["act"], row["code"], row["vocabulary"])
    if kind is None:
        return None
    area = area_of(kind, row["issues"])
    return Receipt(
        row["month"],
        giver,
        kind,
        area,
        row["score"],
        row["event_id"],
        row["act"] or f"{kind} ({row['vocabulary']} {row['code']})",
    )


def _dyads(triangle: Triangle, rival: str) -> list[int]:
    """Positions of the pivot's leg with a rival in the panel: one, or one a direction."""
    relations, ways = triangle.relations, [(triangle.pivot, rival), (rival, triangle.pivot)]
    return [relations.index(*way) for way in (ways if relations.panel.directed else ways[:1])]


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "kinds.toml").read_text("utf-8"))


def kinds() -> tuple[str, ...]:
    """Names of the kinds, in the order in which they are tried."""
    return tuple(name for name in _content() if name != "codes")


@cache
def _words() -> dict[str, tuple[re.Pattern[str], re.Pattern[str] | None]]:
    found = {}
    for kind in kinds():
        entry = _content()[kind]
        found[kind] = (_any(entry["words"]), _any(entry["not"]) if entry.get("not") else None)
    return found


def _any(words: list[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(words) + ")", re.IGNORECASE)


@cache
def _codes() -> dict[str, dict[str, str]]:
    return {
        book: {start: kind for kind, starts in table.items() for start in starts}
        for book, table in _content()["codes"].items()
    }
