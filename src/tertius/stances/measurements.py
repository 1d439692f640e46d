"""What a stance model may look at: the panel's own measurements and their error, never the smoothed path.

A smoothed path carries every act into its neighbours; given to a chain month by month it would count the
same act many times. The only exception is the engagement of a chronicle, which is no count at all: see
`Measurements.log_rate`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.months import STEP

if TYPE_CHECKING:
    from tertius.panel import Panel
    from tertius.triangles import Triangle

Floats = npt.NDArray[np.float64]
HALF_LIFE = 12.0
PRIOR_ACTS = 2.0
DENIAL_Z = -1.0
DENIAL_MONTHS = 6


@dataclass(frozen=True)
class Measurements:
    """Three legs (P-A, P-B, A-B) of one triangle.

    Attributes
    ----------
    z, var
        Month's mean score in ruler units and its error variance ``(s2/N + tau2)/s0^2``, arrays, shape (3,
        month); NaN where no act.
    counts, exposure
        Acts and what the source would report at a rate of lambda0, arrays, shape (3, month); counts are
        NaN where a count says nothing (a chronicle, a silent source, a state that does not exist).
    log_rate, log_rate_var, log_rate_weight
        For a chronicle: posterior mean and variance of the log rate over lambda0, (3, month), and the
        power its likelihood is raised to. It sums three years of acts, so that each month may count as
        1/36 of a look.
    covariates
        Known before the month they act on, array, shape (month - 1, covariate); order as
        `signatures.COVARIATES`.
    """

    z: Floats
    var: Floats
    counts: Floats
    exposure: Floats
    log_rate: Floats | None
    log_rate_var: Floats | None
    log_rate_weight: float
    covariates: Floats
    step: int = 1

    @property
    def acts(self) -> npt.NDArray[np.bool_]:
        """Whether any leg has a score in the month, array, shape (month,)."""
        return np.asarray((~np.isnan(self.z)).any(axis=0))

    def without_evidence(self) -> Measurements:
        """The same window with nothing measured: what is left is the prior."""
        from dataclasses import replace

        blank = np.full_like(self.z, np.nan)
        return replace(
            self,
            z=blank,
            var=blank,
            counts=blank,
            log_rate=None,
            log_rate_var=None,
            covariates=0 * self.covariates,
        )

    def masked(self, months: npt.NDArray[np.bool_]) -> Measurements:
        """The same with some months hidden, covariates kept."""
        from dataclasses import replace

        hidden: dict[str, Any] = {
            n: np.where(months, np.nan, getattr(self, n)) for n in ("z", "var", "counts")
        }
        return replace(self, **hidden)


def measure(triangle: Triangle) -> Measurements:
    """The measurements behind a triangle; only what was known by each month when the relations are
    filtered."""
    relations: Any = triangle.relations
    past = triangle.given == "past"
    legs = ((triangle.pivot, triangle.a), (triangle.pivot, triangle.b), (triangle.a, triangle.b))
    dependence = triangle.draws.get("dependence")
    made = measure_legs(
        relations,
        legs,
        c0=triangle.c0,
        past=past,
        dependence=None if dependence is None else dependence[0],
    )
    return made


def measure_legs(
    relations: Any,
    legs: tuple[tuple[str, str], ...],
    *,
    c0: float | None = None,
    past: bool = False,
    dependence: Floats | None = None,
) -> Measurements:
    """Measurements of three legs out of relations (their panel, noise and ruler)."""
    panel, ruler = relations.panel, relations.ruler
    step = STEP[panel.every]
    point = float(ruler.c0 if c0 is None else c0)
    y, n = (panel.y_past, panel.n_past) if past else (panel.y, panel.n)
    z, var, known, known_n = [], [], [], []
    for leg in legs:
        rows = _rows(panel, leg)
        s2, tau2 = _noise(relations, rows, past=past)
        mean, weight = _joined(y[rows], n[rows])
        z.append((mean - point) / ruler.s0)
        var.append((s2 / np.where(weight > 0, weight, np.nan) + tau2) / ruler.s0**2)
        past_mean, past_weight = _joined(panel.y_past[rows], panel.n_past[rows])
        known.append((past_mean - point) / ruler.s0)
        known_n.append(past_weight)
    counts, exposure, rate = _engagement(relations, panel, legs, ruler.lambda0)
    return Measurements(
        z=np.array(z),
        var=np.array(var),
        counts=counts,
        exposure=exposure,
        log_rate=rate[0],
        log_rate_var=rate[1],
        log_rate_weight=rate[2],
        covariates=covariates(np.array(known), np.array(known_n), dependence, step=step),
        step=step,
    )


def _rows(panel: Panel, leg: tuple[str, str]) -> list[int]:
    """Positions of a leg in the panel: one, or both directions."""
    return [panel.index(*leg), panel.index(*leg[::-1])] if panel.directed else [panel.index(*leg)]


def _noise(relations: Any, rows: list[int], *, past: bool) -> tuple[Any, Any]:
    """s2 and tau2 of a leg; for a filtered view the pooled ones as known in each month, array, shape
    (month,)."""
    hyper = relations.hyper
    if past and hyper.valence.path is not None:
        path, grid = hyper.valence.path, hyper.valence.grid
        return path @ grid["s2"], path @ grid["tau2"]
    return float(hyper.s2[rows].mean()), float(hyper.tau2[rows].mean())


def _joined(y: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Weighted mean over the directions of a leg, NaN where none has an act, and the weight."""
    weight = np.where(np.isnan(y), 0.0, n)
    total = weight.sum(axis=0)
    summed = (np.where(np.isnan(y), 0.0, y) * weight).sum(axis=0)
    return np.divide(summed, total, out=np.full_like(total, np.nan), where=total > 0), total


