"""Every pivot between two rivals at once: one fit of all their legs, then tilt, warmth and rivalry month by month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.months import Months
from tertius.settings import Counting
from tertius.study.pairs import acting, beside_both
from tertius.study.shipped import counted as counted_in
from tertius.triangles.build import SILENT
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
        place = {_key(*pair): row for row, pair in enumerate(self.relations.dyads)}
        one = np.array([place[_key(pivot, self.a)] for pivot in self.pivots], dtype=np.int64)
        two = np.array([place[_key(pivot, self.b)] for pivot in self.pivots], dtype=np.int64)
        return one, two, place[_key(self.a, self.b)]

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
        """Kind of source that tells more of a pivot's legs by counted acts, and how long its point is in the anchor's."""
        from tertius.world.lengths import POINTS

        one, two, _ = self.rows()
        told = {
            name: float(self.acts[name][[one[number], two[number]], self.window].sum())
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
    from tertius.actors import resolve

    rivals = (resolve(a).handle, resolve(b).handle)
    first, last = _window(*rivals, counting)
    ((_, found),) = _fitted({rivals: (first, last)}, least=least, given=given, casebook=casebook)
    if found is None:
        raise BadInput(
            f"no state has {least:g} counted acts with both {rivals[0]} and {rivals[1]} from {first} to {last}",
            "rivals of which more is on record",
            "`tertius sources --shipped` says what ships",
        )
    return found


def legs_among(
    rivals: Sequence[Pair], *, casebook: EventTable | None = None
) -> list[tuple[Pair, Legs | None]]:
    """The legs of every pivot between each of these pairs of rivals, from one fit: each relation once, whoever asks about it.

    Parameters
    ----------
    rivals
        Pairs of names or handles; the window of each is that of `legs_between`.
    casebook
        As in `legs_between`.

    Returns
    -------
    Each pair's handles and its legs, in the order given; None where no state has enough on record between the two.
    """
    from tertius.actors import resolve

    pairs = [(resolve(a).handle, resolve(b).handle) for a, b in rivals]
    return _fitted({pair: _window(*pair, Counting()) for pair in pairs}, casebook=casebook)


def _fitted(
    windows: dict[Pair, tuple[np.datetime64, np.datetime64]],
    *,
    least: float = LEAST_ACTS,
    given: str = "all",
    casebook: EventTable | None = None,
) -> list[tuple[Pair, Legs | None]]:
    """Legs between each pair of rivals in its months, out of one fit over the months of all."""
    from tertius.actors import chain_of
    from tertius.cases import pooled_events
    from tertius.relations import estimate_relations
    from tertius.world import ledger

    first, last = min(start for start, _ in windows.values()), max(end for _, end in windows.values())
    names = [entry.name for entry in ledger() if entry.holds in ("tallies", "scores")]
    counted = ("casebook", *(entry.name for entry in ledger() if entry.counted))
    book = pooled_events() if casebook is None else casebook
    candidates = {rivals: _candidates(*rivals, book) for rivals in windows}
    rows: dict[frozenset[str], Pair] = {}  # a leg of several rivalries is one
    for rivals, pivots in candidates.items():
        for pair in [*((pivot, rival) for pivot in pivots for rival in rivals), rivals]:
            rows.setdefault(_key(*pair), pair)
    panels = pair_panels(list(rows.values()), names, first, last, book)
    acts = {name: panel.n for name, panel in panels.items()}
    months = next(iter(panels.values())).months if panels else np.empty(0, "M8[M]")
    told = np.sum(
        [acts[name] for name in counted if name in acts] or [np.zeros((len(rows), len(months)))], axis=0
    )
    inside = {rivals: _among(months, *window) for rivals, window in windows.items()}
    kept = {}
    for rivals, pivots in candidates.items():
        sums = dict(zip(rows, told[:, inside[rivals]].sum(axis=1), strict=True))
        kept[rivals] = [p for p in pivots if min(sums[_key(p, rival)] for rival in rivals) >= least]
    wanted = {_key(*pair) for r, ps in kept.items() if ps for pair in [*((p, x) for p in ps for x in r), r]}
    if not wanted:
        return [(rivals, None) for rivals in windows]
    chosen = tuple(pair for key, pair in rows.items() if key in wanted)
    picked = {name: panel.select(chosen) for name, panel in panels.items()}
    anchor, *rest = picked
    relations = estimate_relations(
        [counted_in(picked, anchor), *(picked[name] for name in rest)], given=given
    )
    weights = {name: panel.n for name, panel in picked.items()}
    return [
        (
            rivals,
            Legs(*rivals, tuple(map(chain_of, found)), relations, weights, counted, inside[rivals])
            if found
            else None,
        )
        for rivals, found in kept.items()
    ]


def _key(a: str, b: str) -> frozenset[str]:
    from tertius.actors import chain_of

    return frozenset((chain_of(a), chain_of(b)))


def _among(months: Months, start: np.datetime64, end: np.datetime64) -> slice:
    return slice(int(np.searchsorted(months, start)), int(np.searchsorted(months, end, side="right")))


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
    from tertius.stances.facts import FactPrior, monthly_contrasts, prior_of
    from tertius.stances.gate import judge, prior_share
    from tertius.stances.measurements import measure_legs
    from tertius.stances.numbers import load_numbers
    from tertius.stances.sides import read_sides

    relations, numbers = legs.relations, load_numbers()
    volume = np.asarray(relations.panel.volume)
    rivals, months = (legs.a, legs.b), relations.months
    apart = monthly_contrasts(facts, legs.pivots, rivals, months)
    one, two, _ = legs.rows()
    for number, pivot in enumerate(legs.pivots):
        pair = (relations.dyads[one[number]], relations.dyads[two[number]])
        kind, points = legs.carried_by(number)
        known = prior_of(apart[number], numbers.shares, numbers.with_facts[kind].doubt)
        for within in legs.stretches(number):
            data = measure_legs(relations, *pair, months=within)
            data = replace(data, kind=kind, z=data.z / points, var=data.var / points**2)
            shares = (prior_share(relations, pair[0], within), prior_share(relations, pair[1], within))
            enough = judge(data, shares, names=(pivot, *rivals), volume=int(volume[within].sum()))
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
    from tertius.world import ledger
    from tertius.world.tallies import tallies

    told = [entry.name for entry in ledger() if entry.holds in ("tallies", "scores")]
    return beside_both([*acting(book), *(pair for name in told for pair in tallies(name).pairs)], a, b)


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
