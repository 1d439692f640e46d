"""Signposts: the acts that would move the outlook most: one act of each kind is added to each leg, and all is estimated again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tertius.actors.english import called
from tertius.forecasts.learned import Learned, learn
from tertius.forecasts.outlook import Side, outlook
from tertius.forecasts.pool import one_speed
from tertius.relations.estimate import scale_unit

if TYPE_CHECKING:
    from tertius.relations import FilteredRelations

# kinds of act with their weights: Goldstein (1992), Journal of Conflict Resolution 36(2), table 1
KINDS = (
    ("an attack", -10.0),
    ("an ultimatum", -6.9),
    ("a threat", -4.4),
    ("a denunciation", -3.4),
    ("a visit received", 2.8),
    ("a promise of material support", 5.2),
    ("an agreement of substance", 6.5),
    ("military assistance", 8.3),
)
WINDOW = 12
SAME = 2


@dataclass(frozen=True)
class Signpost:
    """One act added to the month of the origin, and what it does to the chance of the pivot being seen on A's side.

    Attributes
    ----------
    leg
        ``a`` or ``b``: the pivot with either rival.
    act, weight
        In words, and on the scale.
    before, after
        Probability that tilt over the next 12 months is observed above 0, towards A.
    says
        The same as a sentence.
    """

    leg: str
    act: str
    weight: float
    before: float
    after: float
    says: str

    @property
    def move(self) -> float:
        """How far the probability moves."""
        return self.after - self.before


def signposts(
    relations: FilteredRelations, pivot: str, a: str, b: str, *, at: int, learned: Learned, top: int = 6
) -> tuple[Signpost, ...]:
    """The acts that move the outlook most, first the one that moves it most; at most two of one leg and one sense."""
    rows = (relations.index(pivot, a), relations.index(pivot, b))
    before = _year(relations, rows, at, learned)
    found, month = [], relations.months[at].astype("M8[M]")
    for leg, row, rival in zip(("a", "b"), rows, (a, b), strict=True):
        for act, weight in KINDS:
            after = _year(_with(relations, row, at, weight), rows, at, learned)
            found.append(_signpost(leg, act, weight, before, after, (pivot, rival, a), month))
    kept: list[Signpost] = []
    for each in sorted(found, key=lambda each: -abs(each.move)):
        if sum((each.leg, each.weight > 0) == (other.leg, other.weight > 0) for other in kept) < SAME:
            kept.append(each)
    return tuple(kept[:top])


def _year(relations: FilteredRelations, rows: tuple[int, int], at: int, learned: Learned) -> Side:
    return outlook(relations, rows, at, learned=learned, windows=(WINDOW,))[0]


def _with(relations: FilteredRelations, row: int, at: int, weight: float) -> FilteredRelations:
    """The record with one more act of the dyad in month `at`."""

    value = weight * scale_unit(relations.panel.scale)
    y, n = relations.evidence.y.copy(), relations.evidence.n.copy()
    old = n[at, row] if np.isfinite(y[at, row]) else 0.0
    y[at, row] = (np.nan_to_num(y[at, row]) * old + value) / (old + 1.0)
    n[at, row] = old + 1.0
    return replace(relations, evidence=replace(relations.evidence, y=y, n=n))


def _signpost(
    leg: str,
    act: str,
    weight: float,
    before: Side,
    after: Side,
    names: tuple[str, str, str],
    month: np.datetime64,
) -> Signpost:
    pivot, rival, a = (called(name, month) for name in names)
    way = "raise" if after.towards_a > before.towards_a else "lower"
    says = (
        f"{act} between {pivot} and {rival} ({weight:+.1f}) would {way} the chance that {pivot} is seen "
        f"nearer to {a} over the next "
        f"year from {100 * before.towards_a:.0f} to {100 * after.towards_a:.0f} %"
    )
    return Signpost(leg, act, weight, before.towards_a, after.towards_a, says[0].upper() + says[1:] + ".")


def signposts_of(
    relations: FilteredRelations,
    pivot: str,
    a: str,
    b: str,
    learned: Learned | None = None,
    *,
    origin: np.datetime64 | None = None,
) -> tuple[Signpost, ...]:
    """Signposts from a month, else the last, with what the record has taught by then; none where periods are no months."""

    if relations.panel.every != "month":
        return ()
    at = len(relations.months) - 1 if origin is None else int(np.searchsorted(relations.months, origin))
    learned = learned or learn(relations, at)
    return signposts(one_speed(relations), pivot, a, b, at=at, learned=learned)
