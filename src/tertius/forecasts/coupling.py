"""How much a surprise between the rivals moves the pivot: measured, with its interval, never assumed.

A surprise is a half-year's mean score less what the state space expected of it, net of what all dyads were surprised by in that
half-year. Half-years do not overlap. The interval comes from drawing the rivals' dyads anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tertius.forecasts.windows import LegWindows

if TYPE_CHECKING:
    from tertius.relations import FilteredRelations

Floats = npt.NDArray[np.float64]
HALF_YEAR = 6
LEAST_TRIANGLES = 20
DRAWS = 500


@dataclass(frozen=True)
class Coupling:
    """What one scale point of surprise in the rivals' relation moves, in the same half-year or the next.

    Attributes
    ----------
    quantity
        ``pivot's legs`` (scale points, each), ``tilt`` (half the difference of the legs, towards the side it was on) or
        ``legs later`` (the half-year after).
    estimate, lo, hi
        With its 90 % interval.
    triangles, windows
        How many triangles and triangle-half-years it rests on.
    source
        Which record.
    """

    quantity: str
    estimate: float
    lo: float
    hi: float
    triangles: int
    windows: int
    source: str


# measured by `couplings` on WEIS 1966-75 (`docs/method/forecasts.md`); used where a record has fewer than 20 triangles
SHIPPED = (
    Coupling("pivot's legs", 0.052, 0.024, 0.078, 459, 2313, "WEIS 1966-75"),
    Coupling("tilt", -0.011, -0.034, 0.017, 459, 2313, "WEIS 1966-75"),
    Coupling("legs later", 0.017, -0.020, 0.047, 435, 2203, "WEIS 1966-75"),
)


def couplings(
    legs: LegWindows | None, triangles: npt.NDArray[np.intp], relations: FilteredRelations, at: int
) -> tuple[Coupling, ...]:
    """Measured on the record up to month `at`; the shipped ones where it has too few triangles."""
    if legs is None or HALF_YEAR not in legs.windows or len(triangles) < LEAST_TRIANGLES:
        return SHIPPED
    first, last = str(relations.months[0]), str(relations.months[at])
    source = f"this record, {first[:7]} to {last[:7]}"
    surprise, expected = surprises(legs)
    found = _measured(surprise, expected, triangles, source)
    return found or SHIPPED


def surprises(legs: LegWindows) -> tuple[Floats, Floats]:
    """Surprise and expected mean of every half-year that does not overlap the one before, (dyad, half-year)."""
    k = legs.windows.index(HALF_YEAR)
    step = max(1, HALF_YEAR // legs.origins.step)
    gap = (legs.came - legs.mean)[:, ::step, k]
    with np.errstate(invalid="ignore"):
        known = np.isfinite(gap).any(axis=0)
        common = np.where(known, np.nansum(gap, axis=0) / np.maximum(np.isfinite(gap).sum(axis=0), 1), np.nan)
    return gap - common, legs.mean[:, ::step, k]


def _measured(
    surprise: Floats, expected: Floats, triangles: npt.NDArray[np.intp], source: str
) -> tuple[Coupling, ...]:
    a, b, ab = (surprise[triangles[:, k]] for k in range(3))
    side = np.sign(expected[triangles[:, 0]] - expected[triangles[:, 1]])
    later = np.full_like(a, np.nan)
    later[:, :-1] = ((a + b) / 2)[:, 1:]
    outcomes = {"pivot's legs": (a + b) / 2, "tilt": side * (a - b) / 2, "legs later": later}
    clusters = triangles[:, 2]
    return tuple(
        row
        for name, values in outcomes.items()
        if (row := _slope(name, values, ab, clusters, source)) is not None
    )


def _slope(
    name: str, outcome: Floats, surprise: Floats, clusters: npt.NDArray[np.intp], source: str
) -> Coupling | None:
    """Least squares through the origin, drawn anew by the rivals' dyad."""
    seen = np.isfinite(outcome) & np.isfinite(surprise)
    x, y = np.where(seen, surprise, 0.0), np.where(seen, outcome, 0.0)
    kinds, at = np.unique(clusters, return_inverse=True)
    top, bottom = (np.bincount(at, weights=part.sum(axis=1)) for part in (x * y, x * x))
    if bottom.sum() <= 0 or len(kinds) < 3:
        return None
    rng = np.random.default_rng(len(kinds))
    weight = rng.multinomial(len(kinds), np.full(len(kinds), 1 / len(kinds)), size=DRAWS)
    draws = (weight @ top) / np.maximum(weight @ bottom, 1e-12)
    lo, hi = map(float, np.quantile(draws, (0.05, 0.95)))
    estimate = float(top.sum() / bottom.sum())
    return Coupling(name, estimate, lo, hi, int(seen.any(axis=1).sum()), int(seen.sum()), source)
