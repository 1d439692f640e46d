"""What a fit saw: months by dyads, counts, yearly facts, and what may have moved all sources' dyads alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tertius.relations.hyper import Floats
from tertius.statespace import Told


@dataclass(frozen=True, eq=False)
class FitData:
    """What the fit saw, time-major: `y`, `n` (month, dyad); `counts`, `exposure` for a stream, else None.

    `drift` holds what may have moved all legs alike, for each further source: its part of every mean (month, dyad), and the
    variance of its drift (month,). `told` holds the yearly facts of the two-speed model, None for one speed.
    """

    y: Floats
    n: Floats
    counts: Floats | None
    exposure: Floats | None
    drift: tuple[tuple[Floats, Floats], ...] = ()
    told: Told | None = None

    def shocks(self, rng: np.random.Generator, size: int, rows: npt.NDArray[np.int64]) -> Floats | None:
        """What the sources' drift, drawn anew, takes off the means, (dyad, month, draw): a draw's is the same for all dyads."""
        if not self.drift:
            return None
        out = np.zeros((len(rows), len(self.y), size))
        for part, var in self.drift:
            out += part[:, rows].T[:, :, None] * drift_paths(var, rng, size).T[None]
        return out


def drift_paths(var: Floats, rng: np.random.Generator, size: int) -> Floats:
    """Paths of a source's drift about its estimate, shape (draw, month); neighbours correlate as its model has it (0.99)."""
    noise = rng.standard_normal((size, len(var)))
    for t in range(1, len(var)):
        noise[:, t] = 0.99 * noise[:, t - 1] + np.sqrt(1 - 0.99**2) * noise[:, t]
    return np.asarray(noise * np.sqrt(var))
