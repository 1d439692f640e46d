"""Measures that were not used beside the relations: agreement in the United Nations, and visits against engagement.

The relations rest on machine-coded tallies alone (WEIS 1966-75, pairs with at least fifty acts), so that no fact has entered
them. Of every pair the mean of ten years is compared; the pairs whose ranks lie furthest apart are named.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tertius.indicators import Indicators
    from tertius.relations import SmoothedRelations

Floats = npt.NDArray[np.float64]
LEAST_ACTS, LEAST_YEARS, NAMED = 50, 5, 6
START, END = np.datetime64("1966-01", "M"), np.datetime64("1975-12", "M")


def tallied_relations() -> SmoothedRelations:
    """Relations of every pair with at least fifty acts in the tallies of WEIS."""
    from tertius.relations import estimate_relations
    from tertius.world import tally_panel
    from tertius.world.tallies import tallies

    every = tally_panel("weis", tallies("weis").pairs, START, END)
    kept = tuple(
        pair for pair, acts in zip(every.dyads, every.events.sum(axis=1), strict=True) if acts >= LEAST_ACTS
    )
    return estimate_relations(tally_panel("weis", kept, START, END))  # type: ignore[return-value]


def main(data: Path | None, arguments: list[str]) -> int:
    """Print rank correlations, and the pairs that disagree most."""
    from tertius.world import world_facts

    relations = tallied_relations()
    facts = world_facts()
    years = np.arange(1966, 1976)
    pairs = list(relations.dyads)
    agreement = facts.matrix("un_agreement", pairs, years)[0]
    known = np.isfinite(agreement).sum(axis=1) >= LEAST_YEARS
    print(f"{len(pairs)} pairs of WEIS 1966-75 with {LEAST_ACTS} acts")
    compare(
        "agreement in the United Nations and valence",
        pairs,
        np.nanmean(np.where(known[:, None], agreement, 0.0), axis=1),
        relations.mean.mean(axis=1),
        known,
    )
    hosts = np.array(["USA" in pair for pair in pairs])
    ordered = [pair if pair[0] == "USA" else pair[::-1] for pair in pairs]
    visits = facts.matrix("visits", ordered, years)[0].sum(axis=1)
    compare(
        "visits of Washington's leaders and engagement",
        pairs,
        visits,
        relations.engagement.mean(axis=1),
        hosts & np.isfinite(visits),
    )
    compare(
        "visits of Washington's leaders and valence",
        pairs,
        visits,
        relations.mean.mean(axis=1),
        hosts & np.isfinite(visits),
    )
    within(pairs, agreement, relations)
    tilted(relations, facts)
    return 0


def tilted(relations: SmoothedRelations, facts: Indicators) -> None:
    """Print how the tilt between Washington and Moscow goes with the difference of agreement, over pivots with both legs."""
    from scipy.stats import spearmanr

    legs = {frozenset(pair): i for i, pair in enumerate(relations.dyads)}
    pivots = sorted(
        {state for pair in relations.dyads for state in pair if {state} != {"USA"} and state != "RUS"}
        & {state for pair in legs if "USA" in pair for state in pair}
        & {state for pair in legs if "RUS" in pair for state in pair}
    )
    mean = relations.mean.mean(axis=1)
    tilt = [mean[legs[frozenset((p, "USA"))]] - mean[legs[frozenset((p, "RUS"))]] for p in pivots]
    years = np.arange(1966, 1976)
    one, two = (
        facts.matrix("un_agreement", [(p, rival) for p in pivots], years)[0] for rival in ("USA", "RUS")
    )
    votes = np.array([np.nanmean(row) if np.isfinite(row).any() else np.nan for row in one - two])
    known = np.isfinite(votes)
    rho = spearmanr(np.array(tilt)[known], votes[known]).statistic
    print(
        f"tilt between Washington and Moscow and difference of agreement: {known.sum()} pivots, rank correlation {rho:.2f}"
    )
    for i in np.argsort(np.array(tilt)[known]):
        name = np.array(pivots)[known][i]
        print(f"  {name} tilt {np.array(tilt)[known][i]:+.1f} points, agreement {votes[known][i]:+.2f}")


def compare(
    what: str, pairs: list[tuple[str, str]], one: Floats, two: Floats, known: npt.NDArray[np.bool_]
) -> None:
    """Print Spearman's correlation over pairs, and those whose ranks differ most in either direction."""
    from scipy.stats import rankdata, spearmanr

    rho = spearmanr(one[known], two[known]).statistic
    gap = (rankdata(two[known]) - rankdata(one[known])) / known.sum()
    names = ["-".join(pair) for pair, told in zip(pairs, known, strict=True) if told]
    order = np.argsort(gap)
    print(f"{what}: {int(known.sum())} pairs, rank correlation {rho:.2f}")
    print("  lower in events than there:  " + ", ".join(names[i] for i in order[:NAMED]))
    print("  higher in events than there: " + ", ".join(names[i] for i in order[::-1][:NAMED]))


def within(pairs: list[tuple[str, str]], agreement: Floats, relations: SmoothedRelations) -> None:
    """Print how the yearly movements of a pair go together, over pairs with all ten years."""
    years = relations.months.astype("M8[Y]").astype(int)
    yearly = np.array([relations.mean[:, years == year].mean(axis=1) for year in np.unique(years)]).T
    found = []
    for votes, mean in zip(agreement, yearly, strict=True):
        if np.isfinite(votes).all() and votes.std() > 0 and mean.std() > 0:
            found.append(float(np.corrcoef(votes, mean)[0, 1]))
    share = float(np.mean(np.array(found) > 0))
    print(
        f"yearly movements of a pair, {len(found)} pairs: mean correlation {np.mean(found):.2f}, above zero in {share:.0%}"
    )
