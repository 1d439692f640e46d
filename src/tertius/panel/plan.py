"""What the expression needs beside the events: the window, the labels of succession, the scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tertius.actors import chain_members, chain_of, resolve, states
from tertius.errors import BadInput
from tertius.events.scales import get_scale, scale_table
from tertius.events.sources import SOURCES
from tertius.months import STEP, parse_month
from tertius.panel.expression import Plan

EPOCH = 1970 * 12
Pair = tuple[str, str]
Month = np.datetime64 | str | None


@dataclass(frozen=True)
class Summary:
    """What the events are: their codes, the months they cover (counted from year 0), their kind, and notes.

    ``long`` and ``mutual`` tell whether any act is dated to more than a month, and whether any is mutual.
    """

    codes: pa.Table
    coverage: tuple[int, int]
    kind: str
    long: bool
    mutual: bool
    notes: tuple[str, ...]


def to_number(month: np.datetime64 | str) -> int:
    """Months since January of year 0."""
    found = parse_month(month) if isinstance(month, str) else month
    return int(found.astype("M8[M]").astype(int)) + EPOCH


def _last(month: np.datetime64 | str) -> np.datetime64:
    """The last month of a window: a year means its December."""
    return parse_month(month, last=True) if isinstance(month, str) else month


def to_month(number: int) -> np.datetime64:
    """The month of `to_number`."""
    return np.datetime64(int(number) - EPOCH, "M")


def look(found: pa.Table) -> Summary:
    """Codes, months and kind of the events, from `summary`'s rows; raises `BadInput` if no row has a date."""
    firsts = [day for day in found["first"].to_pylist() if day is not None]
    lasts = [day for day in found["last"].to_pylist() if day is not None]
    if not firsts:
        raise BadInput("events without a single dated act", "at least one act with a date")
    coverage = to_number(np.datetime64(min(firsts), "M")), to_number(np.datetime64(max(lasts), "M"))
    names = set(found["dataset"].to_pylist())
    words = {word for word in found["vocabulary"].to_pylist() if word is not None}
    # acts coded by hand, -3 to +3, are a chronicle in whatever file they stand: an analyst's own sheet, too
    chronicles = words == {"strength"} or all(
        name in SOURCES and SOURCES[name].kind == "chronicle" for name in names
    )
    opened = sum(found["opened"].to_pylist())
    notes = (f"{opened} acts with an open bound were ended at the window",) if opened else ()
    long, mutual = (sum(found[name].to_pylist()) > 0 for name in ("long", "mutual"))
    kind = "chronicle" if chronicles else "stream"
    return Summary(found.select(["vocabulary", "code"]), coverage, kind, long, mutual, notes)


def make_plan(
    found: Summary,
    *,
    start: Month,
    end: Month,
    every: str,
    scale: str,
    succession: str,
    directed: bool,
    keep_duplicates: bool,
) -> Plan:
    """Settle window, labels and scale."""
    if every not in STEP:
        raise BadInput(f"every {every!r}", "month, quarter or year")
    step = STEP[every]
    first = (found.coverage[0] if start is None else to_number(start)) // step * step
    last = (found.coverage[1] if end is None else to_number(_last(end))) // step * step + step - 1
    if first > last:
        raise BadInput(f"a window from {to_month(first)} to {to_month(last)}", "a start before the end")
    if last - first > 12 * 500:
        raise BadInput(
            f"a window from {to_month(first)} to {to_month(last)}", "at most 500 years", "give start and end"
        )
    ruler = get_scale(scale)
    chains = {state.handle: chain_of(state.handle, succession) for state in states()}
    names = tuple(sorted(set(chains.values())))
    number = {name: i for i, name in enumerate(names)}
    words = set(found.codes["vocabulary"].to_pylist())
    return Plan(
        first=first, last=last, step=step, names=names,
        labels=pa.table({"handle": list(chains), "label": [number[label] for label in chains.values()]}),
        scale=scale_table(ruler, found.codes).select(["vocabulary", "code", "value"]),
        one_vocabulary=len(words) == 1,
        factors={name: factor for name, factor in ruler.factors.items() if name in words},
        own_first=tuple(name for name in ruler.own_first if name in words),
        bound=max(-ruler.low, ruler.high),
        directed=directed, keep_duplicates=keep_duplicates, intervals=found.long, mutual=found.mutual,
    )  # fmt: skip


def name_pairs(dyads: Sequence[Pair]) -> tuple[Pair, ...]:
    """Handles of the pairs asked for; raises `BadInput` for an unknown state, a pair of one, or none at all."""
    named: list[Pair] = []
    for pair in dyads:
        if len(pair) != 2 or isinstance(pair, str):
            raise BadInput(f"dyad {pair!r}", "two states")
        a, b = (resolve(text).handle for text in pair)
        if a == b:
            raise BadInput(f"the pair {a}-{b}", "two different states")
        named.append((a, b))
    if not named:
        raise BadInput("no dyads", "at least one pair of states, or None for all")
    return tuple(dict.fromkeys(named))


def keys_of(pairs: Sequence[Pair], *, succession: str, directed: bool) -> tuple[Pair, ...]:
    """Labels under which the acts of each pair are gathered."""
    keys = []
    for a, b in pairs:
        one, two = chain_of(a, succession), chain_of(b, succession)
        if one == two:
            raise BadInput(
                f"the pair {a}-{b} is one state joined by succession", "two states", "or --succession strict"
            )
        keys.append((one, two) if directed or one < two else (two, one))
    return tuple(keys)


def members(label: str, succession: str) -> tuple[str, ...]:
    """Handles gathered under a label."""
    return (label,) if succession == "strict" else chain_members(label) or (label,)
