"""The great powers' relations against the easings and spikes that named works date, by the sources that are used.

For each pair the share of (easing month, spike month) pairs that the smoothed relation puts in the right order; .5 is chance.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tertius.panel import Panel
    from tertius.relations import Relations

LEGS = (("USA", "SUN"), ("CHN", "SUN"), ("USA", "CHN"))
START, END = np.datetime64("1949-01", "M"), np.datetime64("2025-12", "M")


def main(data: Path | None, arguments: list[str]) -> int:
    """Print one line a choice of sources."""
    from tertius.relations import estimate_relations

    panels = _panels()
    choices = (
        ("casebook",), ("weis",), ("casebook", "weis"), ("casebook", "icews-entities"), ("casebook", "weis", "icews-entities"),
    )  # fmt: skip
    print(f"{'sources':38} " + " ".join(f"{'-'.join(leg):>8}" for leg in LEGS))
    for names in choices:
        relations = estimate_relations([panels[name] for name in names])
        print(f"{' + '.join(names):38} " + " ".join(f"{right(relations, leg):8.2f}" for leg in LEGS))
    return 0


def _panels() -> dict[str, Panel]:
    from tertius.panel import build_panel
    from tertius.world import tally_panel
    from tertius.world.acts import acts_on
    from tertius.world.lengths import stretched

    events = acts_on(LEGS)
    assert events is not None
    found = {"casebook": build_panel(events, dyads=list(LEGS), start=START, end=END)}
    for name in ("weis", "icews-entities"):
        found[name] = stretched(tally_panel(name, LEGS, START, END), name, "casebook")
    return found


def right(relations: Relations, leg: tuple[str, str]) -> float:
    """Share of pairs of an easing month and a spike month in which the easing is the warmer."""
    from tertius.actors import chain_of
    from tertius.cases import episodes

    asked = {chain_of(each) for each in leg}
    months, mean = relations.months, relations.mean[relations.index(*leg)]
    inside = {kind: np.zeros(len(months), dtype=bool) for kind in ("easing", "spike")}
    for each in episodes():
        if {chain_of(rival) for rival in each.rivals} == asked:
            inside[each.kind] |= (months >= each.start) & (months <= each.end)
    warm, cold = mean[inside["easing"]], mean[inside["spike"] & ~inside["easing"]]
    return float((warm[:, None] > cold[None]).mean())
