"""What a coalition of rivals and the pivot can make together, agenda by agenda: exact, batched, with or
without a bound.

On agenda ``j`` the pivot takes a position ``s`` and pays ``k/2 (s - theta)^2`` for leaving its own ideal;
rival ``i`` is worth ``pull_i s``. What a set ``S`` of rivals and the pivot can make is

    W_S = max_s [ -k/2 (s - theta)^2 + sum_{i in S} pull_i s ],   s_S = theta + sum_{i in S} pull_i / k

and, with ``|s| <= bound``, the same maximum over an interval: the objective is a concave parabola on each
agenda apart, so projecting ``s_S`` on the interval *is* the maximum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def best_position(pull: Array, k: Array, theta: Array, *, bound: float | None = None) -> Array:
    """Position that maximises ``-k/2 (s - theta)^2 + pull s``, array, shape of the broadcast inputs."""
    position = np.asarray(theta + pull / k, dtype=float)
    return position if bound is None else np.clip(position, -bound, bound)


def worth(pull: Array, k: Array, theta: Array, *, bound: float | None = None) -> Array:
    """``W_S - W_0`` by agenda for a coalition whose joint pull is `pull`, array, shape (..., agenda).

    ``W_0``, what the pivot has alone, is zero unless `theta` lies outside the bound.
    """
    position = best_position(pull, k, theta, bound=bound)
    alone = best_position(np.zeros_like(pull), k, theta, bound=bound)
    made = pull * position - k / 2 * (position - theta) ** 2
    return np.asarray(made + k / 2 * (alone - theta) ** 2)


@dataclass(frozen=True)
class Worths:
    """``W_A``, ``W_B``, ``W_AB`` and the surplus ``x`` by agenda, arrays, shape (..., agenda); which
    agendas clip."""

    a: Array
    b: Array
    both: Array
    x: Array
    position: Array
    clips: npt.NDArray[np.bool_]


def two_rivals(pull_a: Array, pull_b: Array, k: Array, theta: Array, *, bound: float | None = None) -> Worths:
    """Worths of the coalitions of two rivals, and ``x_j = W_A + W_B - W_AB`` on each agenda.

    Without clipping ``x_j = -pull_a pull_b / k`` exactly (the closed form is used there, so that rounding
    never decides the sign); where the bound binds for any coalition the difference of the clipped maxima
    is used.
    """
    a = worth(pull_a, k, theta, bound=bound)
    b = worth(pull_b, k, theta, bound=bound)
    both = worth(pull_a + pull_b, k, theta, bound=bound)
    closed = -pull_a * pull_b / k
    clips = _clips(pull_a, pull_b, k, theta, bound)
    position = best_position(pull_a + pull_b, k, theta, bound=bound)
    return Worths(a, b, both, np.where(clips, a + b - both, closed), position, clips)


def _clips(
    pull_a: Array, pull_b: Array, k: Array, theta: Array, bound: float | None
) -> npt.NDArray[np.bool_]:
    zero = np.zeros_like(pull_a + pull_b + k + theta)
    if bound is None:
        return zero.astype(bool)
    free = [best_position(pull + zero, k, theta) for pull in (zero, pull_a, pull_b, pull_a + pull_b)]
    return np.asarray(np.abs(np.stack(free)).max(axis=0) > bound)


def package_rent(surplus: Array) -> Array:
    """The pivot's rent when all agendas are dealt with at once: ``max(0, sum_j x_j)`` over the last axis."""
    return np.maximum(0.0, surplus.sum(axis=-1))


def selective_rent(surplus: Array) -> Array:
    """The pivot's rent when each agenda is dealt with apart: ``sum_j max(0, x_j)``; never below the
    package rent."""
    return np.asarray(np.maximum(0.0, surplus).sum(axis=-1))


def rents(
    alpha: Array,
    *,
    beta: Array,
    k: Array,
    rivalry: Array,
    access_a: Array,
    access_b: Array,
    theta: Array | float = 0.0,
    bound: float | None = None,
) -> tuple[Array, Array]:
    """Package and selective rent for a batch of games.

    Parameters
    ----------
    alpha, beta, k, theta
        Stakes, stiffness and ideal by agenda, arrays, shape (..., agenda); `alpha` may be one game's for all.
    rivalry, access_a, access_b
        Arrays, shape (...): one number a game (a month, a draw).
    bound
        Largest ``|s|``, or None.

    Returns
    -------
    (array, shape (...), array, shape (...))
        Rent of the package, rent agenda by agenda.
    """
    r, a, b = (np.asarray(value, dtype=float)[..., None] for value in (rivalry, access_a, access_b))
    found = two_rivals(
        r * a * alpha, -r * b * beta, np.asarray(k, float), np.asarray(theta, float), bound=bound
    )
    return package_rent(found.x), selective_rent(found.x)
