"""The discount filter: Harvey-Fernandes as a limit, smoothing against simulation, silence against the floor."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import gammaln

from tertius.statespace import Discount, draw_counts, filter_counts, negative_binomial_loglik, smooth_counts
from tertius.statespace.count_kernels import log_probability
from tests.oracles.counts import posterior

# (a, errors of log mean, log s.d., log probability); a floor of shape 0.1 is rough, a shape of 3 is near
TOLERANCES = [(0.1, 0.5, 0.7, 0.12), (0.5, 0.2, 0.2, 0.15), (3.0, 0.02, 0.05, 0.1), (12.0, 0.01, 0.02, 0.05)]


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


def test_dispersion_zero_is_the_poisson_filter_bit_by_bit():
    rng = np.random.default_rng(4)
    counts, exposure = rng.poisson(2.0, (30, 5)).astype(float), rng.uniform(0.5, 2.0, (30, 5))
    counts[3, 2] = np.nan
    out = filter_counts(counts, exposure, Discount(0.8, 1.5, 0.7))
    a, b = np.full(5, 1.5), np.full(5, 0.7)
    for t in range(30):
        if t:
            a, b = 0.8 * a + (1 - 0.8) * 1.5, 0.8 * b + (1 - 0.8) * 0.7
        seen = np.isfinite(counts[t])
        n, e = np.where(seen, counts[t], 0.0), np.where(seen, exposure[t], 0.0)
        old = gammaln(a + n) - gammaln(a) - gammaln(n + 1) + a * np.log(b / (b + e))
        with np.errstate(divide="ignore", invalid="ignore"):
            old = old + np.where(n > 0, n * np.log(e / (b + e)), 0.0)
        a, b = a + n, b + e
        np.testing.assert_array_equal(out.a[t], a)
        np.testing.assert_array_equal(out.b[t], b)
        np.testing.assert_array_equal(out.steps[t], np.where(seen, old, 0.0))


@pytest.mark.parametrize("dispersion", [0.25, 1.0, 4.0])
@pytest.mark.parametrize("a", [0.1, 0.6, 5.0])
def test_a_months_prediction_is_a_distribution_with_the_exact_mean_and_variance(a, dispersion):
    b, exposure = a / 0.8, 1.3
    n = np.arange(200_000.0)
    p = np.exp(negative_binomial_loglik(n, exposure, a, b, dispersion))
    mean = exposure * 0.8
    assert p.sum() == pytest.approx(1.0, abs=1e-6)
    assert p @ n == pytest.approx(mean, rel=1e-4)
    exact = mean + mean**2 * (dispersion * (1 + 1 / a) + 1 / a)
    assert p @ n**2 - mean**2 == pytest.approx(exact, rel=1e-3)


@pytest.mark.parametrize("dispersion", [0.25, 1.0, 4.0])
@pytest.mark.parametrize(("a", "off_mean", "off_sd", "off_log"), TOLERANCES)
def test_one_update_against_numerical_integration(a, off_mean, off_sd, off_log, dispersion):
    """Errors, averaged over the counts as often as they come, of log mean, log s.d. and log probability."""
    model = Discount(0.9, a, a, dispersion)
    errors, share = np.zeros(3), 0.0
    for n in (0, 1, 2, 4, 8, 16):
        logp, mean, sd = posterior(n, 1.0, a, a, dispersion)
        out = filter_counts(np.array([[float(n)]]), np.ones((1, 1)), model)
        got_a, got_b = out.a[0, 0], out.b[0, 0]
        off = (np.log(got_a / got_b / mean), np.log(np.sqrt(got_a) / got_b / sd), out.steps[0, 0] - logp)
        errors += np.exp(logp) * np.abs(off)
        share += np.exp(logp)
    assert np.all(errors / share < (off_mean, off_sd, off_log)), errors / share


def test_compiled_twins_equal_numpy():
    from tertius.statespace import count_kernels as kernels
    from tertius.statespace import log_moments

    rng = np.random.default_rng(5)
    counts = rng.negative_binomial(0.5, 0.2, (25, 4)).astype(float)
    counts[7, 1], counts[4, 2] = np.nan, 90.0
    exposure = rng.uniform(0.0, 2.0, (25, 4))
    exposure[3] = 0.0
    values = (np.array([0.3, 0.9, 0.6]), np.array([0.1, 3.0, 0.5]), np.array([0.2, 1.0, 5.0]))
    dispersion = np.array([0.0, 0.25, 4.0])
    model = Discount(*values, dispersion)
    out = filter_counts(counts[..., None], exposure[..., None], model)
    data = (np.ascontiguousarray(counts.T), np.ascontiguousarray(exposure.T))
    got = kernels.count_loglik(*data, *values, dispersion)
    np.testing.assert_allclose(got, out.steps.sum(axis=0), rtol=1e-10)

    a, b = (np.array(np.broadcast_to(v, (4, 3))) for v in values[1:])
    total = np.zeros((4, 3))
    for t in range(25):
        kernels.advance(t == 0, counts[t], exposure[t], a, b, total, *values, dispersion)
    np.testing.assert_allclose(total, got, rtol=1e-10)
    np.testing.assert_allclose(a, out.a[-1], rtol=1e-10)

    m, v = log_moments(*smooth_counts(out, model))
    starts, point = np.arange(0, 13, 3), np.tile(np.arange(3), 4)
    weight = np.tile([0.2, 0.5, 0.3], 4)
    mean, var = kernels.mixture_smooth(*data, starts, point, weight, *values, dispersion)
    exact = (m * weight[:3]).sum(axis=-1)
    np.testing.assert_allclose(mean.T, exact, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(
        var.T, ((v + (m - exact[..., None]) ** 2) * weight[:3]).sum(axis=-1), rtol=1e-7
    )


def test_bursts_are_learned_from_bursts():
    rng = np.random.default_rng(6)
    counts = rng.negative_binomial(1.0, 1 / 3, (400, 1)).astype(float)[..., None]
    steps = filter_counts(
        counts, np.ones((400, 1, 1)), Discount(0.9, 3.0, 1.5, np.array([0.0, 0.25, 1.0, 4.0]))
    )
    assert steps.steps.sum(axis=(0, 1)).argmax() == 2


@settings(deadline=None)
@given(
    st.one_of(st.integers(0, 60).map(float), st.floats(0.1, 60)),
    st.floats(0.01, 50), st.floats(0.01, 200), st.floats(0.01, 200), st.floats(0, 5),
)  # fmt: skip
def test_the_compiled_probability_is_that_of_numpy_but_for_its_factorial(
    n: float, e: float, a: float, b: float, dispersion: float
) -> None:
    exact = float(negative_binomial_loglik(n, e, a, b, dispersion) + gammaln(n + 1))
    assert log_probability(n, e, a, b, dispersion) == pytest.approx(exact, rel=1e-7, abs=1e-7)
