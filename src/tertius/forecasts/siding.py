"""Which side the pivot will be seen on: probabilities learned from past origins, and what the tilt will be.

The logits: `tertius.forecasts.logits`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tertius.forecasts.growing import Growing
from tertius.forecasts.history import History
from tertius.forecasts.logits import FEATURES, RIDGE, START, THRESHOLDS, chance_of, fit_logit, odds_of
from tertius.forecasts.marking import OURS, Marks
from tertius.forecasts.stacking import stacked
from tertius.forecasts.support import Support, normal_cdf_table, valence_support
from tertius.forecasts.threads import in_parts
from tertius.forecasts.windows import LegWindows

Floats = npt.NDArray[np.float64]
RELEARN = 6
ENOUGH = 100
LEAST_TRIANGLES = 1_000  # worth a thread
REGRESSION = "regression on two past windows"
WINDOWS_PRIOR = (
    2.0  # windows that own frequency and own mean are shrunk by; they overlap, so months are no windows
)


@dataclass(frozen=True, eq=False)
class Sided:
    """Forecasts of one origin and window for every triangle that can be forecast.

    Attributes
    ----------
    at, window
        Origin (index of its month), months ahead.
    triangles
        Positions, array, shape (row,).
    chance
        By model and threshold: probability that half the difference of the legs' window means lies above the threshold.
    marks
        What the distributions of that half difference scored, of the rows where it came.
    came
        The half difference that came, array, shape (row,), NaN where it did not.
    """

    at: int
    window: int
    triangles: npt.NDArray[np.intp]
    chance: dict[tuple[str, float], Floats]
    marks: Marks
    came: Floats


@dataclass
class SideLearner:
    """What past origins taught about one window: logits, the regression of tilt, and the weights of the two."""

    betas: dict[str, Floats] = field(default_factory=lambda: {k: np.asarray(v) for k, v in START.items()})
    line: Floats = field(default_factory=lambda: np.array([0.3, 0.3]))
    spread: float = 2.0
    weights: Floats = field(default_factory=lambda: np.array([0.5, 0.5]))
    origins: list[int] = field(default_factory=list)
    odds: Growing = field(default_factory=lambda: Growing(len(THRESHOLDS)))
    pasts: Growing = field(default_factory=lambda: Growing(2))
    came: Growing = field(default_factory=Growing)
    sums: list[Floats] = field(
        default_factory=list
    )  # of each origin: both losses, and how far apart the two were
    learned: int = -RELEARN

    def relearn(self, at: int, window: int) -> None:
        """Anew every half-year, from windows that are over by month `at`."""
        until = int(np.searchsorted(np.asarray(self.origins), at - window, side="right"))
        if at - self.learned < RELEARN or self.came.ends[until] < ENOUGH:
            return
        odds, past, came = (part.upto(until) for part in (self.odds, self.pasts, self.came))
        self.learned = at
        for name, columns in FEATURES.items():
            start = np.asarray(START[name])
            self.betas[name] = fit_logit(
                odds, past, came, columns=columns, start=start, ridge=RIDGE[name], begin=self.betas[name]
            )
        self.line = np.asarray(np.linalg.solve(past.T @ past + np.eye(2), past.T @ came), dtype=np.float64)
        self.spread = float(np.sqrt(np.mean(np.square(came - past @ self.line)) + 1e-6))
        fan, regression, apart = np.sum(self.sums[:until], axis=0) / len(came)
        self.weights = stacked(np.array([fan, regression]), apart * (1 - np.eye(2)))

    def keep(self, at: int, odds: Floats, past: Floats, came: Floats, sums: Floats) -> None:
        """Store the triangles of one origin; read again only once their window is over."""
        self.origins.append(at)
        for part, values in ((self.odds, odds), (self.pasts, past), (self.came, came)):
            part.add(values)
        self.sums.append(sums)


def sided(
    legs: LegWindows,
    triangles: npt.NDArray[np.intp],
    window: int,
    *,
    unit: float = 1.0,
    learner: SideLearner | None = None,
) -> Iterator[Sided]:
    """Forecasts at every origin, learning only from windows that are over there.

    Parameters
    ----------
    triangles
        (leg a, leg b, rivals), array, shape (triangle, 3).
    learner
        An empty one, to be filled.
    """
    k, support = legs.windows.index(window), valence_support(unit)
    a, b = triangles[:, 0], triangles[:, 1]
    learner, history = learner or SideLearner(), History(len(triangles), WINDOWS_PRIOR * window)
    for position, at in enumerate(legs.origins):
        mean = (legs.mean[a, position, k] - legs.mean[b, position, k]) / 2
        sd = np.sqrt(legs.var[a, position, k] + legs.var[b, position, k]) / 2
        past = np.stack(
            [(part[a, position] - part[b, position]) / 2 for part in (legs.year, legs.three)], axis=1
        )
        rivals = np.isfinite(legs.mean[triangles[:, 2], position, k])
        rows = np.flatnonzero(np.isfinite(mean) & np.isfinite(past).all(axis=1) & rivals)
        # rounded: in another order the same acts sum to other last digits, and a tie would be a win
        came = np.round((legs.came[a, position, k] - legs.came[b, position, k]) / 2, 9)
        history.read(at - window)
        if len(rows):
            learner.relearn(at, window)
            yield _one(learner, history, support, at, window, rows, mean, sd, past, came)
        history.add(at, came)


def _one(
    learner: SideLearner, history: History, support: Support, at: int, window: int, rows: npt.NDArray[np.intp],
    mean: Floats, sd: Floats, past: Floats, came: Floats,
) -> Sided:  # fmt: skip
    mean, sd, past, came = mean[rows], sd[rows], past[rows], came[rows]
    odds = np.stack([odds_of(mean, sd, c) for c in THRESHOLDS], axis=1)
    chance: dict[tuple[str, float], Floats] = {}
    for j, c in enumerate(THRESHOLDS):
        full = np.column_stack([odds[:, j], past - c])
        for name, columns in FEATURES.items():
            chance[name, c] = chance_of(full[:, columns] @ learner.betas[name])
        chance["fan", c] = chance_of(odds[:, j])
        chance["own frequency", c] = history.above(rows, j)
    seen = np.flatnonzero(np.isfinite(came))
    marks, apart = _marked(
        learner, history, support, rows[seen], mean[seen], sd[seen], past[seen], came[seen]
    )
    sums = np.array([marks.crps["fan"].sum(), marks.crps[REGRESSION].sum(), apart.sum()])
    learner.keep(at, odds[seen], past[seen], came[seen], sums)
    history.errors(at, came[seen] - past[seen, 0])
    return Sided(at, window, rows, chance, marks, came)


def _marked(
    learner: SideLearner, history: History, support: Support, rows: npt.NDArray[np.intp], mean: Floats, sd: Floats,
    past: Floats, came: Floats,
) -> tuple[Marks, Floats]:  # fmt: skip
    """Scores of the tilt's distributions, all normal but ours, and how far the fan is from the regression."""
    from tertius.forecasts.tilt_kernels import tilt_marks

    normals = {
        "fan": (mean, sd),
        REGRESSION: (past @ learner.line, np.asarray(learner.spread)),
        "persistence": (past[:, 0], np.asarray(history.error())),
        "climatology": (history.mean(rows), history.spread(rows)),
    }
    means = np.stack([mean for mean, _ in normals.values()], axis=1)
    sds = np.stack([np.broadcast_to(sd, len(rows)) for _, sd in normals.values()], axis=1)
    place = support.below(came)
    crps, mass, below, apart = in_parts(
        tilt_marks, len(rows), (means, sds, place), learner.weights, support.points, support.widths,
        normal_cdf_table(), least=LEAST_TRIANGLES,
    )  # fmt: skip
    names = (OURS, *normals)
    losses, masses = ({name: part[:, k] for k, name in enumerate(names)} for part in (crps, mass))
    return Marks(losses, masses, below, place), apart
