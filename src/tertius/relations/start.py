"""What is known of relations before their acts: prior weights of both grids, and yearly facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tertius.errors import BadInput
from tertius.relations.facts import FACTS, gather, told_by, year_count
from tertius.relations.hyper import count_grid, valence_grid
from tertius.relations.latent import Prior
from tertius.relations.prior import LEAST_DYADS, dyad_key, reference_prior
from tertius.relations.speed_prior import speed_prior
from tertius.statespace import Told

if TYPE_CHECKING:
    from tertius.indicators import Indicators
    from tertius.panel import Panel


@dataclass(frozen=True)
class Start:
    """What is known beside the acts: prior weights of both grids, what they are worth, what to say of them, and yearly facts.

    `told` is None for the one-speed model.
    """

    valence: Prior
    engagement: Prior
    note: str
    told: Told | None = None
    facts: tuple[str, ...] = ()


def start_of(panel: Panel, prior: str | None, pseudo: float) -> Start:
    """What is known of the one-speed grids: from the reference prior without the panel's own dyads, else even."""
    if prior is None:
        return _even("no reference prior")
    reference = reference_prior()
    own = frozenset(dyad_key(a, b) for a, b in panel.dyads)
    valence, counts, left = reference.weights(own)
    if left < LEAST_DYADS:
        return _even(
            f"reference prior {reference.version} not used, for this panel holds all but {left} of its dyads"
        )
    note = f"reference prior {reference.version}, worth {pseudo:g} dyads, from {left} dyads, none of them in this panel"
    return Start((valence, pseudo), (counts, pseudo), note)


def two_speed_start(
    panel: Panel, start: Start, prior: str | None, pseudo: float, indicators: Indicators | None, unit: float
) -> Start:
    """The same on the two-speed grid, with the facts in their months."""

    shipped = speed_prior()
    weights, left = shipped.weights(frozenset(dyad_key(a, b) for a, b in panel.dyads))
    used = prior is not None and left >= LEAST_DYADS
    valence = (weights, pseudo) if used else (np.full(len(weights), 1 / len(weights)), 1.0)
    if indicators is None:
        told = Told.nothing(year_count(panel.months, panel.every), len(panel.dyads))
        return replace(start, valence=valence, told=told)
    years = np.unique(panel.months.astype("M8[Y]").astype(np.int64)) + 1970
    facts, names = gather(indicators, panel.dyads, years)
    if not names:
        raise BadInput("indicators that hold no fact the model knows", f"one of {', '.join(FACTS)}")
    fold = shipped.folds(panel.dyads)
    told = told_by(facts, shipped.loadings, fold, panel.months, every=panel.every, unit=unit)
    return replace(start, valence=valence, told=told, facts=names)


def _even(why: str) -> Start:
    sizes = (len(valence_grid()["mu"]), len(count_grid()["a0"]))
    valence, counts = (np.full(size, 1 / size) for size in sizes)
    return Start((valence, 1.0), (counts, 1.0), f"{why}: an even one, worth one dyad")
