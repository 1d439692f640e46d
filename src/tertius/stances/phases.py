"""From month-by-month probabilities and drawn paths to dated phases."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
LEVEL = 0.9
TURN_COST = 3.0


@dataclass(frozen=True)
class Band:
    """Mean and 90 % bounds of a quantity."""

    mean: float
    lo: float
    hi: float

    def to_dict(self) -> dict[str, float]:
        """Plain dict for JSON."""
        return dict(vars(self))


@dataclass(frozen=True)
class Phase:
    """A stretch of months in which one stance is the likeliest.

    Attributes
    ----------
    stance
        The likeliest of the three stances: a name for the stretch, never the answer where `prob` is divided.
    start, end
        First and last month, both inclusive.
    start_interval
        Months between which the start lies with 90 % probability, from drawn paths.
    prob
        Mean probability of A, middle and B over the phase.
    direction
        Mean probability that the pivot stood nearer to A than to B.
    tilt, warmth
        Mean over the phase of the bounded tilt and warmth of the triangle, with 90 % bounds.
    acts
        Acts on the pivot's two legs.
    censored
        Whether the phase stands at the left edge of the window, so that its true start is earlier or unknown.
    """

    stance: str
    start: np.datetime64
    end: np.datetime64
    start_interval: tuple[np.datetime64, np.datetime64]
    prob: tuple[float, float, float]
    direction: float
    tilt: Band
    warmth: Band
    acts: int
    censored: bool = False

    @property
    def probability(self) -> float:
        """Mean probability of the phase's own stance."""
        return max(self.prob)

    @property
    def months(self) -> int:
        """Length in months, by its first and last period."""
        return int((self.end - self.start).astype(int)) + 1

    def to_dict(self) -> dict[str, Any]:
        """Plain dict, months as ``YYYY-MM``."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain |= {"start": str(self.start), "end": str(self.end), "prob": list(self.prob)}
        plain |= {
            "tilt": self.tilt.to_dict(),
            "warmth": self.warmth.to_dict(),
            "probability": self.probability,
        }
        return plain | {"start_interval": [str(month) for month in self.start_interval]}


def best_path(prob: Floats) -> Ints:
    """The path that is right in the most months in expectation, where each turn must earn `TURN_COST` months.

    It maximises sum_t prob[t, s_t] - TURN_COST * turns, so that no phase is listed that is unlikely throughout, and the most
    probable state of single months does not flicker. Array, shape (month,).
    """
    months, states = prob.shape
    back = np.zeros((months, states), dtype=np.int64)
    value = prob[0].copy()
    for t in range(1, months):
        best = int(value.argmax())
        turn = value[best] - TURN_COST
        back[t] = np.where(value >= turn, np.arange(states), best)
        value = np.maximum(value, turn) + prob[t]
    path = np.empty(months, dtype=np.int64)
    path[-1] = int(value.argmax())
    for t in range(months - 1, 0, -1):
        path[t - 1] = back[t, path[t]]
    return path


def start_from_paths(paths: Ints, state: int, first: int, last: int) -> tuple[int, int]:
    """90 % interval of the start of the drawn run of `state` that overlaps months `first` to `last` most."""
    here = paths == state
    begins = here & ~np.concatenate([np.zeros((len(here), 1), bool), here[:, :-1]], axis=1)
    run = np.cumsum(begins, axis=1)
    starts = []
    for row, marks, opened in zip(here, run, begins, strict=True):
        inside = marks[first : last + 1][row[first : last + 1]]
        if inside.size:
            starts.append(np.flatnonzero(opened)[np.bincount(inside).argmax() - 1])
    if not starts:
        return first, first
    lo, hi = np.quantile(starts, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], method="nearest")
    return int(min(lo, first)), int(max(hi, first))


def start_from_prob(prob: Floats, state: int, first: int, last: int) -> tuple[int, int]:
    """Months around `first` over which the probability of `state` climbs from 5 % to 95 % (or its highest)."""
    tail = (1 - LEVEL) / 2
    before = np.flatnonzero(prob[: first + 1, state] < tail)
    top = min(1 - tail, float(prob[first : last + 1, state].max()))
    return (int(before[-1]) + 1 if before.size else 0), first + int(
        (prob[first : last + 1, state] >= top).argmax()
    )


def runs(path: Ints) -> list[tuple[int, int, int]]:
    """(state, first month, last month) of each stretch of a path, as month numbers."""
    edges = np.concatenate([[0], np.flatnonzero(np.diff(path)) + 1, [path.size]])
    return [(int(path[first]), int(first), int(after) - 1) for first, after in itertools.pairwise(edges)]


def band(draws: Floats, *, paths: bool = True) -> Band:
    """Mean over months of a quantity's draws, shape (draw, month), with 90 % bounds.

    Draws of a filtered triangle are month by month: there the months' own bounds are averaged, as if all erred together.
    """
    tail = (1 - LEVEL) / 2
    known = draws[:, ~np.isnan(draws).any(axis=0)]
    if not known.size:
        return Band(float("nan"), float("nan"), float("nan"))
    if paths:
        lo, hi = np.quantile(known.mean(axis=1), [tail, 1 - tail])
    else:
        lo, hi = np.quantile(known, [tail, 1 - tail], axis=0).mean(axis=1)
    return Band(float(known.mean()), float(lo), float(hi))
