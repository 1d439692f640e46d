"""What one step of a chronicle's strength is worth in Goldstein points: taken as 3, and measured where a stream overlaps."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

TAKEN = 3.0


@dataclass(frozen=True)
class StrengthStep:
    """The measured worth of one step, with its 90 % interval over dyads.

    Attributes
    ----------
    points, lo, hi
        Goldstein points a step: weighted slope of the stream's monthly means on strength.
    dyads, months
        What it rests on.
    stream
        Name of the stream.
    """

    points: float
    lo: float
    hi: float
    dyads: int
    months: int
    stream: str

    @property
    def note(self) -> str:
        """One sentence for a provenance."""
        return (
            f"a step of strength is taken as {TAKEN:g} Goldstein points; beside {self.stream} it is worth {self.points:.1f} "
            f"({self.lo:.1f} to {self.hi:.1f}, {self.dyads} dyads): signs do not rest on it, thresholds do"
        )


@cache
def strength_step() -> StrengthStep:
    """The shipped estimate, made by ``python -m studies strength_step --data DIR --write``."""
    text = files("tertius.relations").joinpath("strength_step.json").read_text(encoding="utf-8")
    told = json.loads(text)
    return StrengthStep(
        told["goldstein_per_step"], told["lo"], told["hi"], told["dyads"], told["months"], told["stream"]
    )
