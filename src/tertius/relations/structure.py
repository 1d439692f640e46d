"""The slow structure of a relation under the two-speed model: what is left when a month's conduct is taken off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tertius.errors import BadInput
from tertius.months import Months
from tertius.relations.hyper import Floats
from tertius.statespace import likely_pairs, smooth_two_speed

if TYPE_CHECKING:
    from tertius.relations.result import Relations


@dataclass(frozen=True, eq=False)
class Structure:
    """Slow structure ``mu + a`` of every dyad: `mean` and `var`, array, shape (dyad, month)."""

    dyads: tuple[tuple[str, str], ...]
    months: Months
    mean: Floats
    var: Floats


def structure(relations: Relations) -> Structure:
    """Structure given all months.

    Parameters
    ----------
    relations
        Smoothed, of the two-speed model.

    Raises
    ------
    BadInput
        If the relations are filtered or of the one-speed model, which has no structure of its own.
    """
    evidence, mixture = relations.evidence, relations.hyper.valence
    if relations.given != "all" or evidence.told is None:
        raise BadInput(
            f"{relations.hyper.model} relations given {relations.given!r}",
            "smoothed relations of the two-speed model",
            'estimate_relations(panel, model="two-speed")',
        )
    series, point, weight = likely_pairs(mixture.posterior)
    mean, var = smooth_two_speed(
        evidence.y,
        evidence.n,
        evidence.told,
        mixture.grid,
        series=series,
        point=point,
        weight=weight,
        slow=True,
    )
    return Structure(
        relations.dyads, relations.months, np.ascontiguousarray(mean.T), np.ascontiguousarray(var.T)
    )
