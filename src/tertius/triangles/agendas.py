"""Tilt by agenda: the pivot may take one rival's side on one issue and the other's on another.

Each act on issue j of leg i says how far the relation *on that issue* stands from the relation as a whole: an
offset delta_ij(t) ~ N(0, omega^2), seen through the acts near t with noise s^2. On joint draws of the legs,

    delta_ij(t) | acts ~ N(S r / (W + s^2/omega^2), omega^2 s^2 / (s^2 + omega^2 W))

with W the kernel weight of the acts near t and S r the kernel-weighted sum of their residuals: score less the leg's
level L_i, the kernel mean of its drawn path (the path itself follows every act and would leave nothing over). Then
tilt_j = (v_Aj - v_Bj)/2 with v_ij = tanh((L_i + delta_ij - c0)/s0). An issue without acts near t is missing there,
never zero. See docs/method/triangles.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tertius.months import STEP
from tertius.triangles.agenda_value import Agendas, Floats
from tertius.triangles.issue_acts import (
    ISSUES,
    PRIOR_OMEGA2,
    PRIOR_S2,
    IssueActs,
    find_acts,
    smear,
    variances,
)
from tertius.triangles.quantities import dispersion

if TYPE_CHECKING:
    from tertius.events import EventTable
    from tertius.triangles.value import Triangle

LEAST = 0.25  # kernel weight (acts) an issue needs to be spoken of in a month


def agenda_tilts(
    triangle: Triangle,
    events: EventTable,
    *,
    rng: np.random.Generator,
    half_life: float = 12.0,
    permutations: int = 200,
) -> Agendas:
    """Tilt of the pivot on every issue, month by month.

    Parameters
    ----------
    triangle
        The triangle; its relations must carry the panel (``relations.panel.links_of``).
    events
        The acts, with their issues.
    half_life
        Months after which an act counts half; a smoothed posterior looks both ways, a filtered one back.
    permutations
        Size of the null of the dispersion.
    """
    acts = find_acts(triangle, events)
    near = Near(half_life / STEP[triangle.relations.panel.every], triangle.given == "past")
    levels = _levels(triangle, near)
    noise = (PRIOR_OMEGA2, PRIOR_S2) if near.past else variances(acts, levels.mean(axis=0))
    rows = [row for row in range(len(ISSUES)) if any((leg.share[row] > 0).any() for leg in acts)]
    found = [_side(triangle, acts[leg], levels[:, leg], rows, near, noise, rng) for leg in (0, 1)]
    evidence = np.stack([side.weight for side in found])
    known = evidence.sum(axis=0) >= LEAST
    tilt = np.where(known, (found[0].valence - found[1].valence) / 2, np.nan)
    mean, spread = dispersion(tilt, evidence.sum(axis=0)[None], axis=1)
    return Agendas(
        issues=tuple(ISSUES[row] for row in rows),
        months=triangle.months,
        pivot=triangle.pivot,
        a=triangle.a,
        b=triangle.b,
        tilt=tilt,
        evidence=evidence,
        scores=np.stack([side.score for side in found]),
        mean=mean,
        dispersion=spread,
        p_value=np.full(len(triangle.months), np.nan)
        if near.past
        else _permuted(triangle, acts, rows, levels.mean(axis=0), near, noise, rng, permutations),
        omega2=noise[0],
        s2=noise[1],
        half_life=half_life,
    )


@dataclass(frozen=True)
class Near:
    """Kernel sums over the months near t, with the half-life in periods of the panel."""

    half_life: float
    past: bool

    def __call__(self, values: Floats) -> Floats:
        return smear(values, self.half_life, past=self.past)


@dataclass(frozen=True)
class Side:
    """One leg by issue: kernel weight and mean score (issue, month), and draws of valence (draw, issue, month)."""

    weight: Floats
    score: Floats
    valence: Floats


def _levels(triangle: Triangle, near: Near) -> Floats:
    """Kernel mean of each leg's path: array, shape (draw, 2, month).

    A filtered posterior draws months apart, and their mean would look too certain: there it is the kernel mean of the
    posterior means, moved by each month's own draw.
    """
    x = triangle.x[:, :2]
    weight = near(np.ones(len(triangle.months)))
    if not near.past:
        return near(x) / weight
    mean = x.mean(axis=0)
    return near(mean) / weight + (x - mean)


def _side(
    triangle: Triangle,
    acts: IssueActs,
    level: Floats,
    rows: list[int],
    near: Near,
    noise: tuple[float, float],
    rng: np.random.Generator,
) -> Side:
    """One shock a draw and issue, so that paths are smooth."""
    omega2, s2 = noise
    binned, weighted = acts.by_month(acts.share[rows], len(triangle.months))
    weight, total = near(binned), near(weighted)
    residual = total - near(binned * level[:, None])
    sd = np.sqrt(omega2 * s2 / (s2 + omega2 * weight))
    shock = rng.standard_normal((len(level), len(rows), 1))
    x = level[:, None] + residual / (weight + s2 / omega2) + sd * shock
    score = np.divide(total, weight, out=np.full_like(total, np.nan), where=weight >= LEAST / 2)
    return Side(weight, score, np.tanh((x - triangle.c0) / triangle.ruler.s0))


def _permuted(
    triangle: Triangle,
    acts: tuple[IssueActs, IssueActs],
    rows: list[int],
    level: Floats,
    near: Near,
    noise: tuple[float, float],
    rng: np.random.Generator,
    permutations: int,
) -> Floats:
    """Permutation p-value of the dispersion at the posterior mean, month by month."""
    if (
        len(rows) < 2
    ):  # no month has a dispersion, and a source without issues may have millions of acts to shuffle
        return np.full(len(triangle.months), np.nan)
    shares = []
    for leg in acts:
        orders = [np.arange(len(leg.month)), *(leg.shuffle(rng) for _ in range(permutations))]
        shares.append(leg.share[rows][:, np.array(orders)])
    spread = _spread(triangle, acts, shares, level, near, noise)
    count = (np.nan_to_num(spread) >= spread[0] - 1e-12).sum(axis=0)
    return np.where(np.isnan(spread[0]) | (permutations == 0), np.nan, count / (permutations + 1))


def _spread(
    triangle: Triangle,
    acts: tuple[IssueActs, IssueActs],
    shares: list[Floats],
    level: Floats,
    near: Near,
    noise: tuple[float, float],
) -> Floats:
    """Dispersion of the issues' tilts with every draw replaced by the posterior mean.

    Parameters
    ----------
    shares
        For each leg an array, shape (issue, order, act).

    Returns
    -------
    array, shape (order, month).
    """
    omega2, s2 = noise
    sides, evidence = [], []
    for leg in (0, 1):
        binned, weighted = acts[leg].by_month(shares[leg], len(triangle.months))
        weight = near(binned)
        offset = near(weighted - binned * level[leg]) / (weight + s2 / omega2)
        sides.append(np.tanh((level[leg] + offset - triangle.c0) / triangle.ruler.s0))
        evidence.append(weight)
    both = evidence[0] + evidence[1]
    tilt = np.where(both >= LEAST, (sides[0] - sides[1]) / 2, np.nan)
    return dispersion(tilt, both, axis=0)[1]
