"""Two speeds (M2): the slow structure of a relation, told by its conduct and by yearly facts, each fact optional.

Loadings of each fact on the year's mean of x are pooled over dyads by least squares on the smoothed M1 relation, so that
they are a little too small where x is poorly known (errors in variables). The speeds come from a small grid by the pooled
likelihood.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.months import Months
from tertius.relations.hyper import Floats
from tertius.statespace import TwoSpeed, Yearly, filter_two_speed, noise, smooth_two_speed

if TYPE_CHECKING:
    from tertius.relations.result import Relations

Q_SLOW = (0.003, 0.02)
FAST = ((0.5, 1.5), (0.8, 1.5), (0.8, 3.0))
SLOW_VAR = 4.0
LEAST_CELLS = 20


@dataclass(frozen=True, eq=False)
class Structure:
    """The two-speed posterior.

    Attributes
    ----------
    mean, var : array, shape (dyad, month)
        Conduct x = a + z.
    slow, slow_var : array, shape (dyad, month)
        Structure a.
    loadings
        For each fact: intercept, slope on the year's mean of x, residual variance, and dyad-years it rests on.
    loglik : array, shape (dyad,)
    model
        The speeds chosen.
    """

    dyads: tuple[tuple[str, str], ...]
    months: Months
    mean: Floats
    var: Floats
    slow: Floats
    slow_var: Floats
    loadings: dict[str, tuple[float, float, float, int]]
    loglik: Floats
    model: TwoSpeed


def structure(relations: Relations, facts: Mapping[str, Floats], years: npt.NDArray[np.int64]) -> Structure:
    """Fit the two-speed model to smoothed relations' own evidence and yearly facts.

    Parameters
    ----------
    relations
        Smoothed, by month.
    facts
        Name to array, shape (dyad, year); NaN where missing (`tertius.indicators.Indicators.matrix` gives them).
    years
        Array of int, shape (year,).

    Raises
    ------
    BadInput
        If the relations are filtered or not monthly, or a fact has another shape.
    """
    if relations.given != "all" or relations.panel.every != "month":
        raise BadInput(
            f"relations given {relations.given!r} by {relations.panel.every}", "smoothed relations by month"
        )
    wanted = (len(relations.dyads), len(years))
    for name, values in facts.items():
        if values.shape != wanted:
            raise BadInput(f"fact {name!r} of shape {values.shape}", f"(dyad, year) = {wanted}")
    evidence = relations.evidence
    h = noise(evidence.n, relations.hyper.s2, relations.hyper.tau2)
    calendar = relations.months.astype("M8[M]").astype(int) % 12
    loadings = {name: _loading(relations, values, years) for name, values in facts.items()}
    yearly = [
        Yearly(_in_december(relations.months, values, years), *loadings[name][:3])
        for name, values in facts.items()
        if loadings[name][3] >= LEAST_CELLS
    ]
    model = _speeds(evidence.y, h, calendar, float(relations.hyper.valence.expected("mu").mean()))
    found = smooth_two_speed(evidence.y, h, calendar, model, yearly)
    (mean, var), (slow, slow_var) = found.x, found.structure
    return Structure(
        relations.dyads, relations.months, mean.T, var.T, slow.T, slow_var.T, loadings, found.loglik, model
    )


def _speeds(y: Floats, h: Floats, calendar: npt.NDArray[np.int64], centre: float) -> TwoSpeed:
    """The grid's best speeds by the likelihood of the dyads with acts, 400 of them at most."""
    rows = np.flatnonzero(np.isfinite(y).any(axis=0))[:400]
    base = TwoSpeed(
        slow_mean=centre, slow_var=SLOW_VAR, q_slow=Q_SLOW[0], phi=FAST[0][0], fast_var=FAST[0][1]
    )
    models = [replace(base, q_slow=q, phi=phi, fast_var=var) for q in Q_SLOW for phi, var in FAST]
    return max(
        models, key=lambda m: float(filter_two_speed(y[:, rows], h[:, rows], calendar, m)[0].loglik.sum())
    )


def _loading(
    relations: Relations, values: Floats, years: npt.NDArray[np.int64]
) -> tuple[float, float, float, int]:
    """Intercept, slope and residual variance of a fact on the year's mean of x."""
    own = relations.months.astype("M8[Y]").astype(int) + 1970
    x = np.full(values.shape, np.nan)
    for k, year in enumerate(years):
        if (own == year).any():
            x[:, k] = relations.mean[:, own == year].mean(axis=1)
    both = np.isfinite(x) & np.isfinite(values)
    if both.sum() < LEAST_CELLS or np.ptp(values[both]) == 0:
        return 0.0, 0.0, 1.0, 0
    slope, intercept = np.polyfit(x[both], values[both], 1)
    left = values[both] - intercept - slope * x[both]
    return float(intercept), float(slope), float(left.var()), int(both.sum())


def _in_december(months: Months, values: Floats, years: npt.NDArray[np.int64]) -> Floats:
    """(month, dyad) with each year's value in its December, NaN elsewhere."""
    out = np.full((len(months), values.shape[0]), np.nan)
    own, calendar = months.astype("M8[Y]").astype(int) + 1970, months.astype("M8[M]").astype(int) % 12
    for k, year in enumerate(years):
        out[(own == year) & (calendar == 11)] = values[:, k]
    return out
