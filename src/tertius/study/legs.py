"""The legs of every pivot between two rivals, of one fit, and the three stances read from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tertius.months import Months
from tertius.stances.measurements import carries
from tertius.triangles.build import SILENT

if TYPE_CHECKING:
    from tertius.indicators import Indicators
    from tertius.relations import Relations
    from tertius.stances.sides import Sides

Floats = npt.NDArray[np.float64]
LEAST_ACTS = 12.0  # counted acts that each leg of a pivot must have in the window


@dataclass(frozen=True, eq=False)
class Legs:
    """Relations of all pivots with two rivals, and of the rivals with each other.

    Attributes
    ----------
    a, b
        The rivals.
    pivots
        Chains of the states with enough on record on both legs.
    relations
        Smoothed, one fit; each source entered with its own noise and drift.
    acts
        Weight of the acts of every source on every leg and month, by source: array, shape (dyad, month).
    counted
        Names of the sources whose acts may be counted.
    window
        Months of the rivalry among those of the relations.
    """

    a: str
    b: str
    pivots: tuple[str, ...]
    relations: Relations
    acts: dict[str, Floats]
    counted: tuple[str, ...]
    window: slice

    @property
    def months(self) -> Months:
        """Months of the window."""
        return self.relations.months

    @cached_property
    def _rows(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], int]:
        place = {leg_key(*pair): row for row, pair in enumerate(self.relations.dyads)}
        one = np.array([place[leg_key(pivot, self.a)] for pivot in self.pivots], dtype=np.int64)
        two = np.array([place[leg_key(pivot, self.b)] for pivot in self.pivots], dtype=np.int64)
        return one, two, place[leg_key(self.a, self.b)]

    def rows(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], int]:
        """Row of every pivot's leg with either rival, arrays, shape (pivot,), and the row of the rivals' own leg."""
        return self._rows

    def stretches(self, number: int) -> list[slice]:
        """Months of a pivot's life from one act or score to the next, cut where both legs are silent for `SILENT` months."""
        from tertius.actors import chain_members, exists

        one, two, _ = self.rows()
        seen = (
            np.sum([acts[[one[number], two[number]]] for acts in self.acts.values()], axis=0).sum(axis=0) > 0
        )
        chain = self.pivots[number]
        alive = np.zeros(len(self.months), dtype=bool)
        for member in {chain, *chain_members(chain)}:
            alive |= np.asarray(exists(member, self.months))
        inside = np.zeros(len(self.months), dtype=bool)
        inside[self.window] = True
        at = np.flatnonzero(seen & alive & inside)
        if not len(at):
            return []
        cuts = np.flatnonzero(np.diff(at) > SILENT)
        starts, stops = at[np.r_[0, cuts + 1]], at[np.r_[cuts, len(at) - 1]] + 1
        return [slice(int(start), int(stop)) for start, stop in zip(starts, stops, strict=True)]

    def carried_by(self, number: int) -> tuple[str, float]:
        """Kind of the source that carries a pivot's stance, and how long its point is in the anchor's.

        The casebook where its coders' acts on both legs suffice (`carries`), else who tells more by counted acts.
        """
        from tertius.world.lengths import POINTS

        one, two, _ = self.rows()
        told = {
            name: self.acts[name][[one[number], two[number]], self.window].sum(axis=1)
            for name in self.counted
            if name in self.acts
        }
        first = next(iter(self.acts))
        others = [name for name in told if name != first]
        alone = not others or (first in told and carries(told[first]))
        most = first if alone else max(others, key=lambda name: told[name].sum())
        kind = "chronicle" if most == "casebook" else "stream"
        return kind, POINTS.get(most, 1.0) / POINTS.get(first, 1.0)


@dataclass(frozen=True, eq=False)
class PivotSides:
    """One pivot's three stances over one stretch of months.

    Attributes
    ----------
    number
        Place of the pivot in `Legs.pivots`.
    within
        A stretch of its months among those of the legs.
    sides
        Probabilities and direction month by month; None where the record is not enough.
    why
        Why it is not enough, or "".
    """

    number: int
    within: slice
    sides: Sides | None
    why: str


def sides_of(legs: Legs, facts: Indicators) -> Iterator[PivotSides]:
    """The three stances of every pivot, month by month, with the facts as the level and the gate before them.

    A pivot of whom nothing is said for five years is taken up anew afterwards: each stretch passes the gate by itself, and is
    read with the numbers, and in the points, of the kind of source that carries it.
    """
    from tertius.stances.facts import monthly_contrasts, prior_of
    from tertius.stances.gate import judge, prior_share
    from tertius.stances.measurements import measure_legs
    from tertius.stances.numbers import load_numbers
    from tertius.stances.sides import read_sides

    relations, numbers = legs.relations, load_numbers()
    volume = np.asarray(relations.panel.volume)
    rivals, months = (legs.a, legs.b), relations.months
    one, two, _ = legs.rows()

    @cache
    def apart() -> Floats:  # read of all pivots at once, where any has enough on record
        return monthly_contrasts(facts, legs.pivots, rivals, months)

    for number, pivot in enumerate(legs.pivots):
        pair = (relations.dyads[one[number]], relations.dyads[two[number]])
        kind, points = legs.carried_by(number)
        for within in legs.stretches(number):
            data = measure_legs(relations, *pair, months=within)
            data = replace(data, kind=kind, z=data.z / points, var=data.var / points**2)
            shares = (prior_share(relations, pair[0], within), prior_share(relations, pair[1], within))
            enough = judge(data, shares, names=(pivot, *rivals), volume=int(volume[within].sum()))
            made = None
            if enough.ok:
                doubt = numbers.with_facts[kind].doubt
                prior = prior_of(apart()[number, within], numbers.shares, doubt)
                made = read_sides(data, (pivot, *rivals), months[within], numbers=numbers, prior=prior)
            yield PivotSides(number, within, made, enough.why)


def leg_key(a: str, b: str) -> frozenset[str]:
    from tertius.actors import chain_of

    return frozenset((chain_of(a), chain_of(b)))
