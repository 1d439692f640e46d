"""One claim read in one phase (or over the whole window), with what it assumes and a verdict in fixed words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput

Array = npt.NDArray[np.float64]
SUPPORTED = "supported"
CONTRADICTED = "contradicted"
UNCLEAR = "not distinguishable from zero at this power"
UNTESTABLE = "not testable with these data"
VERDICTS = (SUPPORTED, CONTRADICTED, UNCLEAR, UNTESTABLE)
LEVEL = 0.9
LEAST_MONTHS = 3


@dataclass(frozen=True)
class Condition:
    """A reading of C1, C2, C3 or C4.

    Attributes
    ----------
    id, phase, statement
        ``C1`` to ``C4``; the phase's dates and stance, or ``whole window``; what was read.
    probability, lo, hi
        Posterior mean and 90 % interval over joint draws of what `statement` names: a share of months in [0, 1] or
        a difference in [-1, 1]. NaN where it cannot be had.
    evidence_months
        Months with an act on the legs that the reading is about.
    verdict
        One of `VERDICTS`.
    null
        5 % and 95 % points of the placebo distribution, where one was made.
    detectable
        Size of the smallest effect that would have been called supported, see `smallest_seen`.
    assumes
        What the reading takes for granted.
    """

    id: str
    phase: str
    statement: str
    probability: float
    lo: float
    hi: float
    evidence_months: int
    verdict: str
    null: tuple[float, float] | None = None
    detectable: float | None = None
    assumes: str = ""

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS:
            raise BadInput(f"verdict {self.verdict!r}", "one of " + ", ".join(VERDICTS))

    @property
    def estimate(self) -> float:
        """The same as `probability`, under the name that the claims table uses."""
        return self.probability

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        return {**vars(self), "estimate": self.probability, "null": list(self.null) if self.null else None}


def interval(values: Array) -> tuple[float, float, float]:
    """Mean and 90 % bounds over draws, draws without a value left out; NaN where fewer than half have one."""
    kept = values[np.isfinite(values)]
    if len(kept) < max(2, len(values) / 2):
        return (float("nan"),) * 3
    tail = (1 - LEVEL) / 2
    lo, hi = np.quantile(kept, [tail, 1 - tail])
    return float(kept.mean()), float(lo), float(hi)


def judge_share(lo: float, hi: float, *, testable: bool) -> str:
    """Verdict on a share of months that the claim says is high: is it on one side of one half?"""
    if not testable or not np.isfinite([lo, hi]).all():
        return UNTESTABLE
    if lo > 0.5:
        return SUPPORTED
    return CONTRADICTED if hi < 0.5 else UNCLEAR


def judge_probability(probability: float, *, testable: bool) -> str:
    """Verdict on the probability of one event: beyond 0.9 or 0.1, since one end of one phase is little evidence."""
    if not testable:
        return UNTESTABLE
    if probability > LEVEL:
        return SUPPORTED
    return CONTRADICTED if probability < 1 - LEVEL else UNCLEAR


def judge_effect(
    effect: tuple[float, float, float], null: tuple[float, float] | None, *, sign: int, testable: bool
) -> str:
    """Verdict on an effect that the claim signs: outside the placebo band, and its interval on that side of zero."""
    mean, lo, hi = effect
    if not testable or null is None or not np.isfinite([mean, lo, hi, *null]).all():
        return UNTESTABLE
    above, below = mean > null[1] and lo > 0, mean < null[0] and hi < 0
    if not above and not below:
        return UNCLEAR
    return SUPPORTED if above == (sign > 0) else CONTRADICTED


def smallest_seen(
    effect: tuple[float, float, float], null: tuple[float, float] | None, *, sign: int
) -> float | None:
    """Size of the smallest effect that the rule of `judge_effect` would have called supported.

    It must leave the placebo band on the claim's side, and its interval, of the width found, must leave zero.
    """
    mean, lo, hi = effect
    if null is None or not np.isfinite([mean, lo, hi, *null]).all():
        return None
    edge = null[1] if sign > 0 else -null[0]
    return float(max(edge, mean - lo if sign > 0 else hi - mean))
