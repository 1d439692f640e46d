"""Where every state stands between two rivals in one month, for the map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tertius.errors import BadInput
from tertius.months import labels
from tertius.study.everywhere import legs_between
from tertius.study.legs import Legs, PivotSides, sides_of

if TYPE_CHECKING:
    import polars as pl

    from tertius.indicators import Indicators
    from tertius.intervals import Floats
    from tertius.months import Months


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
    def nearest(self) -> str:
        """``a``, ``middle`` or ``b``: the likeliest of the three."""
        return max((self.p_a, "a"), (self.p_middle, "middle"), (self.p_b, "b"))[1]

    @property
    def sure(self) -> float:
        """How far the likeliest of the three stands above one third, in [0, 1]."""
        return (max(self.p_a, self.p_middle, self.p_b) - 1 / 3) * 1.5


@dataclass(frozen=True, eq=False)
class Everyone:
    """Every pivot between two rivals in every month, read once, for a map that moves.

    Attributes
    ----------
    legs
        Relations of all pivots with the rivals.
    told
        What is said of each pivot in each of its stretches.
    """

    legs: Legs
    told: tuple[PivotSides, ...]

    @property
    def months(self) -> Months:
        """Months of the window."""
        return self.legs.months

    def standings(self, month: np.datetime64) -> tuple[StandingOf, ...]:
        """Every pivot with enough on record that existed in the month.

        Raises
        ------
        BadInput
            If the month is outside the window.
        """
        from tertius.actors import then

        at = int(np.searchsorted(self.months, month))
        if at >= len(self.months) or self.months[at] != month:
            raise BadInput(
                f"{month} is outside {self.months[0]} to {self.months[-1]}", "a month of the rivalry"
            )
        found = []
        for told in self.told:
            if told.sides is not None and told.within.start <= at < told.within.stop:
                a, middle, b = (float(p) for p in told.sides.prob[at - told.within.start])
                nearer = float(told.sides.direction[at - told.within.start])
                handle = then(self.legs.pivots[told.number], month)
                found.append(StandingOf(handle, a, middle, b, nearer))
        return tuple(found)

    def path(self, pivot: str) -> PivotPath:
        """What is said of one pivot in every month; NaN where nothing is.

        Raises
        ------
        BadInput
            If the pivot has not enough on record.
        """
        told = [
            each for each in self.told if self.legs.pivots[each.number] == pivot and each.sides is not None
        ]
        if not told:
            raise BadInput(
                f"not enough on record of {pivot} between {self.legs.a} and {self.legs.b}",
                "one of " + ", ".join(self.known),
            )
        prob = np.full((len(self.months), 3), np.nan)
        nearer = np.full(len(self.months), np.nan)
        for each in told:
            assert each.sides is not None
            prob[each.within], nearer[each.within] = each.sides.prob, each.sides.direction
        return PivotPath(pivot, self.months, prob, nearer)

    def then(self, pivot: str) -> str:
        """The handle that a pivot had in the middle of what is said of it: Yugoslavia's, not that of its successor."""
        from tertius.actors import then

        told = np.flatnonzero(np.isfinite(self.path(pivot).nearer_a))
        return then(pivot, self.months[told[len(told) // 2]])

    @property
    def known(self) -> tuple[str, ...]:
        """The pivots of whom anything is said, those with the longest record first."""
        length: dict[str, int] = {}
        for each in self.told:
            if each.sides is not None:
                name = self.legs.pivots[each.number]
                length[name] = length.get(name, 0) + each.within.stop - each.within.start
        return tuple(sorted(length, key=lambda name: (-length[name], name)))


@dataclass(frozen=True, eq=False)
class PivotPath:
    """One pivot through the rivalry: probabilities of A, middle, B, array, shape (month, 3), and of standing nearer to A."""

    pivot: str
    months: Months
    prob: Floats
    nearer_a: Floats

    @property
    def lean(self) -> Floats:
        """P(A) less P(B), array, shape (month,)."""
        return np.asarray(self.prob[:, 0] - self.prob[:, 2])

    @property
    def sure(self) -> Floats:
        """How far the likeliest of the three stands above one third, in [0, 1], array, shape (month,)."""
        return np.asarray((self.prob.max(axis=1) - 1 / 3) * 1.5)

    def to_frame(self) -> pl.DataFrame:
        """One row a month in which anything is said."""
        import polars as pl

        columns = {
            "pivot": [self.pivot] * len(self.months),
            "month": labels(self.months),
            **{name: self.prob[:, k] for k, name in enumerate(("p_a", "p_middle", "p_b"))},
            "nearer_a": self.nearer_a,
        }
        return pl.DataFrame(columns).filter(~pl.col("nearer_a").is_nan())


def everyone(a: str, b: str, facts: Indicators, *, progress: Callable[[str], None] | None = None) -> Everyone:
    """Every pivot between two rivals, in every month of the rivalry.

    Parameters
    ----------
    facts
        Yearly facts of the rivals (`tertius.world.world_facts`).
    progress
        Called with what is being done.
    """
    tell = progress or (lambda _: None)
    tell("relations")
    legs = legs_between(a, b)
    found = []
    for told in sides_of(legs, facts):
        tell(legs.pivots[told.number])
        found.append(told)
    return Everyone(legs, tuple(found))


def standings_in(legs: Legs, facts: Indicators, month: np.datetime64) -> tuple[StandingOf, ...]:
    """Every pivot with enough on record that existed in the month.

    Raises
    ------
    BadInput
        If the month is outside the window.
    """
    return Everyone(legs, tuple(sides_of(legs, facts))).standings(month)
