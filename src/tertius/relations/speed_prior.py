"""What ships for two speeds: grid log-likelihoods of the reference panel's dyads, and how yearly facts load on a year's x.

Loadings are estimated three times: on all dyads, and on either half of them. A dyad of the reference panel uses those of the
half it is not in, so that no dyad enters the loadings used for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.relations.facts import FACTS, Loadings
from tertius.relations.hyper import Floats
from tertius.relations.prior import LEAST_DYADS, dyad_key, pooled_weights, unpack
from tertius.relations.speeds import speed_grid

FOLDS = ("all", "without 0", "without 1")


@dataclass(frozen=True, eq=False)
class SpeedPrior:
    """The shipped statistics.

    Attributes
    ----------
    keys
        ``"A B"`` chain labels in alphabetical order, one a dyad.
    valence
        Log-likelihood of each dyad at each point of `tertius.relations.speeds.speed_grid`, shape (dyad, grid).
    loadings
        In the order of `FOLDS`.
    about
        Where it came from: files, hashes, command.
    """

    keys: tuple[str, ...]
    valence: Floats
    loadings: tuple[Loadings, ...]
    about: dict[str, Any]

    @property
    def version(self) -> str:
        """Short name: the panel and the first digits of its hash."""
        return f"{self.about['panel']} {self.about['sha256'][:12]}"

    def weights(self, leave_out: frozenset[str]) -> tuple[Floats, int]:
        """Mixture weights without the named dyads (even if fewer than 30 remain), and how many dyads are left."""
        keep = np.array([key not in leave_out for key in self.keys])
        left = int(keep.sum())
        if left < LEAST_DYADS:
            keep[:] = False
        return pooled_weights(self.valence[keep]), left

    def folds(self, dyads: Sequence[tuple[str, str]]) -> npt.NDArray[np.int64]:
        """Which of the loadings each dyad uses: index into `FOLDS`."""
        known = frozenset(self.keys)
        keys = [dyad_key(a, b) for a, b in dyads]
        return np.array([1 + half(key) if key in known else 0 for key in keys], dtype=np.int64)


def half(key: str) -> int:
    """0 or 1, by the hash of a dyad's key."""
    return hashlib.sha256(key.encode()).digest()[0] % 2


@lru_cache(maxsize=1)
def speed_prior() -> SpeedPrior:
    """Read what is shipped with the package."""
    folder = files("tertius.relations")
    about = json.loads(folder.joinpath("speed_prior.json").read_text(encoding="utf-8"))
    with folder.joinpath("speed_prior.npz").open("rb") as file, np.load(file, allow_pickle=False) as data:
        valence, keys = unpack(data["valence"]), tuple(str(key) for key in data["keys"])
    size = len(speed_grid()["mu"])
    if valence.shape[1] != size or about["facts"] != list(FACTS):
        raise BadInput(
            f"two-speed statistics on {valence.shape[1]} points with facts {', '.join(about['facts'])}",
            f"{size} points with {', '.join(FACTS)}",
            "make them anew: python -m studies relations_speeds --data DIR",
        )
    loadings = tuple(Loadings.from_dict(about["loadings"][fold]) for fold in FOLDS)
    return SpeedPrior(keys, valence, loadings, about)
