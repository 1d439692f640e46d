"""P(A), P(middle), P(B) from the two legs and the facts: the sums over all segmentations, averaged over the pivot's offset."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tertius.indicators import Indicators
from tertius.months import Months
from tertius.regimes import LevelPosterior, draw_levels, level_posterior
from tertius.stances.facts import FactPrior, fact_prior
from tertius.stances.measurements import Measurements
from tertius.stances.numbers import Numbers, StanceNumbers

Floats = npt.NDArray[np.float64]
OFFSETS = np.linspace(-2.0, 2.0, 9)
"""Points, in standard deviations, at which the pivot's own offset is averaged over."""
THREADS = min(4, os.cpu_count() or 1)


@dataclass(frozen=True, eq=False)
class Sides:
    """What the legs and the facts say, month by month.

    Attributes
    ----------
    prob
        Probability of A, middle, B, array, shape (month, 3).
    direction, level, turn
        Arrays, shape (month,); see `Stances`.
    facts
        The prior.
    points, weights
        Offsets averaged over, and their posterior weights given all months, arrays, shape (point,).
    loglik
        Log evidence, the offset averaged out.
    numbers
        The numbers that were used.
    """

    prob: Floats
    direction: Floats
    level: Floats
    turn: Floats
    facts: FactPrior
    points: Floats
    weights: Floats
    loglik: float
    numbers: StanceNumbers


def read_sides(
    data: Measurements,
    corners: tuple[str, str, str],
    months: Months,
    *,
    numbers: Numbers,
    facts: Indicators | None = None,
    past: bool = False,
    prior: FactPrior | None = None,
) -> Sides:
    """Probabilities of the three stances.

    Without a single fact the numbers of `Numbers.alone` hold, and the shares of other pivots are the prior. With facts those of
    `Numbers.with_facts`: there the prior comes from the facts, and what the pivot's news always leans by is averaged over.
    """
    known = prior or fact_prior(
        facts, corners, months, numbers.shares, numbers.with_facts[data.kind].doubt, past=past
    )
    used = (numbers.with_facts if known.any else numbers.alone)[data.kind].rescaled(data.step)
    z, gap = data.centred(used.centring)
    points = used.offset * OFFSETS if used.offset else np.zeros(1)

    def at(point: float) -> LevelPosterior:
        return level_posterior(z, data.var, used.model(point), known.prob, gap=gap - 2 * point, past=past)

    with ThreadPoolExecutor(THREADS) as pool:  # the sums let go of the interpreter
        rows = list(pool.map(at, points)) if len(points) > 1 else [at(points[0])]
    even = -0.5 * np.square(OFFSETS) if used.offset else np.zeros(1)
    scores = np.array([row.steps for row in rows]) + (even - np.logaddexp.reduce(even))[:, None]
    total = np.logaddexp.reduce(scores, axis=0)
    weights = np.exp(scores - total)
    return Sides(
        prob=np.einsum("gt,gts->ts", weights, np.array([row.prob for row in rows])),
        direction=_averaged(weights, rows, "above"),
        level=_averaged(weights, rows, "tilt"),
        turn=_averaged(weights, rows, "turn"),
        facts=known,
        points=points,
        weights=weights[:, -1],
        loglik=float(total[-1]),
        numbers=used,
    )


def _averaged(weights: Floats, rows: list[LevelPosterior], name: str) -> Floats:
    return np.asarray((weights * np.array([getattr(row, name) for row in rows])).sum(axis=0))


def draw_sides(
    sides: Sides, data: Measurements, *, rng: np.random.Generator, size: int
) -> npt.NDArray[np.int64]:
    """Paths of stances from their joint posterior, array, shape (draw, month)."""
    z, _ = data.centred(sides.numbers.centring)
    counts = rng.multinomial(size, sides.weights / sides.weights.sum())
    drawn = [
        draw_levels(z, data.var, sides.numbers.model(point), sides.facts.prob, rng=rng, size=int(count))[0]
        for point, count in zip(sides.points, counts, strict=True)
        if count
    ]
    return np.concatenate(drawn)
