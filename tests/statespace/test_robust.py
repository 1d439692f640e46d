"""Student-t noise: gaussian as its limit, a wild month counts less, and the gain under heavy tails."""

from __future__ import annotations

import numpy as np

from tertius.statespace import Level, filter_level, smooth_level
from tertius.statespace.robust import smooth_robust

MODEL = Level.stationary(mu=0.0, phi=0.95, var=4.0, s2=1.5, tau2=0.0)


def simulate(noise):
    rng = np.random.default_rng(0)
    x = np.zeros((300, 20))
    for t in range(1, 300):
        x[t] = 0.95 * x[t - 1] + rng.normal(size=20) * np.sqrt(4 * (1 - 0.95**2))
    return x, x + noise(rng)


def test_many_degrees_of_freedom_are_the_normal_model():
    _, y = simulate(lambda rng: rng.normal(size=(300, 20)))
    n = np.ones_like(y)
    mean, var, _ = smooth_robust(y, n, MODEL, nu=1e9)
    plain = smooth_level(filter_level(y, n, MODEL), MODEL)
    np.testing.assert_allclose(mean, plain[0], atol=1e-6)
    np.testing.assert_allclose(var, plain[1], atol=1e-6)


def test_a_wild_month_counts_less_and_missing_stays_missing():
    y = np.zeros((40, 1))
    y[20], y[30] = 15.0, np.nan
    mean, _, weight = smooth_robust(y, np.ones_like(y), MODEL)
    plain, _ = smooth_level(filter_level(y, np.ones_like(y), MODEL), MODEL)
    assert weight[20, 0] < 0.15 < 0.8 < weight[5, 0]
    assert abs(mean[20, 0]) < 0.4 * abs(plain[20, 0])
    assert np.isnan(weight[30, 0])
    assert np.isfinite(mean).all()


def test_it_gains_under_heavy_tails():
    x, y = simulate(lambda rng: rng.standard_t(3, size=(300, 20)))
    n = np.ones_like(y)
    robust, _, _ = smooth_robust(y, n, MODEL)
    plain, _ = smooth_level(filter_level(y, n, MODEL), MODEL)
    assert np.sqrt(np.mean((robust - x) ** 2)) < 0.97 * np.sqrt(np.mean((plain - x) ** 2))
