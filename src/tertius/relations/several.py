"""Several sources on one relation: each with its own noise, duplication floor and drift from the anchor panel.

The first panel is the anchor. What another source s says of a month is

    y_s = x + drift_s(t) + e_s,    e_s ~ N(0, k_s s2 / n + f_s s2)

so that it enters the anchor's model as ``1 / (k_s / n + f_s)`` acts of the anchor's kind, its drift taken off. k_s, f_s (averaged
over a grid) and the drift are estimated on the dyads and months both have, against the anchor's own smoothed x (whose variance is
allowed for); the drift is a local level over months, pooled over dyads: what moves all dyads of a source alike is the source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.panel.value import Gap
from tertius.relations.hyper import Floats
from tertius.relations.prior import dyad_key
from tertius.statespace import Level, filter_level, smooth_level

if TYPE_CHECKING:
    from tertius.panel import Panel
    from tertius.relations.fits import ValenceFit
    from tertius.relations.result import Relations

RATIOS = (0.25, 0.5, 1.0, 2.0, 4.0)
FLOORS = (0.0, 0.1, 0.3, 1.0)
DRIFT_SD = 1.0
DRIFT_STEP = 0.1
LEAST_SHARED = 24
CAUSAL_S2 = 9.0
CAUSAL_REST = 0.25


@dataclass(frozen=True, eq=False)
class SourceFit:
    """How a source differs from the anchor.

    Attributes
    ----------
    ratio, floor
        Means of k_s and f_s above: noise of an act, and what more acts do not average away, in units of the anchor's s2.
    drift, drift_var : array, shape (month,)
        Drift on the anchor's months, and its variance, what is not known of ratio and floor included.
    shared
        Cells (dyad, month) both sources have; below 24 the grid of ratio and floor is taken as it is.
    ratio_sd, floor_sd
        How well they are known.
    rest
        The anchor's tau2 over its s2.
    """

    ratio: float
    floor: float
    drift: Floats
    drift_var: Floats
    shared: int
    ratio_sd: float = 0.0
    floor_sd: float = 0.0
    rest: float = 0.0

    def worth(self, count: Floats) -> Floats:
        """How many of the anchor's acts `count` acts of this source are worth, 0 for none.

        Below one the anchor's own floor, `rest` of its noise, is taken to be inside, as for a part of an act.
        """
        seen = count > 0
        error = act_error(count, self.ratio, self.floor)
        whole = error + self.rest * np.maximum(1.0, 1.0 / np.where(seen, count, 1.0))
        part = (1 + self.rest) / whole
        return np.where(seen, np.where(part < 1, part, 1 / np.maximum(whole - self.rest, 1e-9)), 0.0)


def act_error(count: Floats, ratio: float, floor: float) -> Floats:
    """Noise of a mean over `count` acts in units of the anchor's s2: ``ratio / n + floor``, a part's ``(ratio + floor) / n``."""
    n = np.where(count > 0, count, 1.0)
    return np.asarray(ratio / n + floor * np.maximum(1.0, 1.0 / n))


def align(panel: Panel, anchor: Panel) -> Panel:
    """Put a panel on the anchor's dyads and months; what it has beyond them is left out, what it lacks is missing."""
    if (panel.scale, panel.every, panel.directed) != (anchor.scale, anchor.every, anchor.directed):
        raise BadInput(
            f"panels of scale, period, direction {(panel.scale, panel.every, panel.directed)} and "
            f"{(anchor.scale, anchor.every, anchor.directed)}", "the same for all"
        )  # fmt: skip
    name = (lambda a, b: f"{a} {b}") if panel.directed else dyad_key
    rows = {name(a, b): k for k, (a, b) in enumerate(panel.dyads)}
    pick = np.array([rows.get(name(a, b), -1) for a, b in anchor.dyads])
    at = np.searchsorted(panel.months, anchor.months)
    at = np.where(
        (at < len(panel.months)) & (panel.months[np.minimum(at, len(panel.months) - 1)] == anchor.months),
        at,
        -1,
    )
    have = (pick[:, None] >= 0) & (at[None, :] >= 0)
    cells = np.ix_(np.maximum(pick, 0), np.maximum(at, 0))
    fields: dict[str, Any] = {
        k: np.where(have, getattr(panel, k)[cells], np.nan) for k in ("y", "y_past", "spread")
    }
    counts: dict[str, Any] = {
        k: np.where(have, getattr(panel, k)[cells], 0) for k in ("n", "n_past", "events")
    }
    gap = np.where(have, panel.gap[cells], Gap.OUTSIDE).astype(np.int8)
    volume = np.where(at >= 0, panel.volume[np.maximum(at, 0)], 0)
    return replace(
        panel, dyads=anchor.dyads, months=anchor.months, gap=gap, volume=volume, **fields, **counts
    )


