"""What yearly facts alone say of a pivot between two rivals: the prior of side and middle, no act."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tertius.errors import BadInput
from tertius.settings import Counting


@dataclass(frozen=True)
class FactYear:
    """One year: probabilities of the three stances by the facts, and which facts were known ("" where none was)."""

    year: int
    p_a: float
    p_middle: float
    p_b: float
    facts: str


def facts_alone(corners: tuple[str, str, str], counting: Counting = Counting()) -> tuple[FactYear, ...]:
    """The prior of side and middle by year, from the facts that ship.

    Parameters
    ----------
    corners
        Pivot and the two rivals: names or handles.
    counting
        The window; without one the years in which agreement in the United Nations is known.

    Raises
    ------
    BadInput
        If no fact that ships is known of the pivot with either rival in the window.
    """
    from tertius.months import month_range
    from tertius.stances import load_numbers
    from tertius.stances.facts import FACTS, fact_prior
    from tertius.world import record

    held, numbers = record(corners, only="facts"), load_numbers()
    window = counting.within(held.start, held.end)
    months = month_range(window.start, window.end)  # type: ignore[arg-type]
    doubt = numbers.with_facts["stream"].doubt  # a chronicle doubts them by another number
    prior = fact_prior(held.facts, held.corners, months, numbers.shares, doubt)
    if not prior.any:
        raise BadInput(f"no fact that ships is known of {held.corners[0]} with these rivals", "other states")
    years = months.astype("M8[Y]").astype(int) + 1970
    firsts = np.unique(years, return_index=True)[1]
    return tuple(
        FactYear(
            int(years[t]),
            float(prior.prob[t, 0]),
            float(prior.prob[t, 1]),
            float(prior.prob[t, 2]),
            _names(FACTS, prior.known[t]),
        )
        for t in firsts.tolist()
    )


def _names(names: tuple[str, ...], known: np.ndarray) -> str:
    return ", ".join(name for name, here in zip(names, known, strict=True) if here)
