"""The acts of the pivot's two legs with their months, scores and issues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pyarrow as pa

    from tertius.events import EventTable
    from tertius.triangles.value import Triangle

Floats = npt.NDArray[np.float64]
ISSUES = ("SEC", "ECO", "IDE", "TEC", "TER", "WAR", "DIP")
"""Agendas of the rubric; GEN is about the relation as a whole and is no agenda."""

PRIOR_ACTS = 20.0
LEAST_OMEGA2 = 0.25
PRIOR_OMEGA2, PRIOR_S2 = 4.0, 9.0  # (2 and 3 Goldstein units)^2: where a triangle has too few acts to say


@dataclass(frozen=True)
class IssueActs:
    """Acts of one leg, one entry an act and month it touches.

    Parameters
    ----------
    month
        array, shape (act,): index of the month.
    score
        array, shape (act,): score on the panel's scale.
    weight
        array, shape (act,): the act's weight in that month, as in the panel.
    share
        array, shape (issue, act): how much of the act is about each of `ISSUES` (two issues: half each).
    year
        array, shape (act,): calendar year, the block within which the null shuffles.
    """

    month: npt.NDArray[np.intp]
    score: Floats
    weight: Floats
    share: Floats
    year: npt.NDArray[np.intp]

    def by_month(self, share: Floats, months: int) -> tuple[Floats, Floats]:
        """Weight, and weight times score, by month: two arrays, shape (..., month), from shares (..., act)."""
        rows = share.reshape(int(np.prod(share.shape[:-1], dtype=int)), len(self.month))
        cell = (np.arange(len(rows))[:, None] * months + self.month).ravel()
        weight = rows * self.weight
        sums = (np.bincount(cell, part.ravel(), len(rows) * months) for part in (weight, weight * self.score))
        one, two = (np.asarray(part, float).reshape(*share.shape[:-1], months) for part in sums)
        return one, two

    def shuffle(self, rng: np.random.Generator) -> npt.NDArray[np.intp]:
        """Order of the acts with those of one year exchanged at random."""
        order = np.lexsort((rng.random(len(self.year)), self.year))
        moved = np.empty_like(order)
        moved[np.argsort(self.year, kind="stable")] = order
        return moved


def find_acts(triangle: Triangle, events: EventTable) -> tuple[IssueActs, IssueActs]:
    """Acts of the legs P-A and P-B, through the panel's links from cells to events."""
    wanted = [_dyads(triangle, rival) for rival in triangle.rivals]
    links = triangle.relations.panel.links_of([dyad for dyads in wanted for dyad in dyads])
    weight = "weight_past" if triangle.given == "past" else "weight"
    columns = [links.column(name).to_numpy() for name in ("dyad", "month", weight, "score")]
    share = _shares(links, events)
    return _leg(triangle, wanted[0], columns, share), _leg(triangle, wanted[1], columns, share)


def _dyads(triangle: Triangle, rival: str) -> list[int]:
    """Positions of the leg in the panel: one, or one a direction."""
    found = [triangle.relations.index(triangle.pivot, rival)]
    if triangle.relations.panel.directed:
        found.append(triangle.relations.index(rival, triangle.pivot))
    return found


def _shares(links: pa.Table, events: EventTable) -> Floats:
    """How much of each linked act is about each of `ISSUES`: array, shape (issue, link); few texts stand for many acts."""
    import pyarrow.compute as pc

    names, issues = events.arrow["event_id"].combine_chunks(), events.arrow["issues"].combine_chunks()
    text = pc.fill_null(issues.take(pc.index_in(links["event_id"].combine_chunks(), names)), "")
    coded = text.dictionary_encode()
    words = [each.split() for each in coded.dictionary.to_pylist()]
    share = np.array([[word.count(issue) / max(len(word), 1) for word in words] for issue in ISSUES], float)
    return np.asarray(share.reshape(len(ISSUES), len(words))[:, coded.indices.to_numpy()])


def _leg(
    triangle: Triangle, dyads: list[int], columns: list[npt.NDArray[np.float64]], share: Floats
) -> IssueActs:
    dyad, month, weight, score = columns
    first = triangle.within.start or 0
    inside = (month >= first) & (month < first + len(triangle.months))
    hit = np.isin(dyad, dyads) & ~np.isnan(score.astype(float)) & inside
    index = month[hit].astype(np.intp) - first
    return IssueActs(
        month=index,
        score=score[hit].astype(float),
        weight=weight[hit].astype(float),
        share=share[:, hit],
        year=triangle.months[index].astype("M8[Y]").astype(np.intp),
    )


def smear(values: Floats, half_life: float, *, past: bool) -> Floats:
    """Kernel sums along the last axis: ``sum_m values[m] 0.5 ** (|t - m| / half_life)``, m <= t only if `past`.

    A recursion in each direction, so its cost is linear in the months.
    """
    keep = 0.5 ** (1 / half_life)
    inward = np.ascontiguousarray(np.moveaxis(values, -1, 0))
    forward = inward.copy()
    for t in range(1, len(forward)):
        forward[t] += keep * forward[t - 1]
    if not past:
        backward = inward.copy()
        for t in range(len(backward) - 2, -1, -1):
            backward[t] += keep * backward[t + 1]
        forward += backward - inward
    return np.moveaxis(forward, 0, -1)


def variances(acts: tuple[IssueActs, IssueActs], level: Floats) -> tuple[float, float]:
    """Variance between issues and of one act, from residuals by leg, issue and three years.

    Both are held near a stated prior (2 and 3 Goldstein units squared) worth `PRIOR_ACTS` acts, so that a
    handful of acts does not decide that issues are all alike or all apart.

    Parameters
    ----------
    level
        array, shape (2, month): posterior mean of the legs' levels.

    Returns
    -------
    omega2, s2
        In units of the scale squared.
    """
    cells = [_cells(one, level[leg]) for leg, one in enumerate(acts)]
    total, mean, within = (np.concatenate(part) for part in zip(*cells, strict=True))
    s2 = (within.sum() + PRIOR_ACTS * PRIOR_S2) / (np.maximum(total - 1, 0).sum() + PRIOR_ACTS)
    share = total / (
        total + 1
    )  # a cell of one act says half as much about the spread of cells as a large one
    between = (share * (mean**2 - s2 / np.maximum(total, 1e-9)).clip(-PRIOR_OMEGA2)).sum()
    omega2 = (between + PRIOR_ACTS * PRIOR_OMEGA2) / (share.sum() + PRIOR_ACTS)
    return max(float(omega2), LEAST_OMEGA2), float(s2)


def _cells(one: IssueActs, level: Floats) -> tuple[Floats, Floats, Floats]:
    """Weight, mean residual and sum of squares within, of every cell of issue and three years with acts."""
    residual = one.score - level[one.month]
    block = one.year // 3 - (one.year.min() // 3 if len(one.year) else 0)
    weight = one.share * one.weight
    count = int(block.max()) + 1 if len(block) else 0
    cell = (np.arange(len(ISSUES))[:, None] * count + block[None, :]).ravel()
    spread = np.broadcast_to(residual, weight.shape).ravel()
    sums = [np.bincount(cell, weight.ravel() * spread**power, len(ISSUES) * count) for power in (0, 1, 2)]
    known = sums[0] > 0
    total, first, second = (np.asarray(values[known], float) for values in sums)
    mean = first / total
    return total, mean, np.maximum(second - total * mean**2, 0)
