"""What each month says, how much of the record is silence, and how far hindsight changes the answer."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tertius.months import labels
from tertius.world import CASEBOOK

if TYPE_CHECKING:
    from tertius.study import Study

LISTED = (CASEBOOK, "events")
"""Sources whose acts are listed one by one."""
LIVE = 0.5
"""Engagement above which a leg is called live."""


@dataclass(frozen=True)
class MonthFound:
    """One month: the probability of each stance, which is likeliest, tilt with its 90 % bounds, the acts dated to it, and
    how many more on the three legs monthly tallies count."""

    month: str
    prob: tuple[float, ...]
    best: int
    tilt: float
    lo: float
    hi: float
    acts: tuple[str, ...]
    tallied: int = 0


@dataclass(frozen=True)
class Silence:
    """Months without an act on any leg, of all, and the longest run of them."""

    months: int
    whole: int
    longest: int


@dataclass(frozen=True)
class Count:
    """Some months of all."""

    months: int
    whole: int


def each_month(study: Study) -> tuple[MonthFound, ...]:
    """Every month of the window."""
    prob, (tilt, lo, hi) = np.asarray(study.stances.prob), study.triangle.summary("tilt")
    dated, tallied = _dated(study), tallied_by_month(study)
    return tuple(
        MonthFound(
            month,
            tuple(map(float, prob[t])),
            int(prob[t].argmax()),
            float(tilt[t]),
            float(lo[t]),
            float(hi[t]),
            tuple(dated.get(month, ())),
            tallied.get(month, 0),
        )
        for t, month in enumerate(labels(study.stances.months))
    )


def tallied_by_month(study: Study) -> dict[str, int]:
    """Acts on the three legs that what ships counts by month and does not tell one by one."""
    found: Counter[str] = Counter()
    asked = study.asked
    for name, panel in (
        zip(asked.names, asked.panels, strict=True) if asked is not None and asked.names else ()
    ):
        if name not in LISTED:
            counts = panel.events[[panel.index(*leg) for leg in study.settings.legs]].sum(axis=0)
            found.update({month: int(n) for month, n in zip(labels(panel.months), counts, strict=True) if n})
    return found


def _dated(study: Study) -> dict[str, list[str]]:
    """Acts on the three legs by the month in which the middle of their dates lies."""
    panel = study.panel
    legs = {frozenset(leg) for leg in study.settings.legs}
    rows = [i for i, pair in enumerate(panel.dyads) if frozenset(pair) in legs]
    events = dict.fromkeys(panel.links_of(rows).to_pydict()["event_id"]) if rows else {}
    columns = study.events.arrow.select(["event_id", "earliest", "latest"]).to_pydict()
    found: dict[str, list[str]] = {}
    for event, first, last in sorted(
        zip(*columns.values(), strict=True), key=lambda row: (str(row[1]), row[0])
    ):
        if event in events and (first or last):
            found.setdefault(f"{_middle(first or last, last or first):%Y-%m}", []).append(event)
    return found


def _middle(first: dt.date, last: dt.date) -> dt.date:
    return first + (last - first) / 2


def silence(study: Study) -> Silence:
    """How much of the window has no act on any of the three legs."""
    seen = np.atleast_1d(np.asarray(study.triangle.observed).any(axis=0))
    runs = np.diff(np.flatnonzero(np.r_[True, seen, True])) - 1
    return Silence(int((~seen).sum()), len(seen), int(runs.max()))


def unsure_engagement(study: Study) -> Count:
    """Months in which the 90 % interval of the engagement with a rival spans `LIVE`."""
    open_ = np.zeros(len(study.triangle.months), bool)
    for name in ("ea", "eb"):
        _, lo, hi = study.triangle.summary(name)
        open_ |= (lo < LIVE) & (hi > LIVE)
    return Count(int(open_.sum()), len(open_))


def hindsight(study: Study) -> Count | None:
    """Months whose likeliest stance is another one given only what was known by then; None where none can be told."""
    past = study.stances_past
    if not past.enough.ok:
        return None
    now, then = (np.asarray(value.prob).argmax(axis=1) for value in (study.stances, past))
    return Count(int((now != then).sum()), len(now))
