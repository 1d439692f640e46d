"""Counts with an exposure: a gamma-Poisson discount filter with a floor, its predictive, smoother and path draws.

    N_t | lambda_t ~ Poisson(E_t lambda_t),     lambda_t | past ~ Gamma(a_t, rate b_t)
    next month:  a -> omega a + (1 - omega) a0,   b -> omega b + (1 - omega) b0
    then         a -> a + N,  b -> b + E

With a0 = b0 = 0 this is the filter of Harvey & Fernandes (1989, Journal of Business & Economic Statistics 7, 407-417; the
evolution of Smith & Miller 1986). The floor (a0, b0) is the long-run distribution a silent series returns to. The evolution it
stands for is exact: with u = b lambda ~ Gamma(a, 1), the next u' = B u + g, B ~ Beta(omega a, (1 - omega) a), g ~
Gamma((1 - omega) a0, 1), which gives an exact backward pass: u = u' Beta(omega a, (1 - omega) a0) + Gamma((1 - omega) a, 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Discount:
    """Discount `omega` in (0, 1], floor shape `a0` and rate `b0` (both > 0); fields broadcast to the batch."""

    omega: Any
    a0: Any
    b0: Any

    def take(self, index: npt.NDArray[np.int64]) -> Discount:
        """Pick members of a one-dimensional batch."""
        return Discount(*(np.atleast_1d(value)[index] for value in (self.omega, self.a0, self.b0)))


@dataclass(frozen=True)
class FilteredCounts:
    """Gamma shape `a` and rate `b` after each month, ``pred_*`` before it; shape (month, ...batch)."""

    a: Floats
    b: Floats
    pred_a: Floats
    pred_b: Floats
    steps: Floats


def negative_binomial_loglik(counts: Any, exposure: Any, a: Any, b: Any) -> Floats:
    """Log predictive probability of a count: negative binomial with size a and success probability b / (b + E)."""
    from scipy.special import gammaln

    n, e = np.asarray(counts, dtype=float), np.asarray(exposure, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        miss = np.where(n > 0, n * np.log(e / (b + e)), 0.0)
    return np.asarray(gammaln(a + n) - gammaln(a) - gammaln(n + 1) + a * np.log(b / (b + e)) + miss)


def filter_counts(counts: Floats, exposure: Floats, model: Discount) -> FilteredCounts:
    """Filter the batch; a month is missing where the count is NaN or the exposure is 0.

    Parameters
    ----------
    counts, exposure
        Array, shape (month, ...): acts and the source's volume (any unit, > 0 where the source was at work).
    """
    shape = np.broadcast_shapes(
        counts.shape[1:], exposure.shape[1:], *(np.shape(v) for v in vars(model).values())
    )
    out = FilteredCounts(*(np.empty((counts.shape[0], *shape)) for _ in range(5)))
    a, b = np.asarray(model.a0, dtype=float), np.asarray(model.b0, dtype=float)
    for t in range(counts.shape[0]):
        if t:
            a = model.omega * a + (1 - model.omega) * model.a0
            b = model.omega * b + (1 - model.omega) * model.b0
        out.pred_a[t], out.pred_b[t] = a, b
        seen = np.isfinite(counts[t]) & (exposure[t] > 0)
        n, e = np.where(seen, counts[t], 0.0), np.where(seen, exposure[t], 0.0)
        out.steps[t] = np.where(seen, negative_binomial_loglik(n, e, a, b), 0.0)
        a, b = a + n, b + e
        out.a[t], out.b[t] = a, b
    return out


def smooth_counts(filtered: FilteredCounts, model: Discount) -> tuple[Floats, Floats]:
    """Gamma shape and rate that match the exact smoothed mean and variance of lambda, each (month, ...)."""
    a, b = filtered.a.copy(), filtered.b.copy()
    one, two = a[-1] / b[-1], a[-1] * (a[-1] + 1) / b[-1] ** 2
    for t in range(len(a) - 2, -1, -1):
        stay, new = model.omega * filtered.a[t], (1 - model.omega) * model.a0
        lost = (1 - model.omega) * filtered.a[t]
        ahead, total = filtered.pred_b[t + 1], stay + new
        first = ahead * one * stay / total
        second = ahead**2 * two * stay * (stay + 1) / (total * (total + 1))
        one = (first + lost) / filtered.b[t]
        two = (second + 2 * first * lost + lost * (lost + 1)) / filtered.b[t] ** 2
        spread = np.maximum(two - one * one, 1e-12 * one * one)
        a[t], b[t] = one * one / spread, one / spread
    return a, b


def draw_counts(
    filtered: FilteredCounts, model: Discount, *, rng: np.random.Generator, pick: npt.NDArray[np.int64]
) -> Floats:
    """Joint paths of lambda given all months by the exact backward pass, shape (month, draw); see the module's head."""
    months = filtered.a.shape[0]
    omega, a0 = (np.broadcast_to(v, filtered.a.shape[1:])[pick] for v in (model.omega, model.a0))
    a, b = filtered.a[:, pick], filtered.b[:, pick]
    ahead = filtered.pred_b[:, pick]
    lost = rng.standard_gamma(np.maximum((1 - omega) * a, 1e-12))
    kept = rng.beta(np.maximum(omega * a, 1e-12), np.maximum((1 - omega) * a0, 1e-12))
    out = np.empty((months, len(pick)))
    out[-1] = rng.standard_gamma(a[-1]) / b[-1]
    for t in range(months - 2, -1, -1):
        out[t] = (out[t + 1] * ahead[t + 1] * kept[t] + lost[t]) / b[t]
    return out


def log_moments(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of log lambda under Gamma(a, rate b)."""
    from scipy.special import digamma, polygamma

    return np.asarray(digamma(a) - np.log(b)), np.asarray(polygamma(1, a))
