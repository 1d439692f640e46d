"""Held-out counts: hide months, fit the rest, and see where each hidden count falls in its predictive distribution.

A count is discrete and mostly 0, so that no interval holds exactly 90 % of it. Two readings are given: the randomised
probability integral transform u = F(N - 1) + v P(N), v uniform, which is uniform under the right model (Czado, Gneiting & Held
2009, Biometrics 65, 1254-1261), and the conservative central interval of whole counts.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tertius.relations.engagement import count_loglik, model_at
from tertius.relations.hyper import Floats, Mixture
from tertius.relations.latent import make_mixture
from tertius.statespace import filter_counts, likely_pairs, predictive_size, smooth_counts

PAIRS = 2000
EDGES = (0.0, 0.03, 0.1, 0.3, 1.0, np.inf)


@dataclass(frozen=True, eq=False)
class HeldCounts:
    """One row a hidden month: its count, the count expected, F(N - 1), F(N) and the randomised transform u, in [0, 1]."""

    count: Floats
    expected: Floats
    below: Floats
    upto: Floats
    u: Floats

    def report(self) -> dict[str, Any]:
        """Coverage in all, and by the count that was expected."""
        groups = itertools.pairwise(EDGES)
        picks = [(low, high, (self.expected >= low) & (self.expected < high)) for low, high in groups]
        rows = [
            {"expected": f"{low:g}-{high:g}", **self._shares(pick)} for low, high, pick in picks if pick.any()
        ]
        return {**self._shares(np.ones(len(self.u), dtype=bool)), "by_expected": rows}

    def _shares(self, pick: npt.NDArray[np.bool_]) -> dict[str, Any]:
        u, below, upto = self.u[pick], self.below[pick], self.upto[pick]
        shares = {
            "u_50": np.abs(u - 0.5) < 0.25,
            "u_90": np.abs(u - 0.5) < 0.45,
            "u_below_5": u < 0.05,
            "u_above_95": u > 0.95,
            "interval_90": (upto >= 0.05) & (below <= 0.95),
            "zero": self.count[pick] == 0,
        }
        found = {name: round(float(values.mean()), 3) for name, values in shares.items()}
        score = float(np.log(np.maximum(upto - below, 1e-300)).mean())
        return {"months": int(pick.sum()), **found, "log_score": round(score, 4)}


def random_cells(counts: Floats, *, size: int, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Mark `size` months at random among all that have a count, 0 or more; shape (month, dyad)."""
    seen = np.argwhere(np.isfinite(counts))
    mask = np.zeros(counts.shape, dtype=bool)
    mask[tuple(seen[rng.choice(len(seen), size=min(size, len(seen)), replace=False)].T)] = True
    return mask


def random_runs(counts: Floats, *, length: int, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Mark a run of `length` months in every dyad; shape (month, dyad)."""
    mask = np.zeros(counts.shape, dtype=bool)
    start = rng.integers(0, len(counts) - length + 1, counts.shape[1])
    for k in range(length):
        mask[start + k, np.arange(counts.shape[1])] = True
    return mask & np.isfinite(counts)


def held_counts(
    counts: Floats,
    exposure: Floats,
    mask: npt.NDArray[np.bool_],
    grid: dict[str, Floats],
    *,
    rng: np.random.Generator,
) -> HeldCounts:
    """Fit without the marked counts under an even prior worth one dyad, and score them; arrays are (month, dyad)."""
    hidden = np.where(mask, np.nan, counts)
    size = len(grid["a0"])
    mixture = make_mixture(count_loglik(hidden, exposure, grid), grid, (np.full(size, 1 / size), 1.0))
    expected, below, upto = _predictive(counts, hidden, exposure, mask, mixture)
    u = below + rng.random(len(below)) * (upto - below)
    return HeldCounts(counts[mask], expected, below, upto, u)


def _predictive(
    counts: Floats, hidden: Floats, exposure: Floats, mask: npt.NDArray[np.bool_], mixture: Mixture
) -> tuple[Floats, Floats, Floats]:
    """Expected count, F(N - 1) and F(N) of every marked cell, averaged over each dyad's likely grid points."""
    from scipy.stats import nbinom

    sums = np.zeros((3, *counts.shape))
    series, point, weight = likely_pairs(mixture.posterior, mass=0.999)
    for k in range(0, len(series), PAIRS):
        pick, share = series[k : k + PAIRS], weight[k : k + PAIRS]
        model = model_at(mixture, point[k : k + PAIRS])
        a, b = smooth_counts(filter_counts(hidden[:, pick], exposure[:, pick], model), model)
        month, pair = np.nonzero(mask[:, pick])
        n, r = counts[month, pick[pair]], predictive_size(a[month, pair], np.asarray(model.dispersion)[pair])
        mean = exposure[month, pick[pair]] * a[month, pair] / b[month, pair]
        chance = r / (r + mean)
        below = np.where(n > 0, nbinom.cdf(n - 1, r, chance), 0.0)
        for row, values in enumerate((mean, below, nbinom.cdf(n, r, chance))):
            np.add.at(sums[row], (month, pick[pair]), share[pair] * values)
    return sums[0][mask], sums[1][mask], np.minimum(sums[2][mask], 1.0)
