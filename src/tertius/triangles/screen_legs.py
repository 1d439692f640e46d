"""Every pair of states as two square arrays: valence, and the weight with which a leg enters the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.panel.value import Gap
from tertius.triangles.quantities import equidistance, rivalry

if TYPE_CHECKING:
    from tertius.relations import Relations

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Legs:
    """Relations of all pairs at the posterior mean.

    Parameters
    ----------
    states
        Handles, in order.
    v, h
        array, shape (state, state, month), float32, symmetric: valence, and sqrt(e (1 + v)/2); a pair
        without a relation (or a month in which a state does not exist) has v = 1 and h = 0 and scores nothing.
    alive
        array, shape (state, state): whether the pair has a relation.
    dyad
        array, shape (state, state): row of the pair in `x` and `l`, -1 without a relation.
    x, l
        array, shape (dyad, month): posterior means in double precision, for the exact order.
    relations
        Whose ruler turns them into valence and engagement.
    pivots
        Indices of the pivots to scan.
    rivals
        Indices of the one rival pair to scan, or ``None`` for all.
    """

    states: tuple[str, ...]
    v: npt.NDArray[np.float32]
    h: npt.NDArray[np.float32]
    alive: npt.NDArray[np.bool_]
    dyad: npt.NDArray[np.intp]
    x: Floats
    l: Floats  # noqa: E741 - the symbol of the method page
    relations: Relations
    pivots: npt.NDArray[np.intp]
    rivals: tuple[int, int] | None = None

    def restrict(self, pivots: Sequence[str] | None, rivals: tuple[str, str] | None) -> Legs:
        """The same relations, fewer triangles."""
        chosen = self.pivots if pivots is None else np.array([self.place(name) for name in pivots])
        if rivals is None:
            return replace(self, pivots=chosen)
        pair = sorted(self.place(name) for name in rivals)
        return replace(self, pivots=chosen[~np.isin(chosen, pair)], rivals=(pair[0], pair[1]))

    def scores(self, p: int, a: int, b: int, months: slice) -> Floats:
        """Scores of one triangle in double precision: array, shape (month,)."""
        rows = [self.dyad[p, a], self.dyad[p, b], self.dyad[a, b]]
        v = self.relations.valence(self.x[rows, months])
        e = self.relations.active(self.l[rows, months])
        known = (self.h[p, a, months] > 0) & (self.h[p, b, months] > 0) & (self.v[a, b, months] < 1)
        return np.where(known, equidistance(v[0], v[1], e[0], e[1]) * rivalry(v[2]), 0.0)

    def place(self, name: str) -> int:
        """Index of a state."""
        if name not in self.states:
            raise BadInput(
                f"{name} is not among the {len(self.states)} states in the data", "a state with relations"
            )
        return self.states.index(name)


def posterior_legs(relations: Relations) -> Legs:
    """Arrays of all pairs at the posterior means; a directed pair's directions are averaged (rates
    summed).
    """
    states = tuple(sorted({name for dyad in relations.dyads for name in dyad}))
    if len(states) < 3:
        raise BadInput(f"{len(states)} states have relations", "at least 3", "give more events")
    index = {name: number for number, name in enumerate(states)}
    one = np.array([index[dyad[0]] for dyad in relations.dyads])
    two = np.array([index[dyad[1]] for dyad in relations.dyads])
    x, l = _undirected(relations, one, two)  # noqa: E741
    shape = (len(states), len(states), len(relations.months))
    v, h = np.ones(shape, np.float32), np.zeros(shape, np.float32)
    gone = _gone(relations)
    place = np.full(shape[:2], -1)
    place[one, two] = place[two, one] = np.arange(len(one))
    for dyad, (a, b) in enumerate(zip(one, two, strict=True)):
        valence = relations.valence(x[dyad])
        weight = np.sqrt(relations.active(l[dyad]) * (1 + valence) / 2)
        v[a, b] = v[b, a] = np.where(gone[dyad], 1, valence)
        h[a, b] = h[b, a] = np.where(gone[dyad], 0, weight)
    alive = np.asarray((h > 0).any(axis=2))
    return Legs(states, v, h, alive, place, x, l, relations, np.arange(len(states)))


def _undirected(relations: Relations, one: Any, two: Any) -> tuple[Any, Any]:
    if not relations.panel.directed:
        return relations.mean, relations.engagement
    place = {(a, b): number for number, (a, b) in enumerate(zip(one, two, strict=True))}
    mirror = np.array([place.get((b, a), number) for number, (a, b) in enumerate(zip(one, two, strict=True))])
    x = (relations.mean + relations.mean[mirror]) / 2
    both = np.logaddexp(relations.engagement, relations.engagement[mirror])
    alone = (mirror == np.arange(len(mirror)))[:, None]
    return x, np.where(alone, relations.engagement, both)


def _gone(relations: Relations) -> npt.NDArray[np.bool_]:
    """Months in which one of the pair did not exist, where the panel says so."""
    return np.asarray(relations.panel.gap == Gap.NO_STATE)
