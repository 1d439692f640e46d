"""A month of negative binomial counts under a gamma rate, by numerical integration over log lambda."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln


def posterior(n: float, exposure: float, a: float, b: float, dispersion: float) -> tuple[float, float, float]:
    """Log probability of the count, and posterior mean and standard deviation of lambda."""
    u = np.linspace(np.log(a / b) - 40 / min(a, 1.0), np.log(a / b) + 8, 400_001)
    rate, k = np.exp(u), 1 / dispersion
    prior = a * np.log(b) - gammaln(a) + a * u - b * rate
    mean = exposure * rate
    choose = gammaln(n + k) - gammaln(k) - gammaln(n + 1)
    density = np.exp(prior + choose + k * np.log(k / (k + mean)) + n * np.log(mean / (k + mean)))
    width = u[1] - u[0]
    total = density.sum() * width
    first = (density * rate).sum() * width / total
    second = (density * rate**2).sum() * width / total
    return float(np.log(total)), float(first), float(np.sqrt(second - first**2))
