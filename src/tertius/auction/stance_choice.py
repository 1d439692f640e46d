"""Which stance pays the pivot: equidistance, one patron, or nobody; and what moves that choice.

::

    U_Q = R - F_A - F_B          equidistant: the rent, less the upkeep of both relations
    U_A = eta sum_j (r a_A alpha_j)^2 / (2 k_j) - F_A      one patron: a share eta of what the pair makes
    U_W = z                      withdrawn: the outside option
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tertius.auction.game import Game, solve
from tertius.auction.surplus import Array, best_position, two_rivals, worth
from tertius.errors import BadInput


@dataclass(frozen=True)
class StanceCosts:
    """``eta`` (P's share with one patron, in [0, 1]), ``F_A, F_B`` (upkeep) and ``z`` (outside option)."""

    eta: float = 0.5
    upkeep_a: float = 0.0
    upkeep_b: float = 0.0
    outside: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.eta <= 1:
            raise BadInput(f"eta is {self.eta}", "a share from 0 to 1")
        if not np.isfinite([self.upkeep_a, self.upkeep_b, self.outside]).all():
            raise BadInput("an upkeep or the outside option is not a finite number", "finite numbers")


@dataclass(frozen=True)
class StanceValues:
    """``U_Q, U_A, U_B, U_W`` and the name of the best (the first of equals, in that order)."""

    equidistant: float
    aligned_a: float
    aligned_b: float
    withdrawn: float

    @property
    def best(self) -> str:
        """Field name of the stance that pays most."""
        return max(vars(self), key=lambda name: getattr(self, name))


def stance_values(game: Game, *, costs: StanceCosts = StanceCosts()) -> StanceValues:
    """What each stance is worth to the pivot in `game`, net of the value of standing alone at its ideal."""
    return StanceValues(
        equidistant=solve(game).rent - costs.upkeep_a - costs.upkeep_b,
        aligned_a=costs.eta * _with_patron(game, game.pull_a) - costs.upkeep_a,
        aligned_b=costs.eta * _with_patron(game, game.pull_b) - costs.upkeep_b,
        withdrawn=costs.outside,
    )


def _with_patron(game: Game, pull: Array) -> float:
    """What P and one patron make over ``V_i(theta)``: ``sum pull^2 / (2k)`` without clipping."""
    ideal = best_position(np.zeros_like(pull), game.k, game.theta, bound=game.bounds)
    return float((worth(pull, game.k, game.theta, bound=game.bounds) - pull * ideal).sum())


def exclusion_value(
    game: Game, *, without: str = "b", costs: StanceCosts = StanceCosts()
) -> tuple[float, npt.NDArray[np.bool_]]:
    """What dealing agenda by agenda is worth where the pivot may leave one rival out of some of them, and which.

    On an agenda that is dealt with `without` present the pivot earns ``max(0, x_j)``; with that rival left out it earns
    its share ``eta`` of what it makes with the other, ``eta p_j^2 / (2 k_j)``. Without clipping a rival is left out
    exactly where its pull is below ``eta / 2`` of the other's, or where the two agree (F6 and F8 on different agendas).

    Returns
    -------
    value : float
        Net of both upkeeps: both relations are kept.
    left_out : array of bool, shape (agenda,)
    """
    if without not in ("a", "b"):
        raise BadInput(f"without {without!r}", "'a' or 'b'")
    pull = game.pull_a if without == "b" else game.pull_b
    found = two_rivals(game.pull_a, game.pull_b, game.k, game.theta, bound=game.bounds)
    ideal = best_position(np.zeros_like(pull), game.k, game.theta, bound=game.bounds)
    alone = costs.eta * (worth(pull, game.k, game.theta, bound=game.bounds) - pull * ideal)
    shared = np.maximum(0.0, found.x)
    left_out = np.asarray(alone > shared)
    return float(np.maximum(alone, shared).sum()) - costs.upkeep_a - costs.upkeep_b, left_out


def certain_point(game: Game, *, costs: StanceCosts = StanceCosts(), against: str = "withdrawn") -> float:
    """The access ``a_B*`` that B must reach before equidistance pays more than the alternative (F5's "certain point").

    Against self-reliance (``withdrawn``) and against A alone (``patron``), without clipping::

        a_B* = (z + F_A + F_B) / (r^2 a_A sum_j alpha_j beta_j / k_j)
        a_B* = (eta r^2 a_A^2 sum_j alpha_j^2 / (2 k_j) + F_B) / (r^2 a_A sum_j alpha_j beta_j / k_j)

    The second is ``eta/2`` of A's access where stakes are equal and upkeep is nil, whatever the rivalry. With a bound the
    crossing is found by bisection of the rent in ``a_B`` (the rent is convex there where every ``alpha_j beta_j >= 0``,
    hence crosses once). ``inf`` where no access in reach is enough (above 1 means: not with the access that a relation
    can have), ``0`` where nothing needs to be paid back.
    """
    if against not in ("withdrawn", "patron"):
        raise BadInput(f"against {against!r}", "'withdrawn' or 'patron'")
    needed = costs.outside + costs.upkeep_a + costs.upkeep_b
    if against == "patron":
        needed = costs.eta * _with_patron(game, game.pull_a) + costs.upkeep_b
    if needed <= 0:
        return 0.0
    if game.bounds is None:
        per_access = game.rivalry**2 * game.access_a * float((game.alpha * game.beta / game.k).sum())
        return needed / per_access if per_access > 0 else float("inf")
    if solve(game.but(access_b=1.0)).rent < needed:
        return float("inf")
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if solve(game.but(access_b=middle)).rent >= needed else (middle, high)
    return high


def deny(game: Game, agenda: int, *, by: str = "a") -> Game:
    """Rival `by` refuses what P asks for on one agenda: its stake there becomes zero (denial)."""
    if by not in ("a", "b") or not 0 <= agenda < len(game.k):
        raise BadInput(f"denial by {by!r} on agenda {agenda}", f"'a' or 'b', and 0 to {len(game.k) - 1}")
    stakes = np.array(game.alpha if by == "a" else game.beta)
    stakes[agenda] = 0.0
    return game.but(alpha=stakes) if by == "a" else game.but(beta=stakes)


def detente(game: Game, *, share: float) -> Game:
    """The rivals ease: rivalry falls by `share` in [0, 1]."""
    if not 0 <= share <= 1:
        raise BadInput(f"share is {share}", "a number from 0 to 1")
    return game.but(rivalry=game.rivalry * (1 - share))


def dependence_path(
    game: Game, *, months: int, start: float = 0.0, delta: float = 0.5, speed: float = 0.05
) -> tuple[Array, Array]:
    """Dependence on A and P's mean position, month by month.

    ``theta_t = theta - delta D_t`` (dependence moves the ideal away from the patron) and
    ``D_{t+1} = (1 - speed) D_t + speed s_t``, with ``s_t`` the mean position over agendas. Without a bound
    it tends to ``D = (theta + pull / k) / (1 + delta)``, averaged over agendas.

    Returns
    -------
    (array, shape (months,), array, shape (months,))
        ``D_t`` and ``s_t``.
    """
    if months < 1 or not 0 < speed <= 1 or not delta >= 0:
        raise BadInput(
            f"months {months}, speed {speed}, delta {delta}", "months >= 1, 0 < speed <= 1, delta >= 0"
        )
    dependence, position = np.empty(months), np.empty(months)
    level = float(start)
    for month in range(months):
        theta = game.theta - delta * level
        taken = best_position(game.pull_a + game.pull_b, game.k, theta, bound=game.bounds)
        dependence[month], position[month] = level, float(taken.mean())
        level = (1 - speed) * level + speed * position[month]
    return dependence, position
