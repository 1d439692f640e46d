"""What a triangle's own estimates say of the model's numbers: rivalry, access, how often they move, stakes by agenda.

Each is a 90 % interval with its reason; what the record cannot say is None, and the stated range stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.actors.english import called
from tertius.errors import BadInput
from tertius.options.stated import MEASURED, Array, Assumption, Assumptions
from tertius.triangles.build import draw_legs

if TYPE_CHECKING:
    from tertius.triangles import Triangle

TAIL = (0.05, 0.95)
YEAR, THAW_MONTHS = 12, 24
STEP = 0.05  # a change of rivalry or access below this is not called one
LEAST_ACTS = 3


@dataclass(frozen=True)
class Measure:
    """A number read off the record: its mean, 90 % interval and what it rests on."""

    value: float
    low: float
    high: float
    reason: str


def calibrated(assumptions: Assumptions, *, triangle: Triangle, month: int = -1) -> Assumptions:
    """Replace what the file says is refreshed by a triangle's own estimates in one month.

    By default rivalry, which is the triangle's, and both accesses, engagement times warmth ``a_i = e_i (1 + v_i) / 2``.
    The rest stays as stated. The triangle's rivals must be the assumptions' (in that order): an access swapped between
    rivals is refused.
    """
    corners = (triangle.pivot, triangle.a, triangle.b)
    if corners != (assumptions.pivot, assumptions.a, assumptions.b):
        wanted = f"the triangle {assumptions.pivot}, {assumptions.a}, {assumptions.b}"
        raise BadInput(f"the triangle {', '.join(corners)}", wanted)
    found = measures(
        triangle, assumptions.refresh, fourth=assumptions.fourth, thaw=assumptions.thaw, month=month
    )
    items = (_measured(item, found[item.name]) if item.name in found else item for item in assumptions.items)
    return replace(assumptions, items=tuple(items))


def _measured(item: Assumption, found: Measure) -> Assumption:
    source = f"measured: {found.reason}"
    return replace(
        item,
        value=found.value,
        low=found.low,
        high=found.high,
        reason=found.reason,
        source=source,
        basis=MEASURED,
    )


def measures(
    triangle: Triangle, names: tuple[str, ...], *, fourth: str, thaw: str, month: int = -1
) -> dict[str, Measure]:
    """What the triangle says of the numbers named, as far as it says anything.

    Parameters
    ----------
    names
        Names of assumptions; those that no triangle can measure are left out of the answer.
    fourth, thaw
        The fourth state, and the rival (``a`` or ``b``) with which the pivot may thaw.
    month
        Position of the month that levels are read in.
    """
    a, b = (called(each, triangle.months[month]) for each in (triangle.a, triangle.b))
    ways: dict[str, Callable[[], Measure | None]] = {
        "rivalry": partial(_level, triangle, triangle.draws["rivalry"], month, "rivalry"),
        "access_a": partial(
            _level,
            triangle,
            access_draws(triangle, "a"),
            month,
            f"access of {a}",
        ),
        "access_b": partial(
            _level,
            triangle,
            access_draws(triangle, "b"),
            month,
            f"access of {b}",
        ),
        "access_k": partial(_fourth_access, triangle, fourth, month),
        "p_ease": partial(_moves, triangle, triangle.draws["rivalry"], -1, YEAR, "rivalry fell"),
        "p_spike": partial(_moves, triangle, triangle.draws["rivalry"], 1, YEAR, "rivalry rose"),
        "ease_share": partial(_size, triangle, triangle.draws["rivalry"], -1, YEAR, True),
        "spike_add": partial(_size, triangle, triangle.draws["rivalry"], 1, YEAR, False),
        "p_thaw": partial(_moves, triangle, access_draws(triangle, thaw), 1, THAW_MONTHS, "access rose"),
        "thaw_access": partial(_size, triangle, access_draws(triangle, thaw), 1, THAW_MONTHS, False),
    }
    found = {name: ways[name]() for name in names if name in ways}
    return {name: measure for name, measure in found.items() if measure is not None}


def access_draws(triangle: Triangle, side: str) -> Array:
    """Access of one rival, ``e (1 + v) / 2`` in [0, 1]: array, shape (draw, month)."""
    return np.asarray(triangle.draws[f"e{side}"] * (1 + triangle.draws[f"v{side}"]) / 2)


def _level(triangle: Triangle, draws: Array, month: int, what: str) -> Measure:
    low, high = np.quantile(draws[:, month], TAIL)
    value = float(np.clip(draws[:, month].mean(), low, high))
    pivot, a, b = (
        called(handle, triangle.months[month]) for handle in (triangle.pivot, triangle.a, triangle.b)
    )
    return Measure(
        value,
        float(low),
        float(high),
        f"posterior {what}, in the triangle of {pivot}, {a} and {b} in {triangle.months[month]}, 90 % interval",
    )


def fourth_draws(
    triangle: Triangle, fourth: str, rng: np.random.Generator | None = None
) -> tuple[Array, int] | None:
    """The fourth state's access to the pivot, array, shape (draw, month), and acts seen; None where too few."""
    relations: Any = getattr(triangle, "relations", None)
    if relations is None:
        return None
    try:
        index = relations.index(fourth, triangle.pivot)
    except BadInput:
        return None
    acts = int(relations.panel.events[index].sum())
    if acts < LEAST_ACTS:
        return None

    within = triangle.within
    x, l, _ = draw_legs(relations, ((fourth, triangle.pivot),), rng or np.random.default_rng(0), 400)  # noqa: E741
    ruler = triangle.ruler.at(triangle.c0)
    return np.asarray(ruler.active(l[:, 0, within]) * (1 + ruler.valence(x[:, 0, within])) / 2), acts


