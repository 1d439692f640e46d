"""Each claim tried on all cases: estimate, interval, placebos, false discovery rate, and one of four fixed words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tertius.claims.condition import CONTRADICTED, SUPPORTED, UNCLEAR, UNTESTABLE
from tertius.claims.registry import Proposition
from tertius.claims.slope import Design, Floats, fit, redrawn, share_beyond, smallest_visible
from tertius.shown import Shown

FALSE_DISCOVERIES = 0.1
LEAST_CLUSTERS, LEAST_ROWS = 3, 30


@dataclass(frozen=True)
class Placebo:
    """Share of redraws at least as far from zero, and their 5 % and 95 % slopes: other carriers', and other dates."""

    permuted_p: float
    permuted_band: tuple[float, float]
    shifted_p: float
    shifted_band: tuple[float, float]
    redraws: int

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        return {
            **vars(self),
            "permuted_band": list(self.permuted_band),
            "shifted_band": list(self.shifted_band),
        }


@dataclass(frozen=True)
class Verdict(Shown):
    """One claim on many cases.

    Attributes
    ----------
    smallest_visible
        Size of the smallest effect that would have been seen four times in five; read it first.
    estimate, se, lo, hi
        The slope, its error and 90 % interval, clustered by rival dyad.
    cases, rivals, rows
        Pivots between two rivals, rival dyads, and rows that say anything of it.
    p, adjusted
        The largest of the p-values of the interval and of both placebos, alone and after Benjamini and Hochberg (1995) over
        the list.
    verdict
        One of `tertius.claims.VERDICTS`.
    why
        What it rests on, or why it cannot be tested.
    """

    id: str
    statement: str
    estimand: str
    sign: int
    smallest_visible: float
    estimate: float
    se: float
    lo: float
    hi: float
    cases: tuple[str, ...]
    rivals: int
    rows: int
    placebo: Placebo
    p: float
    adjusted: float
    verdict: str
    why: str

    def _headline(self) -> str:
        return f"{self.id}: {self.verdict}"

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        return {**vars(self), "cases": list(self.cases), "placebo": self.placebo.to_dict()}


def try_claim(
    claim: Proposition,
    design: Design,
    names: Sequence[str],
    *,
    permutations: int,
    rng: np.random.Generator,
    done: Callable[[int], None] | None = None,
) -> Verdict:
    """One claim before the list is looked at as a whole.

    Parameters
    ----------
    names
        What each unit of the design is called.
    permutations
        Redraws of each placebo.
    done
        Called with the redraws done, of two times `permutations`.
    """
    found = fit(design)
    why = _untestable(found.clusters, found.rows, found.se)
    times = permutations if not why else 0
    nulls = [
        redrawn(design, redraw, times, rng=rng, done=_after(done, k * permutations))
        if times
        else (np.empty(0),) * 2
        for k, redraw in enumerate((design.permuted, design.shifted))
    ]
    ratio = found.estimate / found.se if found.se > 0 else float("nan")
    shares = [share_beyond(ratio, null[1]) for null in nulls]
    placebo = Placebo(shares[0], _band(nulls[0][0]), shares[1], _band(nulls[1][0]), times)
    told = [value for value in (found.p, *shares) if np.isfinite(value)]
    if not why and not any(np.isfinite(shares)):
        why = "no placebo could be drawn"
    p = max(told) if told and not why else float("nan")
    least = smallest_visible(found.se, nulls[0][0], found.clusters) if not why else float("nan")
    used = tuple(dict.fromkeys(name for name, on in zip(names, _used(design), strict=True) if on))
    return Verdict(
        claim.id, claim.statement, claim.estimand, claim.sign, least, found.estimate, found.se, found.lo, found.hi,
        used, found.clusters, found.rows, placebo, p, float("nan"), UNTESTABLE if why else UNCLEAR, why,
    )  # fmt: skip


def _after(done: Callable[[int], None] | None, start: int) -> Callable[[int], None] | None:
    return None if done is None else lambda count: done(start + count)


def _untestable(clusters: int, rows: int, se: float) -> str:
    if clusters < LEAST_CLUSTERS:
        return f"{clusters} pairs of rivals say anything of it, {LEAST_CLUSTERS} are needed"
    if rows < LEAST_ROWS:
        return f"{rows} rows say anything of it, {LEAST_ROWS} are needed"
    return (
        "" if np.isfinite(se) and se > 0 else "the exposure does not vary without one of the pairs of rivals"
    )


def _used(design: Design) -> list[bool]:
    """Whether each unit has complete rows in which the exposure, or a control, varies."""
    columns = design.columns
    good = np.asarray(np.isfinite(columns).all(axis=0))
    return [
        bool(on.sum() >= 2 and np.ptp(columns[:-1, unit, on], axis=1).max() > 0)
        for unit, on in enumerate(good)
    ]


def _band(null: Floats) -> tuple[float, float]:
    kept = null[np.isfinite(null)]
    if not len(kept):
        return float("nan"), float("nan")
    lo, hi = np.quantile(kept, [0.05, 0.95])
    return float(lo), float(hi)


def judged(verdicts: Sequence[Verdict], *, rate: float = FALSE_DISCOVERIES) -> tuple[Verdict, ...]:
    """The list with the false discovery rate held over it (Benjamini and Hochberg 1995), and its fixed words."""
    p = np.array([each.p for each in verdicts], dtype=float)
    adjusted = step_up(p)
    return tuple(_worded(each, float(q), rate) for each, q in zip(verdicts, adjusted, strict=True))


def step_up(p: Floats) -> Floats:
    """Benjamini and Hochberg's adjusted p-values, array, shape (claim,); NaN stays NaN and is no member of the family."""
    out = np.full(p.shape, np.nan)
    known = np.flatnonzero(np.isfinite(p))
    order = known[np.argsort(-p[known])]
    rank = len(order) - np.arange(len(order))
    out[order] = np.minimum(np.minimum.accumulate(p[order] * len(order) / np.maximum(rank, 1)), 1.0)
    return out


def _worded(each: Verdict, adjusted: float, rate: float) -> Verdict:
    if each.verdict == UNTESTABLE:
        return each
    if not adjusted <= rate:
        return replace(each, adjusted=adjusted, verdict=UNCLEAR, why="within what chance and placebos give")
    word = SUPPORTED if np.sign(each.estimate) == each.sign else CONTRADICTED
    return replace(
        each,
        adjusted=adjusted,
        verdict=word,
        why=f"beyond both placebos at a false discovery rate of {rate:g}",
    )
