"""What each source contributed to a question, and the answer without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tertius.panel import Panel
    from tertius.relations import Relations
    from tertius.stances import Stances
    from tertius.study.question import Question

Floats = npt.NDArray[np.float64]
Pair = tuple[str, str]
APART = 1.645  # standard errors at which two sources disagree: one in ten by chance
LEAST_ACTS = 3.0  # acts, or scores, of a year that a source must have to be compared
NOISE = 9.0  # variance of one act's score, in squared points


@dataclass(frozen=True)
class Contribution:
    """One source on one leg.

    Attributes
    ----------
    source, leg
        Name of the source and pair of handles.
    acts, months
        Acts (of tallies that are thinned: scores) in the window, and months with any.
    first, last
        First and last year with any; 0 if there is none.
    share
        Mean over its months of its part of the weight that all sources have in them, in [0, 1].
    without
        Mean, over the leg's years, of how far the yearly mean of the relation moves without the source, in points of the
        scale; NaN where the question cannot be put without it.
    """

    source: str
    leg: Pair
    acts: float
    months: int
    first: int
    last: int
    share: float
    without: float


@dataclass(frozen=True)
class Disagreement:
    """A year in which two sources tell different things of one leg, each by its own months.

    Attributes
    ----------
    warm, cold
        Names of the sources, and the mean score of the year by each, in the anchor's points.
    """

    leg: Pair
    year: int
    warm: str
    cold: str
    warm_score: float
    cold_score: float


@dataclass(frozen=True)
class AnswerWithout:
    """The pivot's mean stance over the window, with everything (`source` is "") or without one source or the facts.

    Attributes
    ----------
    p_a, p_middle, p_b, nearer_a
        Means over months; NaN where the record is not enough.
    why
        Why it is not, or "".
    """

    source: str
    p_a: float
    p_middle: float
    p_b: float
    nearer_a: float
    why: str


def answers_without(asked: Question) -> tuple[AnswerWithout, ...]:
    """The answer with all that ships, and without each source and the facts; nothing for a question of one's own events."""
    if asked.record is None:
        return ()
    left = [
        *(asked.names if len(asked.names) > 1 else ()),
        *(("facts",) if asked.record.facts is not None else ()),
    ]
    return (_answer("", asked.stances()), *(_answer(name, asked.without(name).verdict()) for name in left))


def _answer(source: str, found: Stances) -> AnswerWithout:
    if not found.enough.ok:
        return AnswerWithout(source, *(float("nan"),) * 4, found.enough.why)
    a, middle, b = (float(p) for p in found.prob.mean(axis=0))
    return AnswerWithout(source, a, middle, b, float(found.direction.mean()), "")


def contributions(asked: Question) -> tuple[Contribution, ...]:
    """Every source on every leg; one source alone is the whole answer, and nothing is left without it."""
    names = asked.names or ("events",)
    whole = asked.smoothed
    lost = {name: _without(asked, name) for name in names} if len(names) > 1 else {}
    parts = _parts(whole)
    return tuple(
        _row(name, leg, panel, part, whole, lost.get(name))
        for name, panel, part in zip(names, asked.panels, parts, strict=True)
        for leg in asked.settings.legs
    )


def _parts(whole: Relations) -> list[Floats]:
    """Each source's part of the weight of every cell, the anchor's first, arrays, shape (dyad, month)."""
    others = [part.T for part, _ in whole.evidence.drift]
    rest = 1.0 - np.sum(others, axis=0) if others else np.ones(whole.mean.shape)
    return [np.where(whole.observed, rest, 0.0), *others]


def _without(asked: Question, name: str) -> Relations | None:
    from tertius.errors import BadInput

    try:
        return asked.without(name).smoothed
    except BadInput:
        return None


def _row(
    name: str, leg: Pair, panel: Panel, part: Floats, whole: Relations, lost: Relations | None
) -> Contribution:
    n = panel.n[panel.index(*leg)]
    seen = n > 0
    years = panel.months[seen].astype("M8[Y]").astype(int) + 1970
    share = float(part[whole.index(*leg)][seen].mean()) if seen.any() else 0.0
    moved = (
        float(np.mean(np.abs(_yearly(whole, leg) - _yearly(lost, leg)))) if lost is not None else float("nan")
    )
    first, last = (int(years[0]), int(years[-1])) if len(years) else (0, 0)
    return Contribution(name, leg, float(n.sum()), int(seen.sum()), first, last, share, moved)


def _yearly(relations: Relations, leg: Pair) -> Floats:
    years = relations.months.astype("M8[Y]").astype(int)
    mean = relations.mean[relations.index(*leg)]
    return np.array([mean[years == year].mean() for year in np.unique(years)])


def disagreements(asked: Question) -> tuple[Disagreement, ...]:
    """Years in which two sources, each with at least three acts on a leg, lie on different sides of the neutral point.

    The two means must differ by more than their acts' scatter makes likely (one in ten by chance).
    """
    found = []
    names = asked.names or ("events",)
    neutral = float(asked.smoothed.ruler.c0)
    for leg in asked.settings.legs:
        tables = {name: _years(panel, leg) for name, panel in zip(names, asked.panels, strict=True)}
        for one in names:
            for two in names[names.index(one) + 1 :]:
                found += _apart(leg, one, tables[one], two, tables[two], neutral)
    return tuple(found)


def _years(panel: Panel, leg: Pair) -> dict[int, tuple[float, float]]:
    """Mean score and its standard error, by year, of the years with enough acts."""
    i = panel.index(*leg)
    years = panel.months.astype("M8[Y]").astype(int) + 1970
    out = {}
    for year in np.unique(years):
        seen = (years == year) & np.isfinite(panel.y[i])
        acts = float(panel.n[i][seen].sum())
        if acts >= LEAST_ACTS:
            mean = float(np.average(panel.y[i][seen], weights=panel.n[i][seen]))
            out[int(year)] = (mean, float(np.sqrt(NOISE / acts)))
    return out


def _apart(
    leg: Pair,
    one: str,
    first: dict[int, tuple[float, float]],
    two: str,
    second: dict[int, tuple[float, float]],
    neutral: float,
) -> list[Disagreement]:
    found = []
    for year in sorted(first.keys() & second.keys()):
        (a, a_error), (b, b_error) = first[year], second[year]
        sides = (a - neutral) * (b - neutral) < 0
        if sides and abs(a - b) > APART * np.hypot(a_error, b_error):
            warm = a > b
            names, scores = ((one, two), (a, b)) if warm else ((two, one), (b, a))
            found.append(Disagreement(leg, year, *names, *scores))
    return found
