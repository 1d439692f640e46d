"""What became of every triangle's windows: own frequencies, means and spreads, and the errors of persistence."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tertius.forecasts.logits import THRESHOLDS

Floats = npt.NDArray[np.float64]


class History:
    """Windows that are over: every triangle's own, and the errors of persistence; read up to a month."""

    def __init__(self, size: int, worth: float) -> None:
        self.worth = worth
        self.pending: list[tuple[int, Floats]] = []
        self.waiting: list[tuple[int, Floats]] = []
        self.sums = np.zeros((3 + len(THRESHOLDS), size))  # count, sum, sum of squares, above each threshold
        self.missed = [2.0, 2.0 * 4.0]

    def add(self, at: int, came: Floats) -> None:
        """Keep what comes after origin `at` until its window is over."""
        self.pending.append((at, came))

    def errors(self, at: int, gaps: Floats) -> None:
        """Keep the errors of persistence until then."""
        self.waiting.append((at, gaps))

    def read(self, until: int) -> None:
        """Take in the windows of origins up to `until`."""
        while self.pending and self.pending[0][0] <= until:
            _, came = self.pending.pop(0)
            seen = np.flatnonzero(np.isfinite(came))
            value = came[seen]
            self.sums[:3, seen] += np.stack([np.ones(len(seen)), value, value**2])
            for j, c in enumerate(THRESHOLDS):
                self.sums[3 + j, seen] += value > c
        while self.waiting and self.waiting[0][0] <= until:
            _, gaps = self.waiting.pop(0)
            self.missed[0] += len(gaps)
            self.missed[1] += float(np.square(gaps).sum())

    def above(self, rows: npt.NDArray[np.intp], j: int) -> Floats:
        """Own frequency of lying above a threshold, shrunk to the frequency of all."""
        count, all_above = self.sums[0], self.sums[3 + j]
        everyone = (all_above.sum() + 0.5) / (count.sum() + 1.0)
        return np.asarray((all_above[rows] + self.worth * everyone) / (count[rows] + self.worth))

    def mean(self, rows: npt.NDArray[np.intp]) -> Floats:
        """Own mean, shrunk to none."""
        return np.asarray(self.sums[1, rows] / (self.sums[0, rows] + self.worth))

    def spread(self, rows: npt.NDArray[np.intp]) -> Floats:
        """Own standard deviation, shrunk to that of all."""
        count, total, squares = self.sums[:3]
        everyone = (squares.sum() + 8.0) / (count.sum() + 2.0)
        own = np.maximum(squares[rows] - total[rows] ** 2 / np.maximum(count[rows], 1), 0.0)
        return np.asarray(np.sqrt((own + self.worth * everyone) / (count[rows] + self.worth)))

    def error(self) -> float:
        """Root mean square error of persistence so far."""
        return float(np.sqrt(self.missed[1] / self.missed[0]))
