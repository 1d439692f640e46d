"""The tests over many series: sizes under the null, and formulas written out."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from tertius.errors import BadInput
from tertius.scoring import (
    crps,
    equal_weighted_cosine,
    grid_crps,
    grid_pit,
    grid_quantile,
    holm,
    two_way_gains,
    two_way_gains_over,
    two_way_weights,
)


def test_the_cosine_test_keeps_its_size_with_overlapping_horizons() -> None:
    rng = np.random.default_rng(0)
    p = [
        equal_weighted_cosine(np.convolve(rng.normal(0, 1, 100 + 11), np.ones(12) / 12, "valid")).p
        for _ in range(800)
    ]
    # its size at 100 origins that overlap by a year; the rectangular window of the classical test gives more than that
    assert 0.02 < np.mean(np.array(p) < 0.05) < 0.15


def test_the_cosine_test_finds_a_difference() -> None:
    rng = np.random.default_rng(1)
    found = equal_weighted_cosine(rng.normal(-0.5, 1, 100), base=2.0)
    assert found.p < 0.01
    assert found.gain == pytest.approx(-found.difference / 2.0)
    with pytest.raises(BadInput):
        equal_weighted_cosine(np.ones(5))
    assert equal_weighted_cosine(np.zeros(20)).p == 1


def test_holm_is_the_step_down() -> None:
    assert holm([0.01, 0.04, float("nan"), 0.03]) == pytest.approx(
        [0.03, 0.06, float("nan"), 0.06], nan_ok=True
    )


def test_two_way_intervals_are_wider_where_dyads_differ() -> None:
    rng = np.random.default_rng(2)
    theirs = np.full((60, 30), 1.0)
    alike = theirs - 0.1 + rng.normal(0, 0.02, theirs.shape)
    unlike = theirs - 0.1 + rng.normal(0, 0.5, (1, 30))
    draws = [two_way_gains(ours, theirs, rng=np.random.default_rng(3)) for ours in (alike, unlike)]
    assert draws[0].mean() == pytest.approx(0.1, abs=0.01)
    assert np.std(draws[1]) > 5 * np.std(draws[0])


def test_several_baselines_have_the_intervals_of_each_alone() -> None:
    rng = np.random.default_rng(6)
    ours, one, two = rng.gamma(2.0, 1.0, (3, 40, 25))
    two[rng.random(two.shape) < 0.2] = np.nan
    weights = two_way_weights(40, 25, rng=np.random.default_rng(7), block=12, size=50)
    for found, each in zip(two_way_gains_over(ours, (one, two), weights), (one, two), strict=True):
        assert np.array_equal(found, two_way_gains(ours, each, rng=np.random.default_rng(7), size=50))
    drawn, picks = weights
    assert (drawn.sum(axis=0) == 25).all()
    assert (picks.sum(axis=0) == 40).all()


@pytest.mark.long
def test_grid_scores_are_those_of_the_distribution() -> None:
    rng = np.random.default_rng(4)
    points = np.arange(-8, 8.01, 0.05)
    observed = rng.normal(0, 1, 200)
    place = np.searchsorted(points, observed)
    cdf = np.tile(norm.cdf(points), (200, 1))
    found = grid_crps(cdf, place, np.full(len(points), 0.05))
    draws = rng.normal(0, 1, (800, 200))
    assert found.mean() == pytest.approx(crps(draws, observed).mean(), abs=0.01)
    pit = grid_pit(cdf, place, rng)
    assert np.quantile(pit, [0.25, 0.5, 0.75]) == pytest.approx([0.25, 0.5, 0.75], abs=0.1)
    assert grid_quantile(cdf[0], points, np.array([0.5, 0.975])) == pytest.approx([0, 1.96], abs=0.01)
