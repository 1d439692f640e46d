"""What was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Settings:
    """One pivot between two rivals, over a window, on a scale.

    Attributes
    ----------
    pivot, a, b
        Handles as asked; `a` and `b` are the rivals.
    start, end
        Months, or ``None`` for the case's window or the events' coverage.
    c0
        Neutral point on the scale: a number or ``"median"``.
    draws
        Joint posterior draws.
    fourth
        Handle of the state whose options are weighed.
    """

    pivot: str
    a: str
    b: str
    start: np.datetime64 | None = None
    end: np.datetime64 | None = None
    every: str = "month"
    scale: str = "goldstein"
    succession: str = "joined"
    engine: str = "duckdb"
    c0: float | str = 0.0
    model: str = "semi-markov"
    horizon: int = 12
    draws: int = 1000
    seed: int = 1
    fourth: str = "KOR"

    @property
    def corners(self) -> tuple[str, str, str]:
        """Pivot and rivals."""
        return (self.pivot, self.a, self.b)

    @property
    def legs(self) -> tuple[tuple[str, str], tuple[str, str], tuple[str, str]]:
        """The three dyads: pivot with either rival, and the rivals' own."""
        return ((self.pivot, self.a), (self.pivot, self.b), (self.a, self.b))

    def panel_options(self) -> dict[str, Any]:
        """The options that shape a panel."""
        names = ("start", "end", "every", "scale", "succession", "engine")
        return {name: getattr(self, name) for name in names}

    def rng(self, purpose: str) -> np.random.Generator:
        """A generator of its own for each purpose, so that one room's draws never move another's."""
        return np.random.default_rng([self.seed, *purpose.encode()])
