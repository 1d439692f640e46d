"""What forecasts scored at one origin: losses of every model, and what log scores and calibration need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tertius.forecasts.support import Support
from tertius.scoring import mass_log_score, mass_pit

Floats = npt.NDArray[np.float64]
OURS = "tertius"


@dataclass(frozen=True, eq=False)
class Marks:
    """Scores of the rows of one origin whose outcome came.

    Attributes
    ----------
    crps
        By model, each array, shape (row,).
    mass
        By model: probability of the outcome's point, each array, shape (row,).
    below
        Ours' CDF at the outcome's point, array, shape (row,).
    place
        The outcome's point, array, shape (row,).
    """

    crps: dict[str, Floats]
    mass: dict[str, Floats]
    below: Floats
    place: npt.NDArray[np.intp]

    def log(self, model: str, support: Support) -> float:
        """Mean log score of a model."""
        return float(mass_log_score(self.mass[model], support.cells[self.place]).mean())

    def pit(self, rng: np.random.Generator) -> Floats:
        """Randomised probability integral transform of ours, array, shape (row,)."""
        return mass_pit(self.below, self.mass[OURS], rng)
