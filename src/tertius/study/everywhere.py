"""Every pivot between two rivals at once: one fit of all their legs, then tilt, warmth and rivalry month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.months import Months
from tertius.world.lengths import stretched

if TYPE_CHECKING:
    from tertius.panel import Panel
    from tertius.relations import Relations

Floats = npt.NDArray[np.float64]
Pair = tuple[str, str]
LEAST_ACTS = 12.0  # counted acts that each leg of a pivot must have in the window
Z90 = 1.6448536269514722


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


def legs_between(
    a: str,
    b: str,
    *,
    start: np.datetime64 | None = None,
    end: np.datetime64 | None = None,
    least: float = LEAST_ACTS,
) -> Legs:
    """Fit the legs of every pivot that has at least `least` counted acts with either rival.

    Parameters
    ----------
    a, b
        The rivals: names or handles.
    start, end
        First and last month; None takes the years of the rivalry that ships, else 1945 to 2025.

    Raises
    ------
    BadInput
        If no state has enough on record between the two.
    """
    from tertius.actors import chain_of, resolve
    from tertius.relations import estimate_relations
    from tertius.world import ledger

    rivals = (resolve(a).handle, resolve(b).handle)
    first, last = _window(*rivals, start, end)
    names = [entry.name for entry in ledger() if entry.holds in ("tallies", "scores")]
    counted = ("casebook", *(entry.name for entry in ledger() if entry.counted))
    candidates = _candidates(rivals[0], rivals[1])
    pairs = [(pivot, rival) for pivot in candidates for rival in rivals] + [rivals]
    panels = _panels(pairs, names, first, last)
    acts = {name: panel.n for name, panel in panels.items()}
    told = np.sum([acts[name] for name in counted if name in acts], axis=0).sum(axis=1)
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
    relations = estimate_relations(list(picked.values()))
    pivots = tuple(chain_of(candidates[k]) for k in kept)
    return Legs(
        rivals[0], rivals[1], pivots, relations, {name: panel.n for name, panel in picked.items()}, counted
    )


def _window(
    a: str, b: str, start: np.datetime64 | None, end: np.datetime64 | None
) -> tuple[np.datetime64, np.datetime64]:
    from tertius.actors import chain_of
    from tertius.world import rivalries

    asked = {chain_of(a), chain_of(b)}
    years = [(each.first, each.last) for each in rivalries() if {chain_of(each.a), chain_of(each.b)} == asked]
    low, high = min((y for y, _ in years), default=1945), max((y for _, y in years), default=2025)
    first = np.datetime64(f"{max(low, 1945)}-01", "M") if start is None else start
    last = np.datetime64(f"{high}-12", "M") if end is None else end
    return first, last


def _candidates(a: str, b: str) -> list[str]:
    """States with an act or a score on a leg with either rival, as chains' present handles, in alphabetical order."""
    from tertius.actors import chain_of, lookup
    from tertius.cases import chronicle_names
    from tertius.cases.legs import chronicle_path
    from tertius.cases.phases import read_table
    from tertius.world import ledger
    from tertius.world.tallies import tallies

    rivals = {chain_of(a), chain_of(b)}
    told = [
        pair
        for entry in ledger()
        if entry.holds in ("tallies", "scores")
        for pair in tallies(entry.name).pairs()
    ]
    rows = [row for name in chronicle_names() for row in read_table(chronicle_path(name))]
    coded = {
        (row["source"], row["target"]) for row in rows if lookup(row["source"]) and lookup(row["target"])
    }
    told += [(chain_of(one), chain_of(two)) for one, two in coded]
    near = {side: {other for pair in told if side in pair for other in pair} for side in rivals}
    return sorted(set.intersection(*near.values()) - rivals)


def _panels(
    pairs: Sequence[Pair], names: Sequence[str], start: np.datetime64, end: np.datetime64
) -> dict[str, Panel]:
    """A panel of every source, the casebook's first as the anchor, the others in its points."""
    from tertius.panel import build_panel
    from tertius.world import tally_panel
    from tertius.world.acts import acts_on

    events = acts_on(pairs)
    found: dict[str, Panel] = {}
    if events is not None:
        found["casebook"] = build_panel(events, dyads=list(pairs), start=start, end=end)
    for name in names:
        panel = tally_panel(name, pairs, start, end)
        if panel.n.any():
            found[name] = stretched(panel, name, "casebook") if "casebook" in found else panel
    return found
