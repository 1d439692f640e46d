"""What past origins taught at one horizon: pairs of forecast and outcome, weights of the pool, a regression."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tertius.forecasts.counting import CountRegression, fit_counts
from tertius.forecasts.growing import Growing
from tertius.forecasts.running import PACES
from tertius.forecasts.stacking import EVEN, stacked
from tertius.forecasts.support import Support
from tertius.forecasts.threads import in_parts

Floats = npt.NDArray[np.float64]
ENOUGH = {"valence": 200, "volume": 500}
LEAST_FITTED = 50
BANDWIDTHS = np.array([0.6, 0.4, 0.15])
KERNEL_PRIOR = (
    2.0  # pairs that the state space is worth in F3, so that it is defined where no past pair is near
)
RELEARN = 6
REFIT = 12
FEATURES = {"valence": len(BANDWIDTHS), "volume": len(PACES)}
LEAST_NEAR = 100  # rows worth a thread


@dataclass
class Learner:
    """What past origins taught at one horizon: pairs, weights of the pool, regression."""

    target: str
    horizon: int
    origins: list[int] = field(default_factory=list)
    features: Growing = field(init=False)
    outcomes: Growing = field(default_factory=Growing)
    sums: list[Floats] = field(default_factory=list)  # of each origin: the four's losses, their distances
    weights: Floats = field(default_factory=lambda: EVEN.copy())
    regression: CountRegression | None = None
    learned: int = -RELEARN
    fitted: int = -REFIT

    def __post_init__(self) -> None:
        self.features = Growing(FEATURES[self.target])

    @classmethod
    def taught(
        cls,
        target: str,
        horizon: int,
        features: Floats,
        outcomes: Floats,
        weights: Floats,
        worth: Floats | None,
    ) -> Learner:
        """One that knows these pairs, weights and regression, and learns nothing more."""
        regression = None if worth is None else CountRegression(worth)
        made = cls(
            target, horizon, origins=[-(10**6)], weights=weights, regression=regression, learned=10**6, fitted=10**6
        )  # fmt: skip
        made.features.add(features)
        made.outcomes.add(outcomes)
        return made

    def known(self, at: int) -> int:
        """How many past origins have an outcome that month `at` knows."""
        return bisect_right(self.origins, at - self.horizon)

    def third(self, at: int, features: Floats, state: npt.NDArray[np.float32], support: Support) -> Floats:
        """CDFs of F3 as learned by month `at`, array, shape (row, point): without any past it is the state space."""
        until = self.known(at)
        self.relearn(at, until)
        if self.target == "volume":
            return (
                state.astype(np.float64)
                if self.regression is None
                else self.regression.cdf(features, support)
            )
        return near(features, *self.pairs(until), state, support)

    def pairs(self, until: int) -> tuple[Floats, Floats]:
        """Features and outcomes of the first `until` origins."""
        return self.features.upto(until), self.outcomes.upto(until)

    def relearn(self, at: int, until: int) -> None:
        """New weights every half-year, a new regression every year, from pairs whose outcome is known."""
        size = self.outcomes.ends[until]
        if self.target == "volume" and size >= LEAST_FITTED and at - self.fitted >= REFIT:
            logs, counts = self.pairs(until)
            start = self.regression or CountRegression.start(logs.shape[1])
            self.regression, self.fitted = fit_counts(logs, counts, start), at
        if size >= ENOUGH[self.target] and at - self.learned >= RELEARN:
            mean = np.sum(self.sums[:until], axis=0) / size
            self.weights = stacked(mean[0], mean[1:])
            self.learned = at

    def keep(self, at: int, features: Floats, outcomes: Floats, losses: Floats, apart: Floats) -> None:
        """Store the pairs of one origin; read again only once their outcome's month has come."""
        self.origins.append(at)
        self.features.add(features)
        self.outcomes.add(outcomes)
        self.sums.append(np.vstack([losses, apart]))


def near(
    features: Floats, pairs: Floats, outcomes: Floats, cdf: npt.NDArray[np.float32], support: Support
) -> Floats:
    """Kernel-weighted outcomes of past pairs, with `cdf` worth `KERNEL_PRIOR` of them, array, shape (row, point)."""
    from tertius.forecasts.near_kernels import near_cdf

    if not len(pairs):
        return cdf.astype(np.float64)
    place, scaled = support.below(outcomes), features / BANDWIDTHS
    found = in_parts(
        near_cdf, len(scaled), (scaled, cdf), pairs / BANDWIDTHS, place, KERNEL_PRIOR, least=LEAST_NEAR
    )
    return np.asarray(found)
