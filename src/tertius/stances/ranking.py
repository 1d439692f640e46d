"""Who stands between two rivals: every pivot's side, middle and warmth, ranked by the middle it holds and how warm it is."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tertius.actors import chain_of, then
from tertius.actors.english import plain_name
from tertius.errors import BadInput
from tertius.months import Months
from tertius.stances.facts import NEEDS, FactPrior, fact_priors, levels
from tertius.stances.gate import Enough, judge, prior_share
from tertius.stances.measurements import kind_of, measure_legs
from tertius.stances.numbers import Numbers, load_numbers
from tertius.stances.phases import Band, band
from tertius.stances.sides import Sides, read_sides
from tertius.stances.standing import Standing, Standings
from tertius.triangles import draw_legs, modelled_months

if TYPE_CHECKING:
    from tertius.indicators import Indicators
    from tertius.relations import Relations

Floats = npt.NDArray[np.float64]
Progress = Callable[[int, int], None]
BY = ("window", "year", "month")


@dataclass(frozen=True)
class _Ties:
    """What facts say of one pivot: the prior of its side, and by year with which rivals a pact was in force."""

    prior: FactPrior
    pacts: dict[int, tuple[bool, bool]]

    def ally(self, rivals: tuple[str, str], month: np.datetime64) -> str:
        """The rival with which alone a pact was in force, "both", or ""."""
        bound = self.pacts.get(int(month.astype("M8[Y]").astype(int)) + 1970, (False, False))
        return "both" if all(bound) else rivals[0] if bound[0] else rivals[1] if bound[1] else ""


def standings(
    relations: Relations,
    a: str,
    b: str,
    *,
    rng: np.random.Generator,
    facts: Indicators | None = None,
    by: str = "window",
    month: np.datetime64 | None = None,
    top: int | None = None,
    size: int = 200,
    numbers: Numbers | None = None,
    progress: Progress | None = None,
) -> Standings:
    """Rank every state that has a relation to both rivals by the middle it holds between them, and how warm it is.

    Parameters
    ----------
    relations
        Posterior of every dyad, smoothed or filtered.
    a, b
        The rivals.
    facts
        Yearly facts, which carry the prior of side and middle.
    by
        ``window``: one row a pivot; ``year`` and ``month``: one a pivot and year or month.
    month
        Only this month.
    top
        Rows listed (default: all).
    rng, size
        Joint draws behind the bounds of tilt and warmth.

    Raises
    ------
    BadInput
        If a rival has no relation at all, `by` is unknown, or the month is not among the relations'.
    """
    if by not in BY:
        raise BadInput(f"by={by!r}", f"one of {', '.join(BY)}")
    spans = _spans(relations.months, by, month)
    own = (_as_known(relations, a), _as_known(relations, b))
    pivots, used = _pivots(relations, *own), numbers or load_numbers()
    rows: list[Standing] = []
    for number, (pivot, ties) in enumerate(
        zip(pivots, _ties(relations, pivots, own, used, facts), strict=True)
    ):
        rows += _of_pivot(relations, (pivot, *own), spans, used, ties, rng, size)
        if progress:
            progress(number + 1, len(pivots))
    told = len({row.pivot for row in rows if row.enough.ok})
    rows.sort(key=lambda row: (not row.enough.ok, -row.score if row.enough.ok else 0.0, row.pivot))
    made = relations.provenance.with_settings(a=a, b=b, by=by, draws=size, stance_numbers=used.version)
    if facts is not None:
        made = made.merge(facts.provenance)
    return Standings(tuple(rows[:top]), a, b, by, len(pivots), told, made)


def _as_known(relations: Relations, rival: str) -> str:
    """The name under which these relations hold a state: its own, or that of its chain."""
    known = {state for dyad in relations.dyads for state in dyad}
    return rival if rival in known else chain_of(rival)


def _pivots(relations: Relations, a: str, b: str) -> list[str]:
    """States with a relation to both rivals."""
    partners = []
    for rival in (a, b):
        mine = {state for dyad in relations.dyads if rival in dyad for state in dyad} - {rival}
        if not mine:
            raise BadInput(f"no relation of {rival} here", "two rivals that occur in the events")
        partners.append(mine)
    return sorted((partners[0] & partners[1]) - {a, b})


def _ties(
    relations: Relations,
    pivots: Sequence[str],
    rivals: tuple[str, str],
    numbers: Numbers,
    facts: Indicators | None,
) -> list[_Ties]:
    """Prior and pacts of every pivot, each fact looked up once for all."""
    kinds = {pivot: kind_of(relations, (pivot, rivals[0]), (pivot, rivals[1])) for pivot in pivots}
    priors: dict[str, FactPrior] = {}
    for kind in dict.fromkeys(kinds.values()):
        own = [pivot for pivot in pivots if kinds[pivot] == kind]
        doubt, past = numbers.with_facts[kind].doubt, relations.given == "past"
        found = fact_priors(facts, own, rivals, relations.months, numbers.shares, doubt, past=past)
        priors |= dict(zip(own, found, strict=True))
    pacts = _pacts(facts, pivots, rivals, relations.months)
    return [
        _Ties(priors[pivot], {year: both[number] for year, both in pacts.items()})
        for number, pivot in enumerate(pivots)
    ]


def _of_pivot(
    relations: Relations,
    corners: tuple[str, str, str],
    spans: Sequence[slice],
    numbers: Numbers,
    ties: _Ties,
    rng: np.random.Generator,
    size: int,
) -> list[Standing]:
    """One row for each stretch in which the pivot existed."""
    legs = ((corners[0], corners[1]), (corners[0], corners[2]))
    try:
        within = modelled_months(relations, legs)
    except BadInput:
        return []
    data = measure_legs(relations, *legs, months=within)
    shares = (prior_share(relations, legs[0], within), prior_share(relations, legs[1], within))
    volume = int(np.asarray(relations.panel.volume)[within].sum())
    enough = judge(data, shares, names=corners, volume=volume)
    months = relations.months[within]
    cut = [_inside(span, within) for span in spans]
    pieces = [
        slice(piece.start - within.start, piece.stop - within.start) for piece in cut if piece is not None
    ]
    if not enough.ok:
        return [_untold(corners, months[piece], enough, ties) for piece in pieces[:1]]
    prior = FactPrior(ties.prior.prob[within], ties.prior.known[within])
    paths = relations.given == "all"
    sides = read_sides(data, corners, months, numbers=numbers, prior=prior, past=not paths)
    pulls = _pulls(relations, legs, within, rng, size)
    return [_row(corners, months, piece, sides, pulls, enough, ties, paths=paths) for piece in pieces]


def _inside(span: slice, within: slice) -> slice | None:
    start, stop = max(span.start, within.start), min(span.stop, within.stop)
    return slice(start, stop) if start < stop else None


def _pulls(
    relations: Relations,
    legs: tuple[tuple[str, str], ...],
    within: slice,
    rng: np.random.Generator,
    size: int,
) -> tuple[Floats, Floats]:
    """Draws of tilt and warmth, (draw, month) each."""
    x, _, _ = draw_legs(relations, legs, rng, size)
    v = relations.ruler.valence(x[..., within])
    return (v[:, 0] - v[:, 1]) / 2, (v[:, 0] + v[:, 1]) / 2


def _row(
    corners: tuple[str, str, str],
    months: Months,
    piece: slice,
    sides: Sides,
    pulls: tuple[Floats, Floats],
    enough: Enough,
    ties: _Ties,
    *,
    paths: bool,
) -> Standing:
    prob = sides.prob[piece].mean(axis=0)
    leaning, warm = (band(values[:, piece], paths=paths) for values in pulls)
    handle = then(corners[0], months[piece][-1])
    name = plain_name(handle)
    return Standing(
        handle, name, (str(months[piece][0]), str(months[piece][-1])), float(prob[0]), float(prob[1]), float(prob[2]),
        float(sides.direction[piece].mean()), leaning, warm, float(prob[1] * (1 + warm.mean) / 2),
        ties.ally(corners[1:], months[piece][-1]), enough,
    )  # fmt: skip


def _untold(corners: tuple[str, str, str], months: Months, enough: Enough, ties: _Ties) -> Standing:
    nan, none = float("nan"), Band(float("nan"), float("nan"), float("nan"))
    handle = then(corners[0], months[-1])
    name = plain_name(handle)
    edges, pact = (str(months[0]), str(months[-1])), ties.ally(corners[1:], months[-1])
    return Standing(handle, name, edges, nan, nan, nan, nan, none, none, nan, pact, enough)


def _spans(months: Months, by: str, month: np.datetime64 | None) -> list[slice]:
    if month is not None:
        found = np.flatnonzero(months == month.astype("M8[M]"))
        if not found.size:
            raise BadInput(f"month {month}", f"a month from {months[0]} to {months[-1]}")
        return [slice(int(found[0]), int(found[0]) + 1)]
    if by == "window":
        return [slice(0, len(months))]
    if by == "month":
        return [slice(number, number + 1) for number in range(len(months))]
    years = months.astype("M8[Y]")
    edges = np.flatnonzero(np.r_[True, years[1:] != years[:-1], True])
    return [slice(int(one), int(two)) for one, two in itertools.pairwise(edges)]


def _pacts(
    facts: Indicators | None, pivots: Sequence[str], rivals: tuple[str, str], months: Months
) -> dict[int, list[tuple[bool, bool]]]:
    """By year, for every pivot, whether a defence pact with A and with B was in force; {} where no pact is on file."""
    if facts is None or NEEDS["pact"] not in facts.names:
        return {}
    years = np.unique(months.astype("M8[Y]").astype(int) + 1970)
    to_a, to_b = (np.nan_to_num(levels(facts, "pact", pivots, rival, years)) > 0 for rival in rivals)
    return {
        int(year): [(bool(x), bool(y)) for x, y in zip(to_a[:, t], to_b[:, t], strict=True)]
        for t, year in enumerate(years)
    }
