"""The count-weighted level against the joint Gaussian, statsmodels, and one-by-one loops."""

from __future__ import annotations

import numpy as np
import pytest

from tertius.statespace import Level, draw_level, filter_level, loglik, smooth_level
from tests.oracles.gaussian import condition, joint


def series(rng, months=40, batch=3):
    y = np.cumsum(rng.normal(size=(months, batch)), axis=0)
    n = rng.integers(1, 9, size=(months, batch)).astype(float)
    gone = rng.random((months, batch)) < 0.4
    return np.where(gone, np.nan, y), np.where(gone, 0.0, n)


PARAMS = [
    {"mu": 0.5, "phi": 0.9, "q": 0.3, "s2": 2.0, "tau2": 0.1, "start_mean": 0.5, "start_var": 1.6},
    {"mu": 0.0, "phi": 1.0, "q": 0.2, "s2": 1.0, "tau2": 0.0, "start_mean": 0.0, "start_var": 4.0},
    {"mu": -1.0, "phi": 0.97, "q": 0.0, "s2": 1.0, "tau2": 0.5, "start_mean": 1.0, "start_var": 0.5},
]


@pytest.mark.parametrize("p", PARAMS)
def test_equals_the_joint_gaussian(p):
    y, n = series(np.random.default_rng(1))
    model = Level(**p)
    filtered = filter_level(y, n, model)
    mean, var = smooth_level(filtered, model)
    keep = {k: p[k] for k in ("mu", "phi", "q", "start_mean", "start_var")}
    with np.errstate(divide="ignore"):
        h = p["s2"] / n + p["tau2"]
    for d in range(y.shape[1]):
        m, c, ll = condition(y[:, d], h[:, d], *joint(len(y), **keep))
        np.testing.assert_allclose(mean[:, d], m, atol=1e-8)
        np.testing.assert_allclose(var[:, d], np.diag(c), atol=1e-8)
        assert filtered.loglik[d] == pytest.approx(ll, abs=1e-8)
        half, _, _ = condition(y[:21, d], h[:21, d], *joint(21, **keep))
        assert filtered.mean[20, d] == pytest.approx(half[-1], abs=1e-8)
    np.testing.assert_allclose(loglik(y, n, model), filtered.loglik)


def test_equals_statsmodels_with_a_time_varying_observation_variance():
    from statsmodels.tsa.statespace.mlemodel import MLEModel

    y, n = series(np.random.default_rng(2), batch=1)
    p = PARAMS[0] | {"mu": 0.0, "start_mean": 0.0}
    with np.errstate(divide="ignore"):
        h = p["s2"] / n[:, 0] + p["tau2"]
    peer = MLEModel(y[:, 0], k_states=1)
    peer["design", 0, 0], peer["transition", 0, 0] = 1.0, p["phi"]
    peer["selection", 0, 0], peer["state_cov", 0, 0] = 1.0, p["q"]
    peer.ssm["obs_cov"] = np.where(np.isfinite(h), h, 1.0)[None, None, :]
    peer.ssm.initialize_known(np.array([p["start_mean"]]), np.array([[p["start_var"]]]))
    result = peer.ssm.smooth()
    filtered = filter_level(y, n, Level(**p))
    mean, var = smooth_level(filtered, Level(**p))
    assert filtered.loglik[0] == pytest.approx(result.llf, abs=1e-6)
    np.testing.assert_allclose(filtered.mean[:, 0], result.filtered_state[0], atol=1e-6)
    np.testing.assert_allclose(mean[:, 0], result.smoothed_state[0], atol=1e-6)
    np.testing.assert_allclose(var[:, 0], result.smoothed_state_cov[0, 0], atol=1e-6)


def test_batch_equals_loop_and_grid_broadcasts():
    y, n = series(np.random.default_rng(3), batch=4)
    phi, s2 = np.array([0.8, 0.95]), np.array([1.0, 3.0])
    model = Level.stationary(mu=0.0, phi=phi, var=2.0, s2=s2, tau2=0.1)
    both = filter_level(y[:, :, None], n[:, :, None], model)
    for d in range(4):
        for g in range(2):
            one = Level.stationary(mu=0.0, phi=phi[g], var=2.0, s2=s2[g], tau2=0.1)
            alone = filter_level(y[:, d], n[:, d], one)
            np.testing.assert_allclose(both.mean[:, d, g], alone.mean)
            assert both.loglik[d, g] == pytest.approx(float(alone.loglik))


def test_all_missing_returns_the_prior():
    y, n = np.full((30, 2), np.nan), np.zeros((30, 2))
    model = Level.stationary(mu=1.5, phi=0.9, var=2.0, s2=1.0, tau2=0.0)
    filtered = filter_level(y, n, model)
    mean, var = smooth_level(filtered, model)
    np.testing.assert_allclose(mean, 1.5)
    np.testing.assert_allclose(var, 2.0)
    np.testing.assert_allclose(filtered.loglik, 0.0)


def test_path_draws_have_the_joint_posterior():
    y, n = series(np.random.default_rng(4), months=8, batch=1)
    p = PARAMS[0]
    model = Level(**p)
    paths = draw_level(
        filter_level(y, n, model), model, rng=np.random.default_rng(5), pick=np.zeros(40_000, int)
    )
    with np.errstate(divide="ignore"):
        h = p["s2"] / n[:, 0] + p["tau2"]
    keep = {k: p[k] for k in ("mu", "phi", "q", "start_mean", "start_var")}
    mean, cov, _ = condition(y[:, 0], h, *joint(8, **keep))
    np.testing.assert_allclose(paths.mean(axis=1), mean, atol=0.03)
    np.testing.assert_allclose(np.cov(paths), cov, atol=0.04)
