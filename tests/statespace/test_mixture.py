"""The grid mixture: EM climbs, pseudo-counts rule when there is nothing else, moments are a mixture's."""

from __future__ import annotations

import numpy as np

from tertius.statespace import fit_weights, likely_pairs, marginal_loglik, mix_moments, responsibilities


def test_recovers_the_weights_of_a_known_mixture():
    rng = np.random.default_rng(0)
    truth, centres = np.array([0.2, 0.5, 0.3]), np.array([-6.0, 0.0, 6.0])
    x = rng.choice(centres, p=truth, size=4000) + rng.normal(size=4000)
    loglik = -0.5 * (x[:, None] - centres) ** 2
    weights = fit_weights(loglik, prior=np.full(3, 1 / 3), pseudo=0.0)
    np.testing.assert_allclose(weights, truth, atol=0.03)


def test_pseudo_counts_rule_where_there_are_no_series_and_yield_to_many():
    prior = np.array([0.7, 0.3])
    np.testing.assert_allclose(fit_weights(np.zeros((0, 2)), prior=prior, pseudo=20), prior)
    strong = np.tile([0.0, -50.0], (20, 1))
    np.testing.assert_allclose(fit_weights(strong, prior=prior, pseudo=20), [0.85, 0.15], atol=1e-4)


def test_em_never_lowers_the_likelihood():
    loglik = np.random.default_rng(1).normal(scale=4, size=(50, 6))
    prior, last = np.full(6, 1 / 6), -np.inf
    for steps in range(1, 12):
        weights = fit_weights(loglik, prior=prior, pseudo=0.0, steps=steps, tol=0.0)
        total = marginal_loglik(loglik, weights).sum()
        assert total >= last - 1e-9
        last = total


def test_mixture_moments():
    posterior = np.array([[0.25, 0.75], [1.0, 0.0]])
    series, point, weight = likely_pairs(posterior)
    assert list(zip(series.tolist(), point.tolist(), strict=True)) == [(0, 0), (0, 1), (1, 0)]
    mean, var = mix_moments(
        np.array([[0.0, 4.0, 7.0]]), np.array([[1.0, 1.0, 2.0]]), series=series, weight=weight, size=2
    )
    np.testing.assert_allclose(mean, [[3.0, 7.0]])
    np.testing.assert_allclose(var, [[1 + 0.75 * 0.25 * 16, 2.0]])
    np.testing.assert_allclose(responsibilities(np.zeros((1, 2)), np.array([0.3, 0.7])), [[0.3, 0.7]])
