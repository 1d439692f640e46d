"""The ruler that turns a latent state into a number in (-1, 1) or (0, 1): neutral point, spread, reference rate."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Ruler:
    """Versioned constants of the reference panel.

    Attributes
    ----------
    c0
        Neutral point of valence in the scale's own units; ``median`` is that of the reference panel.
    s0
        Spread that v = tanh((x - c0) / s0) is measured in: the inter-quartile range of x over the reference panel.
    lambda0
        Monthly rate, net of volume, at which a dyad's engagement is 1 - 1/e: the median over the reference panel's
        dyads with at least 12 events a year.
    version
        Name of the reference panel and its hash.
    """

    c0: float
    s0: float
    lambda0: float
    version: str
    median: float = 0.0

    def __post_init__(self) -> None:
        if not (self.s0 > 0 and self.lambda0 > 0 and np.isfinite(self.c0)):
            raise BadInput(
                f"ruler with s0 {self.s0}, lambda0 {self.lambda0}, c0 {self.c0}", "positive, finite numbers"
            )

    def at(self, c0: float | str | None) -> Ruler:
        """The same ruler with another neutral point: a number, ``"median"``, ``"0"`` or None (unchanged)."""
        if c0 is None:
            return self
        if c0 == "median":
            return replace(self, c0=self.median)
        try:
            return replace(self, c0=float(c0))
        except ValueError:
            raise BadInput(f"neutral point {c0!r}", "a number on the scale, or 'median'") from None

    def in_units(self, unit: float) -> Ruler:
        """The same ruler on a scale of which a Goldstein point is `unit` long."""
        return replace(self, c0=self.c0 * unit, s0=self.s0 * unit, median=self.median * unit)

    def valence(self, x: Floats) -> Floats:
        """v = tanh((x - c0) / s0), in (-1, 1)."""
        return np.asarray(np.tanh((x - self.c0) / self.s0))

    def active(self, log_rate: Floats) -> Floats:
        """e = 1 - exp(-exp(l) / lambda0), in (0, 1)."""
        return np.asarray(-np.expm1(-np.exp(log_rate) / self.lambda0))

    def to_dict(self) -> dict[str, float | str]:
        """The neutral point and the two scales, with their version."""
        return {"c0": self.c0, "s0": self.s0, "lambda0": self.lambda0, "version": self.version}
