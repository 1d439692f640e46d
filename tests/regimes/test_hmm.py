from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius import regimes
from tertius.errors import BadInput
from tests.oracles import paths as oracle


def chain(seed, batch=3, months=5, states=3, varying=False):
    rng = np.random.default_rng(seed)
    emissions = rng.normal(size=(batch, months, states)) * 3
    start = rng.dirichlet(np.ones(states))
    shape = (batch, months - 1, states) if varying else (states,)
    return emissions, start, rng.dirichlet(np.ones(states), size=shape)


@pytest.mark.parametrize("varying", [False, True])
@pytest.mark.parametrize("compiled", [False, True])
def test_posterior_equals_enumeration(varying, compiled):
    emissions, start, moves = chain(1, varying=varying)
    got = regimes.forward_backward(emissions, start=start, moves=moves, compiled=compiled)
    for b in range(3):
        found, weights = oracle.all_paths(emissions[b], start, moves[b] if varying else moves)
        np.testing.assert_allclose(got.smoothed[b], oracle.marginals(found, weights, 3), atol=1e-12)
        np.testing.assert_allclose(got.loglik[b], np.log(weights.sum()), atol=1e-10)
        for t in range(5):
            part = moves[b, :t] if varying and t else moves[0, 0] if varying else moves
            some, some_weights = oracle.all_paths(emissions[b, : t + 1], start, part)
            expected = oracle.marginals(some, some_weights, 3)[-1]
            np.testing.assert_allclose(got.filtered[b, t], expected, atol=1e-12)


def test_viterbi_is_the_best_of_all_paths():
    for seed in range(5):
        emissions, start, moves = chain(seed)
        path, score = regimes.viterbi(emissions, start=start, moves=moves)
        for b in range(3):
            found, weights = oracle.all_paths(emissions[b], start, moves)
            assert tuple(path[b]) == tuple(found[weights.argmax()])
            np.testing.assert_allclose(score[b], np.log(weights.max()))


def test_sampled_paths_have_the_posterior_frequencies():
    emissions, start, moves = chain(2, batch=2, months=4, varying=True)
    draws = regimes.sample_paths(
        emissions, start=start, moves=moves, rng=np.random.default_rng(0), size=40_000
    )
    for b in range(2):
        found, weights = oracle.all_paths(emissions[b], start, moves[b])
        codes = found @ 3 ** np.arange(4)
        frequency = np.bincount(draws[:, b] @ 3 ** np.arange(4), minlength=81)[codes] / 40_000
        np.testing.assert_allclose(frequency, weights / weights.sum(), atol=0.012)


def test_expected_moves_equal_enumeration():
    emissions, start, moves = chain(3)
    _, counts = regimes.expected_moves(emissions, start=start, moves=moves)
    found, weights = oracle.all_paths(emissions[1], start, moves)
    expected = np.zeros((3, 3))
    for path, weight in zip(found, weights / weights.sum(), strict=True):
        np.add.at(expected, (path[:-1], path[1:]), weight)
    np.testing.assert_allclose(counts[1], expected, atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(1, 40), st.integers(2, 6))
def test_both_engines_agree_and_batch_equals_loop(seed, batch, months, states):
    emissions, start, moves = chain(seed, batch, months, states)
    plain = regimes.forward_backward(emissions, start=start, moves=moves, compiled=False)
    fast = regimes.forward_backward(emissions, start=start, moves=moves, compiled=True)
    for name in ("filtered", "smoothed", "loglik"):
        np.testing.assert_allclose(getattr(plain, name), getattr(fast, name), atol=1e-9)
    one = regimes.forward_backward(emissions[-1], start=start, moves=moves)
    np.testing.assert_allclose(one.smoothed[0], plain.smoothed[-1], atol=1e-12)
    np.testing.assert_allclose(plain.smoothed.sum(-1), 1.0)


@pytest.mark.parametrize("compiled", [False, True])
def test_extreme_emissions_do_not_underflow(compiled):
    emissions = np.full((1, 2000, 2), -1e5)
    emissions[:, 1000:, 1] += 50
    got = regimes.forward_backward(
        emissions, start=[0.5, 0.5], moves=regimes.sticky(2, mean_duration=20), compiled=compiled
    )
    assert np.isfinite(got.loglik).all()
    assert got.smoothed[0, 500, 0] > 0.9 or np.isfinite(got.smoothed).all()


@pytest.mark.parametrize("compiled", [False, True])
def test_impossible_data_have_zero_likelihood(compiled):
    emissions = np.full((1, 3, 2), -np.inf)
    got = regimes.forward_backward(emissions, start=[0.5, 0.5], moves=np.eye(2), compiled=compiled)
    assert got.loglik[0] == -np.inf
    assert not np.isnan(got.smoothed).any()


def test_bad_shapes_are_refused():
    with pytest.raises(BadInput, match="month"):
        regimes.forward_backward(np.zeros((1, 0, 2)), start=[0.5, 0.5], moves=np.eye(2))
    with pytest.raises(BadInput, match="sum to 1"):
        regimes.forward_backward(np.zeros((1, 3, 2)), start=[0.5, 0.6], moves=np.eye(2))
    with pytest.raises(BadInput, match="transitions of shape"):
        regimes.forward_backward(np.zeros((1, 3, 2)), start=[0.5, 0.5], moves=np.eye(3))
    with pytest.raises(BadInput, match="NaN"):
        regimes.forward_backward(np.full((1, 3, 2), np.nan), start=[0.5, 0.5], moves=np.eye(2))