def _fourth_access(triangle: Triangle, fourth: str, month: int) -> Measure | None:
    found = fourth_draws(triangle, fourth)
    if found is None:
        return None
    level = _level(triangle, found[0], month, "access")
    when = triangle.months[month]
    who, to = called(fourth, when), called(triangle.pivot, when)
    reason = f"posterior access of {who} to {to} in {when}, {found[1]} acts on record"
    return replace(level, reason=reason)


def _changes(draws: Array, sign: int, months: int) -> tuple[Array, Array]:
    """Changes of the posterior mean over spans that do not overlap, in the direction of `sign`, and levels before."""
    level = draws.mean(axis=0)
    ends = np.arange(len(level) - 1, months - 1, -months)
    return sign * (level[ends] - level[ends - months]), level[ends - months]


def _moves(triangle: Triangle, draws: Array, sign: int, months: int, what: str) -> Measure | None:
    """How often a level moved by more than `STEP` within a span: a Jeffreys interval over the window's spans."""
    from scipy.stats import beta

    change, _ = _changes(draws, sign, months)
    if len(change) < 3:
        return None
    hits = int((change > STEP).sum())
    found = beta(hits + 0.5, len(change) - hits + 0.5)
    low, high = found.ppf(TAIL)
    reason = f"{what} by more than {STEP:g} in {hits} of {len(change)} spans of {months} months to {triangle.months[-1]}"
    # the two paths of rivalry share one unit of probability: no single one may take half of it
    cap = 0.49 if months == YEAR else 1.0
    return Measure(min(float(found.mean()), cap), min(float(low), cap), min(float(high), cap), reason)


def _size(triangle: Triangle, draws: Array, sign: int, months: int, relative: bool) -> Measure | None:
    """How large such moves were: their range, from the smallest to the largest seen."""
    change, before = _changes(draws, sign, months)
    hit = change > STEP
    if hit.sum() < 2:
        return None
    size = change[hit] / before[hit] if relative else change[hit]
    low, high = float(size.min()), float(min(size.max(), 1.0))
    reason = (
        f"smallest to largest of {int(hit.sum())} such moves within {months} months to {triangle.months[-1]}"
    )
    return Measure(float(np.clip(size.mean(), low, high)), low, high, reason)


def named_rival(triangle: Triangle, side: str) -> str:
    """Name of A or of B."""
    return called(triangle.a if side == "a" else triangle.b)
