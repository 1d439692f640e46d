"""From month-by-month probabilities and drawn paths to dated phases."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tertius.months import Months

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
LEVEL = 0.9
PRIOR_DRIVEN_BELOW = 0.2
"""A phase is prior-driven where the total variation distance between posterior and prior, averaged over its
months, is below this: the data moved less than a fifth of the probability."""
TURN_COST = 3.0


@dataclass(frozen=True)
class Phase:
    """A dated phase of one stance.

    Attributes
    ----------
    stance
        One of the six states.
    start, end
        First and last month, both inclusive.
    start_interval
        Months between which the start lies with 90 % probability.
    probability
        Mean posterior probability of the stance over the phase.
    prior_driven
        Whether the data moved the probabilities too little to speak of (`PRIOR_DRIVEN_BELOW`).
    moved
        Mean total variation distance between posterior and prior over the phase, in [0, 1].
    acts
        Months of the phase with at least one act on any leg.
    detail
        For `withdrawn`: ``silent`` or ``rejecting``, whichever is the more probable.
    censored
        Whether the phase stands at the left edge of the window, so that its true start is earlier or unknown.
    """

    stance: str
    start: np.datetime64
    end: np.datetime64
    start_interval: tuple[np.datetime64, np.datetime64]
    probability: float
    prior_driven: bool
    moved: float
    acts: int
    detail: str = ""
    censored: bool = False

    @property
    def months(self) -> int:
        """Length in months, by its first and last period."""
        return int((self.end - self.start).astype(int)) + 1

    def to_dict(self) -> dict[str, Any]:
        """Plain dict, months as ``YYYY-MM``."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain |= {"start": str(self.start), "end": str(self.end)}
        return plain | {"start_interval": [str(month) for month in self.start_interval]}


def best_path(prob: Floats) -> Ints:
    """The path that is right in the most months in expectation, where each turn must earn `TURN_COST` months.

    It maximises sum_t prob[t, s_t] - TURN_COST * turns, so that no phase is listed that is unlikely
    throughout, and the most probable state of single months does not flicker. Array, shape (month,).
    """
    from tertius.regimes import viterbi

    states = prob.shape[1]
    weights = np.full((states, states), np.exp(-TURN_COST)) + np.eye(states) * (1 - np.exp(-TURN_COST))
    path, _ = viterbi(
        prob, start=np.full(states, 1 / states), moves=weights / weights.sum(axis=1, keepdims=True)
    )
    return np.asarray(path[0])


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
    """Months around `first` over which the probability of `state` climbs from 5 % to 95 % (or its
    highest)."""
    tail = (1 - LEVEL) / 2
    before = np.flatnonzero(prob[: first + 1, state] < tail)
    top = min(1 - tail, float(prob[first : last + 1, state].max()))
    return (int(before[-1]) + 1 if before.size else 0), first + int(
        (prob[first : last + 1, state] >= top).argmax()
    )


def phases_of(
    path: Ints,
    prob: Floats,
    *,
    months: Months,
    states: tuple[str, ...],
    starts: Any,
    prior: Floats,
    acts: npt.NDArray[np.bool_],
    silent: Floats,
) -> tuple[Phase, ...]:
    """Phases of a path over the published states.

    Parameters
    ----------
    path, prob
        State of each month, and probabilities, shapes (month,) and (month, 6).
    starts
        Function of (state, first, last) that gives the interval of a start as month numbers.
    prior
        Probabilities without any measurement, shape (month, 6).
    acts
        Whether any leg has an act in the month.
    silent
        Probability of being withdrawn in silence, shape (month,).
    """
    edges = np.concatenate([[0], np.flatnonzero(np.diff(path)) + 1, [path.size]])
    moved = 0.5 * np.abs(prob - prior).sum(axis=1)
    found = []
    for first, after in itertools.pairwise(edges):
        state, run = int(path[first]), slice(first, after)
        lo, hi = starts(state, int(first), int(after) - 1)
        shift = float(moved[run].mean())
        quiet = silent[run].mean() >= prob[run, 3].mean() / 2
        found.append(
            Phase(
                stance=states[state],
                start=months[first],
                end=months[after - 1],
                start_interval=(months[lo], months[hi]),
                probability=float(prob[run, state].mean()),
                prior_driven=shift < PRIOR_DRIVEN_BELOW,
                moved=shift,
                acts=int(acts[run].sum()),
                detail=("silent" if quiet else "rejecting") if state == 3 else "",
                censored=first == 0,
            )
        )
    return tuple(found)
