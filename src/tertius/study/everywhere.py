"""Every pivot between two rivals at once: one fit of all their legs, then tilt, warmth and rivalry month by month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.months import Months
from tertius.settings import Counting
from tertius.study.legs import LEAST_ACTS, Legs, leg_key
from tertius.study.pairs import acting, beside_both, chained
from tertius.study.shipped import counted as counted_in
from tertius.world.lengths import stretched

if TYPE_CHECKING:
    from tertius.events import EventTable
    from tertius.panel import Panel

Floats = npt.NDArray[np.float64]
Pair = tuple[str, str]


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
    from tertius.actors import asked_of

    rivals = (asked_of(a).handle, asked_of(b).handle)
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
    from tertius.actors import asked_of

    pairs = [(asked_of(a).handle, asked_of(b).handle) for a, b in rivals]
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
    said = _said(book)
    candidates = {rivals: beside_both(said, *rivals) for rivals in windows}
    rows: dict[frozenset[str], Pair] = {}  # a leg of several rivalries is one
    for rivals, pivots in candidates.items():
        for pair in [*((pivot, rival) for pivot in pivots for rival in rivals), rivals]:
            rows.setdefault(leg_key(*pair), pair)
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
        kept[rivals] = [p for p in pivots if min(sums[leg_key(p, rival)] for rival in rivals) >= least]
    wanted = {
        leg_key(*pair) for r, ps in kept.items() if ps for pair in [*((p, x) for p in ps for x in r), r]
    }
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


def _among(months: Months, start: np.datetime64, end: np.datetime64) -> slice:
    return slice(int(np.searchsorted(months, start)), int(np.searchsorted(months, end, side="right")))


def _window(a: str, b: str, counting: Counting) -> tuple[np.datetime64, np.datetime64]:
    from tertius.actors import chain_of
    from tertius.world import rivalries

    asked = {chain_of(a), chain_of(b)}
    years = [(each.first, each.last) for each in rivalries() if {chain_of(each.a), chain_of(each.b)} == asked]
    low, high = min((y for y, _ in years), default=1945), max((y for _, y in years), default=2025)
    window = counting.within(np.datetime64(f"{max(low, 1945)}-01", "M"), np.datetime64(f"{high}-12", "M"))
    return window.start, window.end  # type: ignore[return-value]


def _said(book: EventTable) -> set[Pair]:
    """Chains of the two states of every pair with an act or a score."""
    from tertius.world import ledger
    from tertius.world.tallies import tallies

    told = [entry.name for entry in ledger() if entry.holds in ("tallies", "scores")]
    return chained([*acting(book), *(pair for name in told for pair in tallies(name).pairs)])


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
