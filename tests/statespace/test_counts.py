"""The discount filter: Harvey-Fernandes as a limit, smoothing against simulation, silence against the floor."""

from __future__ import annotations

import numpy as np
import pytest

from tertius.statespace import Discount, draw_counts, filter_counts, negative_binomial_loglik, smooth_counts


def test_without_a_floor_it_is_harvey_fernandes():
    counts, omega = np.array([[3.0], [0.0], [7.0], [2.0]]), 0.8
    out = filter_counts(counts, np.ones((4, 1)), Discount(omega, 1e-9, 1e-9))
    a = b = 0.0
    for t, n in enumerate(counts[:, 0]):
        a, b = omega * a + n, omega * b + 1
        assert out.a[t, 0] == pytest.approx(a, abs=1e-6)
        assert out.b[t, 0] == pytest.approx(b, abs=1e-6)


def test_predictive_is_the_gamma_poisson_integral():
    from scipy.stats import gamma, poisson

    rates = gamma(2.5, scale=1 / 1.5).rvs(400_000, random_state=1)
    direct = np.log(poisson(0.7 * rates).pmf(3).mean())
    assert negative_binomial_loglik(3, 0.7, 2.5, 1.5) == pytest.approx(direct, abs=0.01)


def test_smoothed_moments_match_the_exact_draws():
    rng = np.random.default_rng(2)
    counts = rng.poisson(2.0, size=(15, 1)).astype(float)
    counts[4:9] = np.nan
    model = Discount(0.85, 1.5, 1.0)
    filtered = filter_counts(counts, np.full((15, 1), 1.3), model)
    a, b = smooth_counts(filtered, model)
    paths = draw_counts(filtered, model, rng=rng, pick=np.zeros(60_000, int))
    np.testing.assert_allclose(paths.mean(axis=1), (a / b)[:, 0], rtol=0.02)
    np.testing.assert_allclose(paths.var(axis=1), (a / b**2)[:, 0], rtol=0.05)


def test_silent_source_keeps_the_floor_and_zero_counts_lower_the_rate():
    model = Discount(0.9, 2.0, 1.0)
    silent = filter_counts(np.zeros((20, 1)), np.zeros((20, 1)), model)
    np.testing.assert_allclose(silent.a / silent.b, 2.0)
    assert silent.steps.sum() == 0
    quiet = filter_counts(np.zeros((20, 1)), np.ones((20, 1)), model)
    assert (quiet.a / quiet.b)[-1, 0] < 0.5


def test_batch_equals_loop():
    rng = np.random.default_rng(3)
    counts = rng.poisson(1.0, size=(12, 3, 1)).astype(float)
    model = Discount(np.array([0.7, 0.95]), np.array([1.0, 2.0]), 1.0)
    both = filter_counts(counts, np.ones((12, 1, 1)), model)
    for d in range(3):
        one = filter_counts(counts[:, d, 0], np.ones(12), Discount(0.95, 2.0, 1.0))
        np.testing.assert_allclose(both.a[:, d, 1], one.a)
        np.testing.assert_allclose(both.steps[:, d, 1], one.steps)
