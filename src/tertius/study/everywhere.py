"""Every pivot between two rivals at once: one fit of all their legs, then tilt, warmth and rivalry month by month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.months import Months
from tertius.settings import Counting
from tertius.study.shipped import counted as counted_in
from tertius.world.lengths import stretched

if TYPE_CHECKING:
    from tertius.events import EventTable
    from tertius.indicators import Indicators
    from tertius.panel import Panel
    from tertius.relations import Relations
    from tertius.stances.sides import Sides

Floats = npt.NDArray[np.float64]
Pair = tuple[str, str]
LEAST_ACTS = 12.0  # counted acts that each leg of a pivot must have in the window
SILENT = 60  # months without a word on either leg after which a pivot is taken up anew


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
    """

    a: str
    b: str
    pivots: tuple[str, ...]
    relations: Relations
    acts: dict[str, Floats]
    counted: tuple[str, ...]

    @property
    def months(self) -> Months:
        """Months of the window."""
        return self.relations.months

    def rows(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], int]:
        """Row of every pivot's leg with either rival, arrays, shape (pivot,), and the row of the rivals' own leg."""
        index = self.relations.index
        one = np.array([index(pivot, self.a) for pivot in self.pivots], dtype=np.int64)
        two = np.array([index(pivot, self.b) for pivot in self.pivots], dtype=np.int64)
        return one, two, index(self.a, self.b)

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
        at = np.flatnonzero(seen & alive)
        if not len(at):
            return []
        cuts = np.flatnonzero(np.diff(at) > SILENT)
        starts, stops = at[np.r_[0, cuts + 1]], at[np.r_[cuts, len(at) - 1]] + 1
        return [slice(int(start), int(stop)) for start, stop in zip(starts, stops, strict=True)]

    def carried_by(self, number: int) -> tuple[str, float]:
        """Kind of source that tells more of a pivot's legs by counted acts, and how long its point is in the anchor's."""
        from tertius.world.lengths import POINTS

        one, two, _ = self.rows()
        told = {
            name: float(self.acts[name][[one[number], two[number]]].sum())
            for name in self.counted
            if name in self.acts
        }
        first = next(iter(self.acts))
        most = (
            first
            if told.get(first, 0.0) >= LEAST_ACTS
            else max(told, key=lambda name: told[name], default=first)
        )
        kind = "chronicle" if most == "casebook" else "stream"
        return kind, POINTS.get(most, 1.0) / POINTS.get(first, 1.0)


