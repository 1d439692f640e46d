"""What the rivals' bidding is about: stated, or read off what each gave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.actors.english import called
from tertius.errors import BadInput
from tertius.leverage.receipts import AREAS

if TYPE_CHECKING:
    from tertius.leverage.receipts import Receipts
    from tertius.triangles import Triangle

Array = npt.NDArray[np.float64]
LEAST = 10
"""Receipts needed, with at least one from each rival, before stakes are read off them."""


@dataclass(frozen=True, eq=False)
class Stakes:
    """Stakes of both rivals by agenda; the default is one agenda on which they are equal.

    Attributes
    ----------
    alpha, beta, k
        By agenda as in `tertius.auction.Game`. Measured stakes have ``k = 1``: only stake over the root of stiffness is
        identified.
    bound
        The largest position, or None.
    draws
        Where measured: alpha and beta, arrays, shape (draw, agenda), whose means stand in `alpha` and `beta`.
    agendas, basis
        Names of the agendas, and a sentence on where the stakes come from.
    """

    alpha: tuple[float, ...] = (1.0,)
    beta: tuple[float, ...] = (1.0,)
    k: tuple[float, ...] = (1.0,)
    bound: float | None = None
    draws: tuple[Array, Array] | None = None
    agendas: tuple[str, ...] = ()
    basis: str = "stated"

    def __post_init__(self) -> None:
        if not len(self.alpha) == len(self.beta) == len(self.k) > 0:
            raise BadInput("stakes of different lengths", "one alpha, beta and k an agenda")
        if not np.isfinite([*self.alpha, *self.beta, *self.k]).all() or min(self.k) <= 0:
            raise BadInput(
                "a stake is not a finite number, or k is not above zero", "finite stakes and k > 0"
            )

    @property
    def measured(self) -> bool:
        """Whether they are read off the record."""
        return self.draws is not None

    def by_draw(self) -> tuple[Array, Array]:
        """Alpha and beta that broadcast against (draw, month, agenda)."""
        if self.draws is None:
            return np.array(self.alpha), np.array(self.beta)
        return self.draws[0][:, None, :], self.draws[1][:, None, :]

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON; measured stakes with 90 % intervals."""
        found: dict[str, Any] = {"alpha": self.alpha, "beta": self.beta, "k": self.k, "bound": self.bound}
        found |= {"agendas": self.agendas, "measured": self.measured, "basis": self.basis}
        if self.draws is not None:
            for name, values in zip(("alpha", "beta"), self.draws, strict=True):
                lo, hi = np.quantile(values, [0.05, 0.95], axis=0)
                found[f"{name}_lo"], found[f"{name}_hi"] = lo, hi
        return found


def access(triangle: Triangle) -> tuple[Array, Array]:
    """Access of A and of B in [0, 1], ``e_i (1 + v_i) / 2``: two arrays, shape (draw, month)."""
    draws = triangle.draws
    a, b = (draws[f"e{leg}"] * (1 + draws[f"v{leg}"]) / 2 for leg in "ab")
    return a, b


def measured_stakes(triangle: Triangle, got: Receipts, *, rng: np.random.Generator) -> Stakes:
    """Stakes by area from what each rival gave, where enough is on record; else equal stakes, which it says.

    In the game a rival's transfers on one agenda are ``T = (r a alpha)^2 / (2 k)`` (docs/method/game.md), so with
    receipts ``n`` over a window as a Poisson sample of transfers, ``alpha = sqrt(2 T / sum_t (r a)^2)``, with ``T`` drawn
    from its Gamma posterior (Jeffreys' half a receipt shared among the areas). The common scale is not identified: the
    mean stake is one in every draw.
    """
    counts = np.stack([got.counts(area=area).sum(axis=1) for area in AREAS], axis=-1)
    total = counts.sum(axis=1)
    givers = zip(total, (triangle.a, triangle.b), strict=True)
    said = " and ".join(f"{n:.0f} receipts from {called(rival, triangle.months[-1])}" for n, rival in givers)
    if total.sum() < LEAST or total.min() < 1:
        return Stakes(
            agendas=("all matters",), basis=f"too few to read stakes from ({said}): equal stakes, stated"
        )
    r = triangle.draws["rivalry"]
    size, found = len(r), []
    for own, reach in zip(counts, access(triangle), strict=True):
        pull = ((r * reach) ** 2).sum(axis=1)
        transfers = rng.gamma(own + 0.5 / len(AREAS), size=(size, len(AREAS)))
        found.append(np.sqrt(2 * transfers / np.maximum(pull, 1e-9)[:, None]))
    mean = np.mean(found, axis=(0, 2))[:, None]
    alpha, beta = (values / mean for values in found)
    basis = f"read off {said} by area, given access and rivalry; their common scale is not identified"
    one, two = (tuple(float(value) for value in values.mean(axis=0)) for values in (alpha, beta))
    return Stakes(one, two, (1.0,) * len(AREAS), draws=(alpha, beta), agendas=AREAS, basis=basis)


def pulls(triangle: Triangle, stakes: Stakes) -> tuple[Array, Array, Array]:
    """Sums over agendas of ``p_A^2/(2k)``, ``p_B^2/(2k)`` and ``p_A p_B/k``, arrays, shape (draw, month).

    Without clipping these are A's transfers, B's transfers and the signed surplus ``X`` of the game; ``p = r a alpha``.
    """
    squared = triangle.draws["rivalry"] ** 2
    own_a, own_b, surplus = _per_rivalry(triangle, stakes)
    return own_a * squared, own_b * squared, surplus * squared


def _per_rivalry(triangle: Triangle, stakes: Stakes) -> tuple[Array, Array, Array]:
    """The same over the square of rivalry."""
    (a, b), (alpha, beta), k = access(triangle), stakes.by_draw(), np.array(stakes.k)
    own_a, own_b = ((own**2 / (2 * k)).sum(axis=-1) * reach**2 for own, reach in ((alpha, a), (beta, b)))
    return own_a, own_b, (alpha * beta / k).sum(axis=-1) * a * b


def more_than_both(triangle: Triangle, stakes: Stakes) -> npt.NDArray[np.bool_]:
    """Where the game lets P gain more than either rival, and the rivals are in confrontation (C3 under C2).

    P gains ``X``, rival i gains ``p_i^2/(2k) - X`` over what P's ideal would have given it (summed over agendas, no
    clipping); on one agenda that is ``1/4 < p_A/p_B < 4``, and rivalry cancels. Confrontation is ``v_AB < 0``. Array,
    shape (draw, month).
    """
    own_a, own_b, surplus = _per_rivalry(triangle, stakes)
    wins = (2 * surplus > own_a) & (2 * surplus > own_b)
    return np.asarray(wins & (triangle.draws["vab"] < 0))
