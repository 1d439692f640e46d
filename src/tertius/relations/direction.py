"""Two directions of one pair: what a does to b, less what b does to a."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tertius.errors import BadInput
from tertius.intervals import summarise
from tertius.relations.hyper import Floats

if TYPE_CHECKING:
    from tertius.relations.result import Relations


@dataclass(frozen=True, eq=False)
class Gap:
    """x of a -> b less x of b -> a: mean and 90 % bounds, array, shape (month,), and the probability that a is the kinder."""

    a: str
    b: str
    mean: Floats
    lo: Floats
    hi: Floats
    kinder: Floats


def direction_gap(relations: Relations, a: str, b: str, *, rng: np.random.Generator, size: int = 2000) -> Gap:
    """The difference between the two directions of a pair, month by month, on joint draws.

    Raises
    ------
    BadInput
        If the relations are not directed, or one direction is not among them.
    """
    if not relations.panel.directed:
        raise BadInput("relations without direction", "directed ones", "build_panel(..., directed=True)")
    x = relations.draws(rng, size, dyads=[(a, b), (b, a)]).x
    gap = x[:, 0] - x[:, 1]
    _, lo, hi = summarise(gap)
    return Gap(a, b, gap.mean(axis=0), lo, hi, (gap > 0).mean(axis=0))