def fit_source(other: Panel, anchor: ValenceFit) -> SourceFit:
    """Noise, floor and drift of an aligned panel against the anchor's posterior, averaged over a grid of ratio and floor.

    What is kept are moments: the mean of k / n + f over the grid's posterior is the variance of the mixture's error, and the
    drift's variance holds what it moves from one grid point to the next. Against filtered relations, and with fewer than 24
    shared cells, all grid points count alike: no month may know how noisy a source will turn out to be.
    """
    past = anchor.given == "past"
    y, n = (other.y_past, other.n_past) if past else (other.y, other.n)
    gap, shared = y - anchor.mean, np.isfinite(y) & (n > 0)
    s2, tau2 = (CAUSAL_S2, 0.0) if past else anchor.noise
    pairs = np.array([(ratio, floor) for ratio in RATIOS for floor in FLOORS])
    means, variances, scores = _drift(gap, shared, n, anchor.var, s2, pairs, past=past)
    if past or int(shared.sum()) < LEAST_SHARED:
        scores = np.zeros(len(pairs))
    weight = np.exp(scores - scores.max())
    weight /= weight.sum()
    drift = weight @ means
    ratio, floor = weight @ pairs
    spread = np.sqrt(np.maximum(weight @ np.square(pairs - [ratio, floor]), 0.0))
    total = weight @ (variances + np.square(means - drift))
    rest = CAUSAL_REST if past else tau2 / s2
    return SourceFit(
        float(ratio), float(floor), drift, total, int(shared.sum()), float(spread[0]), float(spread[1]), rest
    )


def _drift(
    gap: Floats,
    shared: npt.NDArray[np.bool_],
    n: Floats,
    x_var: Floats,
    s2: float,
    pairs: Floats,
    *,
    past: bool = False,
) -> tuple[Floats, Floats, Floats]:
    """Smoothed drift and its variance, and the log-likelihood of the gaps, under the noise of every (ratio, floor) of `pairs`.

    The gaps of one month are pooled by precision; their scatter about the pooled gap enters the likelihood, too.

    Returns
    -------
    Arrays, shape (pair, month) twice and (pair,).
    """
    pooled = [_pooled(gap, shared, s2 * act_error(n, *pair) + x_var) for pair in pairs]
    y, total, within = (np.array(part) for part in zip(*pooled, strict=True))
    start = DRIFT_SD**2
    model = Level(mu=0.0, phi=0.99, q=DRIFT_STEP**2, s2=1.0, tau2=0.0, start_mean=0.0, start_var=start)
    filtered = filter_level(np.ascontiguousarray(y.T), np.ascontiguousarray(total.T), model)
    mean, var = (filtered.mean, filtered.var) if past else smooth_level(filtered, model)
    return mean.T, var.T, filtered.loglik + within


def _pooled(gap: Floats, shared: npt.NDArray[np.bool_], h: Floats) -> tuple[Floats, Floats, float]:
    """Gap of every month pooled over dyads, its precision, and the log-likelihood of the scatter about it."""
    weight = np.where(shared, 1 / h, 0.0)
    total = weight.sum(axis=0)
    pooled = np.divide(
        (weight * np.nan_to_num(gap)).sum(axis=0), total, out=np.full(len(total), np.nan), where=total > 0
    )
    scatter = np.where(
        shared, weight * np.square(np.nan_to_num(gap - pooled)) - np.log(np.where(shared, weight, 1.0)), 0.0
    )
    return pooled, total, -0.5 * float(scatter.sum()) - 0.5 * float(np.log(total[total > 0]).sum())


