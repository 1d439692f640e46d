"""The losses of one target at one horizon, by origin and dyad."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from tertius.forecasts.pool import Issued
from tertius.forecasts.stacking import EVEN
from tertius.forecasts.support import Support
from tertius.scoring import grid_crps, grid_log_score, grid_pit, pit_histogram

Floats = npt.NDArray[np.float64]
OURS = "tertius"


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
    weights: Floats = field(default_factory=lambda: EVEN.copy())

    def matrix(self, model: str) -> Floats:
        """Losses of a model, array, shape (origin, dyad), without dyads never scored."""
        full = np.stack(self.losses[model])
        return full[:, np.isfinite(np.stack(self.losses[OURS])).any(axis=0)]

    def by_origin(self, model: str) -> Floats:
        """Mean over dyads, array, shape (origin,)."""
        return np.asarray(np.nanmean(self.matrix(model), axis=1))

    def mean(self, model: str) -> float:
        """Mean over origins of the means over dyads."""
        return float(self.by_origin(model).mean())

    def best(self, names: tuple[str, ...]) -> str:
        """The one of least mean loss."""
        return min(names, key=self.mean)

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


def score(into: Scored, issued: Issued, outcomes: Floats, support: Support, rng: np.random.Generator) -> None:
    """Add what one origin's forecasts scored; an origin of which nothing came is left out."""
    came = np.isfinite(outcomes)
    if not came.any():
        return
    place = support.below(outcomes[came])
    pool = issued.pool[came]
    models = {OURS: pool, **{name: cdf[came] for name, cdf in issued.baselines.items()}}
    into.origins.append(issued.at)
    into.weights = issued.weights
    into.pits.append(grid_pit(pool, place, rng))
    for name, cdf in models.items():
        row = np.full(into.dyads, np.nan)
        row[issued.rows[came]] = grid_crps(cdf, place, support.widths)
        into.losses.setdefault(name, []).append(row)
        into.logs.setdefault(name, []).append(float(grid_log_score(cdf, place, support.cells).mean()))