def _engagement(
    relations: Any, panel: Panel, legs: tuple[tuple[str, str], ...], lambda0: float
) -> tuple[Floats, Floats, tuple[Floats | None, Floats | None, float]]:
    """Counts and exposure of a stream; the log rate of a chronicle."""
    from tertius.relations.engagement import WINDOW, stream_counts

    shape = (len(legs), len(panel.months))
    if panel.kind == "chronicle":
        rows = [_rows(relations.panel, leg)[0] for leg in legs]
        rate = relations.engagement[rows] - np.log(lambda0)
        return (
            np.full(shape, np.nan),
            np.ones(shape),
            (rate, relations.engagement_var[rows], STEP[panel.every] / WINDOW),
        )
    counts, exposure = stream_counts(panel)
    found = np.array([counts[:, _rows(panel, leg)].sum(axis=1) for leg in legs])
    reach = np.array([exposure[:, _rows(panel, leg)[0]] for leg in legs]) * lambda0
    return np.where(reach > 0, found, np.nan), reach, (None, None, 0.0)


def covariates(z: Floats, n: Floats, dependence: Floats | None = None, *, step: int = 1) -> Floats:
    """Covariates of the step into each month, from what was known the month before: array, shape (month -
    1, 5).

    rivalry: (1 - v_AB)/2 of the discounted mean of past acts (half-life 12 months, shrunk to c0 by two
    acts), less 1/2, doubled, in (-1, 1). easing: how far that rivalry fell over 12 months, not below 0.
    denial by A (B): 1 where a month of the last 6 has a mean of z below -1 with that rival. dependence on
    A: the dependence tilt 12 months before.

    Parameters
    ----------
    z, n
        Scores in ruler units as known by each month, and their weights, arrays, shape (3, month).
    """
    year = 12 // step
    rivalry = -np.tanh(_discounted(z[2], n[2], step))
    before = np.concatenate([np.full(year, rivalry[0]), rivalry])[: rivalry.size]
    easing = np.maximum(before - rivalry, 0.0)
    denials = [_recent(np.nan_to_num(leg, nan=0.0) < DENIAL_Z, -(-DENIAL_MONTHS // step)) for leg in z[:2]]
    lagged = np.zeros(rivalry.size)
    if dependence is not None and rivalry.size > year:
        lagged[year:] = np.nan_to_num(np.asarray(dependence, float)[:-year])
    return np.stack([rivalry, easing, *denials, lagged], axis=1)[:-1]


def _discounted(z: Floats, n: Floats, step: int) -> Floats:
    """Discounted mean of z up to each month, shrunk to 0."""
    keep = 0.5 ** (step / HALF_LIFE)
    out, total, weight = np.empty(z.size), 0.0, 0.0
    for t in range(z.size):
        total, weight = total * keep, weight * keep
        if not np.isnan(z[t]):
            total, weight = total + n[t] * z[t], weight + n[t]
        out[t] = total / (weight + PRIOR_ACTS)
    return out


def _recent(flags: npt.NDArray[np.bool_], width: int) -> Floats:
    """1 where the flag stood in this period or the `width` - 1 before."""
    running = np.concatenate([np.zeros(width), np.cumsum(flags)])
    return (running[width:] - running[:-width] > 0).astype(float)
