"""Fifty orderings that no historian disputes, put to the record that ships: the share right with probability over .9.

``studies/orderings.csv`` was written, and committed, before this was run for the first time. Each row names a pair and a year
that was warmer than another; the answer is the probability that the yearly mean of the relation is higher, on joint draws
given all that ships: the casebook's acts, the tallies, and (with ``--facts``) the yearly facts.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tertius.relations import SmoothedRelations

ORDERINGS = Path(__file__).parent / "orderings.csv"
SURE = 0.9
DRAWS = 400
Pair = tuple[str, str]


@dataclass(frozen=True)
class Ordering:
    """One pair in one year was warmer than another; `probability` is NaN until it is measured."""

    id: str
    warm: Pair
    warm_year: int
    cold: Pair
    cold_year: int
    why: str
    probability: float = float("nan")
    acts: tuple[float, float] = (0.0, 0.0)


def orderings() -> tuple[Ordering, ...]:
    """The fifty, as written down."""
    with open(ORDERINGS, encoding="utf-8", newline="") as file:
        return tuple(
            Ordering(
                row["id"], (row["warm_a"], row["warm_b"]), int(row["warm_year"]), (row["cold_a"], row["cold_b"]),
                int(row["cold_year"]), row["why"],
            )
            for row in csv.DictReader(file)
        )  # fmt: skip


def relations_of(pairs: list[Pair], *, facts: bool) -> SmoothedRelations:
    """Relations of these pairs, 1945 to 2025, from all that ships of them."""
    from tertius.panel import build_panel
    from tertius.relations import estimate_relations
    from tertius.world import tally_panel, world_facts
    from tertius.world.acts import acts_on
    from tertius.world.lengths import stretched

    start, end = np.datetime64("1945-01", "M"), np.datetime64("2025-12", "M")
    events = acts_on(pairs)
    assert events is not None
    panels = [build_panel(events, dyads=pairs, start=start, end=end)]
    for name in ("weis", "icews-entities"):
        panels.append(stretched(tally_panel(name, pairs, start, end), name, "casebook"))
    known = world_facts({state for pair in pairs for state in pair}) if facts else None
    return estimate_relations(panels, indicators=known)  # type: ignore[return-value]


def measured(facts: bool = False) -> tuple[Ordering, ...]:
    """Every ordering with its probability and the weight of acts in either year."""
    from dataclasses import replace

    asked = orderings()
    pairs = list(dict.fromkeys(pair for each in asked for pair in (each.warm, each.cold)))
    unique = list({frozenset(pair): pair for pair in pairs}.values())
    relations = relations_of(unique, facts=facts)
    draws = relations.draws(np.random.default_rng(1), DRAWS).x
    years = relations.months.astype("M8[Y]").astype(int) + 1970

    def of(pair: Pair, year: int) -> tuple[npt.NDArray[np.float64], float]:
        row = relations.index(*pair)
        return draws[:, row, years == year].mean(axis=1), float(relations.panel.n[row, years == year].sum())

    out = []
    for each in asked:
        (warm, warm_acts), (cold, cold_acts) = of(each.warm, each.warm_year), of(each.cold, each.cold_year)
        out.append(replace(each, probability=float((warm > cold).mean()), acts=(warm_acts, cold_acts)))
    return tuple(out)


def main(data: Path | None, arguments: list[str]) -> int:
    """Print the share that is right, and every ordering that is not surely so."""
    found = measured(facts="--facts" in arguments)
    sure = [each for each in found if each.probability > SURE]
    right = [each for each in found if each.probability > 0.5]
    print(f"{len(sure)} of {len(found)} right with P > {SURE}; {len(right)} with P > .5; failures:")
    for each in found:
        if each.probability <= SURE:
            names = f"{'-'.join(each.warm)} {each.warm_year} above {'-'.join(each.cold)} {each.cold_year}"
            acts = f"weight of acts {each.acts[0]:.1f} and {each.acts[1]:.1f}"
            print(f"  {each.id} {each.probability:.2f}  {names} ({each.why}; {acts})")
    return 0
