"""Which triangles teach the pooled numbers, and their measurements."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np

from tertius.stances.measurements import Measurements, measure_legs

Triple = tuple[str, str, str]
LEAST_ACTS = 12


@dataclass(frozen=True)
class Pool:
    """Triangles (pivot, A, B) with A before B, and their measurements, in the same order."""

    triples: tuple[Triple, ...]
    data: tuple[Measurements, ...]

    def part(self, keep: list[int]) -> Pool:
        """Some of them."""
        return Pool(tuple(self.triples[i] for i in keep), tuple(self.data[i] for i in keep))


def case_legs() -> frozenset[frozenset[str]]:
    """The pivot's two legs of every shipped case, by chain: no triangle that has one of them may teach."""
    from tertius.actors import chain_of
    from tertius.cases import case_names, load_case

    found = set()
    for name in case_names():
        case = load_case(name)
        found |= {frozenset((chain_of(case.pivot), chain_of(rival))) for rival in (case.a, case.b)}
    return frozenset(found)


def eligible(panel: Any, *, least: int = LEAST_ACTS) -> list[Triple]:
    """Triangles whose three legs each have `least` acts and none of which is a pivot leg of a shipped
    case."""
    barred = case_legs()
    acts = {frozenset(pair): int(n) for pair, n in zip(panel.dyads, panel.events.sum(axis=1), strict=True)}
    live = {pair for pair, n in acts.items() if n >= least and pair not in barred}
    states = sorted({state for pair in live for state in pair})
    found = []
    for three in itertools.combinations(states, 3):
        if all(frozenset(pair) in live for pair in itertools.combinations(three, 2)):
            found += [(three[k], *(three[:k] + three[k + 1 :])) for k in range(3)]
    return [(pivot, a, b) for pivot, a, b in found]


def make_pool(path: str, *, limit: int, rng: np.random.Generator) -> Pool:
    """Measurements of at most `limit` eligible triangles of an event file, drawn without replacement."""
    from tertius.events import read_events
    from tertius.panel import build_panel
    from tertius.relations import estimate_relations

    relations = estimate_relations(build_panel(read_events(path)))
    triples = eligible(relations.panel)
    order = rng.permutation(len(triples))[:limit]
    chosen = tuple(triples[i] for i in sorted(order))
    data = tuple(measure_legs(relations, ((p, a), (p, b), (a, b))) for p, a, b in chosen)
    return Pool(chosen, data)