def combine(anchor: Panel, others: Sequence[Panel], fits: Sequence[SourceFit]) -> Panel:
    """One panel whose `n` counts acts of the anchor's kind, the other sources' drift taken off."""
    y, n = _merge(anchor.y, anchor.n, [(p.y, p.n) for p in others], fits)
    same = anchor.y is anchor.y_past and all(p.y is p.y_past for p in others)
    past = (
        (y, n) if same else _merge(anchor.y_past, anchor.n_past, [(p.y_past, p.n_past) for p in others], fits)
    )
    gap = np.where(n > 0, Gap.FILLED, anchor.gap).astype(np.int8)
    notes = tuple(
        f"source {k + 2}: noise {fit.ratio:.2f} (s.d. {fit.ratio_sd:.2f}) of the anchor's, floor {fit.floor:.2f} "
        f"(s.d. {fit.floor_sd:.2f}), drift up to "
        f"{np.abs(fit.drift).max():.2f}, from {fit.shared} shared cells"
        for k, fit in enumerate(fits)
    )
    provenance = anchor.provenance
    for panel in others:
        provenance = provenance.merge(panel.provenance)
    return replace(
        anchor, y=y, n=n, y_past=past[0], n_past=past[1], gap=gap, provenance=provenance.with_notes(*notes)
    )


def _merge(
    y: Floats, n: Floats, others: list[tuple[Floats, Floats]], fits: Sequence[SourceFit]
) -> tuple[Floats, Floats]:
    total, weight = np.where(n > 0, np.nan_to_num(y) * n, 0.0), np.where(n > 0, n, 0.0).astype(float)
    for (score, count), fit in zip(others, fits, strict=True):
        seen = np.isfinite(score) & (count > 0)
        worth = fit.worth(np.where(seen, count, 0.0))
        total += worth * np.where(seen, score - fit.drift, 0.0)
        weight += worth
    return np.divide(total, weight, out=np.full(y.shape, np.nan), where=weight > 0), weight


def shares(
    others: Sequence[Panel], fits: Sequence[SourceFit], combined: Panel, *, past: bool
) -> list[tuple[Floats, Floats]]:
    """For each source: its part of every combined mean, shape (month, dyad), and the variance of its drift (month,)."""
    out = []
    total = combined.n_past if past else combined.n
    for panel, fit in zip(others, fits, strict=True):
        n = panel.n_past if past else panel.n
        worth = fit.worth(n)
        part = np.divide(worth, total, out=np.zeros_like(total, dtype=float), where=total > 0)
        out.append((np.ascontiguousarray(part.T), fit.drift_var))
    return out


def join_panels(
    anchor: Panel, others: Sequence[Panel], base: ValenceFit
) -> tuple[Panel, list[tuple[Floats, Floats]]]:
    """The combined panel, of sources that are aligned, and what its draws must share between dyads."""
    fits = [fit_source(panel, base) for panel in others]
    combined = combine(anchor, others, fits)
    return combined, shares(others, fits, combined, past=base.given == "past")


def drift_variance(relations: Relations) -> Floats:
    """What the sources' drift adds to the variance of x, (dyad, month): its variance times the squared share of x it moves.

    A drift lasts (0.99 a month), so that its share in x is the response of the filter, or smoother, to the source's share in
    each mean, at the dyad's expected hyperparameters (for filtered relations at the prior's, which no later month moves).
    """
    evidence, mixture, past = relations.evidence, relations.hyper.valence, relations.given == "past"
    weights = mixture.prior_weights[None] if past else mixture.posterior
    own = {name: weights @ values for name, values in mixture.grid.items()}
    if "rho" in own:
        own["var"] = own["slow_var"] + own["fast_var"]
        own["phi"] = (own["slow_var"] * own["rho"] + own["fast_var"] * own["phi"]) / own["var"]
    model = Level.stationary(mu=0.0, phi=own["phi"], var=own["var"], s2=own["s2"], tau2=own["tau2"])
    out = np.zeros(evidence.y.shape)
    for part, var in evidence.drift:
        filtered = filter_level(np.where(np.isfinite(evidence.y), part, np.nan), evidence.n, model)
        share = filtered.mean if past else smooth_level(filtered, model)[0]
        out += np.square(share) * var[:, None]
    return np.ascontiguousarray(out.T)