def legs_between(
    a: str,
    b: str,
    *,
    counting: Counting = Counting(),
    least: float = LEAST_ACTS,
    given: str = "all",
    casebook: EventTable | None = None,
) -> Legs:
    """Fit the legs of every pivot that has at least `least` counted acts with either rival.

    Parameters
    ----------
    a, b
        The rivals: names or handles.
    counting
        The window; without one the years of the rivalry that ships, else 1945 to 2025. Months on the default scale only.
    given
        ``all`` or ``past``.
    casebook
        `tertius.cases.pooled_events` of all chronicles, for who asks about many rivals; read if not given.

    Raises
    ------
    BadInput
        If no state has enough on record between the two.
    """
    from tertius.actors import chain_of, resolve
    from tertius.cases import pooled_events
    from tertius.relations import estimate_relations
    from tertius.world import ledger

    rivals = (resolve(a).handle, resolve(b).handle)
    first, last = _window(*rivals, counting)
    names = [entry.name for entry in ledger() if entry.holds in ("tallies", "scores")]
    counted = ("casebook", *(entry.name for entry in ledger() if entry.counted))
    book = pooled_events() if casebook is None else casebook
    candidates = _candidates(rivals[0], rivals[1], book)
    pairs = [(pivot, rival) for pivot in candidates for rival in rivals] + [rivals]
    panels = pair_panels(pairs, names, first, last, book)
    acts = {name: panel.n for name, panel in panels.items()}
    sums = [acts[name].sum(axis=1) for name in counted if name in acts]
    told = np.sum(sums, axis=0) if sums else np.zeros(len(pairs))
    kept = [k for k in range(len(candidates)) if min(told[2 * k], told[2 * k + 1]) >= least]
    if not kept:
        raise BadInput(
            f"no state has {least:g} counted acts with both {rivals[0]} and {rivals[1]} from {first} to {last}",
            "rivals of which more is on record",
            "`tertius sources --shipped` says what ships",
        )
    rows = [row for k in kept for row in (2 * k, 2 * k + 1)] + [len(pairs) - 1]
    chosen = tuple(pairs[row] for row in rows)
    picked = {name: panel.select(chosen) for name, panel in panels.items()}
    anchor, *rest = picked
    relations = estimate_relations(
        [counted_in(picked, anchor), *(picked[name] for name in rest)], given=given
    )
    pivots = tuple(chain_of(candidates[k]) for k in kept)
    return Legs(
        rivals[0], rivals[1], pivots, relations, {name: panel.n for name, panel in picked.items()}, counted
    )


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
    from tertius.stances.facts import FactPrior, fact_priors
    from tertius.stances.gate import judge, prior_share
    from tertius.stances.measurements import measure_legs
    from tertius.stances.numbers import load_numbers
    from tertius.stances.sides import read_sides

    relations, numbers = legs.relations, load_numbers()
    volume = np.asarray(relations.panel.volume)
    rivals, months = (legs.a, legs.b), relations.months
    priors = {
        kind: fact_priors(facts, legs.pivots, rivals, months, numbers.shares, numbers.with_facts[kind].doubt)
        for kind in ("chronicle", "stream")
    }
    for number, pivot in enumerate(legs.pivots):
        pair = ((pivot, legs.a), (pivot, legs.b))
        kind, points = legs.carried_by(number)
        for within in legs.stretches(number):
            data = measure_legs(relations, *pair, months=within)
            data = replace(data, kind=kind, z=data.z / points, var=data.var / points**2)
            shares = (prior_share(relations, pair[0], within), prior_share(relations, pair[1], within))
            enough = judge(data, shares, names=(pivot, *rivals), volume=int(volume[within].sum()))
            known = priors[kind][number]
            prior = FactPrior(known.prob[within], known.known[within])
            made = None
            if enough.ok:
                made = read_sides(data, (pivot, *rivals), months[within], numbers=numbers, prior=prior)
            yield PivotSides(number, within, made, enough.why)


def _window(a: str, b: str, counting: Counting) -> tuple[np.datetime64, np.datetime64]:
    from tertius.actors import chain_of
    from tertius.world import rivalries

    asked = {chain_of(a), chain_of(b)}
    years = [(each.first, each.last) for each in rivalries() if {chain_of(each.a), chain_of(each.b)} == asked]
    low, high = min((y for y, _ in years), default=1945), max((y for _, y in years), default=2025)
    window = counting.within(np.datetime64(f"{max(low, 1945)}-01", "M"), np.datetime64(f"{high}-12", "M"))
    return window.start, window.end  # type: ignore[return-value]


def _candidates(a: str, b: str, book: EventTable) -> list[str]:
    """States with an act or a score on a leg with either rival, as chains' present handles, in alphabetical order."""
    from tertius.actors import chain_of, lookup
    from tertius.world import ledger
    from tertius.world.tallies import tallies

    rivals = {chain_of(a), chain_of(b)}
    told = [
        pair
        for entry in ledger()
        if entry.holds in ("tallies", "scores")
        for pair in tallies(entry.name).pairs()
    ]
    sides = book.to_frame().select("source", "target").unique().rows()
    coded = {(one, two) for one, two in sides if one and two and lookup(one) and lookup(two)}
    told += [(chain_of(one), chain_of(two)) for one, two in coded]
    near = {side: {other for pair in told if side in pair for other in pair} for side in rivals}
    return sorted(set.intersection(*near.values()) - rivals)


def pair_panels(
    pairs: Sequence[Pair],
    names: Sequence[str],
    start: np.datetime64,
    end: np.datetime64,
    book: EventTable | None = None,
) -> dict[str, Panel]:
    """A panel of every source, the casebook's first as the anchor, the others in its points."""
    from tertius.cases import pooled_events
    from tertius.panel import build_panel
    from tertius.world import tally_panel
    from tertius.world.acts import on_pairs

    events = on_pairs(pooled_events() if book is None else book, pairs)
    found: dict[str, Panel] = {}
    if len(events):
        found["casebook"] = build_panel(events, dyads=list(pairs), start=start, end=end)
    for name in names:
        panel = tally_panel(name, pairs, start, end)
        if panel.n.any():
            found[name] = stretched(panel, name, "casebook") if "casebook" in found else panel
    return found
