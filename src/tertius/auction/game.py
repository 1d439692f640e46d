"""The menu-auction game: two rivals bid for the pivot's positions (Bernheim & Whinston 1986, truthful
equilibria).

On agenda ``j`` the pivot P picks ``s_j`` (+ towards A)::

    u_P = -sum_j k_j/2 (s_j - theta_j)^2,   V_A = r a_A sum_j alpha_j s_j,   V_B = -r a_B sum_j beta_j s_j

with ``r`` the rivalry, ``a_i`` in [0, 1] the access of rival ``i``; ``beta_j < 0`` where the rivals agree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tertius.auction.surplus import Array, Worths, package_rent, selective_rent, two_rivals
from tertius.errors import BadInput
from tertius.limits import MAX_STAKE


@dataclass(frozen=True, eq=False)
class Game:
    """One game between a pivot and two rivals, checked when made.

    Parameters
    ----------
    alpha, beta
        What a unit of position is worth to A (and, away from A, to B) by agenda, arrays, shape (agenda,).
    k
        What leaving its ideal costs P, array, shape (agenda,), positive.
    theta
        P's ideal by agenda, array, shape (agenda,); None is zero throughout.
    rivalry
        ``r >= 0``.
    access_a, access_b
        ``a_A, a_B`` in [0, 1].
    bounds
        Largest ``|s_j|`` (1.0 keeps positions between the two poles), or None for the closed form.

    Raises
    ------
    BadInput
        Where lengths differ, a number is not finite, or a number lies outside its range.
    """

    alpha: Any
    beta: Any
    k: Any
    theta: Any = None
    rivalry: float = 1.0
    access_a: float = 1.0
    access_b: float = 1.0
    bounds: float | None = None

    def __post_init__(self) -> None:
        alpha = _numbers("alpha", self.alpha)
        theta = np.zeros(len(alpha)) if self.theta is None else _numbers("theta", self.theta)
        lists = {
            "alpha": alpha,
            "beta": _numbers("beta", self.beta),
            "k": _numbers("k", self.k),
            "theta": theta,
        }
        lengths = {name: len(values) for name, values in lists.items()}
        if len(set(lengths.values())) > 1:
            given = [name for name in lengths if name != "theta" or self.theta is not None]
            said = ", ".join(f"{name} has {lengths[name]}" for name in given)
            raise BadInput(f"lists of different lengths: {said}", "one number an agenda in each")
        if (lists["k"] <= 0).any():
            raise BadInput(
                f"k is {lists['k'].min():g} on an agenda", "k above zero: leaving its ideal costs P something"
            )
        for name, values in lists.items():
            object.__setattr__(self, name, values)
        object.__setattr__(self, "rivalry", _scalar("rivalry", self.rivalry, high=np.inf))
        object.__setattr__(self, "access_a", _scalar("access_a", self.access_a, high=1.0))
        object.__setattr__(self, "access_b", _scalar("access_b", self.access_b, high=1.0))
        if self.bounds is not None and _scalar("bounds", self.bounds, high=np.inf) <= 0:
            raise BadInput(f"bounds is {self.bounds}", "a number above zero, or none")

    @property
    def pull_a(self) -> Array:
        """What a unit of position is worth to A, ``r a_A alpha``, array, shape (agenda,)."""
        return np.asarray(self.rivalry * self.access_a * self.alpha)

    @property
    def pull_b(self) -> Array:
        """What a unit of position is worth to B, ``-r a_B beta``, array, shape (agenda,)."""
        return np.asarray(-self.rivalry * self.access_b * self.beta)

    def but(self, **changes: Any) -> Game:
        """Return the same game with these fields changed."""
        return replace(self, **changes)


@dataclass(frozen=True, eq=False)
class Solution:
    """What each side takes home.

    Attributes
    ----------
    rent
        P's rent when all agendas are one package, ``max(0, sum_j x_j)``: its gain over standing alone.
    rent_by_agenda
        P's rent when each agenda is dealt with apart, ``sum_j max(0, x_j)``.
    net
        ``{a, b, a_lo, a_hi, b_lo, b_hi}``: the rivals' payoffs after transfers; an interval where ``sum_j
        x_j < 0``.
    gain
        ``{a, b}``: `net` less what each would have had with P at its ideal, ``n_i - V_i(theta)``.
    position, surplus_by_agenda
        ``s*_j`` and ``x_j``, arrays, shape (agenda,).
    clipped
        Whether the bound binds for some coalition on some agenda.
    worth
        ``{a, b, ab}``: ``W_A, W_B, W_AB``.
    """

    rent: float
    rent_by_agenda: float
    net: dict[str, float]
    gain: dict[str, float]
    position: Array
    surplus_by_agenda: Array
    clipped: bool
    worth: dict[str, float]

    @property
    def pivot_gain(self) -> float:
        """P's gain over standing alone at its ideal: the package rent."""
        return self.rent

    @property
    def collusion_saves(self) -> float:
        """What the rivals jointly save by bidding as one: ``W_AB - (n_A + n_B)``, equal to the rent (C4)."""
        return self.worth["ab"] - self.net["a"] - self.net["b"]

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON, with the keys that the command prints."""
        lists = {"position": self.position.tolist(), "surplus_by_agenda": self.surplus_by_agenda.tolist()}
        heads = {"rent": self.rent, "rent_by_agenda": self.rent_by_agenda, "net": self.net, "gain": self.gain}
        return {**heads, **lists, "clipped": self.clipped}


def solve(game: Game) -> Solution:
    """Payoffs of the truthful equilibria of one game.

    With ``X = sum_j x_j >= 0`` each rival is paid its marginal worth, ``n_A = W_AB - W_B``, and P keeps
    ``R = X``. With ``X < 0`` those claims exceed what there is: ``R = 0``, ``n_A`` lies anywhere in
    ``[W_A, W_AB - W_B]``, and the midpoint ``(W_AB + W_A - W_B)/2`` is the documented selection.

    References
    ----------
    Bernheim, B. D. & Whinston, M. D. (1986), Menu auctions, resource allocation, and economic influence,
    Quarterly Journal of Economics 101(1), theorem 2. Dixit, A., Grossman, G. M. & Helpman, E. (1997),
    Common agency and coordination, Journal of Political Economy 105(4).
    """
    found = two_rivals(game.pull_a, game.pull_b, game.k, game.theta, bound=game.bounds)
    net = _shares(found)
    ideal = game.theta if game.bounds is None else np.clip(game.theta, -game.bounds, game.bounds)
    gain = {"a": net["a"] - float(game.pull_a @ ideal), "b": net["b"] - float(game.pull_b @ ideal)}
    return Solution(
        rent=float(package_rent(found.x)),
        rent_by_agenda=float(selective_rent(found.x)),
        net=net,
        gain=gain,
        position=found.position,
        surplus_by_agenda=found.x,
        clipped=bool(found.clips.any()),
        worth={"a": float(found.a.sum()), "b": float(found.b.sum()), "ab": float(found.both.sum())},
    )


def _shares(found: Worths) -> dict[str, float]:
    w_a, w_b, w_ab = (float(value.sum()) for value in (found.a, found.b, found.both))
    a_hi, b_hi = w_ab - w_b, w_ab - w_a
    if found.x.sum() >= 0:
        return {"a": a_hi, "b": b_hi, "a_lo": a_hi, "a_hi": a_hi, "b_lo": b_hi, "b_hi": b_hi}
    a, b = (w_ab + w_a - w_b) / 2, (w_ab + w_b - w_a) / 2
    return {"a": a, "b": b, "a_lo": w_a, "a_hi": a_hi, "b_lo": w_b, "b_hi": b_hi}


def _numbers(name: str, values: Any) -> Array:
    try:
        found = np.atleast_1d(np.asarray(values, dtype=float))
    except (TypeError, ValueError):
        raise BadInput(f"{name} is {values!r}", "numbers, one an agenda") from None
    if found.ndim != 1 or not len(found):
        raise BadInput(f"{name} has shape {found.shape}", "a list with one number an agenda")
    if not np.isfinite(found).all():
        raise BadInput(f"{name} holds a value that is not a finite number", "finite numbers, one an agenda")
    if (np.abs(found) > MAX_STAKE).any():
        raise BadInput(f"{name} holds a number beyond {MAX_STAKE:.0e}", "smaller units")
    return found


def _scalar(name: str, value: Any, *, high: float) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise BadInput(f"{name} is {value!r}", "a number") from None
    if not 0 <= number <= min(high, MAX_STAKE):
        limit = f"a number from 0 to {MAX_STAKE:.0e}" if np.isinf(high) else f"a number from 0 to {high:g}"
        raise BadInput(f"{name} is {number:g}", limit)
    return number
