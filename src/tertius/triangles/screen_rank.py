"""From the scan to an exact ranking: candidates in single precision, their order in double."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tertius.triangles.screen_legs import Legs

Floats = npt.NDArray[np.float64]
CHUNK = 10  # pivots between two calls of progress
SLACK = 1e-4  # relative error of a single-precision score or sum, with room


@dataclass(frozen=True)
class Place:
    """One ranked triangle: indices of its corners, score in double precision, months it is about."""

    pivot: int
    a: int
    b: int
    score: float
    months: slice


@dataclass(frozen=True)
class Candidates:
    """What the scan kept: corners, single-precision score, first and last month."""

    pivot: npt.NDArray[np.intp]
    a: npt.NDArray[np.intp]
    b: npt.NDArray[np.intp]
    score: npt.NDArray[np.float32]
    month: npt.NDArray[np.intp]  # -1: the whole span, or not yet known


def rank(
    legs: Legs,
    span: slice,
    *,
    over: str,
    by: str,
    top: int,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[list[Place], int]:
    """Best places over the months of `span`, best first, and how many triangles had all three relations.

    The scan is in single precision; enough candidates are kept that the order in double precision is exact:
    the
    last one listed must beat every one left out by more than the rounding, else more are kept.
    """
    keep = top + top // 10 + 64
    while True:
        found, left_out, scored = _scan(legs, span, over=over, by=by, keep=keep, progress=progress)
        places = _exact(legs, span, found, over)[:top]
        if not places or left_out <= places[-1].score * (1 - SLACK) or by in ("pivot", "rivals"):
            return places, scored
        keep, progress = keep * 4, None


def _scan(
    legs: Legs, span: slice, *, over: str, by: str, keep: int, progress: Callable[[int, int], None] | None
) -> tuple[Candidates, float, int]:
    """Candidates, the best single-precision score left out, and the number of triangles scored."""
    from tertius.triangles.screen_kernel import scan

    v, h = np.ascontiguousarray(legs.v[..., span]), np.ascontiguousarray(legs.h[..., span])
    alive = _alive(legs)
    parts, left_out, scored = [], 0.0, 0
    per_pivot = keep if over == "month" else 0
    for begin in range(0, len(legs.pivots), CHUNK):
        pivots = legs.pivots[begin : begin + CHUNK]
        sums, peaks, best, code, count = scan(v, h, alive, pivots, per_pivot)
        scored += int(count.sum())
        if over == "month":
            part, worst = _triangle_months(pivots, best, code, v.shape), float(best.min(axis=1).max())
        else:
            values = sums / v.shape[2] if over == "period" else peaks
            part, worst = _triangles(pivots, values, by, keep)
        left_out = max(left_out, worst)
        parts.append(part)
        if progress:
            progress(min(begin + CHUNK, len(legs.pivots)), len(legs.pivots))
    return (*_shorten(parts, by, keep, left_out), scored)


def _alive(legs: Legs) -> npt.NDArray[np.bool_]:
    """Pairs to look at; with one rival pair asked for, only its legs."""
    if legs.rivals is None:
        return legs.alive
    chosen = np.zeros_like(legs.alive)
    for rival in legs.rivals:
        chosen[rival], chosen[:, rival] = legs.alive[rival], legs.alive[:, rival]
    others = [p for p in range(len(legs.states)) if p not in legs.rivals]
    a, b = legs.rivals
    chosen[np.ix_(others, others)] = False
    return chosen if legs.alive[a, b] else np.zeros_like(chosen)


def _triangle_months(pivots: Any, best: Any, code: Any, shape: tuple[int, ...]) -> Candidates:
    states, months = shape[0], shape[2]
    row, column = np.nonzero(code >= 0)
    number = code[row, column]
    pair, month = number // months, number % months
    return Candidates(pivots[row], pair // states, pair % states, best[row, column], month)


def _triangles(pivots: Any, values: Any, by: str, keep: int) -> tuple[Candidates, float]:
    """Best triangles of a chunk: of all pivots together, of each pivot, or of each rival pair."""
    states = values.shape[1]
    if by == "pivot":
        flat = values.reshape(len(pivots), -1)
        chosen = np.arange(len(pivots)) * flat.shape[1] + flat.argmax(axis=1)
        worst = 0.0
    elif by == "rivals":
        pivot = values.argmax(axis=0)
        chosen = pivot.ravel() * states * states + np.arange(states * states)
        worst = 0.0
    else:
        count = min(keep, values.size)
        chosen = np.argpartition(values.ravel(), -count)[-count:]
        worst = float(values.ravel()[chosen].min()) if count < values.size else 0.0
    chosen = chosen[values.ravel()[chosen] > 0]
    row, pair = chosen // (states * states), chosen % (states * states)
    month = np.full(len(chosen), -1)
    return Candidates(pivots[row], pair // states, pair % states, values.ravel()[chosen], month), worst


def _shorten(parts: list[Candidates], by: str, keep: int, left_out: float) -> tuple[Candidates, float]:
    """Join the chunks; keep the best of all, or (by rival pair) the best pivot of each pair, or all."""
    fields = ("pivot", "a", "b", "score", "month")
    joined = [np.concatenate([getattr(part, name) for part in parts]) for name in fields]
    order = np.argsort(-joined[3], kind="stable")
    if by == "rivals":
        _, first = np.unique(
            joined[1][order] * (joined[2].max(initial=0) + 1) + joined[2][order], return_index=True
        )
        order = order[np.sort(first)]
    dropped = float(joined[3][order[keep]]) if len(order) > keep else 0.0
    return Candidates(*(values[order[:keep]] for values in joined)), max(left_out, dropped)


def _exact(legs: Legs, span: slice, found: Candidates, over: str) -> list[Place]:
    """Places in double precision, best first; ties by index."""
    places = []
    for number in range(len(found.pivot)):
        p, a, b = int(found.pivot[number]), int(found.a[number]), int(found.b[number])
        if over == "month":
            month = span.start + int(found.month[number])
            months = slice(month, month + 1)
            score = float(legs.scores(p, a, b, months)[0])
        else:
            scores = legs.scores(p, a, b, span)
            peak = span.start + int(scores.argmax())
            months = span if over == "period" else slice(peak, peak + 1)
            score = float(scores.mean() if over == "period" else scores.max())
        places.append(Place(p, a, b, score, months))
    return sorted(places, key=lambda place: (-place.score, place.pivot, place.a, place.b, place.months.start))
