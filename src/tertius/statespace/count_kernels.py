"""Compiled twins of the count filter, its grid likelihood and its mixture smoother, for large panels; results equal NumPy's.

Import it only where it is used, for it brings in the compiler.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit, prange

PRODUCT = 24.0  # counts up to which the rising factorial is multiplied out


@njit(cache=True)
def log_probability(n: float, e: float, a: float, b: float, dispersion: float) -> float:
    """Log predictive probability of a count, its factorial left out."""
    shrink = 1.0 + (a + 1.0) * dispersion
    r, rate = a / shrink, b / shrink
    total = rate + e
    out = r * math.log(rate / total)
    if n <= 0.0:
        return out
    miss = e / total
    if n > PRODUCT or n != math.floor(n):
        return out + n * math.log(miss) + math.lgamma(r + n) - math.lgamma(r)
    product = 1.0
    for j in range(int(n)):
        product *= (r + j) * miss
    return out + math.log(product)


@njit(cache=True)
def month_on(
    first: bool, n: float, e: float, a: Any, b: Any, total: Any, omega: Any, a0: Any, b0: Any, dispersion: Any
) -> None:  # fmt: skip
    """One month of one dyad at every grid point, in place; the count's factorial is left out of the log-likelihood."""
    for g in range(len(a0)):
        if not first:
            a[g] = omega[g] * a[g] + (1.0 - omega[g]) * a0[g]
            b[g] = omega[g] * b[g] + (1.0 - omega[g]) * b0[g]
        if n == n and e > 0.0:
            total[g] += log_probability(n, e, a[g], b[g], dispersion[g])
            worth = 1.0 / (1.0 + e * a[g] / b[g] * dispersion[g])
            a[g] += worth * n
            b[g] += worth * e


@njit(cache=True, parallel=True)
def count_loglik(counts: Any, exposure: Any, omega: Any, a0: Any, b0: Any, dispersion: Any) -> Any:
    """Log-likelihood, shape (dyad, grid); `counts`, `exposure` are (dyad, month)."""
    dyads, months = counts.shape
    out = np.zeros((dyads, len(a0)))
    for d in prange(dyads):
        a, b, factorials = a0.copy(), b0.copy(), 0.0
        for t in range(months):
            n, e = counts[d, t], exposure[d, t]
            month_on(t == 0, n, e, a, b, out[d], omega, a0, b0, dispersion)
            if n == n and e > 0.0:
                factorials += math.lgamma(n + 1.0)
        for g in range(len(a0)):
            out[d, g] -= factorials
    return out


@njit(cache=True, parallel=True)
def advance(
    first: bool, counts: Any, exposure: Any, a: Any, b: Any, total: Any,
    omega: Any, a0: Any, b0: Any, dispersion: Any,
) -> None:  # fmt: skip
    """One month for all dyads, in place: `a`, `b` and the running log-likelihood `total`, all (dyad, grid)."""
    for d in prange(len(counts)):
        n, e = counts[d], exposure[d]
        factorial = math.lgamma(n + 1.0) if n == n and e > 0.0 else 0.0
        month_on(first, n, e, a[d], b[d], total[d], omega, a0, b0, dispersion)
        for g in range(len(a0)):
            total[d, g] -= factorial


@njit(cache=True)
def log_gamma_moments(a: float, b: float) -> tuple[float, float]:
    """Mean and variance of log lambda: digamma(a) - log b and trigamma(a), by recurrence to 8 and the asymptotic series."""
    shift, second = 0.0, 0.0
    while a < 8.0:
        shift -= 1.0 / a
        second += 1.0 / (a * a)
        a += 1.0
    i = 1.0 / a
    q = i * i
    first = math.log(a) - 0.5 * i - q * (1 / 12 - q * (1 / 120 - q * (1 / 252 - q * (1 / 240 - q / 132))))
    tail = i + 0.5 * q + q * i * (1 / 6 - q * (1 / 30 - q * (1 / 42 - q * (1 / 30 - q * 5 / 66))))
    return first + shift - math.log(b), tail + second


@njit(cache=True, parallel=True)
def mixed_log_moments(a: Any, b: Any, share: Any, mean: Any, var: Any) -> None:
    """Mean and variance of log lambda over the grid, into `mean` and `var`, shape (dyad,); shares below 1e-9 are skipped."""
    for d in prange(len(a)):
        one, two, mass = 0.0, 0.0, 0.0
        for g in range(a.shape[1]):
            if share[d, g] > 1e-9:
                m, v = log_gamma_moments(a[d, g], b[d, g])
                one += share[d, g] * m
                two += share[d, g] * (v + m * m)
                mass += share[d, g]
        mean[d] = one / mass
        var[d] = two / mass - mean[d] * mean[d]


@njit(cache=True)
def _smooth_one(
    counts: Any,
    exposure: Any,
    omega: float,
    a0: float,
    b0: float,
    dispersion: float,
    a: Any,
    b: Any,
    ahead: Any,
) -> None:
    """Filter one dyad at one grid point and smooth it back: `a`, `b` end as the matched gamma's."""
    months = len(counts)
    shape, rate = a0, b0
    for t in range(months):
        if t > 0:
            shape = omega * shape + (1.0 - omega) * a0
            rate = omega * rate + (1.0 - omega) * b0
        ahead[t] = rate
        n, e = counts[t], exposure[t]
        if n == n and e > 0.0:
            worth = 1.0 / (1.0 + e * shape / rate * dispersion)
            shape += worth * n
            rate += worth * e
        a[t], b[t] = shape, rate
    one, two = shape / rate, shape * (shape + 1.0) / (rate * rate)
    new = (1.0 - omega) * a0
    for t in range(months - 2, -1, -1):
        stay, lost = omega * a[t], (1.0 - omega) * a[t]
        whole = stay + new
        first = ahead[t + 1] * one * stay / whole
        second = ahead[t + 1] ** 2 * two * stay * (stay + 1.0) / (whole * (whole + 1.0))
        one = (first + lost) / b[t]
        two = (second + 2.0 * first * lost + lost * (lost + 1.0)) / (b[t] * b[t])
        spread = max(two - one * one, 1e-12 * one * one)
        a[t], b[t] = one * one / spread, one / spread


@njit(cache=True, parallel=True)
def mixture_smooth(
    counts: Any,
    exposure: Any,
    starts: Any,
    point: Any,
    weight: Any,
    omega: Any,
    a0: Any,
    b0: Any,
    dispersion: Any,
) -> Any:
    """Mean and variance of the smoothed log rate, each (dyad, month), over each dyad's likely grid points."""
    dyads, months = counts.shape
    mean, second = np.zeros((dyads, months)), np.zeros((dyads, months))
    for d in prange(dyads):
        a, b, ahead = np.empty(months), np.empty(months), np.empty(months)
        for i in range(starts[d], starts[d + 1]):
            g = point[i]
            _smooth_one(counts[d], exposure[d], omega[g], a0[g], b0[g], dispersion[g], a, b, ahead)
            for t in range(months):
                m, v = log_gamma_moments(a[t], b[t])
                mean[d, t] += weight[i] * m
                second[d, t] += weight[i] * (v + m * m)
        for t in range(months):
            second[d, t] -= mean[d, t] * mean[d, t]
    return mean, second
