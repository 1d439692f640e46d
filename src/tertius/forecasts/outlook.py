"""What will be observed of a triangle over the next 3, 6 and 12 months: window means of tilt, its sign, its side of a threshold.

Probabilities come from the logit that past origins taught (`tertius.forecasts.logits`): the fan's own odds, and the tilt of the
last year and of the last three. Nothing is said of the model's own smoothed labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.forecasts.learned import Learned
from tertius.forecasts.logits import FEATURES, chance_of, odds_of
from tertius.forecasts.windows import WINDOWS, leg_windows

if TYPE_CHECKING:
    from tertius.relations import FilteredRelations

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Side:
    """One window: half the difference of the legs' observed window means, in scale units; above 0 is towards A.

    Attributes
    ----------
    months
        Length of the window.
    mean, sd
        Of the fan.
    towards_a
        Probability that the difference is above 0.
    threshold, above
        A threshold, and the probability of lying above it.
    fan, persistence
        The same probability of `above` from the fan alone, and from last year's tilt alone.
    unseen
        Probability that a leg has no act in the window, so that nothing can be said of it.
    """

    months: int
    mean: float
    sd: float
    towards_a: float
    threshold: float
    above: float
    fan: float
    persistence: float
    unseen: float


def outlook(
    relations: FilteredRelations,
    rows: tuple[int, int],
    at: int,
    *,
    learned: Learned,
    threshold: float = 0.0,
    windows: tuple[int, ...] = WINDOWS,
) -> tuple[Side, ...]:
    """Sides of every window for the legs in these rows, from what month `at` knew.

    Raises
    ------
    BadInput
        For a window that was not learned.
    """
    if unknown := set(windows) - set(learned.sides):
        raise BadInput(f"a window of {min(unknown)} months", ", ".join(map(str, learned.sides)))
    legs = leg_windows(relations, range(at, at + 1), windows, until=at, only=rows)
    found = []
    for k, window in enumerate(windows):
        mean, var = (part[list(rows), 0, k] for part in (legs.mean, legs.var))
        centre, sd = float(mean[0] - mean[1]) / 2, float(np.sqrt(var.sum())) / 2
        past = np.array([float(part[rows[0], 0] - part[rows[1], 0]) / 2 for part in (legs.year, legs.three)])
        said = {c: _said(learned, window, centre, sd, past, c) for c in {0.0, threshold}}
        found.append(
            Side(
                window, centre, sd, said[0.0]["ours"], threshold, said[threshold]["ours"],
                said[threshold]["fan"], said[threshold]["learned persistence"], _unseen(relations, rows, at, window),
            )
        )  # fmt: skip
    return tuple(found)


def _said(
    learned: Learned, window: int, mean: float, sd: float, past: Floats, threshold: float
) -> dict[str, float]:
    """Probabilities of lying above the threshold; a past that was not seen leaves the fan alone, and persistence even."""
    odds = odds_of(np.array([mean]), np.array([sd]), threshold)
    fan = float(chance_of(odds)[0])
    if not np.isfinite(past).all():
        return {"ours": fan, "fan": fan, "learned persistence": 0.5}
    row: Any = np.concatenate([odds, past - threshold])
    betas = learned.sides[window].betas
    said = {name: float(chance_of(row[list(columns)] @ betas[name])) for name, columns in FEATURES.items()}
    return {**said, "fan": fan}


def _unseen(relations: FilteredRelations, rows: tuple[int, int], at: int, window: int) -> float:
    """Months are taken to be seen independently, at the rate of the last three years (half a month added either way)."""
    seen = relations.observed[list(rows), max(0, at - 35) : at + 1]
    rate = (seen.sum(axis=1) + 0.5) / (seen.shape[1] + 1.0)
    return float(1 - np.prod(1 - (1 - rate) ** window))
