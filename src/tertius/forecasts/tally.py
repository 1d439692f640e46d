"""How registered forecasts have done: void rate, Brier scores beside climatology and persistence, calibration."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.scoring import two_way_weights
from tertius.shown import Shown

if TYPE_CHECKING:
    import polars as pl

Floats = npt.NDArray[np.float64]
Rows = Mapping[str, Mapping[str, Any]]
OURS = "probability"
AGAINST = ("climatology", "persistence")
BLOCK = 12  # months of origins drawn together
LEVELS = (0.05, 0.95)
LEAST_ORIGINS, LEAST_TRIANGLES = 5, 5
DRAWS = 2000
BINS = 10


@dataclass(frozen=True)
class Tally(Shown):
    """How the registered forecasts have done.

    Attributes
    ----------
    registered, resolved, void, open
        Questions; `resolved` have an outcome, `open` are not due in this record.
    void_rate
        Void among those that are due; NaN if none is.
    brier
        By forecaster: ``probability`` (ours), ``climatology``, ``persistence``; NaN if none is resolved.
    gains
        Against climatology and persistence: ``{gain, lo, hi}``, the share of their Brier score saved, and its 90 % interval over
        triangles and blocks of a year of origins drawn anew (NaN with too few).
    calibration
        ``{said, came, n, lo, hi}`` in ten equal bins of what was said; `lo` and `hi` hold the share that came in nine of ten
        cases if what was said is right and the questions were independent, which overlapping windows are not.
    """

    registered: int
    resolved: int
    void: int
    open: int
    void_rate: float
    brier: dict[str, float]
    gains: dict[str, dict[str, float]]
    calibration: tuple[dict[str, float], ...]

    def _headline(self) -> str:
        return f"{self.registered} questions, {self.resolved} resolved, {self.void} void, {self.open} not due"

    def to_frame(self) -> pl.DataFrame:
        """One row a bin of what was said."""
        import polars as pl

        schema = dict.fromkeys(("said", "came", "lo", "hi"), pl.Float64) | {"n": pl.Int64}
        return pl.DataFrame(list(self.calibration), schema=schema)

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        return {**vars(self), "calibration": list(self.calibration)}


def tally_of(questions: Rows, answers: Rows) -> Tally:
    """The tally of questions and of their answers, both by id."""
    answered = {name: line for name, line in answers.items() if name in questions}
    known = [name for name, line in answered.items() if line["outcome"] is not None]
    came = np.array([float(answered[name]["outcome"]) for name in known])
    losses = {
        who: (np.array([questions[name][who] for name in known]) - came) ** 2 for who in (OURS, *AGAINST)
    }
    void = len(answered) - len(known)
    said = np.array([questions[name][OURS] for name in known])
    return Tally(
        len(questions), len(known), void, len(questions) - len(answered),
        void / len(answered) if answered else math.nan,
        {who: float(loss.mean()) if known else math.nan for who, loss in losses.items()},
        {who: _gain([questions[name] for name in known], losses[OURS], losses[who]) for who in AGAINST},
        calibration(said, came),
    )  # fmt: skip


def calibration(said: Floats, came: Floats) -> tuple[dict[str, float], ...]:
    """What was said and what came, in ten equal bins of what was said; empty bins are left out."""
    place = np.minimum((said * BINS).astype(int), BINS - 1)
    return tuple(_bin(said[place == k], came[place == k]) for k in np.unique(place))


def _bin(said: Floats, came: Floats) -> dict[str, float]:
    from scipy.stats import binom

    count, mean = len(said), float(said.mean())
    lo, hi = binom.ppf(LEVELS, count, mean) / count
    return {"said": mean, "came": float(came.mean()), "n": count, "lo": float(lo), "hi": float(hi)}


def _gain(asked: Sequence[Mapping[str, Any]], ours: Floats, theirs: Floats) -> dict[str, float]:
    """Share of another forecaster's Brier score saved, with its two-way interval."""
    nothing = {"gain": math.nan, "lo": math.nan, "hi": math.nan}
    if not asked or not theirs.mean() > 0:
        return nothing
    gain = 1 - float(ours.mean()) / float(theirs.mean())
    origins, when = np.unique([row["made"] for row in asked], return_inverse=True)
    triangles = ["/".join((row.get("record", ""), row["pivot"], row["a"], row["b"])) for row in asked]
    names, whose = np.unique(triangles, return_inverse=True)
    if len(origins) < LEAST_ORIGINS or len(names) < LEAST_TRIANGLES:
        return {**nothing, "gain": gain}
    step = float(np.median(np.diff([_months(month) for month in origins])))
    triangle, origin = two_way_weights(
        len(origins), len(names), rng=np.random.default_rng(0), block=max(1, round(BLOCK / step)), size=DRAWS
    )
    weight = triangle[whose] * origin[when]
    with np.errstate(invalid="ignore", divide="ignore"):
        draws = 1 - (ours @ weight) / (theirs @ weight)
    lo, hi = map(float, np.nanquantile(draws, LEVELS))
    return {"gain": gain, "lo": lo, "hi": hi}


def _months(text: str) -> int:
    return int(np.datetime64(text, "M").astype(np.int64))
