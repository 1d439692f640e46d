"""What each stance should look like in the measurements, and the numbers of the model: given by theory, or
pooled.

Levels are in units of the ruler, ``z = (y - c0) / s0``, so that a valence is ``tanh(z)``; activity is the
log of a leg's rate over ``lambda0``. Legs are always (P-A, P-B, A-B). The table is even: exchanging the
rivals exchanges `aligned with A` and `aligned with B` and nothing else, which is also what keeps labels
from switching.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput

Floats = npt.NDArray[np.float64]
INNER = (
    "aligned A", "aligned B", "equidistant", "silent", "rejecting", "excluded", "cautious",
)  # fmt: skip
OUTER = (0, 1, 2, 3, 3, 4, 5)
"""Published state of each inner one: `withdrawn` is silent or rejecting."""
MIRROR = (1, 0, 2, 3, 4, 5, 6)
COVARIATES = ("rivalry", "easing", "denial by A", "denial by B", "dependence on A")
MIRROR_COVARIATES = ((0, 1, 3, 2, 4), (1, 1, 1, 1, -1))


@dataclass(frozen=True)
class StanceModel:
    """Numbers of the stance model.

    Attributes
    ----------
    level, spread
        Mean and standard deviation of a month's z by inner state and leg, arrays, shape (7, 3).
    activity
        Mean log of the rate over lambda0, array, shape (7, 3).
    size
        Shape of the negative binomial of counts, above 0; small is bursty.
    duration, regularity
        Mean duration in months, and the size of its negative binomial, arrays, shape (7,).
    moves
        Where a stay that ends goes, array, shape (7, 7), empty diagonal.
    leave, go
        Effect of each covariate on the log-odds of ending a stay, and on the log-weight of a destination:
        arrays, shape (7, 5).
    offset_sd
        Standard deviations of a triangle's own offsets: of both pivot legs' z, of the rivals' z, and of
        the log rates.
    version
        Name or hash of the reference these come from.
    """

    level: Floats
    spread: Floats
    activity: Floats
    size: float
    duration: Floats
    regularity: Floats
    moves: Floats
    leave: Floats
    go: Floats
    offset_sd: tuple[float, float, float]
    version: str

    def __post_init__(self) -> None:
        shapes = {"level": (7, 3), "spread": (7, 3), "activity": (7, 3), "duration": (7,), "regularity": (7,)}
        shapes |= {"moves": (7, 7), "leave": (7, 5), "go": (7, 5)}
        for name, shape in shapes.items():
            if getattr(self, name).shape != shape:
                raise BadInput(f"{name} of shape {getattr(self, name).shape}", str(shape))

    def mirrored(self) -> StanceModel:
        """The same model with the rivals exchanged; equal to itself if the model is even."""
        rows, (columns, signs) = list(MIRROR), MIRROR_COVARIATES
        legs = [1, 0, 2]
        swapped = {n: getattr(self, n)[rows][:, legs] for n in ("level", "spread", "activity")}
        swapped |= {n: getattr(self, n)[rows] for n in ("duration", "regularity")}
        swapped |= {n: getattr(self, n)[rows][:, list(columns)] * np.array(signs) for n in ("leave", "go")}
        return replace(self, **swapped, moves=self.moves[rows][:, rows])

    def to_dict(self) -> dict[str, Any]:
        """Plain lists for JSON."""
        return {k: v.tolist() if isinstance(v, np.ndarray) else v for k, v in vars(self).items()}

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> StanceModel:
        """Read what `to_dict` made."""
        arrays = {
            k: np.array(v, dtype=float)
            for k, v in content.items()
            if k not in ("size", "offset_sd", "version")
        }
        return cls(
            **arrays,
            size=float(content["size"]),
            offset_sd=tuple(content["offset_sd"]),
            version=content["version"],
        )


def theory() -> StanceModel:
    """The signatures as theory gives them, before any data: docs/method/stances.md, table 1."""
    rows = {
        # z of P-A, P-B, A-B | their spreads | log rate over lambda0
        "aligned A": ((0.8, -0.3, -0.4), (0.6, 0.6, 0.8), (0.3, -0.5, 0.0)),
        "aligned B": ((-0.3, 0.8, -0.4), (0.6, 0.6, 0.8), (-0.5, 0.3, 0.0)),
        "equidistant": ((0.6, 0.6, -0.4), (0.5, 0.5, 0.8), (0.2, 0.2, 0.0)),
        "silent": ((0.0, 0.0, -0.2), (0.9, 0.9, 0.9), (-2.5, -2.5, -0.5)),
        "rejecting": ((-0.7, -0.7, -0.2), (0.6, 0.6, 0.9), (-0.7, -0.7, 0.0)),
        "excluded": ((-0.1, -0.1, 0.6), (0.7, 0.7, 0.5), (-1.5, -1.5, 0.3)),
        "cautious": ((0.05, 0.05, -0.2), (0.5, 0.5, 0.9), (-0.2, -0.2, 0.0)),
    }
    level, spread, activity = (np.array([rows[name][part] for name in INNER]) for part in range(3))
    leave, go = _covariate_effects()
    moves = (1.0 - np.eye(7)) / 6.0
    return StanceModel(
        level=level,
        spread=spread,
        activity=activity,
        size=0.8,
        duration=np.full(7, 27.0),
        regularity=np.full(7, 2.0),
        moves=moves,
        leave=leave,
        go=go,
        offset_sd=(0.25, 0.35, 0.8),
        version="theory-1",
    )


def _covariate_effects() -> tuple[Floats, Floats]:
    """Signs of C2, C4, M1 and M3 as modest log-odds; a covariate of 1 is a large change (see
    `covariates`)."""
    leave, go = np.zeros((7, 5)), np.zeros((7, 5))
    at = {name: i for i, name in enumerate(INNER)}
    leave[at["equidistant"]] = (-0.5, 1.0, 0.5, 0.5, 0.0)  # C2, C4: lives on rivalry, ends with easing
    leave[at["aligned A"]] = (0.0, 0.0, 1.0, 0.0, 0.5)  # M3: a denial; M1: dependence
    leave[at["aligned B"]] = (0.0, 0.0, 0.0, 1.0, -0.5)
    leave[at["excluded"]] = (1.0, 0.0, 0.0, 0.0, 0.0)
    go[at["equidistant"]] = (1.0, -1.0, 0.0, 0.0, 0.0)
    go[at["excluded"]] = (-1.0, 1.0, 0.0, 0.0, 0.0)
    go[at["aligned A"]] = (0.0, 0.0, -1.0, 0.5, -0.5)
    go[at["aligned B"]] = (0.0, 0.0, 0.5, -1.0, 0.5)
    go[at["rejecting"]] = (0.0, 0.0, 0.5, 0.5, 0.0)
    return leave, go


def state_names(a: str, b: str) -> tuple[str, ...]:
    """The six published states of a triangle, in their fixed order."""
    return (f"aligned with {a}", f"aligned with {b}", "equidistant", "withdrawn", "excluded", "cautious")


def merge_inner(prob: Floats) -> Floats:
    """Probabilities of the inner states to those of the six published ones (last axis)."""
    out = np.zeros((*prob.shape[:-1], 6))
    for inner, outer in enumerate(OUTER):
        out[..., outer] += prob[..., inner]
    return out
