"""What another assumption changes: one path beside another, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tertius.errors import BadInput
from tertius.findings.path import TOLD
from tertius.months import labels

if TYPE_CHECKING:
    import polars as pl

    from tertius.findings.glance import Glance
    from tertius.intervals import Floats
    from tertius.months import Months
    from tertius.study import Question


@dataclass(frozen=True, eq=False)
class Shift:
    """Two answers over the months that both have.

    Attributes
    ----------
    months
        Array, shape (month,).
    before, after
        Probability of standing nearer to A, arrays, shape (month,).
    """

    months: Months
    before: Floats
    after: Floats

    @property
    def turned(self) -> int:
        """Months in which the other rival is the nearer one."""
        return int(((self.before >= 0.5) != (self.after >= 0.5)).sum())

    @property
    def clearly(self) -> int:
        """Turned months in which both answers can be told."""
        told = (np.maximum(self.before, 1 - self.before) >= TOLD) & (
            np.maximum(self.after, 1 - self.after) >= TOLD
        )
        return int((told & ((self.before >= 0.5) != (self.after >= 0.5))).sum())

    @property
    def largest(self) -> tuple[np.datetime64, float, float]:
        """The month in which the probability moved most, before and after."""
        k = int(np.abs(self.after - self.before).argmax())
        return self.months[k], float(self.before[k]), float(self.after[k])

    @property
    def means(self) -> tuple[float, float]:
        """Mean probability over the months, before and after."""
        return float(self.before.mean()), float(self.after.mean())

    def to_frame(self) -> pl.DataFrame:
        """One row a month."""
        import polars as pl

        return pl.DataFrame(
            {"month": labels(self.months), "nearer_a": self.before, "nearer_a_supposed": self.after}
        )


def shift(before: Glance, after: Glance) -> Shift:
    """One answer beside another, over the months that both have.

    Raises
    ------
    BadInput
        If they have no month in common.
    """
    months, one, two = np.intersect1d(before.stances.months, after.stances.months, return_indices=True)
    if not len(months):
        raise BadInput("two answers without a month in common", "answers over the same window")
    return Shift(
        months,
        np.asarray(before.stances.direction, float)[one],
        np.asarray(after.stances.direction, float)[two],
    )


@dataclass(frozen=True)
class Ahead:
    """Tilt at the end of a forecast under one scenario: median and 90 % bounds, in (-1, 1), towards A above 0."""

    scenario: str
    month: np.datetime64
    tilt: float
    lo: float
    hi: float
    says: str


def ahead(asked: Question, scenario: str) -> tuple[Ahead, ...]:
    """The end of the fan as is, and under a scenario."""
    names = ["as is", *([scenario] if scenario != "as is" else [])]
    found = []
    for name in names:
        fans = asked.forecasts([name])
        (fan,) = fans.values()
        lo, middle, hi = fan.quantiles("tilt", (0.05, 0.5, 0.95))[:, -1]
        found.append(Ahead(name, fan.months[-1], float(middle), float(lo), float(hi), fan.says))
    return tuple(found)
