"""Where every state stands between two rivals in one month, for the map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tertius.errors import BadInput
from tertius.study.everywhere import Legs

RECENT = 60  # months after the last act or score on a leg beyond which a state's standing is not shown


@dataclass(frozen=True)
class StandingOf:
    """A pivot in one month.

    Attributes
    ----------
    state
        Handle that the state had then.
    tilt
        tanh of the tilt on the ruler, in (-1, 1): above 0 nearer the first rival.
    nearer_a
        Probability of that.
    """

    state: str
    tilt: float
    nearer_a: float


def standings(legs: Legs, month: np.datetime64) -> tuple[StandingOf, ...]:
    """Every pivot with an act or a score on both legs within five years of the month.

    Raises
    ------
    BadInput
        If the month is outside the window.
    """
    from scipy.special import ndtr

    at = int(np.searchsorted(legs.months, month))
    if at >= len(legs.months) or legs.months[at] != month:
        raise BadInput(f"{month} is outside {legs.months[0]} to {legs.months[-1]}", "a month of the rivalry")
    one, two, _ = legs.rows()
    relations, s0 = legs.relations, legs.relations.ruler.s0
    low, high = max(at - RECENT, 0), at + RECENT + 1
    near = np.sum([acts[:, low:high] for acts in legs.acts.values()], axis=0).sum(axis=1) > 0
    found = []
    for number, chain in enumerate(legs.pivots):
        state = _then(chain, month)
        if state and near[one[number]] and near[two[number]]:
            z = float(relations.mean[one[number], at] - relations.mean[two[number], at]) / (2 * s0)
            sd = float(np.sqrt(relations.var[[one[number], two[number]], at].sum())) / (2 * s0)
            found.append(StandingOf(state, float(np.tanh(z)), float(ndtr(z / sd))))
    return tuple(found)


def _then(chain: str, month: np.datetime64) -> str | None:
    """The member of a chain that existed in the month."""
    from tertius.actors import chain_members, exists

    for member in (chain, *chain_members(chain)):
        if exists(member, np.array([month], dtype="M8[M]"))[0]:
            return member
    return None
