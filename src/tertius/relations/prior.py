"""The shipped reference prior: grid log-likelihoods of the reference panel's dyads, so that any can be left out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from tertius.actors import chain_of
from tertius.errors import BadInput
from tertius.relations.hyper import COUNT_AXES, VALENCE_AXES, Floats, grid_of
from tertius.relations.ruler import Ruler
from tertius.statespace import fit_weights

PSEUDO_DYADS = 20.0
SMOOTHING = 1.0
LEAST_DYADS = 30  # fewer than these left over say less of the world than an even prior
FLOOR = -30.0
STEPS = 255


@dataclass(frozen=True, eq=False)
class ReferencePrior:
    """Derived statistics of the reference panel (no rows of it).

    Attributes
    ----------
    keys
        ``"A B"`` chain labels in alphabetical order, one a dyad.
    valence, counts
        Log-likelihood of each dyad at each grid point, relative to its best; shape (dyad, grid).
    about
        Where it came from: file, hash, command, span, ruler.
    """

    keys: tuple[str, ...]
    valence: Floats
    counts: Floats
    about: dict[str, Any]

    @property
    def version(self) -> str:
        """Short name: the panel and the first digits of its hash."""
        return f"{self.about['panel']} {self.about['sha256'][:12]}"

    def ruler(self) -> Ruler:
        """The ruler measured on the reference panel, with its neutral point at the panel's median."""
        r = self.about["ruler"]
        return Ruler(r["c0"], r["s0"], r["lambda0"], self.version, r["c0"])

    def weights(self, leave_out: frozenset[str]) -> tuple[Floats, Floats, int]:
        """Mixture weights of valence and engagement without the named dyads, and how many dyads are left.

        With fewer than `LEAST_DYADS` left, as when the reference's own file is read, both are even.
        """
        keep = np.array([key not in leave_out for key in self.keys])
        left = int(keep.sum())
        if left < LEAST_DYADS:
            keep[:] = False
        return *_weights_of(self, keep.tobytes()), left


@lru_cache(maxsize=256)
def _weights_of(prior: ReferencePrior, keep: bytes) -> tuple[Floats, Floats]:
    """Weights of valence and engagement from the dyads that are kept (one byte each): many questions leave out the same ones."""
    rows = np.frombuffer(keep, dtype=bool)
    found = pooled_weights(prior.valence[rows]), pooled_weights(prior.counts[rows])
    for weights in found:
        weights.flags.writeable = False
    return found


def pack(relative: Floats) -> npt.NDArray[np.uint8]:
    """A log-likelihood relative to its best in one byte, finest near the best; what lies below -30 is put there."""
    return np.round(STEPS * np.sqrt(np.clip(relative, FLOOR, 0.0) / FLOOR)).astype(np.uint8)


def unpack(packed: npt.NDArray[np.uint8]) -> Floats:
    """What `pack` stored."""
    return np.asarray(FLOOR * np.square(packed / STEPS))


def steps_of(packed: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Differences along the grid, modulo 256: neighbours are alike, so that these compress better."""
    return np.diff(packed, axis=1, prepend=np.zeros((len(packed), 1), dtype=np.uint8))


def sum_of(steps: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """What `steps_of` was given."""
    return np.cumsum(steps, axis=1, dtype=np.uint8)


def pooled_weights(loglik: Floats) -> Floats:
    """Weights of the mixture, smoothed by one uniform pseudo-dyad so that no grid point is impossible."""
    even = np.full(loglik.shape[1], 1 / loglik.shape[1])
    return fit_weights(loglik, prior=even, pseudo=SMOOTHING, steps=100)


def dyad_key(a: str, b: str) -> str:
    """Chain labels of a pair in alphabetical order; a handle that is not a state's stays as it is."""
    return " ".join(sorted((_label(a), _label(b))))


def _label(handle: str) -> str:
    try:
        return chain_of(handle)
    except BadInput:
        return handle


@lru_cache(maxsize=1)
def reference_prior() -> ReferencePrior:
    """Read the prior shipped with the package."""
    folder = files("tertius.relations")
    about = json.loads(folder.joinpath("reference_prior.json").read_text(encoding="utf-8"))
    with folder.joinpath("reference_prior.npz").open("rb") as file, np.load(file, allow_pickle=False) as data:
        valence, counts = (unpack(sum_of(data[name])) for name in ("valence", "counts"))
        keys = tuple(str(key) for key in data["keys"])
    sizes = (len(grid_of(VALENCE_AXES)["mu"]), len(grid_of(COUNT_AXES)["a0"]))
    if (valence.shape[1], counts.shape[1]) != sizes:
        raise BadInput(
            f"a reference prior on grids of {valence.shape[1]} and {counts.shape[1]} points",
            f"{sizes[0]} and {sizes[1]}",
            "make it anew: python -m studies relations_reference --data DIR",
        )
    return ReferencePrior(keys, valence, counts, about)
