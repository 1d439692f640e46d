"""Yearly facts -> the prior of side and middle, month by month.

Five facts, each the pivot's with A less the pivot's with B, each optional:

    agreement   UN voting agreement, less the median of all states that year (the two rivals' own standing in the Assembly), as
                a share of how far the rivals' own votes lie apart
    arms        share of the arms it received
    trade       square root of the share of its trade
    pact        a defence pact in force, between two who hold diplomatic relations
    mission     diplomatic relations held; none is less than some, and all the world's is no news

An ordered logit on their weighted sum x, even under exchange of the rivals: P(A) = F(x - cut), P(B) = F(-x - cut), F the
logistic function. Its weights were learned for every set of facts that may be at hand, on the states whose side between
Washington and Moscow in 1966-75 no historian disputes and on the casebook's voices (`python -m studies stance_facts`). What
facts say is taken with `doubt`: a state can be tied to one side and act for another.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.actors import chain_of, states
from tertius.months import Months

if TYPE_CHECKING:
    from tertius.indicators import Indicators

Floats = npt.NDArray[np.float64]
PATH = Path(__file__).with_name("facts.json")
FACTS = ("agreement", "arms", "trade", "pact", "mission")
NEEDS = {
    "agreement": "un_agreement",
    "arms": "arms_share",
    "trade": "trade_share",
    "pact": "alliance_defense",
    "mission": "no_mission",
}
CARRIED = 3
"""Years for which the last known value of a fact is taken on."""
LEAST_STATES = 30
"""Fewer states than these have no median worth taking off."""
LEAST_ROOM = 0.15
"""Least distance of the rivals by votes that a lean is a share of: below it, a few votes would decide."""


@dataclass(frozen=True, eq=False)
class FactPrior:
    """What yearly facts say of a pivot's side.

    Attributes
    ----------
    prob
        Probability of A, middle and B, array, shape (month, 3); the general shares in months without any fact.
    known
        Which facts each month rests on, array of bool, shape (month, 5), columns as in `FACTS`.
    """

    prob: Floats
    known: npt.NDArray[np.bool_]

    @property
    def any(self) -> bool:
        """Whether any month has any fact."""
        return bool(self.known.any())

    @property
    def names(self) -> tuple[str, ...]:
        """Facts that entered somewhere."""
        return tuple(name for number, name in enumerate(FACTS) if self.known[:, number].any())


def contrasts(
    facts: Indicators, pivots: Sequence[str], a: str, b: str, years: npt.NDArray[np.int64]
) -> Floats:
    """What each pivot has with A less what it has with B, array, shape (pivot, year, 5), columns as in `FACTS`; NaN unknown.

    Agreement in the United Nations is told as a share of what it can be. Of distances d = 1 - agreement,
    |d(P, B) - d(P, A)| <= d(A, B): between two rivals who vote alike nobody can lean far by votes, so that a small lean there
    is as much as a large one between rivals who never agree. It is counted from the median of all states.
    """
    out = np.full((len(pivots), len(years), len(FACTS)), np.nan)
    for column, name in enumerate(FACTS):
        if NEEDS[name] in facts.names:
            to_a, to_b = (_held(facts, name, pivots, rival, years) for rival in (a, b))
            out[:, :, column] = to_a - to_b
            if name == "agreement":
                room = 1 - facts.matrix(NEEDS[name], [(a, b)], years)[0][0]
                out[:, :, column] -= _median(facts, a, b, years)
                out[:, :, column] /= np.fmax(room, LEAST_ROOM)
    return out


def _held(
    facts: Indicators, name: str, pivots: Sequence[str], rival: str, years: npt.NDArray[np.int64]
) -> Floats:
    """As `levels`, but that a pact between two who hold no relations is a dead letter (Tirana and Moscow, 1961-68)."""
    found = levels(facts, name, pivots, rival, years)
    if name != "pact" or NEEDS["mission"] not in facts.names:
        return found
    return np.where((levels(facts, "mission", pivots, rival, years) == 0) & ~np.isnan(found), 0.0, found)


def levels(
    facts: Indicators, name: str, pivots: Sequence[str], rival: str, years: npt.NDArray[np.int64]
) -> Floats:
    """What each pivot has with one rival, array, shape (pivot, year)."""
    there = [(pivot, rival) for pivot in pivots]
    if name in (
        "pact",
        "mission",
    ):  # either side's obligation is a pact, either side's word that none is held holds
        back = [(rival, pivot) for pivot in pivots]
        values, _ = facts.matrix(NEEDS[name], there + back, years)
        either = np.asarray(np.fmax(values[: len(pivots)], values[len(pivots) :]))
        return 1 - either if name == "mission" else either
    values, _ = facts.matrix(NEEDS[name], there, years)
    return np.sqrt(values) if name == "trade" else values


_MEDIANS: dict[tuple[int, str, str, bytes], tuple[Any, Floats]] = {}


def _median(facts: Indicators, a: str, b: str, years: npt.NDArray[np.int64]) -> Floats:
    """Median over all states of their agreement with A less that with B; 0 in years with few states."""
    key = (id(facts), chain_of(a), chain_of(b), years.tobytes())
    if key not in _MEDIANS:
        _MEDIANS.clear() if len(_MEDIANS) > 50 else None
        _MEDIANS[key] = (facts, _medians(facts, a, b, years))
    return _MEDIANS[key][1]


def _medians(facts: Indicators, a: str, b: str, years: npt.NDArray[np.int64]) -> Floats:
    rivals = {chain_of(a), chain_of(b)}
    others = sorted({chain_of(state.handle) for state in states()} - rivals)
    values, _ = facts.matrix("un_agreement", [(state, rival) for rival in (a, b) for state in others], years)
    apart = values[: len(others)] - values[len(others) :]
    out = np.zeros(len(years))
    for number in np.flatnonzero(np.isfinite(apart).sum(axis=0) >= LEAST_STATES):
        out[number] = np.nanmedian(apart[:, number])
    return out


def fact_prior(
    facts: Indicators | None,
    corners: tuple[str, str, str],
    months: Months,
    shares: Floats,
    doubt: float,
    *,
    past: bool = False,
    weights: Weights | None = None,
) -> FactPrior:
    """Prior of side and middle in every month, for one pivot; see `fact_priors`."""
    pivot, a, b = corners
    return fact_priors(facts, (pivot,), (a, b), months, shares, doubt, past=past, weights=weights)[0]


def fact_priors(
    facts: Indicators | None,
    pivots: Sequence[str],
    rivals: tuple[str, str],
    months: Months,
    shares: Floats,
    doubt: float,
    *,
    past: bool = False,
    weights: Weights | None = None,
) -> list[FactPrior]:
    """Prior of side and middle in every month, for each pivot.

    Parameters
    ----------
    facts
        Yearly facts, or None.
    pivots, rivals
        States.
    shares
        Shares of A, middle and B where nothing is known, array, shape (3,).
    doubt
        Probability that the facts mislead.
    past
        A year's facts are known from the next January.
    weights
        The logit's weights; the shipped ones if not given.
    """
    if facts is None:
        flat = np.tile(shares, (len(months), 1))
        return [FactPrior(flat, np.zeros((len(months), len(FACTS)), dtype=bool)) for _ in pivots]
    found = monthly_contrasts(facts, pivots, rivals, months, past=past)
    return [prior_of(values, shares, doubt, weights) for values in found]


def monthly_contrasts(
    facts: Indicators, pivots: Sequence[str], rivals: tuple[str, str], months: Months, *, past: bool = False
) -> Floats:
    """What each pivot has with A less what it has with B, by month: the last known year's, up to `CARRIED` years old.

    Returns
    -------
    Array, shape (pivot, month, 5), columns as in `FACTS`; NaN unknown.
    """
    year = months.astype("M8[Y]").astype(int) + 1970 - int(past)
    years = np.arange(int(year.min()) - CARRIED, int(year.max()) + 1)
    found = contrasts(facts, pivots, *rivals, years)
    return np.array([_carry(values)[year - years[0]] for values in found])


def prior_of(values: Floats, shares: Floats, doubt: float, weights: Weights | None = None) -> FactPrior:
    """Prior of side and middle of one pivot, from its contrasts by month, array, shape (month, 5); rest as in `fact_priors`."""
    rules = weights or load_weights()
    flat = np.tile(shares, (len(values), 1))
    used, prob = np.isfinite(values), flat.copy()
    for pattern in np.unique(used, axis=0):
        rule = rules.of(pattern)
        if rule is not None:
            here = (used == pattern).all(axis=1)
            prob[here] = (1 - doubt) * logit(values[here][:, pattern], *rule) + doubt * flat[here]
    return FactPrior(prob / prob.sum(axis=1, keepdims=True), used)


def _carry(values: Floats) -> Floats:
    """Unknown years take the last known value of up to `CARRIED` years before."""
    out = values.copy()
    for back in range(1, CARRIED + 1):
        earlier = np.vstack([np.full((back, values.shape[1]), np.nan), values[:-back]])
        out = np.where(np.isnan(out), earlier, out)
    return out


def logit(x: Floats, slopes: Floats, cut: float) -> Floats:
    """P(A), P(middle), P(B) of contrasts, arrays, shape (row, fact) -> (row, 3)."""
    score = x @ slopes
    to_a, to_b = 1 / (1 + np.exp(cut - score)), 1 / (1 + np.exp(cut + score))
    return np.stack([to_a, np.maximum(1 - to_a - to_b, 1e-9), to_b], axis=1)


@dataclass(frozen=True)
class Weights:
    """Slopes and cut of the logit for each set of facts that may be known, and how they were learned."""

    rules: dict[str, dict[str, Any]]
    about: dict[str, Any]

    def of(self, pattern: npt.NDArray[np.bool_]) -> tuple[Floats, float] | None:
        """Slopes, one for each known fact, and cut; None where nothing is known."""
        name = " ".join(fact for fact, used in zip(FACTS, pattern, strict=True) if used)
        rule = self.rules.get(name)
        return None if rule is None else (np.array(rule["slopes"]), float(rule["cut"]))


@cache
def load_weights(path: Path = PATH) -> Weights:
    """The shipped weights."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return Weights(content["rules"], content["about"])
