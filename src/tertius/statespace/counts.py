"""Counts with an exposure: a discount filter of gamma rates seen through Poisson or negative binomial counts, with a floor.

    N_t | lambda_t ~ NegBin(mean E_t lambda_t, size k),     lambda_t | past ~ Gamma(a_t, rate b_t)
    next month:  a -> omega a + (1 - omega) a0,   b -> omega b + (1 - omega) b0
    then         a -> a + c N,  b -> b + c E,     c = 1 / (1 + m / k),  m = E a / b the count expected before it

The variance of a count given its rate is mu + mu^2 / k: acts come in bursts. c is the information of a count relative to a
Poisson's (Fisher scoring at the expected count: the score of the negative binomial is the Poisson's times c), so that the gamma
stays a gamma. A month's likelihood is the negative binomial that has the exact mean and variance of the count given the past,
mean m and size r = a / (1 + (a + 1) / k): 1 + 1/r = (1 + 1/a)(1 + 1/k). It sums to one in every month, so that the product is
the probability of the whole record. At k = inf, c = 1 and r = a: the Poisson filter, exactly.

With k = inf and a0 = b0 = 0 this is the filter of Harvey & Fernandes (1989, Journal of Business & Economic Statistics 7,
407-417; the evolution of Smith & Miller 1986). The floor (a0, b0) is the long-run distribution a silent series returns to. The
evolution is exact: with u = b lambda ~ Gamma(a, 1), the next u' = B u + g, B ~ Beta(omega a, (1 - omega) a), g ~
Gamma((1 - omega) a0, 1), which gives an exact backward pass: u = u' Beta(omega a, (1 - omega) a0) + Gamma((1 - omega) a, 1).
How near the update is to the posterior by numerical integration is asked in ``tests/statespace/test_counts.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Discount:
    """Discount `omega` in (0, 1], floor shape `a0` and rate `b0` (both > 0), `dispersion` >= 0; fields broadcast.

    `dispersion` is 1/k, k the size of the negative binomial given the rate: 0 is a Poisson, 1 and more are bursts.
    """

    omega: Any
    a0: Any
    b0: Any
    dispersion: Any = 0.0

    def take(self, index: npt.NDArray[np.int64]) -> Discount:
        """Pick members of a one-dimensional batch."""
        fields = (
            np.broadcast_to(value, self.shape) for value in (self.omega, self.a0, self.b0, self.dispersion)
        )
        return Discount(*(np.atleast_1d(value)[index] for value in fields))

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the batch."""
        return np.broadcast_shapes(*(np.shape(v) for v in (self.omega, self.a0, self.b0, self.dispersion)))


@dataclass(frozen=True)
class FilteredCounts:
    """Gamma shape `a` and rate `b` after each month, ``pred_*`` before it; shape (month, ...batch)."""

    a: Floats
    b: Floats
    pred_a: Floats
    pred_b: Floats
    steps: Floats


def predictive_size(a: Any, dispersion: Any = 0.0) -> Floats:
    """Size r of the negative binomial with the mean and variance of a count whose rate is Gamma(a, .)."""
    return np.asarray(a / (1 + (a + 1) * dispersion))


def negative_binomial_loglik(counts: Any, exposure: Any, a: Any, b: Any, dispersion: Any = 0.0) -> Floats:
    """Log predictive probability of a count: negative binomial with mean E a / b and size `predictive_size`.

    With dispersion 0 it is the exact gamma-Poisson: size a and success probability b / (b + E).
    """
    from scipy.special import gammaln

    n, e = np.asarray(counts, dtype=float), np.asarray(exposure, dtype=float)
    shrink = 1 + (a + 1) * dispersion
    r, rate = a / shrink, b / shrink
    with np.errstate(divide="ignore", invalid="ignore"):
        miss = np.where(n > 0, n * np.log(e / (rate + e)), 0.0)
    return np.asarray(gammaln(r + n) - gammaln(r) - gammaln(n + 1) + r * np.log(rate / (rate + e)) + miss)


def predict_counts(a: Any, b: Any, model: Discount) -> tuple[Any, Any]:
    """Shape and rate a month later."""
    keep = model.omega
    return keep * a + (1 - keep) * model.a0, keep * b + (1 - keep) * model.b0


def update_counts(counts: Any, exposure: Any, a: Any, b: Any, model: Discount) -> tuple[Any, Any, Floats]:
    """Shape and rate after a month's count, and its log predictive probability; a missing count changes nothing."""
    seen = np.isfinite(counts) & (exposure > 0)
    n, e = np.where(seen, counts, 0.0), np.where(seen, exposure, 0.0)
    step = np.where(seen, negative_binomial_loglik(n, e, a, b, model.dispersion), 0.0)
    worth = 1 / (1 + e * a / b * model.dispersion)
    return a + worth * n, b + worth * e, step


def filter_counts(counts: Floats, exposure: Floats, model: Discount) -> FilteredCounts:
    """Filter the batch; a month is missing where the count is NaN or the exposure is 0.

    Parameters
    ----------
    counts, exposure
        Array, shape (month, ...): acts and the source's volume (any unit, > 0 where the source was at work).
    """
    shape = np.broadcast_shapes(counts.shape[1:], exposure.shape[1:], model.shape)
    out = FilteredCounts(*(np.empty((counts.shape[0], *shape)) for _ in range(5)))
    a, b = np.asarray(model.a0, dtype=float), np.asarray(model.b0, dtype=float)
    for t in range(counts.shape[0]):
        if t:
            a, b = predict_counts(a, b, model)
        out.pred_a[t], out.pred_b[t] = a, b
        a, b, out.steps[t] = update_counts(counts[t], exposure[t], a, b, model)
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
