"""Yearly facts of a pair as one measurement of its year: alliances, disputes, rivalry, arms, trade, UN agreement, each optional.

A fact r_j of a pair's year, given the year's mean of x in Goldstein points:

    r_j = alpha_j + beta_j mean(x) + u_j + n_j,   u ~ N(0, B) stays with the pair for years,   n ~ N(0, W) is the year's own

What a year has of them enters as the one number that carries all they say of x: generalised least squares, with R = B + W of
the facts at hand and k = R^-1 beta / (beta' R^-1 beta),  ``w = k'(r - alpha) = mean(x) + k'u + k'n``. The persistent part is the
state b of `tertius.statespace.two_speed`: ten years of the same alliance are not ten measurements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.months import STEP, Months
from tertius.relations.hyper import Floats
from tertius.statespace import Told

if TYPE_CHECKING:
    from tertius.indicators import Indicators

KEEP_A_YEAR = 0.98
LEAST_PRECISION = 1e-3


@dataclass(frozen=True)
class Fact:
    """How a fact is made of an indicator: both directions joined by `how`, then `log1p` if `log`."""

    indicator: str
    how: str = "one"
    log: bool = False


#: The facts that may enter, by name; each is told of the pair, whichever way it points.
FACTS: Mapping[str, Fact] = {
    "alliance": Fact("alliance", "max"),
    "dispute": Fact("dispute"),
    "rivalry": Fact("rivalry_td"),
    "un_agreement": Fact("un_agreement"),
    "arms": Fact("arms", "sum", log=True),
    "trade": Fact("trade", log=True),
}


@dataclass(frozen=True, eq=False)
class Loadings:
    """alpha, beta, array, shape (fact,), and the two covariances, (fact, fact), in the order of `FACTS`."""

    alpha: Floats
    beta: Floats
    lasting: Floats
    passing: Floats

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Loadings:
        """As the shipped JSON has them."""
        names = ("alpha", "beta", "lasting", "passing")
        return cls(*(np.asarray(values[name], dtype=float) for name in names))

    def to_dict(self) -> dict[str, Any]:
        """Plain lists, rounded."""
        return {name: np.round(value, 6).tolist() for name, value in vars(self).items()}

    def join(self, r: Floats) -> tuple[Floats, Floats, Floats]:
        """Value, load on b and error variance of the joint measurement of each cell.

        Parameters
        ----------
        r
            Array, shape (fact, cell), NaN where a fact is missing.

        Returns
        -------
        value, load, var
            Array, shape (cell,); NaN where no fact says anything.
        """
        out = np.full((3, r.shape[1]), np.nan)
        seen = np.isfinite(r)
        patterns, which = np.unique(seen, axis=1, return_inverse=True)
        for number, pattern in enumerate(patterns.T):
            cells = np.flatnonzero(which.ravel() == number)
            have = np.flatnonzero(pattern)
            if not len(have):
                continue
            square = np.ix_(have, have)
            pull = np.linalg.solve(self.lasting[square] + self.passing[square], self.beta[have])
            precision = float(pull @ self.beta[have])
            if precision < LEAST_PRECISION:
                continue
            k = pull / precision
            out[0, cells] = k @ (r[np.ix_(have, cells)] - self.alpha[have, None])
            out[1, cells] = np.sqrt(max(float(k @ self.lasting[square] @ k), 0.0))
            out[2, cells] = float(k @ self.passing[square] @ k)
        return out[0], out[1], out[2]


def may_enter(indicators: Indicators) -> bool:
    """Whether the data hold any fact that the two-speed model knows."""
    return any(fact.indicator in indicators.names for fact in FACTS.values())


def gather(
    indicators: Indicators, dyads: Sequence[tuple[str, str]], years: npt.NDArray[np.int64]
) -> tuple[Floats, tuple[str, ...]]:
    """The facts of every pair and year, shape (fact, dyad, year), NaN where missing; and which of them the data hold."""
    out = np.full((len(FACTS), len(dyads), len(years)), np.nan)
    found = []
    for number, (name, fact) in enumerate(FACTS.items()):
        if fact.indicator not in indicators.names:
            continue
        found.append(name)
        value = _matrix(indicators, fact.indicator, dyads, years)
        if fact.how != "one":
            back = _matrix(indicators, fact.indicator, [(b, a) for a, b in dyads], years)
            value = np.fmax(value, back) if fact.how == "max" else value + back
        out[number] = np.log1p(np.maximum(value, 0.0)) if fact.log else value
    return out, tuple(found)


def _matrix(
    indicators: Indicators, name: str, dyads: Sequence[tuple[str, str]], years: npt.NDArray[np.int64]
) -> Floats:
    return np.asarray(indicators.matrix(name, dyads, years)[0], dtype=float)


def year_count(months: Months, every: str) -> npt.NDArray[np.int64]:
    """Number of each period in its year, from 1; a year cut off by the first period counts from there."""
    step = STEP[every]
    place = (months.astype("M8[M]").astype(np.int64) % 12) // step
    return np.where(np.arange(len(months)) < 12 // step - place[0], np.arange(len(months)), place) + 1


def told_by(
    facts: Floats,
    loadings: Sequence[Loadings],
    fold: npt.NDArray[np.int64],
    months: Months,
    *,
    every: str = "month",
    unit: float = 1.0,
) -> Told:
    """The facts on a panel's months: each year's in its last period, whichever dyads they are known of.

    Parameters
    ----------
    facts
        Array, shape (fact, dyad, year): the calendar years of `months`, each once.
    loadings, fold
        Which of the loadings a dyad uses, array, shape (dyad,).
    unit
        Length of a Goldstein point on the scale of x.
    """
    count, dyads, years = facts.shape
    cells = np.full((3, dyads, years), np.nan)
    for number, each in enumerate(loadings):
        rows = np.flatnonzero(fold == number)
        made = each.join(facts[:, rows].reshape(count, -1))
        cells[:, rows] = np.stack(made).reshape(3, len(rows), years)
    out = np.full((3, len(months), dyads), np.nan)
    own = months.astype("M8[Y]").astype(np.int64) + 1970
    last = (months.astype("M8[M]").astype(np.int64) + STEP[every]) % 12 == 0
    at = np.flatnonzero(last)
    out[:, at] = np.swapaxes(cells[:, :, own[at] - own[0]], 1, 2)
    since = year_count(months, every)
    return Told(out[0] * unit, out[1] * unit, out[2] * unit**2, since, KEEP_A_YEAR ** (STEP[every] / 12))
