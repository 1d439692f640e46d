"""Maximum likelihood for a batch against statsmodels, its own loglike deciding; and the edges."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.statespace.ml import fit_local_level, local_level_loglik


def batch(seed=0, months=120, series=6):
    rng = np.random.default_rng(seed)
    q, s2 = rng.uniform(0, 0.5, series) ** 2, rng.uniform(0.5, 3, series)
    y = np.cumsum(rng.normal(size=(months, series)) * np.sqrt(q), axis=0)
    y += rng.normal(size=y.shape) * np.sqrt(s2)
    y[rng.random(y.shape) < 0.3] = np.nan
    y[:7, 2] = np.nan
    return y


def test_never_below_statsmodels_and_the_same_smoothed_state():
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    y = batch()
    fit = fit_local_level(y)
    for k in range(y.shape[1]):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            peer = UnobservedComponents(y[:, k], "llevel", use_exact_diffuse=True)
            theirs = peer.fit(disp=0)
        ours = [fit.s2[k], fit.q[k]]
        assert peer.loglike(ours) >= peer.loglike(theirs.params) - 1e-3
        assert peer.loglike(ours) == pytest.approx(fit.loglik[k], abs=1e-6)
        smooth = peer.smooth(ours)
        np.testing.assert_allclose(fit.mean[:, k], smooth.smoothed_state[0], atol=1e-6)
        np.testing.assert_allclose(fit.var[:, k], smooth.smoothed_state_cov[0, 0], atol=1e-6)


def test_batch_equals_loop_and_loglik_agrees():
    y = batch(1, series=40)
    fit = fit_local_level(y)
    alone = fit_local_level(y[:, 33:34])
    assert alone.s2[0] == pytest.approx(fit.s2[33])
    np.testing.assert_allclose(alone.mean[:, 0], fit.mean[:, 33])
    np.testing.assert_allclose(local_level_loglik(y, fit.s2, fit.q), fit.loglik, atol=1e-8)


def test_too_few_observations_are_nan_and_a_constant_series_is_finite():
    y = np.full((20, 3), np.nan)
    y[4, 1] = 1.0
    y[:, 2] = 2.0
    fit = fit_local_level(y)
    assert np.isnan(fit.loglik[:2]).all()
    assert np.isnan(fit.mean[:, :2]).all()
    np.testing.assert_allclose(fit.mean[:, 2], 2.0)


def test_wrong_shape_is_said():
    with pytest.raises(BadInput, match="dimensions"):
        fit_local_level(np.zeros(5))
