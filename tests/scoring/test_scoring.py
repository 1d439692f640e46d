from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius import scoring
from tertius.errors import BadInput


def test_crps_and_energy_equal_their_definitions():
    rng = np.random.default_rng(0)
    draws, seen = rng.normal(size=(7, 3)), rng.normal(size=3)
    pairs = np.abs(draws[:, None] - draws[None]).sum(axis=(0, 1)) / (7 * 6)
    np.testing.assert_allclose(scoring.crps(draws, seen), np.abs(draws - seen).mean(0) - pairs / 2)
    vectors, target = rng.normal(size=(6, 2, 4)), rng.normal(size=(2, 4))
    apart = np.linalg.norm(vectors[:, None] - vectors[None], axis=-1).sum(axis=(0, 1)) / (6 * 5)
    near = np.linalg.norm(vectors - target, axis=-1).mean(0)
    np.testing.assert_allclose(scoring.energy_score(vectors, target), near - apart / 2)


@pytest.mark.long
def test_crps_of_many_normal_draws_is_the_closed_form():
    draws = np.random.default_rng(1).normal(size=(20_000, 1))
    expected = (
        2 * np.exp(-0.5 * 0.25) / np.sqrt(2 * np.pi) + 0.5 * (2 * 0.6914624612740131 - 1) - 1 / np.sqrt(np.pi)
    )
    assert scoring.crps(draws, np.array([0.5]))[0] == pytest.approx(expected, abs=0.01)


@settings(deadline=None)
@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_scores_are_proper(truth, other):
    def expected(p, score):
        return truth * score(p, 1) + (1 - truth) * score(p, 0)

    def log_one(p, o):
        return float(scoring.log_loss([1 - p, p], o))

    assert expected(truth, scoring.brier) <= expected(other, scoring.brier) + 1e-12
    assert expected(truth, log_one) <= expected(other, log_one) + 1e-12


def test_categories():
    p = np.array([[0.2, 0.3, 0.5]])
    assert scoring.brier_categories(p, [2])[0] == pytest.approx(0.04 + 0.09 + 0.25)
    assert scoring.log_loss(p, [1])[0] == pytest.approx(-np.log(0.3))
    assert scoring.log_loss([[1.0, 0.0]], [1])[0] == pytest.approx(-np.log(1e-12))
    assert scoring.log_score_normal(0, 1, 0) == pytest.approx(0.5 * np.log(2 * np.pi))


def test_a_calibrated_forecast_has_a_flat_histogram_and_the_asked_coverage():
    rng = np.random.default_rng(2)
    draws, seen = rng.poisson(3, size=(400, 5000)).astype(float), rng.poisson(3, size=5000).astype(float)
    values = scoring.pit(draws, seen, rng=rng)
    np.testing.assert_allclose(scoring.pit_histogram(values), 0.1, atol=0.015)
    smooth, target = rng.normal(size=(400, 5000)), rng.normal(size=5000)
    low, high = scoring.interval(smooth, level=0.9)
    got = scoring.coverage(low, high, target)
    assert abs(got - 0.9) < 4 * scoring.coverage_error(0.9, 5000)
    target[:] = np.nan
    assert np.isnan(scoring.coverage(low, high, target))
    assert np.isnan(scoring.pit(smooth, target, rng=rng)).all()


def test_diebold_mariano_at_one_step_is_a_corrected_t_test():
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(3)
    ours, base = rng.gamma(2, size=30), rng.gamma(2.5, size=30)
    got = scoring.diebold_mariano(ours, base)
    # with h = 1 the correction (n - 1)/n turns the 1/n variance into the sample variance: the paired t-test
    t, p = stats.ttest_rel(ours, base)
    assert got.statistic == pytest.approx(t)
    assert got.p == pytest.approx(p)
    assert got.gain == pytest.approx(1 - ours.mean() / base.mean())


def test_diebold_mariano_by_hand_at_three_steps():
    gap = np.array([1.0, 2.0, 2.0, 3.0, 1.0, 0.0, -1.0, 0.0])
    got = scoring.diebold_mariano(gap, np.zeros(8), horizon=3)
    c = gap - gap.mean()
    variance = (c @ c + 2 * (c[1:] @ c[:-1]) + 2 * (c[2:] @ c[:-2])) / 8
    assert got.statistic == pytest.approx(
        np.sqrt((8 + 1 - 6 + 6 / 8) / 8) * gap.mean() / np.sqrt(variance / 8)
    )


def test_size_of_the_test_is_near_its_level():
    rng = np.random.default_rng(4)
    found = [scoring.diebold_mariano(*rng.gamma(2, size=(2, 25)), horizon=2).p < 0.1 for _ in range(1500)]
    assert 0.06 < np.mean(found) < 0.16


def test_equal_losses_and_bad_input():
    same = scoring.diebold_mariano(np.ones(9), np.ones(9))
    assert (same.p, same.gain) == (1.0, 0.0)
    with pytest.raises(BadInput, match="pairs"):
        scoring.diebold_mariano(np.array([1.0, np.nan]), np.array([1.0, 1.0]))
    with pytest.raises(BadInput, match="draws of shape"):
        scoring.crps(np.zeros((3, 2)), np.zeros(3))
    with pytest.raises(BadInput, match="outside"):
        scoring.brier(1.5, 1)
