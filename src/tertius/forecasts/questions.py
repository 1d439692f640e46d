"""Questions that the record itself will answer: on which side a pivot will be seen, over which months, with which probability.

The rule is one that a store can evaluate: half the difference of the two legs' window means of observed monthly scores lies above
a threshold. A question about legs that will probably not be seen is refused, since it would be void.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.forecasts.pool import LEAST_SEEN, one_speed
from tertius.forecasts.siding import Sided, sided
from tertius.forecasts.windows import WINDOWS, leg_windows, triangles_of
from tertius.months import STEP
from tertius.relations.estimate import scale_unit

if TYPE_CHECKING:
    from tertius.relations import FilteredRelations

MOST_UNSEEN = 0.02
LOOK_BACK = (12, 36)
BURN = 24
About = Callable[[tuple[str, str], np.datetime64], bool]


@dataclass(frozen=True)
class Question:
    """One question, as it is registered.

    Attributes
    ----------
    id
        Pivot, rivals, origin, window and threshold.
    pivot, a, b
        Handles.
    made
        Last month that was known.
    first, last
        Months of the window.
    threshold
        In units of the scale; above it is towards `a`.
    probability, climatology, persistence
        Of yes: ours, the triangle's own frequency, learned persistence.
    rule
        In words.
    scale, succession
        How acts become scores.
    record
        Name of the shipped source that is asked; empty for a record of one's own.
    """

    id: str
    pivot: str
    a: str
    b: str
    made: str
    first: str
    last: str
    threshold: float
    probability: float
    climatology: float
    persistence: float
    rule: str
    scale: str
    succession: str
    record: str = ""


def ask(
    relations: FilteredRelations,
    origins: Sequence[int],
    *,
    triangles: Sequence[tuple[str, str, str]] | None = None,
    windows: Sequence[int] = WINDOWS,
    record: str = "",
    about: About | None = None,
) -> tuple[list[Question], int]:
    """Questions at these origins, each with what was known there, and how many were refused because they would be void.

    Parameters
    ----------
    triangles
        (pivot, a, b); every triangle of the record whose dyads can be forecast if None.
    record
        Name of the shipped source, to stand in the question.
    about
        Whether a question about these rivals is asked in this month; always if not given.

    Raises
    ------
    BadInput
        For directed relations, periods that are no months, or triangles that the record does not have.
    """
    relations = one_speed(relations)
    if relations.panel.directed or STEP[relations.panel.every] != 1:
        raise BadInput(
            "questions on directed relations, or on quarters or years", "an undirected monthly panel"
        )
    found, refused = [], 0
    every, names = _triangles(relations, triangles)
    legs = leg_windows(relations, range(BURN, max(origins) + 1), windows)
    for window in windows:
        for made in sided(legs, every, window, unit=valence_support_unit(relations)):
            if made.at in origins:
                for question in _questions(relations, made, every, names, record, about):
                    refused += question is None
                    found += [question] if question is not None else []
    return found, refused


def valence_support_unit(relations: FilteredRelations) -> float:
    """Length of a Goldstein point on the record's scale."""

    return scale_unit(relations.panel.scale)


def _triangles(
    relations: FilteredRelations, asked: Sequence[tuple[str, str, str]] | None
) -> tuple[npt.NDArray[np.intp], list[tuple[str, str, str]]]:
    if asked is not None:
        legs = [
            [relations.index(pivot, a), relations.index(pivot, b), relations.index(a, b)]
            for pivot, a, b in asked
        ]
        return np.asarray(legs, dtype=np.intp).reshape(-1, 3), list(asked)
    seen = np.flatnonzero(relations.observed.sum(axis=1) >= LEAST_SEEN)
    legs_of = triangles_of(relations, seen)
    return legs_of, [_named(relations, *row) for row in legs_of]


def _named(relations: FilteredRelations, a: int, b: int, ab: int) -> tuple[str, str, str]:
    """Pivot, then the rivals in the order of its legs."""
    rivals = set(relations.dyads[ab])
    (pivot,) = set(relations.dyads[a]) - rivals
    (one,) = set(relations.dyads[a]) & rivals
    (two,) = set(relations.dyads[b]) & rivals
    return pivot, one, two


def _questions(
    relations: FilteredRelations,
    made: Sided,
    legs: npt.NDArray[np.intp],
    names: Sequence[tuple[str, str, str]],
    record: str,
    about: About | None,
) -> Iterator[Question | None]:
    """One a triangle; None where a leg will probably not be seen."""
    month = relations.months[made.at].astype("M8[M]")
    silent = (1 - _seen_rate(relations, made.at)) ** made.window
    for k, triangle in enumerate(made.triangles):
        a, b = legs[triangle, :2]
        if about is not None and not about(names[triangle][1:], month):
            continue
        if 1 - (1 - silent[a]) * (1 - silent[b]) > MOST_UNSEEN:
            yield None
            continue
        chances = {name: float(value[k]) for (name, c), value in made.chance.items() if c == 0.0}
        yield _question(relations, names[triangle], made.at, made.window, chances, record)


def _seen_rate(relations: FilteredRelations, at: int) -> npt.NDArray[np.float64]:
    """Share of months with an act, the lower of the last year's and the last three years', shape (dyad,)."""
    rates = []
    for back in LOOK_BACK:
        seen = relations.observed[:, max(0, at + 1 - back) : at + 1]
        rates.append((seen.sum(axis=1) + 0.5) / (seen.shape[1] + 1.0))
    return np.minimum(*rates)


def _question(
    relations: FilteredRelations,
    names: tuple[str, str, str],
    at: int,
    window: int,
    chances: dict[str, float],
    record: str,
) -> Question:
    month = relations.months[at].astype("M8[M]")
    first, last = str(month + 1), str(month + window)
    settings = relations.provenance.settings
    pivot, a, b = names
    rule = (
        f"half the difference of the mean monthly scores {pivot}-{a} less {pivot}-{b}, over the months {first} to {last} that "
        "have any" + (f" in {record} as it ships" if record else "") + ", is above 0"
    )
    where = f"{record}:" if record else ""
    return Question(
        id=f"{where}{pivot}/{a}/{b}/{month}/{window}/0", pivot=pivot, a=a, b=b, made=str(month), first=first, last=last,
        threshold=0.0, probability=chances["ours"], climatology=chances["own frequency"],
        persistence=chances["learned persistence"], rule=rule, scale=relations.panel.scale,
        succession=str(settings.get("succession", "joined")), record=record,
    )  # fmt: skip
