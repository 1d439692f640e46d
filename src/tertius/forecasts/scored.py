"""The losses of one target at one horizon, by origin and dyad."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from tertius.forecasts.baselines import SHORT
from tertius.forecasts.issued import Issued
from tertius.forecasts.logits import THRESHOLDS
from tertius.forecasts.marking import OURS, Marks
from tertius.forecasts.siding import REGRESSION, Sided
from tertius.forecasts.stacking import EVEN
from tertius.forecasts.support import Support
from tertius.scoring import brier, pit_histogram

Floats = npt.NDArray[np.float64]


@dataclass
class Scored:
    """Losses as they come in; `losses` holds, by model, one array a scored origin, shape (dyad,), NaN where not scored."""

    target: str
    horizon: int
    dyads: int
    origins: list[int] = field(default_factory=list)
    losses: dict[str, list[Floats]] = field(default_factory=dict)
    logs: dict[str, list[float]] = field(default_factory=dict)
    pits: list[Floats] = field(default_factory=list)
    said: list[Floats] = field(default_factory=list)
    weights: Floats = field(default_factory=lambda: EVEN.copy())
    short: tuple[str, ...] = SHORT
    kept: dict[tuple[str, int], Floats] = field(default_factory=dict)

    def matrix(self, model: str) -> Floats:
        """Losses of a model, array, shape (origin, dyad), without dyads never scored."""
        full = np.stack(self.losses[model])
        return full[:, np.isfinite(np.stack(self.losses[OURS])).any(axis=0)]

    def by_origin(self, model: str) -> Floats:
        """Mean over dyads, array, shape (origin,)."""
        key = (model, len(self.origins))
        if key not in self.kept:
            self.kept[key] = np.asarray(np.nanmean(self.matrix(model), axis=1))
        return self.kept[key]

    def mean(self, model: str) -> float:
        """Mean over origins of the means over dyads."""
        return float(self.by_origin(model).mean())

    @property
    def bar(self) -> str:
        """The best of the simple baselines, in hindsight."""
        return min(self.short, key=self.mean)

    def scores(self) -> list[dict[str, Any]]:
        """Rows of the score table, best first."""
        rows = [
            {
                "target": self.target,
                "horizon": self.horizon,
                "model": model,
                "crps": self.mean(model),
                "log": float(np.mean(self.logs[model])),
                "n": int(np.isfinite(self.matrix(model)).sum()),
            }
            for model in self.losses
        ]
        return sorted(rows, key=lambda row: row["crps"])

    def coverage(self) -> dict[str, Any]:
        """How often the central half and nine tenths held what came."""
        pit = np.concatenate(self.pits)
        inside = {f"p{level}": float((np.abs(pit - 0.5) < level / 200).mean()) for level in (50, 90)}
        return {"target": self.target, "horizon": self.horizon, **inside}

    def calibration(self) -> dict[str, Any]:
        """Histogram of the probability integral transform."""
        return {
            "target": self.target,
            "horizon": self.horizon,
            "pit": pit_histogram(np.concatenate(self.pits)).tolist(),
        }

    def reliability(self) -> dict[str, Any]:
        """What was said and what came, in ten equal bins of what was said."""
        said, came = np.concatenate(self.said, axis=1)
        place = np.minimum((said * 10).astype(int), 9)
        bins = [
            {
                "said": float(said[place == k].mean()),
                "came": float(came[place == k].mean()),
                "n": int((place == k).sum()),
            }
            for k in np.unique(place)
        ]
        return {"target": self.target, "horizon": self.horizon, "bins": bins}


def score(into: Scored, issued: Issued, outcomes: Floats, marks: Marks, rng: np.random.Generator) -> None:
    """Add what one origin's forecasts scored; an origin of which nothing came is left out."""
    came = np.isfinite(outcomes)
    if not came.any():
        return
    into.weights = issued.weights
    _mark(into, issued.at, issued.rows[came], marks, issued.support, rng)


SIDE_SHORT = ("own frequency", "learned persistence", "logit on two past windows")
TILT_SHORT = ("climatology", "persistence", REGRESSION)


def windows_scored(window: int, triangles: int) -> dict[str, Scored]:
    """Empty scores of the three questions about a window: tilt, its sign, and its side of a threshold."""
    parts = {name: Scored(name, window, triangles, short=SIDE_SHORT) for name in ("sign", "side")}
    return {"tilt": Scored("tilt", window, triangles, short=TILT_SHORT), **parts}


def score_windows(into: dict[str, Scored], made: Sided, support: Support, rng: np.random.Generator) -> None:
    """Add one origin: CRPS of tilt; Brier of its sign, and of the sides of the thresholds but zero, averaged."""
    came = np.isfinite(made.came)
    if not came.any():
        return
    value, rows = made.came[came], made.triangles[came]
    _mark(into["tilt"], made.at, rows, made.marks, support, rng)
    for question, thresholds in (("sign", (0.0,)), ("side", tuple(c for c in THRESHOLDS if c))):
        part = into[question]
        part.origins.append(made.at)
        for name in dict.fromkeys(name for name, _ in made.chance):
            said = np.stack([made.chance[name, c][came] for c in thresholds])
            happened = np.stack([value > c for c in thresholds])
            _put(part, name, rows, brier(said, happened).mean(axis=0))
            given = np.where(happened, said, 1 - said)
            part.logs.setdefault(_model(name), []).append(float(-np.log(np.maximum(given, 1e-12)).mean()))
            if name == "ours":
                part.said.append(np.stack([said.ravel(), happened.ravel().astype(float)]))


def _mark(
    into: Scored,
    at: int,
    rows: npt.NDArray[np.intp],
    marks: Marks,
    support: Support,
    rng: np.random.Generator,
) -> None:
    into.origins.append(at)
    into.pits.append(marks.pit(rng))
    for name, losses in marks.crps.items():
        _put(into, name, rows, losses)
        into.logs.setdefault(name, []).append(marks.log(name, support))


def _model(name: str) -> str:
    return OURS if name == "ours" else name


def _put(into: Scored, name: str, rows: npt.NDArray[np.intp], losses: Floats) -> None:
    row = np.full(into.dyads, np.nan)
    row[rows] = losses
    into.losses.setdefault(_model(name), []).append(row)
