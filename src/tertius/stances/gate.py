"""Is there enough on record to speak of a stance at all? One rule, asked before every verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.actors.english import called, spelt_out
from tertius.stances.measurements import Measurements, measure_legs, rows_of
from tertius.triangles.build import modelled_months

if TYPE_CHECKING:
    from tertius.relations import Relations
    from tertius.triangles import Triangle

LEAST_ACTS = 12
LEAST_MONTHS = 9
MOST_PRIOR = 0.9
LEAST_WINDOW = 24


@dataclass(frozen=True)
class Enough:
    """What the record holds of the pivot's two legs, and whether that is enough.

    On each leg: at least `LEAST_ACTS` acts, in at least `LEAST_MONTHS` months, and less than `MOST_PRIOR` of the relation's
    variance left where the prior had it; and a window of `LEAST_WINDOW` months or more.

    Attributes
    ----------
    ok, why
        Whether a stance may be read; if not, the reasons as one sentence.
    acts, months_with_acts, prior_share
        Of the leg to A and of the leg to B.
    volume
        Acts of the whole source in the window.
    window
        Months of the window.
    """

    ok: bool
    why: str
    acts: tuple[int, int]
    months_with_acts: tuple[int, int]
    prior_share: tuple[float, float]
    volume: int
    window: int

    def untold(self, pivot: str, a: str, b: str) -> str:
        """One sentence for a verdict that the record does not allow."""
        pivot, a, b = (called(handle) for handle in (pivot, a, b))
        return (
            f"The record is not enough to say where {pivot} stood between {a} and {b}: {spelt_out(self.why)}."
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in plain.items()}


def enough(made: Triangle, data: Measurements | None = None) -> Enough:
    """Whether the record suffices to read the stance of this triangle's pivot."""
    found = data or measure_legs(
        made.relations, (made.pivot, made.a), (made.pivot, made.b), c0=made.c0, months=made.within
    )
    return _asked(found, made.relations, (made.pivot, made.a, made.b), made.within)


def enough_known(
    relations: Relations,
    corners: tuple[str, str, str],
    *,
    covered: tuple[np.datetime64, np.datetime64] | None = None,
) -> Enough:
    """The same of relations from which no triangle was drawn: of filtered ones, whether what was known by each month suffices.

    Parameters
    ----------
    corners
        Pivot, A, B.
    covered
        Window that a chronicle covers (`tertius.triangles.modelled_months`).
    """

    pivot, a, b = corners
    legs = ((pivot, a), (pivot, b), (a, b))
    within = modelled_months(relations, legs, covered)
    return _asked(measure_legs(relations, *legs[:2], months=within), relations, corners, within)


def _asked(found: Measurements, relations: Relations, names: tuple[str, str, str], within: slice) -> Enough:
    one, two = (prior_share(relations, (names[0], rival), within) for rival in names[1:])
    volume = int(np.asarray(relations.panel.volume)[within].sum())
    return judge(found, (one, two), names=names, volume=volume)


def judge(
    data: Measurements, shares: tuple[float, float], *, names: tuple[str, str, str], volume: int
) -> Enough:
    """The rule itself, on what was measured."""
    window = data.z.shape[1] * data.step
    why = (
        [f"the window has {window} month{'s' * (window != 1)}, fewer than {LEAST_WINDOW}"]
        if window < LEAST_WINDOW
        else []
    )
    for number, rival in enumerate(names[1:]):
        said = _leg(int(data.acts[number]), int(data.months[number]) * data.step, shares[number])
        if said:
            why.append(f"{names[0]} with {rival}: {said}")
    return Enough(
        not why, "; ".join(why), (int(data.acts[0]), int(data.acts[1])),
        (int(data.months[0]), int(data.months[1])), shares, volume, window,
    )  # fmt: skip


def _leg(acts: int, months: int, share: float) -> str:
    """What one leg lacks, or ""."""
    if acts == 0:
        return "no act on record"
    if acts < LEAST_ACTS or months < LEAST_MONTHS:
        return (
            f"{acts} act{'s' * (acts != 1)} in {months} month{'s' * (months != 1)}, "
            f"and {LEAST_ACTS} acts in {LEAST_MONTHS} months are the least"
        )
    if share >= MOST_PRIOR:
        return f"{share:.0%} of what is uncertain about the relation is as it was before any act"
    return ""


def prior_share(relations: Relations, leg: tuple[str, str], months: slice) -> float:
    """Mean posterior variance of a leg over its prior variance, in [0, 1]: 1 where the acts taught nothing.

    The prior variance is that of the leg's own stationary path, under what is known of its hyperparameters, and of its unknown
    mean, under the pooled weights.
    """
    rows = rows_of(relations.panel, leg)
    mixture = relations.hyper.valence
    grid = mixture.grid
    moving = grid["var"] if "var" in grid else grid["slow_var"] + grid["fast_var"]
    mean = float(mixture.weights @ grid["mu"])
    own = mixture.posterior[rows].mean(axis=0)
    prior = float(own @ moving) + float(mixture.weights @ np.square(grid["mu"] - mean))
    return float(np.clip(relations.var[rows][:, months].mean() / prior, 0.0, 1.0))
