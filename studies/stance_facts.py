"""Weights of the yearly facts that carry the prior of side and middle, for every set of facts that may be known.

    python -m studies stance_facts --data DIR [--write]

Learned on the states of `camps.csv`, whose side between Washington and Moscow in 1966-75 no historian disputes (one look
each), and on the years that the casebook's voices label (`VOICE_WEIGHT` of a look a year). Facts are trusted with the model's
own `doubt` while they are learned, so that one maverick moves no slope far; slopes are held near `CENTRE`. Printed beside:
the score of each rule with every state and every case left out in turn.
"""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tertius.cases import case_names, load_case
from tertius.errors import BadInput
from tertius.indicators import Indicators, read_indicators
from tertius.stances.agreement import voice_sets
from tertius.stances.facts import FACTS, PATH, Weights, contrasts, logit
from tertius.stances.numbers import load_numbers
from tertius.world import with_missions

Floats = npt.NDArray[np.float64]
YEARS = np.arange(1966, 1976)
VOICE_WEIGHT = 0.15
CENTRE = {"agreement": 3.3, "arms": 2.0, "trade": 3.0, "pact": 3.0, "mission": 1.5}
RIDGE = 1.0
FILES = ("un_agreement*", "sipri_tiv*", "cow_trade_dyad*", "atop_alliance*")
SIDES = {"USA": 0, "neither": 1, "SUN": 2}


@dataclass(frozen=True)
class Look:
    """One look: what the facts say, what is said of the side (3,), how much it counts, and whose it is."""

    facts: Floats
    side: Floats
    weight: float
    owner: str


def camps() -> dict[str, int]:
    """Side of every state of the list: 0 Washington, 1 neither, 2 Moscow."""
    with open(Path(__file__).with_name("camps.csv"), encoding="utf-8") as file:
        return {row["state"]: SIDES[row["side"]] for row in csv.DictReader(file)}


def structural(data: Path | None) -> Indicators:
    """Four kinds of facts out of ``DIR/structural``, and the missions that ship."""
    found = [path for name in FILES for path in sorted((data or Path()).glob(f"structural/{name}"))]
    if not found:
        raise BadInput(f"{data} has no structural data", f"--data DIR with {', '.join(FILES)} in structural/")
    return with_missions(read_indicators(found))


def looks(facts: Indicators) -> list[Look]:
    """Every state of the list over its decade, and every labelled year of the casebook."""
    found = []
    listed = camps()
    for state, values in zip(listed, contrasts(facts, list(listed), "USA", "RUS", YEARS), strict=True):
        known = np.isfinite(values)
        total = np.nansum(values, axis=0) / np.maximum(known.sum(axis=0), 1)
        found.append(Look(np.where(known.any(axis=0), total, np.nan), np.eye(3)[listed[state]], 1.0, state))
    for name in case_names():
        found += _case_looks(name, facts)
    return found


def _case_looks(name: str, facts: Indicators) -> list[Look]:
    case = load_case(name)
    months = np.arange(case.window[0], case.window[1] + 1)
    sets = [allowed for allowed in voice_sets(case.phases, case.a, case.b, months).values() if allowed.any()]
    years = months.astype("M8[Y]").astype(int) + 1970
    known = contrasts(facts, [case.pivot], case.a, case.b, np.unique(years))[0]
    found = []
    for values, year in zip(known, np.unique(years), strict=True):
        heard = [_said(allowed[years == year]) for allowed in sets]
        said = [each for each in heard if each is not None]
        if said:
            found.append(Look(values, np.mean(said, axis=0), VOICE_WEIGHT, name))
    return found


def _said(allowed: npt.NDArray[np.bool_]) -> Floats | None:
    named = allowed.any(axis=1)
    return (allowed[named] / allowed[named].sum(axis=1, keepdims=True)).mean(axis=0) if named.any() else None


