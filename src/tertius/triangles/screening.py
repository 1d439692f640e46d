"""The screen: every ordered triangle in the data, ranked by engaged equidistance under rivalry.

One pivot and one unordered pair of rivals is one triangle: 200 states make 200 x 199 x 198 / 2 = 3,940,200.
The rank is taken at the posterior mean; lower and upper bounds come from joint draws, for the rows listed
only.
A row at the top of so many was also lucky (the winner's curse): read its interval, not its place.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.months import Months
from tertius.provenance import Provenance
from tertius.settings import By, Over
from tertius.shown import Shown
from tertius.triangles.build import draw_legs
from tertius.triangles.quantities import equidistance, rivalry
from tertius.triangles.screen_legs import Legs, posterior_legs
from tertius.triangles.screen_rank import Place, rank

if TYPE_CHECKING:
    import polars as pl

    from tertius.relations import Relations

Progress = Callable[[int, int], None]
OVER = ("period", "month", "peak")
BY = ("triangle", "pivot", "rivals", "year", "month")
LEVEL = 0.9


@dataclass(frozen=True)
class ScreenRow:
    """One triangle: its score at the posterior mean, its 90 % bounds, and the months they are about.

    ``months`` is the first and last month of the period it is averaged over, or the one month it is taken in.
    """

    pivot: str
    a: str
    b: str
    score: float
    lo: float
    hi: float
    months: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        return {**vars(self), "months": list(self.months)}


@dataclass(frozen=True)
class Screen(Shown):
    """The rows listed, and how many triangles stood behind them.

    Parameters
    ----------
    rows
        Best first (by ``year``: best first within each year).
    triangles
        Ordered triangles of all states in the data: n (n - 1)(n - 2) / 2.
    scored
        Those of them whose three relations are all in the data.
    months
        Months screened.
    seconds
        Time of the scan and of the intervals.
    """

    rows: tuple[ScreenRow, ...]
    triangles: int
    scored: int
    months: Months
    over: str
    by: str
    seconds: float
    provenance: Provenance

    def _headline(self) -> str:
        return (
            f"{self.scored} of {self.triangles} triangles scored over the {self.over}, {self.months[0]} to "
            f"{self.months[-1]}, best first"
        )

    def to_dict(self) -> dict[str, Any]:
        """The object that ``tertius screen --json`` prints."""
        return {
            "rows": [row.to_dict() for row in self.rows],
            "triangles": self.triangles,
            "scored": self.scored,
            "over": self.over,
            "by": self.by,
            "from": str(self.months[0]),
            "to": str(self.months[-1]),
            "seconds": self.seconds,
            "provenance": self.provenance.to_dict(),
        }

    def to_frame(self) -> pl.DataFrame:
        """One row a row: the downloadable table."""
        import polars as pl

        rows = [{**vars(row), "months": " ".join(row.months)} for row in self.rows]
        return pl.DataFrame(rows, schema_overrides={"score": pl.Float64, "lo": pl.Float64, "hi": pl.Float64})


def screen(
    relations: Relations,
    *,
    rng: np.random.Generator,
    start: np.datetime64 | None = None,
    end: np.datetime64 | None = None,
    over: Over = "period",
    by: By = "triangle",
    pivots: Sequence[str] | None = None,
    rivals: tuple[str, str] | None = None,
    top: int = 50,
    size: int = 1000,
    progress: Progress | None = None,
) -> Screen:
    """Rank every triangle of the states in the data.

    Parameters
    ----------
    relations
        Posterior of every dyad.
    rng, size
        Source and number of joint draws behind the bounds of the listed rows.
    start, end
        First and last month (default: all).
    over
        ``period``: mean over the months; ``peak``: a triangle's best month; ``month``: triangle-months
        compete.
    by
        ``triangle``: the best of all; ``pivot`` or ``rivals``: the best row of each pivot or rival pair;
        ``year``: the best of each calendar year; ``month``: short for triangles over ``month``.
    pivots, rivals
        Only these pivots, only this rival pair (default: all).
    top
        Rows listed (of each year, where `by` is ``year``).
    progress
        Called with pivots done and pivots in all.

    Raises
    ------
    BadInput
        If an option is unknown, no month is left, or a state is not in the data.
    """
    begun = time.perf_counter()
    _check(over, by, top)
    if by == "month":
        over, by = "month", "triangle"
    legs = posterior_legs(relations).restrict(pivots, rivals)
    if over == "month" and by in ("pivot", "rivals"):
        over = "peak"  # one row a pivot or pair: its best month
    chosen = _months(relations.months, start, end)
    places: list[Place] = []
    scored = 0
    spans = _spans(relations.months[chosen], chosen) if by == "year" else [chosen]
    for number, span in enumerate(spans):
        found, scored = rank(
            legs, span, over=over, by=by, top=top, progress=_stage(progress, number, len(spans))
        )
        places += found
    rows = _bounded(relations, legs, places, rng, size)
    n = len(legs.states)
    return Screen(
        rows=tuple(rows),
        triangles=n * (n - 1) * (n - 2) // 2,
        scored=scored,
        months=relations.months[chosen],
        over=over,
        by=by,
        seconds=time.perf_counter() - begun,
        provenance=relations.provenance.with_settings(screen_over=over, screen_by=by, draws=size),
    )


def _check(over: str, by: str, top: int) -> None:
    if over not in OVER:
        raise BadInput(f"over={over!r}", " or ".join(OVER))
    if by not in BY:
        raise BadInput(f"by={by!r}", " or ".join(BY))
    if top < 1:
        raise BadInput(f"top={top}", "at least 1")


def _months(months: Months, start: np.datetime64 | None, end: np.datetime64 | None) -> slice:
    first = 0 if start is None else int(np.searchsorted(months, start))
    last = len(months) if end is None else int(np.searchsorted(months, end, side="right"))
    if first >= last:
        raise BadInput(f"no month between {start} and {end}", f"months from {months[0]} to {months[-1]}")
    return slice(first, last)


def _spans(months: Months, chosen: slice) -> list[slice]:
    """One slice a calendar year, in the indices of all months."""
    years = months.astype("M8[Y]")
    edges = np.flatnonzero(np.r_[True, years[1:] != years[:-1], True]) + chosen.start
    return [slice(int(one), int(two)) for one, two in itertools.pairwise(edges)]


def _stage(progress: Progress | None, number: int, stages: int) -> Progress | None:
    """Progress over several scans as one."""
    if progress is None:
        return None
    return lambda done, total: progress(number * total + done, stages * total)


def _bounded(
    relations: Relations, legs: Legs, places: list[Place], rng: np.random.Generator, size: int
) -> list[ScreenRow]:
    """Rows with bounds from joint draws, one triangle at a time to bound memory."""
    rows: list[ScreenRow] = []
    for place in places:
        lo, hi = _bounds(_score_draws(relations, legs, place, rng, size), paths=relations.given == "all")
        names = legs.states[place.pivot], legs.states[place.a], legs.states[place.b]
        edges = (place.months.start, place.months.stop - 1)
        months = tuple(str(relations.months[edge]) for edge in dict.fromkeys(edges))
        rows.append(ScreenRow(*names, score=place.score, lo=lo, hi=hi, months=months))
    return rows


def _bounds(draws: npt.NDArray[np.float64], *, paths: bool) -> tuple[float, float]:
    """Bounds of the mean over months of draws, shape (draw, month).

    Filtered draws are month by month: their mean over a period would look too certain, so there the months' own
    bounds are averaged, as if all months erred together.
    """
    tail = (1 - LEVEL) / 2
    quantiles = (tail, 1 - tail)
    lo, hi = (
        np.quantile(draws.mean(axis=1), quantiles)
        if paths
        else np.quantile(draws, quantiles, axis=0).mean(axis=1)
    )
    return float(lo), float(hi)


def _score_draws(
    relations: Relations, legs: Legs, place: Place, rng: np.random.Generator, size: int
) -> npt.NDArray[np.float64]:
    """Joint draws of one row's score, shape (draw, month)."""

    p, a, b = legs.states[place.pivot], legs.states[place.a], legs.states[place.b]
    x, l, _ = draw_legs(relations, ((p, a), (p, b), (a, b)), rng, size)  # noqa: E741
    v = relations.valence(x[..., place.months])
    e = relations.active(l[..., place.months])
    return np.asarray(equidistance(v[:, 0], v[:, 1], e[:, 0], e[:, 1]) * rivalry(v[:, 2]))
