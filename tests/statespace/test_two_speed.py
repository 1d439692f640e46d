"""Two speeds against the full joint Gaussian; the AR(1) level as its limit; indicators are optional and inform."""

from __future__ import annotations

import numpy as np
import pytest

from tertius.statespace import Level, filter_level, smooth_level
from tertius.statespace.two_speed import TwoSpeed, Yearly, smooth_two_speed

MODEL = TwoSpeed(slow_mean=0.5, slow_var=2.0, q_slow=0.05, phi=0.7, fast_var=1.5)


def data(months=30, series=2, seed=0):
    rng = np.random.default_rng(seed)
    y = rng.normal(size=(months, series)) * 2
    y[rng.random(y.shape) < 0.4] = np.nan
    h = rng.uniform(0.5, 2, size=y.shape)
    calendar = (np.arange(months) + 3) % 12
    value = np.full(y.shape, np.nan)
    value[calendar == 11] = rng.normal(size=(int((calendar == 11).sum()), series))
    return y, h, calendar, Yearly(value, 0.3, 0.8, 0.25)


def prior(months):
    """Mean and covariance of x, by the processes' own covariances."""
    t = np.arange(months)
    slow = MODEL.slow_var + MODEL.q_slow * np.minimum.outer(t, t)
    return np.full(months, MODEL.slow_mean), slow + MODEL.fast_var * MODEL.phi ** np.abs(
        np.subtract.outer(t, t)
    )


def joint(y, h, calendar, yearly, k):
    """Condition x on everything by one solve."""
    months = len(y)
    mean, cov = prior(months)
    rows, values, noise = [], [], []
    for t in range(months):
        if np.isfinite(y[t, k]):
            rows.append(np.eye(months)[t])
            values.append(y[t, k])
            noise.append(h[t, k])
        if np.isfinite(yearly.value[t, k]):
            first = max(t - 11, 0)
            load = np.zeros(months)
            load[first : t + 1] = yearly.beta / (t + 1 - first)
            rows.append(load)
            values.append(yearly.value[t, k] - yearly.alpha)
            noise.append(yearly.var)
    A, v = np.array(rows), np.array(values)
    total = A @ cov @ A.T + np.diag(noise)
    gap = v - A @ mean
    gain = cov @ A.T @ np.linalg.inv(total)
    loglik = -0.5 * (
        len(v) * np.log(2 * np.pi) + np.linalg.slogdet(total)[1] + gap @ np.linalg.solve(total, gap)
    )
    return mean + gain @ gap, np.diag(cov - gain @ A @ cov), loglik


def test_equals_the_joint_gaussian():
    y, h, calendar, yearly = data()
    found = smooth_two_speed(y, h, calendar, MODEL, [yearly])
    for k in range(2):
        mean, var, loglik = joint(y, h, calendar, yearly, k)
        np.testing.assert_allclose(found.x[0][:, k], mean, atol=1e-6)
        np.testing.assert_allclose(found.x[1][:, k], var, atol=1e-6)
        assert found.loglik[k] == pytest.approx(loglik, abs=1e-6)


def test_without_a_slow_part_it_is_the_level():
    y, h, calendar, _ = data(seed=1)
    model = TwoSpeed(slow_mean=0.5, slow_var=0.0, q_slow=0.0, phi=0.9, fast_var=2.0)
    level = Level.stationary(mu=0.5, phi=0.9, var=2.0, s2=1.0, tau2=0.0)
    mean, var = smooth_level(filter_level(y, 1 / h, level), level)
    found = smooth_two_speed(y, h, calendar, model)
    np.testing.assert_allclose(found.x[0], mean, atol=1e-8)
    np.testing.assert_allclose(found.x[1], var, atol=1e-8)


def test_an_indicator_informs_where_there_are_no_acts_and_an_absent_one_changes_nothing():
    y, h, calendar, yearly = data(seed=2)
    silent = np.full(y.shape, np.nan)
    told = smooth_two_speed(silent, h, calendar, MODEL, [yearly])
    untold = smooth_two_speed(silent, h, calendar, MODEL)
    assert np.all(told.x[1] < untold.x[1])
    none = Yearly(np.full(y.shape, np.nan), 0.0, 1.0, 1.0)
    a, b = smooth_two_speed(y, h, calendar, MODEL, [none]), smooth_two_speed(y, h, calendar, MODEL)
    np.testing.assert_array_equal(a.mean, b.mean)
