"""Dated stances of a pivot, and how they are told: a table, and the object that ``tertius stances --json`` prints."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.intervals import Floats
from tertius.months import Months, labels
from tertius.provenance import Provenance
from tertius.shown import Shown
from tertius.stances import phases as ph
from tertius.stances.facts import FactPrior
from tertius.stances.gate import Enough
from tertius.stances.middle import MiddleKind, kinds
from tertius.stances.numbers import load_numbers

if TYPE_CHECKING:
    import polars as pl

    from tertius.triangles import Triangle

NOT_TOLD = "the record cannot tell these apart: the middle is divided as other pivots' middles were"


@dataclass(frozen=True, eq=False)
class Stances(Shown):
    """Dated stances of a pivot between two rivals; empty where the record is not enough (`enough`).

    Attributes
    ----------
    states
        ``aligned with <A>``, ``middle``, ``aligned with <B>``.
    months
        Array of datetime64[M], shape (month,).
    prob
        Array, shape (month, 3): given all months, or for ``given="past"`` the months up to each one.
    direction
        Array, shape (month,): probability that the pivot's relation with A stands above that with B, by the levels of the
        segment each month lies in. A statement of its own: a state can be nearer to A without being on its side.
    level
        Array, shape (month,): expected half difference of the two levels in ruler units, ``z_tilt``; positive to A.
    turn
        Array, shape (month,): probability that a segment begins in the month.
    tilt, warmth
        Arrays, shape (3, month): mean, lower and upper 90 % bound of the triangle's bounded tilt and warmth.
    phases
        Stretches of the likeliest stance, in order; they cover the window.
    enough
        What the record holds, and whether it is enough.
    given
        ``all`` or ``past``.
    declared
        The stance the pivot declared, month by month, "" where none is on record; never used for `prob`.
    facts
        The yearly facts behind the prior of side and middle, and that prior, array, shape (month, 3).
    triangle
        What was segmented.
    loglik
        Log evidence of the measurements, up to a constant of the data; NaN where there was not enough.
    version
        Reference of the model's numbers.
    """

    states: tuple[str, str, str]
    months: Months
    prob: Floats
    direction: Floats
    level: Floats
    turn: Floats
    tilt: Floats
    warmth: Floats
    phases: tuple[ph.Phase, ...]
    enough: Enough
    given: str
    declared: tuple[str, ...]
    facts: FactPrior
    triangle: Triangle
    loglik: float
    version: str
    provenance: Provenance

    def __post_init__(self) -> None:
        shape = (len(self.months), len(self.states))
        if self.prob.shape != shape or len(self.declared) != shape[0]:
            raise BadInput(f"probabilities of shape {self.prob.shape}", f"(month, state) = {shape}")
        if not np.allclose(self.prob.sum(axis=1), 1.0, atol=1e-6):
            raise BadInput("stance probabilities that do not sum to 1")

    def _headline(self) -> str:
        name = f"{self.triangle.pivot} between {self.triangle.a} and {self.triangle.b}, given {self.given}"
        return name if self.enough.ok else f"{name}: not enough on record: {self.enough.why}"

    def _sample(self, most: int) -> tuple[list[dict[str, Any]], int]:
        rows = [
            {
                "from": str(phase.start),
                "to": str(phase.end),
                "stance": phase.stance,
                "probability": phase.probability,
                "start, 90 %": " .. ".join(str(month) for month in phase.start_interval),
            }
            for phase in self.phases[:most]
        ]
        return rows, len(self.phases)

    @cached_property
    def kind_of_middle(self) -> tuple[MiddleKind, ...]:
        """How each phase stood, as descriptions with bands: made when first asked for."""
        return kinds(self.triangle, self.phases) if self.phases else ()

    @property
    def path(self) -> npt.NDArray[np.int64]:
        """State number of the phase each month lies in, array, shape (month,)."""
        out = np.zeros(len(self.months), dtype=np.int64)
        for phase in self.phases:
            out[(self.months >= phase.start) & (self.months <= phase.end)] = self.states.index(phase.stance)
        return out

    def shares(self) -> dict[str, float]:
        """Share of the months in which each stance is the likeliest, in the order of the states."""
        likeliest = np.asarray(self.prob).argmax(axis=1)
        return {name: float(np.mean(likeliest == s)) for s, name in enumerate(self.states)}

    @property
    def prior(self) -> Floats:
        """Probabilities before any act, array, shape (month, 3)."""
        return self.facts.prob

    def to_frame(self) -> pl.DataFrame:
        """One row a month: probabilities, direction, tilt, warmth, the phase's stance, what was declared."""
        import polars as pl

        columns: dict[str, Any] = {"month": labels(self.months)}
        columns |= {state: self.prob[:, k] for k, state in enumerate(self.states)}
        columns |= {"direction": self.direction, "z_tilt": self.level, "turn": self.turn}
        for name, values in (("tilt", self.tilt), ("warmth", self.warmth)):
            columns |= {name: values[0], f"{name}_lo": values[1], f"{name}_hi": values[2]}
        columns["stance"] = [self.states[k] for k in self.path]
        return pl.DataFrame(columns | {"declared": list(self.declared)})

    def phase_frame(self) -> pl.DataFrame:
        """One row a phase."""
        import polars as pl

        return pl.DataFrame([phase.to_dict() for phase in self.phases])

    def to_dict(self) -> dict[str, Any]:
        """The part of ``tertius stances --json`` that is about the stances."""
        return as_dict(self)


def as_dict(stances: Stances) -> dict[str, Any]:
    """Lists along ``months``; empty where the record is not enough."""
    return {
        "pivot": stances.triangle.pivot,
        "rivals": list(stances.triangle.rivals),
        "states": list(stances.states),
        "given": stances.given,
        "c0": stances.triangle.c0,
        "months": labels(stances.months),
        "prob": stances.prob,
        "direction": stances.direction,
        "z_tilt": stances.level,
        "turn": stances.turn,
        "tilt": banded(stances.tilt),
        "warmth": banded(stances.warmth),
        "phases": [phase.to_dict() for phase in stances.phases],
        "kind_of_middle": [kind.to_dict() for kind in stances.kind_of_middle],
        "enough": stances.enough.to_dict(),
        "declared": list(stances.declared),
        "facts": {"names": list(stances.facts.names), "prior": stances.facts.prob},
        "derived": {"words": six_words(stances), "note": NOT_TOLD},
        "numbers": stances.version,
    }


def banded(values: Any) -> dict[str, Any]:
    """Mean and bounds of a quantity, lists along ``months``."""
    return dict(zip(("mean", "lo", "hi"), values, strict=True))


def six_words(stances: Stances) -> dict[str, Any]:
    """The six words of the literature by month: the sides as told, the middle split by climatology, which no datum moved."""
    split = load_numbers().within_middle
    sides = {stances.states[0]: stances.prob[:, 0], stances.states[2]: stances.prob[:, 2]}
    return sides | {word: np.asarray(stances.prob[:, 1] * share) for word, share in split.items()}
