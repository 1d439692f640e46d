"""What is measured of every pivot in every half-year: stance, warmth, engagement, the rivals' relation, help, acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tertius.actors import chain_of
from tertius.cases import episodes
from tertius.claims.expression import NAMES
from tertius.claims.feeds import Feed, Pair
from tertius.claims.places import Place, places
from tertius.relations import estimate_relations
from tertius.stances.measurements import measure_legs
from tertius.stances.numbers import load_numbers
from tertius.stances.sides import read_sides

if TYPE_CHECKING:
    from tertius.relations import Relations

Floats = npt.NDArray[np.float64]
STEP = 6
DEPENDS_OVER, GAINS_OVER = 4, 2
TURNED = 0.5  # standard deviations of a rival's own acts below their mean
DATED = ("eased", "spiked")
AROUND = 4  # half-years on either side of a dated easing


@dataclass(frozen=True, eq=False)
class Measured:
    """One source's quantities.

    Attributes
    ----------
    feed, places
        The source and its pivots.
    origin, span
        Month (since January 1970) at which half-year 0 begins, and how many there are.
    values
        Name to array, shape (pivot, half-year); NaN outside a place's months and where nothing is known.
    valences
        Of both relations, the months by which the place was chosen included: array, shape (2, pivot, half-year).
    """

    feed: str
    counted: bool
    places: tuple[Place, ...]
    origin: int
    span: int
    values: dict[str, Floats]
    valences: Floats

    def turned(self) -> Measured:
        """The same with the rivals exchanged."""
        swapped = {name: self.values[_other(name)] for name in self.values}
        return replace(self, values={**swapped, "tilt": -self.values["tilt"]})


def _other(name: str) -> str:
    return name[:-1] + {"a": "b", "b": "a"}[name[-1]] if name.endswith(("_a", "_b")) else name


def measure_feed(
    feed: Feed,
    *,
    c0: float | str = 0.0,
    article: bool = False,
    done: Callable[[str], None] | None = None,
) -> Measured:
    """The quantities of every pivot of the fixed list in one source.

    Parameters
    ----------
    c0
        Neutral point: a number on the scale, or ``median``.
    article
        Keep the article's own triangles.
    done
        Called with a word on what is being done.
    """

    say = done or (lambda _: None)
    found = places(feed, article=article)
    origin = feed.months[0] - feed.months[0] % STEP
    span = (feed.months[1] - origin) // STEP + 1
    if not found:
        nothing = {name: np.empty((0, span)) for name in NAMES}
        return Measured(feed.name, feed.counted, (), origin, span, nothing, np.empty((2, 0, span)))
    say(f"{feed.name}: relations")
    legs = sorted({_pair(*leg) for each in found for leg in _legs(each)})
    panel = feed.panel(legs)
    relations, known = (estimate_relations(panel, c0=c0, given=given) for given in ("all", "past"))
    say(f"{feed.name}: stances of {len(found)} pivots")
    read = _Reader(feed, relations, known.valence(), origin, span)
    rows = [read.all(place) for place in found]
    values = {name: np.stack([row[name] for row in rows]) for name in rows[0]}
    valences = np.stack([values["valence_a"], values["valence_b"]])
    month = np.arange(span)[None] * STEP + origin
    first, last = (np.array([getattr(place, name) for place in found])[:, None] for name in ("first", "last"))
    outside = (month < first) | (month > last)
    values = {
        name: np.where(outside, np.nan, value) if name not in DATED else value
        for name, value in values.items()
    }
    return Measured(feed.name, feed.counted, found, origin, span, values, valences)


def _pair(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


def _legs(place: Place) -> tuple[Pair, Pair, Pair]:
    return (place.pivot, place.a), (place.pivot, place.b), (place.a, place.b)


@dataclass(frozen=True, eq=False)
class _Reader:
    feed: Feed
    relations: Relations
    known: Floats
    origin: int
    span: int

    def all(self, place: Place) -> dict[str, Floats]:
        """Every quantity of one pivot, each array, shape (half-year,)."""
        stance, acts = self._stance(place), self._acts(place)
        return {
            **stance,
            **acts,
            "eased": self._dated(place, "easing"),
            "spiked": self._dated(place, "spike"),
        }

    @cached_property
    def _half(self) -> npt.NDArray[np.int64]:
        months = self.relations.months.astype("M8[M]").astype(np.int64)
        return np.asarray((months - self.origin) // STEP)

    def _halved(self, monthly: Floats) -> Floats:
        """Mean over each half-year."""
        inside = (self._half >= 0) & (self._half < self.span)
        total = np.bincount(self._half[inside], monthly[inside], minlength=self.span)
        count = np.bincount(self._half[inside], minlength=self.span)
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)

    def _stance(self, place: Place) -> dict[str, Floats]:
        to_a, to_b, rivals = _legs(place)
        data = measure_legs(self.relations, to_a, to_b)
        sides = read_sides(
            data, (place.pivot, place.a, place.b), self.relations.months, numbers=load_numbers()
        )
        rows = [self.relations.index(*leg) for leg in (to_a, to_b, rivals)]
        va, vb, vab = (self._halved(self._valence[row]) for row in rows)
        rated = self._halved(np.isfinite(data.z).all(axis=0).astype(float))
        by_then = [self._halved(self.known[row]) for row in rows[:2]]
        return {
            "middle": self._halved(sides.prob[:, 1]),
            "valence_a": by_then[0], "valence_b": by_then[1], "tilt": (va - vb) / 2, "even": 1 - np.abs(va - vb) / 2,
            "warmth": (va + vb) / 2, "rivalry": (1 - vab) / 2, "rated": rated,
            "engagement": self._engaged(rows[:2]),
        }  # fmt: skip

    @cached_property
    def _valence(self) -> Floats:
        return np.asarray(self.relations.valence())

    @cached_property
    def _active(self) -> Floats:
        return np.asarray(self.relations.active())

    def _engaged(self, rows: list[int]) -> Floats:
        if not self.feed.counted:
            return np.full(self.span, np.nan)
        return self._halved(self._active[rows].min(axis=0))

    @cached_property
    def _ways(self) -> dict[Pair, Floats]:
        """Acts, their sum of scores, and material cooperation by direction: arrays, shape (3, half-year)."""
        found: dict[Pair, Floats] = {}
        for source, target, month, *told in self.feed.cells.rows():
            way = found.setdefault((source, target), np.zeros((3, self.span)))
            way[:, (month - self.origin) // STEP] += self._counts(*told)
        return found

    def _counts(self, acts: int, total: float, help_: int) -> Floats:
        """A chronicle has no classes: there an act of a month whose scores are above zero is help."""
        given = float(acts) if total > 0 else 0.0
        return np.array([acts, total, given if self.feed.kind == "chronicle" else help_], dtype=float)

    @cached_property
    def _sent(self) -> dict[str, Floats]:
        """Acts that each state sent to anyone."""
        total: dict[str, Floats] = {}
        for (source, _), way in self._ways.items():
            total[source] = total.get(source, 0.0) + way[0]
        return total

    def _way(self, source: str, target: str) -> Floats:
        found = self._ways.get((source, target))
        return np.zeros((3, self.span)) if found is None else found

    def _acts(self, place: Place) -> dict[str, Floats]:
        p, a, b = place.pivot, place.a, place.b
        out_a, out_b, in_a, in_b = self._way(p, a), self._way(p, b), self._way(a, p), self._way(b, p)
        own_a, own_b, got_a, got_b = (_ratio(way[1], way[0]) for way in (out_a, out_b, in_a, in_b))
        sent = self._sent.get(p, np.zeros(self.span)) if self.feed.counted else np.zeros(self.span)
        depends = [_trailing(way[2], DEPENDS_OVER) for way in (in_a, in_b)]
        share = (
            _ratio(depends[0], depends[0] + depends[1])
            if self.feed.kind != "scores"
            else np.full(self.span, np.nan)
        )
        return {
            "own_a": own_a, "own_b": own_b, "own_both": (own_a + own_b) / 2, "got_a": got_a, "got_b": got_b,
            "both_turned": _both_turned(got_a, got_b), "dependence_a": share, "dependence_b": 1 - share,
            "gains_more": self._gains_more(in_a, in_b, out_a, out_b, self._way(a, b), self._way(b, a)),
            "share_a": _ratio(out_a[0], sent), "share_b": _ratio(out_b[0], sent),
        }  # fmt: skip

    def _gains_more(self, *ways: Floats) -> Floats:
        if not self.feed.counted:
            return np.full(self.span, np.nan)
        in_a, in_b, out_a, out_b, a_b, b_a = (_trailing(way[2], GAINS_OVER) for way in ways)
        pivot, first, second = in_a + in_b, out_a + b_a, out_b + a_b
        told = pivot + first + second > 0
        return np.where(told, (pivot > np.maximum(first, second)).astype(float), np.nan)

    def _dated(self, place: Place, kind: str) -> Floats:
        out, clash = np.full(self.span, np.nan), np.zeros(self.span, dtype=bool)
        for each in episodes():
            if each.kind != kind or {chain_of(name) for name in each.rivals} != {place.a, place.b}:
                continue
            start = (int(each.start.astype("M8[M]").astype(np.int64)) - self.origin) // STEP
            for at in range(start - AROUND, start + AROUND):
                if 0 <= at < self.span:
                    value = float(at >= start)
                    clash[at] |= bool(np.isfinite(out[at]) and out[at] != value)
                    out[at] = value
        return np.where(clash, np.nan, out)


def _ratio(top: Floats, bottom: Floats) -> Floats:
    return np.asarray(np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1.0), np.nan))


def _trailing(values: Floats, over: int) -> Floats:
    """Sum over this half-year and those before, `over` in all."""
    total = np.cumsum(np.r_[np.zeros(over), values])
    return np.asarray(total[over:] - total[:-over])


def _both_turned(got_a: Floats, got_b: Floats) -> Floats:
    """1 where both rivals' acts fell below their usual score, 0 where one's did, NaN elsewhere."""
    fell = []
    for got in (got_a, got_b):
        known = got[np.isfinite(got)]
        bar = known.mean() - TURNED * known.std() if len(known) else np.nan
        fell.append(np.where(np.isfinite(got), (got < bar).astype(float), np.nan))
    total = fell[0] + fell[1]
    return np.asarray(np.where(total >= 1, total - 1, np.nan))
