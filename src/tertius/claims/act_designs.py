"""Claims about single acts: help by area (M2), answers to requests (M3), acts by issue (M4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.actors import chain_of
from tertius.cases import requests
from tertius.claims.feeds import Feed
from tertius.claims.places import FOUNDING, Place
from tertius.claims.quantities import AROUND, STEP, Measured
from tertius.claims.slope import Design, Floats
from tertius.events import score_codes
from tertius.leverage.receipts import area_of, kind_of

if TYPE_CHECKING:
    from tertius.cases.historians import Request

Ints = npt.NDArray[np.int64]
AREAS = ("security", "economy", "politics")
YEARS = 3
GENERAL = ("GEN", "")
POWERS = frozenset({"USA", "RUS", "CHN"})


@dataclass(frozen=True)
class Act:
    """One act on a relation of a pivot."""

    month: int
    rival: int
    given: bool
    score: float
    issue: str
    area: str | None


def acts_of(feed: Feed, place: Place) -> list[Act]:
    """Scored acts between the pivot and its rivals, those told twice once, in the order of time; none without the acts."""

    if feed.events is None:
        return []
    scores = score_codes(feed.events.arrow)
    found = []
    for row, score in zip(feed.events.to_frame().iter_rows(named=True), scores, strict=True):
        rival = _rival(row, place)
        if rival is not None and np.isfinite(score) and row["dup_of"] is None and row["apart"] is None:
            found.append(_act(row, rival, float(score), place))
    return sorted(found, key=lambda act: act.month)


def _rival(row: dict[str, Any], place: Place) -> int | None:
    if not (row["source"] and row["target"] and row["earliest"]):
        return None
    pair = {chain_of(row["source"]), chain_of(row["target"])}
    return next((k for k, rival in enumerate((place.a, place.b)) if pair == {place.pivot, rival}), None)


def _act(row: dict[str, Any], rival: int, score: float, place: Place) -> Act:
    day = row["earliest"]
    given = not row["directed"] or chain_of(row["source"]) != place.pivot
    kind = kind_of(row["act"], row["code"], row["vocabulary"]) if given and score > 0 else None
    issue = (row["issues"] or "").split(" ")[0]
    area = area_of(kind, row["issues"]) if kind else None
    return Act((day.year - 1970) * 12 + day.month - 1, rival, given, score, issue, area)


def _clusters(places: Sequence[Place]) -> Ints:
    names = sorted({place.rivals for place in places})
    return np.array([names.index(place.rivals) for place in places], dtype=np.int64)


def areas_design(feeds: Sequence[tuple[Feed, Measured]]) -> tuple[Design, list[str]]:
    """M2: share of each area in one rival's help on its share in the other's, within a pivot's three years."""
    units: list[Place] = []
    shares: list[Floats] = []
    for feed, measured in feeds:
        for place in measured.places:
            made = _shares(acts_of(feed, place))
            units += [place] * len(made)
            shares += made
    table = np.array(shares).reshape(-1, 3, len(AREAS))
    exposure, outcome, usual = table[:, 0], table[:, 1], table[:, 2]
    keys = [(place.name, place) for place in units]
    groups = [
        np.flatnonzero([each[0] == name for each in keys]) for name in dict.fromkeys(k for k, _ in keys)
    ]

    def permuted(rng: np.random.Generator) -> Floats:
        return rng.permuted(exposure, axis=1)[None]

    def shifted(rng: np.random.Generator) -> Floats:
        out = exposure.copy()
        for rows in groups:
            out[rows] = exposure[np.roll(rows, int(rng.integers(1, max(len(rows), 2))))]
        return out[None]

    design = Design(outcome, exposure, usual[None], _clusters(units), permuted, shifted)
    return design, [place.name for place in units]


