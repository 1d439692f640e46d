"""Turns of a pivot by our segments and by Rbeast's change points, each with its probability, on the same series.

Zhao and others, "Detecting change-point, trend, and seasonality in satellite time series data to track abrupt changes and
nonlinear dynamics: a Bayesian ensemble algorithm", Remote Sensing of Environment 232 (2019) 111181.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
NEAR, LISTED = 12, 3
TOTAL = 0.2  # probability within `NEAR` months that a listed turn must have


def both(name: str) -> tuple[npt.NDArray[Any], Floats, Floats]:
    """Months with acts on both of a case's legs, and there the probability of a turn: ours and Rbeast's."""
    from tertius.cases import load_case
    from tertius.regimes import level_posterior
    from tertius.relations import estimate_relations
    from tertius.settings import Counting
    from tertius.stances import load_numbers
    from tertius.stances.measurements import measure_legs
    from tertius.study import panel_of

    case, numbers = load_case(name), load_numbers()
    legs = ((case.pivot, case.a), (case.pivot, case.b))
    counting = Counting(start=case.window[0], end=case.window[1])
    relations = estimate_relations(panel_of(case.events, (*legs, (case.a, case.b)), counting))
    data = measure_legs(relations, *legs)
    seen = np.flatnonzero(np.isfinite(data.z).all(axis=0))
    ours = level_posterior(
        data.z[:, seen], data.var[:, seen], numbers.alone[data.kind].rescaled(4).model(), numbers.shares
    )
    half = (data.z[0] - data.z[1])[seen] / 2
    found = change_points(half)
    return relations.months[seen], np.asarray(ours.turn), np.asarray(found.trend.cpOccPr)


def change_points(series: Floats) -> Any:
    """Rbeast's piecewise-constant fit of one series, with probabilities of its change points."""
    import Rbeast

    quiet = {"quiet": True, "print_progress": False, "print_options": False}
    return Rbeast.beast(series, season="none", torder_minmax=[0, 0], mcmc_seed=1, **quiet)


def peaks(prob: Floats, months: npt.NDArray[Any]) -> list[tuple[str, float]]:
    """The likeliest turns, a year apart at least, each with the probability gathered within half a year of it."""
    left, out = np.nan_to_num(prob.copy()), []
    when = months.astype("M8[M]").astype(int)
    for _ in range(LISTED):
        gathered = np.array([left[np.abs(when - at) <= NEAR // 2].sum() for at in when])
        best = int(np.argmax(gathered))
        if gathered[best] < TOTAL:
            break
        out.append((str(months[best]), float(min(gathered[best], 1.0))))
        left[np.abs(when - when[best]) <= NEAR] = 0.0
    return out


def report(data: Path | None) -> list[str]:
    """One line a case: the likeliest turns of either, and how many of ours lie within a year of one of theirs."""
    from tertius.cases import case_names

    lines, met, told = [], 0, 0
    for name in case_names():
        months, own, other = both(name)
        ours, theirs = peaks(own, months), peaks(other, months)
        when = [np.datetime64(month, "M").astype(int) for month, _ in theirs]
        near = sum(any(abs(np.datetime64(m, "M").astype(int) - w) <= NEAR for w in when) for m, _ in ours)
        met, told = met + near, told + len(ours)
        lines.append(f"{name:31} {len(months):3d} months; ours {_said(ours)}; Rbeast {_said(theirs)}")
    return [*lines, f"{met} of {told} turns of ours lie within a year of one of Rbeast's"]


def _said(found: list[tuple[str, float]]) -> str:
    return ", ".join(f"{month} ({p:.2f})" for month, p in found) or "none"
