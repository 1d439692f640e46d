"""What a record says month by month: histograms, discounted moments and past errors of every series, nothing later."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tertius.forecasts.baselines import SHRINK
from tertius.forecasts.support import Support

Floats = npt.NDArray[np.float64]
HALF_LIFE = 12.0  # of discounted climatology, in months
SLOW = 24.0  # of the features
PACES = (1.0, 3.0, 12.0, 36.0, np.inf)
PRIOR_ACTS, PRIOR_SQUARES = 6.0, 54.0
YEAR = 12
POOLED = 200


class Running:
    """The state of every series after the months read so far.

    `series` is (month, dyad) with NaN where missing; `n` the acts behind each score (valence), or None.
    """

    def __init__(self, series: Floats, n: Floats | None, support: Support, step: int = 1) -> None:
        months, dyads = series.shape
        self.series, self.n, self.support, self.at = series, n, support, -1
        self.plain = np.zeros((dyads, len(support.points)))
        self.fresh = np.zeros_like(self.plain)
        self.seen = np.zeros(dyads, dtype=np.int64)
        self.fresh_weight, self.fresh_square = np.zeros(dyads), np.zeros(dyads)
        self.keep = 0.5 ** (step / HALF_LIFE)
        self.slow_keep = 0.5 ** (step / SLOW)
        self.slow = np.zeros((4, dyads))  # weight, sum of y, sum of y squared, sum of log n
        self.pace_keep = np.array([0.5 ** (step / pace) for pace in PACES])
        self.pace = np.zeros((2, len(PACES), dyads))  # weight, sum
        self.last = np.full(dyads, np.nan)
        self.recent = np.zeros((dyads, YEAR))
        self.errors = {name: np.zeros((dyads, months)) for name in ("last value", "12-month mean")}
        self.made = np.zeros(dyads, dtype=np.int64)
        self._pooled = (-1, np.empty(0))  # the month, and what was seen by then of all

    def read(self) -> None:
        """Take in one month more."""
        self.at += 1
        self.fresh *= self.keep
        self.fresh_weight *= self.keep
        self.fresh_square *= self.keep**2
        self.slow *= self.slow_keep
        self.pace *= self.pace_keep[None, :, None]
        y = self.series[self.at]
        rows = np.flatnonzero(np.isfinite(y))
        if not len(rows):
            return
        value = y[rows]
        self._errors(rows, value)
        place = self.support.below(value)
        self.plain[rows, place] += 1.0
        self.fresh[rows, place] += 1.0
        self.seen[rows] += 1
        self.fresh_weight[rows] += 1.0
        self.fresh_square[rows] += 1.0
        acts = np.ones(len(rows)) if self.n is None else self.n[self.at, rows]
        moments = (np.ones(len(rows)), value, value**2, np.log(np.maximum(acts, 1e-3)))
        self.slow[:, rows] += np.stack(moments)
        self.pace[0][:, rows] += 1.0
        self.pace[1][:, rows] += value

    def _errors(self, rows: npt.NDArray[np.intp], value: Floats) -> None:
        old = rows[self.seen[rows] > 0]
        fresh = value[self.seen[rows] > 0]
        at = self.made[old]
        self.errors["last value"][old, at] = fresh - self.last[old]
        self.errors["12-month mean"][old, at] = fresh - self.year(old)
        self.made[old] += 1
        self.last[rows] = value
        self.recent[rows, self.seen[rows] % YEAR] = value

    def year(self, rows: npt.NDArray[np.intp]) -> Floats:
        """Mean of the last twelve months that were observed, array, shape (row,); nothing seen is NaN."""
        seen = np.minimum(self.seen[rows], YEAR)
        with np.errstate(invalid="ignore"):
            return np.asarray(self.recent[rows].sum(axis=1) / seen)

    def pooled(self) -> Floats:
        """CDF of all that was seen of any series, array, shape (point,)."""
        if self._pooled[0] != self.at:
            total = self.plain.sum(axis=0)
            self._pooled = (self.at, np.cumsum(total) / max(total.sum(), 1e-9))
        return self._pooled[1]

    def own(self, rows: npt.NDArray[np.intp], worth: float) -> Floats:
        """Climatology: each row's past, with the pool worth `worth` months, array, shape (row, point)."""
        return self._mixed(np.cumsum(self.plain[rows], axis=1), self.seen[rows].astype(float), worth)

    def discounted(self, rows: npt.NDArray[np.intp], worth: float) -> Floats:
        """The same with months losing half their weight in a year; as many months count as the weights are worth."""
        weight = np.maximum(self.fresh_weight[rows], 1e-12)
        worth_of = weight**2 / np.maximum(self.fresh_square[rows], 1e-300)
        cdf = np.cumsum(self.fresh[rows], axis=1) / weight[:, None] * worth_of[:, None]
        return self._mixed(cdf, worth_of, worth)

    def _mixed(self, total: Floats, months: Floats, worth: float) -> Floats:
        return np.asarray((total + worth * self.pooled()) / (months + worth)[:, None])

    def features(self, rows: npt.NDArray[np.intp]) -> tuple[Floats, Floats]:
        """Discounted mean of log n, and half the log of the discounted variance, shrunk; in Goldstein units."""
        weight, first, second, acts = self.slow[:, rows]
        weight = np.maximum(weight, 1e-9)
        mean = first / weight
        squares = np.maximum(second - weight * mean**2, 0.0) / self.support.unit**2
        spread = 0.5 * np.log((squares + PRIOR_SQUARES) / (weight + PRIOR_ACTS))
        return acts / weight, spread

    def paces(self, rows: npt.NDArray[np.intp]) -> Floats:
        """Logs of exponentially weighted means, each shrunk to the next slower, array, shape (row, pace)."""
        weight, total = self.pace[:, :, rows]
        everyone = self.pace[1, -1].sum() / max(self.pace[0, -1].sum(), 1e-9)
        slower: Any = np.full(len(rows), everyone)
        out = np.empty((len(rows), len(PACES)))
        for k in range(len(PACES) - 1, -1, -1):
            slower = (total[k] + slower) / (weight[k] + 1.0)
            out[:, k] = slower
        return np.log(np.maximum(out, 1e-4))

    def ruled(self, name: str, rows: npt.NDArray[np.intp]) -> Floats:
        """CDF of a rule of thumb, last value or 12-month mean, with the errors it made, array, shape (row, point)."""
        from tertius.forecasts.baseline_kernels import shifted

        centre = self.last[rows] if name == "last value" else self.year(rows)
        levels = np.searchsorted(self.pooled(), (np.arange(POOLED) + 0.5) / POOLED)
        pool = self.support.points[np.minimum(levels, len(self.support.points) - 1)]
        spread = pool - pool.mean()
        errors, made = self.errors[name][rows], self.made[rows]
        return np.asarray(shifted(centre, errors, made, spread, float(SHRINK), self.support.points))
