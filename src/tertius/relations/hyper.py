"""Grids of hyperparameters, and what a fit knows about them: weights, posterior per dyad, and how much of it is prior."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.statespace import Discount, Level

Floats = npt.NDArray[np.float64]

# in Goldstein units; the reference panel's posterior weight does not pile up at any axis' end (docs/method/relations.md)
VALENCE_AXES: dict[str, tuple[float, ...]] = {
    "mu": (-3.0, -1.0, 0.5, 2.0, 4.0),
    "var": (0.3, 2.0, 9.0),
    "phi": (0.7, 0.93, 0.985),
    "s2": (0.8, 4.0, 12.0, 30.0),
    "tau2": (0.1, 1.5, 8.0, 24.0),
}
# dispersion 0 is a Poisson; busy dyads prefer one near 1, quiet ones 4 (docs/method/relations.md)
COUNT_AXES: dict[str, tuple[float, ...]] = {
    "omega": (0.3, 0.6, 0.9),
    "a0": (0.1, 0.5, 3.0),
    "rate": (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0),
    "dispersion": (0.0, 0.25, 1.0, 4.0),
}
SQUARED = ("var", "s2", "tau2")


def grid_of(axes: dict[str, tuple[float, ...]]) -> dict[str, Floats]:
    """Every combination of the axes, one array of shape (grid,) an axis."""
    table = np.array(list(itertools.product(*axes.values())))
    return {name: table[:, k] for k, name in enumerate(axes)}


def valence_grid(*, unit: float = 1.0, step: int = 1) -> dict[str, Floats]:
    """The valence grid for a scale whose numbers are `unit` Goldstein points long, at `step` months a period."""
    grid = grid_of(VALENCE_AXES)
    scaled = {k: v * (unit**2 if k in SQUARED else unit if k == "mu" else 1.0) for k, v in grid.items()}
    return {**scaled, "phi": grid["phi"] ** step}


def count_grid(*, step: int = 1) -> dict[str, Floats]:
    """The engagement grid; a longer period discounts more and counts more."""
    grid = grid_of(COUNT_AXES)
    return {**grid, "omega": grid["omega"] ** step}


def level_model(grid: dict[str, Floats]) -> Level:
    """The state-space model of every grid point."""
    if "rho" in grid:
        raise BadInput(
            "relations of the two-speed model", "the one-speed model", "estimate them without indicators"
        )
    full = {name: grid[name] for name in ("mu", "phi", "var", "s2", "tau2")}
    model = Level.stationary(**full)
    return model


def count_model(grid: dict[str, Floats]) -> Discount:
    """The discount filter of every grid point."""
    return Discount(grid["omega"], grid["a0"], grid["a0"] / grid["rate"], grid["dispersion"])


@dataclass(frozen=True)
class Mixture:
    """One latent's hyperparameters.

    Attributes
    ----------
    grid
        Values of each hyperparameter, array, shape (grid,).
    prior_weights, weights
        Array, shape (grid,): the prior's weights and the fitted ones; each sums to 1.
    posterior
        Array, shape (dyad, grid): each dyad's own; rows sum to 1.
    pseudo
        How many dyads the prior is worth.
    share_prior
        For each hyperparameter, the share of its pooled distribution that is prior, in [0, 1].
    path
        For a filtered fit, the weights as known in each month, array, shape (month, grid).
    """

    grid: dict[str, Floats]
    prior_weights: Floats
    weights: Floats
    posterior: Floats
    pseudo: float
    share_prior: dict[str, float]
    path: Floats | None = None

    def __post_init__(self) -> None:
        size = len(self.weights)
        if self.posterior.shape[1] != size or any(len(values) != size for values in self.grid.values()):
            raise BadInput("a mixture whose grid, weights and posterior differ in length")

    def rows(self, index: npt.NDArray[np.int64]) -> Mixture:
        """The same for some dyads only."""
        return replace(self, posterior=self.posterior[index])

    def expected(self, name: str) -> Floats:
        """Posterior mean of a hyperparameter for every dyad, shape (dyad,)."""
        return np.asarray(self.posterior @ self.grid[name])

    def summary(self) -> dict[str, dict[str, float]]:
        """Pooled mean of every hyperparameter, its prior mean, and the share that is prior."""
        return {
            name: {
                "mean": float(self.weights @ values),
                "prior_mean": float(self.prior_weights @ values),
                "share_prior": self.share_prior[name],
            }
            for name, values in self.grid.items()
        }


def prior_shares(
    grid: dict[str, Floats], posterior: Floats, weights: Floats, pseudo: float
) -> dict[str, float]:
    """``pseudo / (pseudo + informed dyads)`` for each axis.

    A dyad counts as informed by how far its own posterior on the axis is sharper than the pooled distribution: one minus
    the ratio of the entropies.
    """
    shares = {}
    for name, values in grid.items():
        marks = values[:, None] == np.unique(values)[None, :]
        pooled = _entropy(weights @ marks)
        gain = 1 - _entropy(posterior @ marks) / pooled if pooled > 0 else np.zeros(len(posterior))
        informed = float(np.clip(gain, 0, 1).sum())
        shares[name] = pseudo / (pseudo + informed) if pseudo + informed > 0 else 0.0
    return shares


def _entropy(p: Floats) -> Floats:
    """Shannon entropy along the last axis."""
    return np.asarray(-(p * np.log(np.maximum(p, 1e-300))).sum(axis=-1))


WORDS = (
    ("noise variance", ("s2", "tau2")),
    ("centre", ("mu",)),
    ("spread", ("var", "slow_var", "fast_var")),
    ("persistence", ("phi", "rho")),
)


@dataclass(frozen=True)
class Hyperparameters:
    """The hyperparameters of a fit: valence, engagement (None for a chronicle), and which prior entered."""

    valence: Mixture
    engagement: Mixture | None
    reference: str

    @property
    def model(self) -> str:
        """``one-speed`` or ``two-speed``."""
        return "two-speed" if "rho" in self.valence.grid else "one-speed"

    @property
    def s2(self) -> Floats:
        """Posterior mean of the noise of one act, per dyad."""
        return self.valence.expected("s2")

    @property
    def tau2(self) -> Floats:
        """Posterior mean of the noise that more acts do not average away, per dyad."""
        return self.valence.expected("tau2")

    def to_dict(self) -> dict[str, object]:
        """Plain summary for JSON."""
        engagement = self.engagement.summary() if self.engagement else None
        return {
            "model": self.model,
            "valence": self.valence.summary(),
            "engagement": engagement,
            "pseudo_dyads": self.valence.pseudo,
            "reference_prior": self.reference,
        }

    def prior_sentence(self) -> str:
        """One sentence: what share of each hyperparameter comes from which prior."""
        shares, known = self.valence.share_prior, self.reference
        parts = []
        for word, names in WORDS:
            own = [round(100 * shares[name]) for name in names if name in shares]
            range_ = f"{min(own)}-{max(own)}" if min(own) < max(own) else f"{own[0]}"
            parts.append(f"{range_} % of the {word}")
        used = known.startswith("reference prior") and "not used" not in known
        name = "the reference prior" if used else "an even prior worth one dyad"
        return (
            f"{parts[0]} comes from {name}, as do {', '.join(parts[1:-1])} and {parts[-1]}; "
            "the rest comes from the dyads in these events."
        )
