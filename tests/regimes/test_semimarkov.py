from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius import regimes
from tertius.errors import BadInput
from tests.oracles import paths as oracle


def model(seed, batch=2, months=5, states=3, ages=3, varying=False):
    rng = np.random.default_rng(seed)
    moves = rng.dirichlet(np.ones(states), size=(batch, months - 1, states) if varying else states)
    moves = moves * (1 - np.eye(states))
    moves /= moves.sum(-1, keepdims=True)
    chain = regimes.SemiMarkov(
        start=rng.dirichlet(np.ones(states)),
        hazard=rng.uniform(0.05, 0.9, size=(states, ages)),
        moves=moves,
        leave=rng.normal(size=(batch, months - 1, states)) if varying else None,
        age=rng.dirichlet(np.ones(ages), size=states),
    )
    return rng.normal(size=(batch, months, states)) * 2, chain


def enumerate_one(emissions, chain, b, varying):
    moves = chain.moves[b] if varying else chain.moves
    leave = chain.leave[b] if varying else None
    return oracle.semi_markov_paths(emissions[b], chain.start, chain.hazard, moves, chain.age, leave)


@pytest.mark.parametrize("varying", [False, True])
def test_posterior_equals_enumeration_of_all_segmentations(varying):
    emissions, chain = model(1, varying=varying)
    got = regimes.semi_forward_backward(emissions, chain)
    filtered, loglik = regimes.semi_forward(emissions, chain)
    for b in range(2):
        paths, weights = enumerate_one(emissions, chain, b, varying)
        np.testing.assert_allclose(got.smoothed[b], oracle.marginals(paths, weights, 3), atol=1e-12)
        np.testing.assert_allclose(got.loglik[b], np.log(weights.sum()), atol=1e-10)
        turns = np.zeros((4, 3, 3))
        for path, weight in zip(paths, weights / weights.sum(), strict=True):
            for t in np.flatnonzero(np.diff(path)):
                turns[t, path[t], path[t + 1]] += weight
        np.testing.assert_allclose(got.moves[b], turns, atol=1e-12)
    np.testing.assert_allclose(filtered, got.filtered)
    np.testing.assert_allclose(loglik.sum(axis=1), got.loglik)


def test_filtered_is_the_last_month_of_a_shorter_window():
    emissions, chain = model(4, months=6)
    whole = regimes.semi_forward_backward(emissions, chain)
    for t in range(1, 7):
        part = regimes.semi_forward_backward(emissions[:, :t], chain)
        np.testing.assert_allclose(whole.filtered[:, t - 1], part.smoothed[:, -1], atol=1e-12)


@pytest.mark.parametrize("varying", [False, True])
def test_sampled_paths_have_the_posterior_frequencies(varying):
    emissions, chain = model(2, varying=varying)
    draws = regimes.semi_sample_paths(emissions, chain, rng=np.random.default_rng(0), size=30_000)
    for b in range(2):
        paths, weights = enumerate_one(emissions, chain, b, varying)
        codes = paths @ 3 ** np.arange(5)
        frequency = np.bincount(draws[:, b] @ 3 ** np.arange(5), minlength=3**5)
        expected = np.bincount(codes, weights / weights.sum(), minlength=3**5)
        np.testing.assert_allclose(frequency / 30_000, expected, atol=0.012)


def test_constant_hazard_is_a_markov_chain():
    emissions, chain = model(3)
    moves = chain.moves * 0.2 + np.eye(3) * 0.8
    flat = regimes.SemiMarkov(chain.start, np.full((3, 4), 0.2), chain.moves)
    got = regimes.semi_forward_backward(emissions, flat)
    markov = regimes.forward_backward(emissions, start=chain.start, moves=moves)
    np.testing.assert_allclose(got.smoothed, markov.smoothed, atol=1e-12)
    np.testing.assert_allclose(got.loglik, markov.loglik, atol=1e-10)


def test_score_is_the_derivative_of_the_log_likelihood():
    emissions, chain = model(5, varying=True)
    got = regimes.semi_forward_backward(emissions, chain)
    step = 1e-5
    for t, s in ((0, 1), (2, 0), (3, 2)):
        sides = []
        for sign in (1, -1):
            leave = chain.leave.copy()
            leave[0, t, s] += sign * step
            moved = regimes.SemiMarkov(chain.start, chain.hazard, chain.moves, leave, chain.age)
            sides.append(regimes.semi_loglik(emissions, moved)[0])
        assert got.score[0, t, s] == pytest.approx((sides[0] - sides[1]) / (2 * step), abs=1e-6)


def test_blocks_change_nothing(monkeypatch):
    emissions, chain = model(6, batch=5, varying=True)
    whole = regimes.semi_forward_backward(emissions, chain)
    monkeypatch.setattr("tertius.regimes.semimarkov.BLOCK_BYTES", 1)
    parts = regimes.semi_forward_backward(emissions, chain)
    for name in ("smoothed", "loglik", "exits", "risk", "score", "moves"):
        np.testing.assert_allclose(getattr(whole, name), getattr(parts, name), atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(st.floats(4, 60), st.floats(0.3, 10))
def test_duration_has_the_asked_mean_and_minimum(mean, size):
    pmf = regimes.duration_pmf(mean, size=size, longest=20_000)
    assert pmf.sum() == pytest.approx(1.0, abs=1e-6)
    assert pmf[:2].sum() == 0
    assert (pmf * np.arange(1, 20_001)).sum() == pytest.approx(mean, rel=1e-5)
    hazard = regimes.duration_hazard(mean, size=size)
    np.testing.assert_allclose((regimes.survival(hazard) * hazard)[0, :72], pmf[:72], atol=1e-8)


def test_equilibrium_age_is_what_a_long_run_shows():
    hazard = regimes.duration_hazard([10.0, 20.0], size=2.0, ages=150)
    flow = np.eye(2)[::-1]
    emissions = np.zeros((1, 3000, 2))
    chain = regimes.SemiMarkov(np.array([1.0, 0.0]), hazard, flow, age=np.eye(150)[[0, 0]])
    filtered, _ = regimes.semi_forward(emissions, chain)
    np.testing.assert_allclose(filtered[0, -1], [1 / 3, 2 / 3], atol=1e-3)
    steady = regimes.SemiMarkov(np.array([1 / 3, 2 / 3]), hazard, flow)
    np.testing.assert_allclose(regimes.semi_forward(emissions, steady)[0][0, 500], [1 / 3, 2 / 3], atol=2e-3)


def test_duration_is_recovered_from_expected_exits():
    hazard = regimes.duration_hazard(24.0, size=2.0)[0]
    alive = 1000 * regimes.survival(hazard[None])[0]
    mean, size = regimes.fit_duration(alive * hazard, alive)
    assert (mean, size) == (24.0, 2.0)


def test_bad_chains_are_refused():
    emissions, chain = model(1)
    with pytest.raises(BadInput, match="itself"):
        regimes.semi_loglik(emissions, regimes.SemiMarkov(chain.start, chain.hazard, np.full((3, 3), 1 / 3)))
    with pytest.raises(BadInput, match="hazards"):
        regimes.semi_loglik(emissions, regimes.SemiMarkov(chain.start, chain.hazard[:2], chain.moves))
    with pytest.raises(BadInput, match="duration"):
        regimes.duration_hazard(2.0)
