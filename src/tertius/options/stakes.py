"""Stakes by agenda, read off the acts: who attends to what, where the pivot stands, where the rivals press alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tertius.actors import chain_of
from tertius.actors.english import called
from tertius.options.stated import Array
from tertius.triangles.issue_acts import find_acts

if TYPE_CHECKING:
    from tertius.events import EventTable
    from tertius.triangles import Triangle

YEARS = 20  # the record that stakes are read from
MOST, LEAST_ACTS = 3, 3.0
NAMES = {
    "SEC": "security", "ECO": "economy", "IDE": "ideology", "TEC": "technology", "TER": "territory", "WAR": "wars",
    "DIP": "diplomacy",
}  # fmt: skip
ALL = "all_matters"


@dataclass(frozen=True)
class Stake:
    """A stake, stiffness or ideal on one agenda: its range, why, and whether the acts say so."""

    value: float
    low: float
    high: float
    reason: str
    measured: bool = False


def choose_agendas(triangle: Triangle, events: EventTable | None) -> dict[str, str]:
    """The (at most three) issues with most acts on the pivot's legs in the last twenty years: name to issue code.

    One agenda, all matters together, where the acts say nothing of issues.
    """
    weights = _weights(triangle, events)
    if weights is None:
        return {ALL: ""}
    total, codes = weights.sum(axis=0), list(NAMES)
    order = [int(i) for i in np.argsort(-total, kind="stable") if total[i] >= LEAST_ACTS]
    # visits and recognition are how the bargaining is done; they are an agenda only where nothing else is on record
    matters = [i for i in order if codes[i] != "DIP"]
    order = (matters if len(matters) > 1 else order)[:MOST]
    return {NAMES[codes[i]]: codes[i] for i in order} or {ALL: ""}


def stakes_of(
    triangle: Triangle, fourth: str, agendas: dict[str, str], events: EventTable | None
) -> dict[str, Stake]:
    """alpha, beta, gamma, k and theta on every agenda."""
    weights, scores = _weights(triangle, events), _scores(triangle, events)
    codes = list(NAMES)
    at = [codes.index(code) for code in agendas.values() if code]
    found: dict[str, Stake] = {}
    sides = (("alpha", triangle.a), ("beta", triangle.b))
    for row, (kind, rival) in enumerate(sides):
        own = None if weights is None or not at else weights[row, at]
        found |= {
            f"{kind}_{name}": stake for name, stake in _attention(own, agendas, rival, triangle.pivot).items()
        }
    own = _fourth_weights(triangle, fourth, events)
    known = None if own is None or not at else own[at]
    found |= {
        f"gamma_{name}": stake for name, stake in _attention(known, agendas, fourth, triangle.pivot).items()
    }
    if scores is not None and at:
        _pressed_alike(found, agendas, scores[:, at])
    for name, code in agendas.items():
        found[f"k_{name}"] = Stake(
            1.0, 0.5, 2.0, "the yardstick: as stiff as the other agendas, within a factor of two"
        )
        found[f"theta_{name}"] = _ideal(triangle, code)
    return found


def _attention(
    weights: Array | None, agendas: Sequence[str] | dict[str, str], giver: str, pivot: str
) -> dict[str, Stake]:
    """Stakes as shares of attention, 1 on average: 90 % intervals of a Dirichlet posterior of the acts by agenda."""
    count, who = len(agendas), f"{called(giver)} and {called(pivot)}"
    if weights is None or weights.sum() < LEAST_ACTS or count < 2:
        why = f"too few acts of {who} by agenda on record: equal stakes, within a factor of two"
        return {name: Stake(1.0, 0.5, 2.0, why) for name in agendas}
    from scipy.stats import beta

    total, found = float(weights.sum()), {}
    for name, own in zip(agendas, weights, strict=True):
        share = beta(own + 0.5, total - own + 0.5 * (count - 1))
        low, high = (count * float(q) for q in share.ppf([0.05, 0.95]))
        why = f"{own:.0f} of the {total:.0f} acts of {who} on these agendas in the last {YEARS} years; 1 is an equal share"
        found[name] = Stake(float(np.clip(count * share.mean(), low, high)), low, high, why, measured=True)
    return found


def _pressed_alike(found: dict[str, Stake], agendas: dict[str, str], scores: Array) -> None:
    """Where both rivals act against the pivot on balance they may agree: B's stake is opened to below zero."""
    for column, name in enumerate(agendas):
        a, b = scores[:, column]
        if a < 0 and b < 0:
            old = found[f"beta_{name}"]
            why = (
                f"both rivals act against the pivot here on balance (mean scores {a:.1f} and {b:.1f}), so they may agree: "
                "the stake of the second is opened to below zero"
            )
            found[f"beta_{name}"] = Stake(-0.25 * old.value, -0.75 * old.high, 0.5 * old.low, why)


def _ideal(triangle: Triangle, code: str) -> Stake:
    """The pivot's ideal: its tilt on the agenda in the last month where that is known, else near the middle."""
    stated = Stake(0.0, -0.5, 0.5, "no tilt on this agenda on record: near the middle")
    agendas = triangle.agendas
    if agendas is None or code not in agendas.issues:
        return stated
    draws = agendas.of(code)[:, -1]
    if np.isnan(draws).any():
        return stated
    low, high = np.clip(np.quantile(draws, [0.05, 0.95]), -1, 1)
    why = (
        f"posterior tilt on this agenda in {triangle.months[-1]}, read as the pivot's own line, 90 % interval"
    )
    return Stake(float(np.clip(draws.mean(), low, high)), float(low), float(high), why, measured=True)


def _weights(triangle: Triangle, events: EventTable | None) -> Array | None:
    """Acts of the last twenty years on P-A and P-B by issue, array, shape (2, issue); None without events."""
    if events is None:
        return None

    since = len(triangle.months) - 12 * YEARS
    legs = find_acts(triangle, events)
    return np.stack([(leg.share * (leg.weight * (leg.month >= since))).sum(axis=1) for leg in legs])


def _scores(triangle: Triangle, events: EventTable | None) -> Array | None:
    """Mean score of the same acts by issue, array, shape (2, issue); NaN below three acts."""
    if events is None:
        return None

    since = len(triangle.months) - 12 * YEARS
    rows = []
    for leg in find_acts(triangle, events):
        weight = leg.share * (leg.weight * (leg.month >= since))
        total = weight.sum(axis=1)
        mean = (weight * leg.score).sum(axis=1) / np.where(total > 0, total, 1)
        rows.append(np.where(total >= LEAST_ACTS, mean - triangle.c0, np.nan))
    return np.stack(rows)


def _fourth_weights(triangle: Triangle, fourth: str, events: EventTable | None) -> Array | None:
    """Acts between the fourth state and the pivot by issue in the last twenty years, array, shape (issue,)."""
    if events is None:
        return None

    pair = {chain_of(fourth), chain_of(triangle.pivot)}
    since = triangle.months[-1] - np.timedelta64(12 * YEARS, "M")
    names = ("source", "target", "issues", "latest", "apart")
    total = np.zeros(len(NAMES))
    for source, target, issues, latest, apart in zip(
        *(events.arrow[n].to_pylist() for n in names), strict=True
    ):
        if apart or None in (source, target, latest) or {chain_of(source), chain_of(target)} != pair:
            continue
        words = (issues or "").split()
        if np.datetime64(latest, "M") >= since:
            total += np.array([words.count(code) / max(len(words), 1) for code in NAMES])
    return total if total.sum() >= LEAST_ACTS else None