def fit(seen: Sequence[Look], pattern: Sequence[int], doubt: float) -> tuple[Floats, float]:
    """Slopes and cut for one set of facts; one with missions is the set without them, and what missions add.

    Most states hold relations with both rivals: that is no news, and where it is so the rule is the one without.
    """
    from scipy.optimize import minimize_scalar

    if FACTS[pattern[-1]] != "mission":
        return _fit(seen, pattern, doubt)
    shares, rest = load_numbers().shares, list(pattern[:-1])
    slopes, cut = (
        _fit(seen, rest, doubt) if rest else (np.empty(0), float(np.log((1 - shares[0]) / shares[0])))
    )
    side, weight = np.array([look.side for look in seen]), np.array([look.weight for look in seen])
    x = np.array([look.facts[list(pattern)] for look in seen])

    def cost(point: float) -> float:
        prob = (1 - doubt) * logit(x, np.append(slopes, np.exp(point)), cut) + doubt * shares
        return float(-(weight * np.log((prob * side).sum(axis=1))).sum()) + RIDGE * float(
            np.square(point - np.log(CENTRE["mission"]))
        )

    return np.append(slopes, np.exp(minimize_scalar(cost, bounds=(-3, 4), method="bounded").x)), cut


def _fit(seen: Sequence[Look], pattern: Sequence[int], doubt: float) -> tuple[Floats, float]:
    from scipy.optimize import minimize

    x = np.array([look.facts[list(pattern)] for look in seen])
    side, weight = np.array([look.side for look in seen]), np.array([look.weight for look in seen])
    centre = np.log([CENTRE[FACTS[number]] for number in pattern])
    shares = load_numbers().shares

    def cost(point: Floats) -> float:
        prob = (1 - doubt) * logit(x, np.exp(point[:-1]), float(np.exp(point[-1]))) + doubt * shares
        return float(
            -(weight * np.log((prob * side).sum(axis=1))).sum() + RIDGE * np.square(point[:-1] - centre).sum()
        )

    best = minimize(cost, np.append(centre, 0.8), method="BFGS")
    return np.exp(best.x[:-1]), float(np.exp(best.x[-1]))


def rules(seen: Sequence[Look], doubt: float, *, without: str = "") -> Weights:
    """A rule for every set of facts, one owner's looks left out."""
    found: dict[str, dict[str, Any]] = {}
    for size in range(1, len(FACTS) + 1):
        for pattern in itertools.combinations(range(len(FACTS)), size):
            told = [k for k in seen if k.owner != without and np.isfinite(k.facts[list(pattern)]).all()]
            slopes, cut = fit(told, pattern, doubt)
            name = " ".join(FACTS[number] for number in pattern)
            found[name] = {"slopes": slopes.round(3).tolist(), "cut": round(cut, 3), "looks": len(told)}
    return Weights(found, {})


def left_out(seen: Sequence[Look], pattern: Sequence[int], doubt: float) -> dict[str, float]:
    """Mean log score of the rule with each owner left out: over the list's states, and over the cases."""
    shares = load_numbers().shares
    scores: dict[str, list[float]] = {"camps": [], "cases": []}
    told = [look for look in seen if np.isfinite(look.facts[list(pattern)]).all()]
    for owner in dict.fromkeys(look.owner for look in told):
        slopes, cut = fit([look for look in told if look.owner != owner], pattern, doubt)
        own = [look for look in told if look.owner == owner]
        x, side = np.array([k.facts[list(pattern)] for k in own]), np.array([k.side for k in own])
        prob = (1 - doubt) * logit(x, slopes, cut) + doubt * shares
        scores["cases" if "-" in owner else "camps"].append(float((side * np.log(prob)).sum(axis=1).mean()))
    return {name: float(np.mean(values)) for name, values in scores.items() if values}


def main(data: Path | None, arguments: list[str]) -> int:
    """Learn, print the scores and, with ``--write``, ship the weights."""
    from tertius.provenance import sha256

    doubt = load_numbers().with_facts["stream"].doubt
    seen = looks(structural(data))
    found = rules(seen, doubt)
    for size in range(1, len(FACTS) + 1):
        for pattern in itertools.combinations(range(len(FACTS)), size):
            name = " ".join(FACTS[number] for number in pattern)
            scores = {key: round(value, 3) for key, value in left_out(seen, pattern, doubt).items()}
            print(f"{name:32} {found.rules[name]}  left out: {scores}", flush=True)
    if "--write" in arguments:
        files = [path for name in FILES for path in sorted((data or Path()).glob(f"structural/{name}"))]
        about = {
            "command": "python -m studies stance_facts --data DIR --write",
            "doubt": doubt,
            "camps": len(camps()),
            "files": {path.name: sha256(path) for path in files},
        }
        PATH.write_text(json.dumps({"rules": found.rules, "about": about}, indent=1) + "\n", encoding="utf-8")
    return 0
