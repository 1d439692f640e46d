"""Where every state stands between two rivals in one month, for the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tertius.errors import BadInput
from tertius.study.everywhere import Legs, sides_of

if TYPE_CHECKING:
    from tertius.indicators import Indicators


@dataclass(frozen=True)
class StandingOf:
    """A pivot in one month.

    Attributes
    ----------
    state
        Handle that the state had then.
    p_a, p_middle, p_b
        Probabilities of the three stances.
    nearer_a
        Probability of standing nearer to the first rival.
    """

    state: str
    p_a: float
    p_middle: float
    p_b: float
    nearer_a: float

    @property
    def lean(self) -> float:
        """P(A) less P(B), in [-1, 1]."""
        return self.p_a - self.p_b

    @property
    def sure(self) -> float:
        """How far the likeliest of the three stands above one third, in [0, 1]."""
        return (max(self.p_a, self.p_middle, self.p_b) - 1 / 3) * 1.5


def standings_in(legs: Legs, facts: Indicators, month: np.datetime64) -> tuple[StandingOf, ...]:
    """Every pivot with enough on record that existed in the month.

    Raises
    ------
    BadInput
        If the month is outside the window.
    """
    from tertius.stances.standing import then

    at = int(np.searchsorted(legs.months, month))
    if at >= len(legs.months) or legs.months[at] != month:
        raise BadInput(f"{month} is outside {legs.months[0]} to {legs.months[-1]}", "a month of the rivalry")
    found = []
    for told in sides_of(legs, facts):
        if told.sides is not None and told.within.start <= at < told.within.stop:
            a, middle, b = (float(p) for p in told.sides.prob[at - told.within.start])
            nearer = float(told.sides.direction[at - told.within.start])
            found.append(StandingOf(then(legs.pivots[told.number], month)[0], a, middle, b, nearer))
    return tuple(found)