def _shares(acts: list[Act]) -> list[Floats]:
    """Shares of one rival, of the other, and of both over all years, for either order of the rivals in every three years."""
    helped = [act for act in acts if act.area]
    if not helped:
        return []
    count = np.zeros((max(act.month for act in helped) // (12 * YEARS) + 40, 2, len(AREAS)))
    for act in helped:
        count[act.month // (12 * YEARS) + 20, act.rival, AREAS.index(str(act.area))] += 1
    usual = count.sum(axis=(0, 1)) / count.sum()
    both = count[(count.sum(axis=2) > 0).all(axis=1)]
    share = both / both.sum(axis=2, keepdims=True)
    return [np.stack([share[i, k], share[i, 1 - k], usual]) for k in (0, 1) for i in range(len(share))]


def agendas_design(feeds: Sequence[tuple[Feed, Measured]]) -> tuple[Design, list[str]]:
    """M4: product of the leans of two acts of one pivot and three years, on whether they are on one issue."""
    units: list[Place] = []
    members: list[list[Act]] = []
    for feed, measured in feeds:
        for place in measured.places:
            told = [act for act in acts_of(feed, place) if act.issue not in GENERAL]
            blocks: dict[int, list[Act]] = {}
            for act in told:
                blocks.setdefault(act.month // (12 * YEARS), []).append(act)
            kept = [block for block in blocks.values() if len(block) >= 3]
            units += [place] * len(kept)
            members += kept
    paired = _Paired.of([len(block) for block in members], [place.name for place in units])
    names = sorted({act.issue for block in members for act in block})
    labels = np.array([names.index(act.issue) for block in members for act in block], dtype=np.int64)
    outcome = _padded([_products(block) for block in members], paired.shape[1])

    def permuted(rng: np.random.Generator) -> Floats:
        return paired.same(labels[paired.within(rng)])[None]

    def shifted(rng: np.random.Generator) -> Floats:
        return paired.same(labels[paired.moved(rng)])[None]

    exposure, none = paired.same(labels), np.empty((0, *outcome.shape))
    return Design(outcome, exposure, none, _clusters(units), permuted, shifted), [
        place.name for place in units
    ]


@dataclass(frozen=True, eq=False)
class _Paired:
    """All pairs of acts within blocks, as places in one line of acts.

    Attributes
    ----------
    one, two
        Places of a pair's acts, arrays, shape (pair,).
    cell
        Place of the pair in a padded table of shape `shape`, blocks by pairs.
    block
        Block of each act, array, shape (act,).
    lines
        Places of each pivot's acts, in the order of time.
    """

    one: Ints
    two: Ints
    cell: Ints
    block: Ints
    lines: tuple[Ints, ...]
    shape: tuple[int, int]

    @classmethod
    def of(cls, sizes: list[int], pivots: list[str]) -> _Paired:
        """From the acts in each block, and whose block it is."""
        width = max((size * (size - 1) // 2 for size in sizes), default=0)
        first = np.cumsum([0, *sizes])
        pairs = [np.triu_indices(size, 1) for size in sizes]
        nothing = [np.empty(0, dtype=np.int64)]
        one = np.concatenate(nothing + [start + pair[0] for start, pair in zip(first, pairs, strict=False)])
        two = np.concatenate(nothing + [start + pair[1] for start, pair in zip(first, pairs, strict=False)])
        cell = np.concatenate(nothing + [i * width + np.arange(len(pair[0])) for i, pair in enumerate(pairs)])
        block = np.repeat(np.arange(len(sizes)), sizes)
        whose = np.repeat(np.array(pivots, dtype=object), sizes)
        lines = tuple(np.flatnonzero(whose == name) for name in dict.fromkeys(pivots))
        return cls(one, two, cell, block, lines, (len(sizes), width))

    def same(self, labels: Ints) -> Floats:
        """1 where both acts of a pair have one label, else 0, array of `shape`; NaN beyond a block's pairs."""
        out = np.full(self.shape, np.nan)
        out.flat[self.cell] = labels[self.one] == labels[self.two]
        return out

    def within(self, rng: np.random.Generator) -> Ints:
        """The acts in an order that is random within every block."""
        return np.lexsort((rng.random(len(self.block)), self.block))

    def moved(self, rng: np.random.Generator) -> Ints:
        """The acts of every pivot turned around their order in time."""
        out = np.arange(len(self.block))
        for line in self.lines:
            out[line] = np.roll(line, int(rng.integers(1, max(len(line), 2))))
        return out


def _padded(rows: list[Floats], width: int) -> Floats:
    out = np.full((len(rows), width), np.nan)
    for i, row in enumerate(rows):
        out[i, : len(row)] = row
    return out


def _products(block: list[Act]) -> Floats:
    lean = np.array([act.score * (1 - 2 * act.rival) for act in block])
    lean -= lean.mean()
    one, two = np.triu_indices(len(block), 1)
    return np.asarray(lean[one] * lean[two])


def requests_design(
    feeds: Sequence[tuple[Feed, Measured]], *, article: bool = False
) -> tuple[Design, list[str]]:
    """M3: the relation with the other rival, four half-years before and four after an answer, denied or granted."""

    asked = [each for each in requests() if article or each.pivot != FOUNDING]
    found = [(each, *spot) for each in asked for spot in _spots(feeds, each)]
    width = max((measured.span for _, measured, _ in found), default=0)
    units = [measured.places[k] for _, measured, k in found]
    outcome = np.full((len(found), width), np.nan)
    after, spans = outcome.copy(), [measured.span for _, measured, _ in found]
    for i, (each, measured, k) in enumerate(found):
        other = 1 if units[i].a == _chain(each.giver) else 0
        outcome[i, : measured.span] = measured.valences[other, k]
        after[i] = _after(each, measured, width)
    denied = np.array([not each.granted for each, _, _ in found], dtype=float)

    def stacked(labels: Floats, when: Floats) -> Floats:
        return np.stack([when * labels[:, None], when])

    def permuted(rng: np.random.Generator) -> Floats:
        return stacked(rng.permutation(denied), after)

    def shifted(rng: np.random.Generator) -> Floats:
        moved = after.copy()
        for i, span in enumerate(spans):
            moved[i, :span] = np.roll(
                after[i, :span], int(rng.integers(AROUND, max(span - AROUND, AROUND + 1)))
            )
        return stacked(denied, moved)

    exposure = stacked(denied, after)
    design = Design(outcome, exposure[0], exposure[1:], _clusters(units), permuted, shifted)
    names = [
        f"{each.pivot} {each.giver} {each.date} {'granted' if each.granted else 'denied'}"
        for each, _, _ in found
    ]
    return design, names


def _chain(name: str) -> str:
    return chain_of(name)


def _spots(feeds: Sequence[tuple[Feed, Measured]], asked: Request) -> list[tuple[Measured, int]]:
    """Where the pivot stands between the giver and another great power: the first source that has it."""
    pivot, giver = _chain(asked.pivot), _chain(asked.giver)
    for _, measured in feeds:
        for k, place in enumerate(measured.places):
            if place.pivot == pivot and giver in (place.a, place.b) and {place.a, place.b} <= POWERS:
                return [(measured, k)]
    return []


def _after(asked: Request, measured: Measured, width: int) -> Floats:
    out = np.full(width, np.nan)
    start = (int(asked.date.astype("M8[M]").astype(np.int64)) - measured.origin) // STEP
    for at in range(start - AROUND, start + AROUND):
        if 0 <= at < measured.span:
            out[at] = float(at >= start)
    return out
