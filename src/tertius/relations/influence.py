"""Weights of months and of yearly facts on a two-speed relation in one month, from the joint Gaussian of its data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tertius.relations.hyper import Floats
from tertius.statespace import Told, filter_two_speed, responsibilities
from tertius.statespace import noise as level_noise

if TYPE_CHECKING:
    from tertius.relations.result import Relations

MASS = 0.9995


def two_speed_weights(relations: Relations, row: int, at: int) -> tuple[Floats, Floats, Floats]:
    """Weight of every month's mean and of every year's fact on x in month `at`.

    x is Gaussian given a grid point, so that its mean is ``mu + c' S^-1 (data - mu)`` with S the data's covariance and c that
    of the data with x; summed over the dyad's posterior over the grid, the unlikeliest points of which are left out.

    Returns
    -------
    weight, fact_weight
        Array, shape (grid point, month): posterior share times weight; 0 where there is nothing.
    mu
        Array, shape (grid point,): the centre at each of the grid points.
    """
    past = relations.given == "past"
    last = at + 1 if past else len(relations.months)
    evidence, mixture = relations.evidence, relations.hyper.valence
    assert evidence.told is not None
    y, n, told = (
        evidence.y[:last, row],
        evidence.n[:last, row],
        cut(evidence.told.rows([row]), last, past=past),
    )
    if past and mixture.path is not None:
        run = filter_two_speed(y[:, None], n[:, None], told, mixture.grid)
        share = responsibilities(run.loglik[at][None], mixture.path[at])[0]
    else:
        share = mixture.posterior[row]
    use = np.argsort(-share)
    use = use[: int(np.searchsorted(np.cumsum(share[use]), MASS)) + 1]
    share = share[use] / share[use].sum()
    weight, of_facts = np.zeros((len(use), last)), np.zeros((len(use), last))
    seen, facts = np.flatnonzero(np.isfinite(y)), np.flatnonzero(np.isfinite(told.value[:, 0]))
    for k, point in enumerate(use):
        parameters = {name: float(values[point]) for name, values in mixture.grid.items()}
        found = share[k] * _weights(parameters, n, told, seen, facts, at)
        weight[k, seen], of_facts[k, facts] = found[: len(seen)], found[len(seen) :]
    return weight, of_facts, np.asarray(mixture.grid["mu"][use])


def cut(told: Told, last: int, *, past: bool) -> Told:
    """The first `last` months; a fact of the last of them is not known yet if `past`."""
    value = told.value[:last].copy()
    if past:
        value[-1] = np.nan
    return Told(value, told.load[:last], told.var[:last], told.since[:last], told.r)


def _weights(
    p: dict[str, float],
    n: Floats,
    told: Told,
    seen: npt.NDArray[np.int64],
    facts: npt.NDArray[np.int64],
    at: int,
) -> Floats:
    """``S^-1 c`` for months with acts, then for facts."""
    months = np.arange(len(n))
    lag = np.abs(np.subtract.outer(months, months))
    x = p["slow_var"] * p["rho"] ** lag + p["fast_var"] * p["phi"] ** lag
    load = np.zeros((len(seen) + len(facts), len(n)))
    load[np.arange(len(seen)), seen] = 1.0
    for k, month in enumerate(facts):
        size = int(told.since[month])
        load[len(seen) + k, month + 1 - size : month + 1] = 1.0 / size
    noise = np.concatenate([level_noise(n[seen], p["s2"], p["tau2"]), told.var[facts, 0]])
    b = np.concatenate([np.zeros(len(seen)), told.load[facts, 0]])
    place = np.concatenate([seen, facts])
    lasting = np.outer(b, b) * told.r ** np.abs(np.subtract.outer(place, place))
    inside = load @ x @ load.T + lasting + np.diag(noise)
    return np.asarray(np.linalg.solve(inside, load @ x[at]))
