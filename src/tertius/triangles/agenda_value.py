"""Tilt by issue on joint draws, and how it is told: opposite tilts by runs of months, JSON, frame."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.intervals import Floats, summarise
from tertius.months import Months, labels
from tertius.shown import numbers

if TYPE_CHECKING:
    import polars as pl

NEAR = 0.2  # |tilt| and dispersion below this count as low: half a unit of s0 between the two legs


@dataclass(frozen=True, eq=False)
class Agendas:
    """Tilt by issue on joint draws.

    Parameters
    ----------
    issues
        Issues with at least one act on a leg of the pivot.
    tilt
        array, shape (draw, issue, month); NaN where the issue has no acts near.
    evidence
        array, shape (2, issue, month): kernel weight of the acts on P-A and on P-B.
    scores
        array, shape (2, issue, month): kernel mean of the acts' scores on P-A and on P-B, as they are; NaN where
        there are none: what the record says before any model.
    mean, dispersion
        array, shape (draw, month): weighted mean and spread of the tilts; NaN with fewer than two issues.
    p_value
        array, shape (month,): share of permutations (issues shuffled among a leg's acts of one year) whose
        dispersion at the posterior mean is at least the one found; NaN where missing, and in a filtered triangle,
        where later acts of the year would enter.
    omega2, s2
        Variance of the offsets between issues and of one act's score, in units of the scale squared.
    """

    issues: tuple[str, ...]
    months: Months
    pivot: str
    a: str
    b: str
    tilt: Floats
    evidence: Floats
    scores: Floats
    mean: Floats
    dispersion: Floats
    p_value: Floats
    omega2: float
    s2: float
    half_life: float

    def of(self, issue: str) -> Floats:
        """Tilt on one issue: array, shape (draw, month)."""
        return self.tilt[:, self.issues.index(issue)]

    def towards(self) -> Floats:
        """Probability that an issue tilts towards A: array, shape (issue, month); NaN where missing."""
        share = (self.tilt > 0).mean(axis=0)
        return np.where(np.isnan(self.tilt[0]), np.nan, share)

    def split(self) -> Floats:
        """Probability that one issue tilts to A and another to B, by month; NaN where missing."""
        known = ~np.isnan(self.tilt[0])
        both = (self.tilt > 0).any(axis=1) & (self.tilt < 0).any(axis=1)
        return np.where(known.sum(0) > 1, both.mean(axis=0), np.nan)

    def manner(self) -> dict[str, Floats]:
        """Probability of *selective* (mean near 0, issues apart) and *silent* (both low), by month."""
        near, apart = np.abs(self.mean) < NEAR, self.dispersion >= NEAR
        known = ~np.isnan(self.dispersion[0])
        found = {"selective": near & apart, "silent": near & ~apart}
        return {name: np.where(known, hits.mean(axis=0), np.nan) for name, hits in found.items()}

    def contrasts(self, above: float = 0.6) -> list[dict[str, Any]]:
        """Runs of months in which one issue tilts to A and another to B with more than this probability."""
        return contrasts(self, above)

    def window(self, start: np.datetime64, end: np.datetime64) -> list[dict[str, Any]]:
        """Each issue over some months, such as one phase: tilt, bounds, probability, acts and scores of each leg."""
        return window(self, start, end)

    def to_dict(self) -> dict[str, Any]:
        """Lists along ``months`` for JSON."""
        return as_dict(self)

    def to_frame(self) -> pl.DataFrame:
        """One row a month and issue: mean and 90 % bounds of the tilt, probability towards A, evidence."""
        return as_frame(self)

    @property
    def month_labels(self) -> list[str]:
        """``YYYY-MM`` for every month."""
        return labels(self.months)


def contrasts(agendas: Agendas, above: float) -> list[dict[str, Any]]:
    """Runs of months with one issue towards A and another towards B, longest first.

    Each has ``towards_a`` and ``towards_b`` (issues), ``a`` and ``b`` (handles), ``start``, ``end``,
    ``months`` and ``probability``, the mean over the run of the probability that *both* hold.
    """
    found = []
    names = agendas.month_labels
    for one, two in itertools.permutations(range(len(agendas.issues)), 2):
        known = ~np.isnan(agendas.tilt[0, one]) & ~np.isnan(agendas.tilt[0, two])
        both = ((agendas.tilt[:, one] > 0) & (agendas.tilt[:, two] < 0)).mean(axis=0)
        for start, end in runs(known & (both > above)):
            found.append(
                {
                    "towards_a": agendas.issues[one],
                    "towards_b": agendas.issues[two],
                    "a": agendas.a,
                    "b": agendas.b,
                    "start": names[start],
                    "end": names[end],
                    "months": end - start + 1,
                    "probability": float(both[start : end + 1].mean()),
                }
            )
    return sorted(found, key=lambda row: (-row["months"], row["start"]))


def window(agendas: Agendas, start: np.datetime64, end: np.datetime64) -> list[dict[str, Any]]:
    """What each issue says over some months (inclusive): tilt with 90 % bounds, probability, acts, mean scores.

    ``acts`` and ``score`` are pairs, for P-A and P-B: kernel weight summed over the window's months and divided by
    the kernel's own sum (so about the number of acts), and the mean score of those acts before any model.
    """
    inside = (agendas.months >= start) & (agendas.months <= end)
    rows = []
    for number, issue in enumerate(agendas.issues):
        known = inside & ~np.isnan(agendas.tilt[0, number])
        if not known.any():
            continue
        draws = agendas.tilt[:, number, known].mean(axis=1)
        middle = summarise(draws)
        weight, scores = agendas.evidence[:, number, known], agendas.scores[:, number, known]
        total, scored = weight.sum(axis=1), (weight * ~np.isnan(scores)).sum(axis=1)
        score = np.nansum(weight * scores, axis=1)
        rows.append(
            {
                "issue": issue,
                "months": int(known.sum()),
                "tilt": middle.mean,
                "lo": middle.lo,
                "hi": middle.hi,
                "towards_a": float((draws > 0).mean()),
                "acts": [float(value) for value in total * np.log(2) / (2 * agendas.half_life)],
                "score": numbers(np.divide(score, scored, out=np.full(2, np.nan), where=scored > 0)),
            }
        )
    return rows


def runs(mask: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and last index (inclusive) of every run of ``True``.

    >>> runs(np.array([False, True, True, False, True]))
    [(1, 2), (4, 4)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(int), [0]])))
    return [(int(start), int(stop) - 1) for start, stop in zip(edges[::2], edges[1::2], strict=True)]


def as_dict(agendas: Agendas) -> dict[str, Any]:
    """Lists along ``months``; missing values are ``None``."""
    towards = agendas.towards()
    manner = agendas.manner()
    by_issue = {}
    for number, issue in enumerate(agendas.issues):
        mean, lo, hi = summarise(agendas.tilt[:, number])
        by_issue[issue] = {
            "mean": numbers(mean),
            "lo": numbers(lo),
            "hi": numbers(hi),
            "towards_a": numbers(towards[number]),
            "evidence": [numbers(agendas.evidence[leg, number]) for leg in (0, 1)],
            "scores": [numbers(agendas.scores[leg, number]) for leg in (0, 1)],
        }
    return {
        "months": agendas.month_labels,
        "tilt": by_issue,
        "split": numbers(agendas.split()),
        "selective": numbers(manner["selective"]),
        "silent": numbers(manner["silent"]),
        "dispersion_p": numbers(agendas.p_value),
        "contrasts": agendas.contrasts(),
        "settings": {"omega2": agendas.omega2, "s2": agendas.s2, "half_life": agendas.half_life},
    }


def as_frame(agendas: Agendas) -> pl.DataFrame:
    """One row a month and issue."""
    import polars as pl

    towards = agendas.towards()
    parts = []
    for number, issue in enumerate(agendas.issues):
        mean, lo, hi = summarise(agendas.tilt[:, number])
        parts.append(
            pl.DataFrame(
                {
                    "month": agendas.months.astype("datetime64[D]"),
                    "issue": [issue] * len(agendas.months),
                    "tilt": mean,
                    "tilt_lo": lo,
                    "tilt_hi": hi,
                    "towards_a": towards[number],
                    "evidence_a": agendas.evidence[0, number],
                    "evidence_b": agendas.evidence[1, number],
                    "score_a": agendas.scores[0, number],
                    "score_b": agendas.scores[1, number],
                }
            )
        )
    return pl.concat(parts) if parts else pl.DataFrame()
