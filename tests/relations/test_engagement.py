"""Engagement: bursts, compiled equal to NumPy, causality at scale, held-out counts, and what the prior file holds."""

from __future__ import annotations

import numpy as np
import pytest

from studies.held_counts import held_counts, random_cells, random_runs
from tertius.relations import engagement
from tertius.relations.engagement import (
    count_loglik,
    draw_acts,
    draw_engagement,
    draw_with_points,
    filter_engagement,
    smooth_engagement,
)
from tertius.relations.hyper import count_grid
from tertius.relations.latent import make_mixture
from tertius.relations.prior import pack, steps_of, sum_of
from tests.shared import weis_events


def bursts(seed: int = 0, months: int = 60, dyads: int = 40, dispersion: float = 1.0):
    rng = np.random.default_rng(seed)
    mean = np.exp(rng.normal(0, 1, dyads))[None, :] * np.ones((months, 1))
    return draw_acts(mean, np.full(dyads, dispersion), rng=rng), np.ones((months, dyads))


def fitted(counts, exposure):
    grid = count_grid()
    size = len(grid["a0"])
    return make_mixture(count_loglik(counts, exposure, grid), grid, (np.full(size, 1 / size), 1.0))


def test_a_panel_in_bursts_is_told_from_a_poisson_one():
    grid = count_grid()
    for dispersion in (0.0, 1.0):
        mixture = fitted(*bursts(dispersion=dispersion))
        share = mixture.weights[np.abs(grid["dispersion"] - dispersion) <= 0.25].sum()
        assert share > 0.8, (dispersion, share)


def test_draws_of_acts_have_the_variance_they_should():
    rng = np.random.default_rng(1)
    found = draw_acts(np.full(200_000, 3.0), np.full(200_000, 0.5), rng=rng)
    assert found.mean() == pytest.approx(3.0, rel=0.02)
    assert found.var() == pytest.approx(3.0 + 0.5 * 9.0, rel=0.05)
    plain = draw_acts(np.full(200_000, 3.0), np.zeros(200_000), rng=rng)
    assert plain.var() == pytest.approx(3.0, rel=0.03)


def test_compiled_and_numpy_engagement_agree(monkeypatch):
    counts, exposure = bursts(2, months=24, dyads=6)
    counts[3:5, 1] = np.nan
    grid = count_grid()
    prior = (np.full(len(grid["a0"]), 1 / len(grid["a0"])), 1.0)
    mixture = fitted(counts, exposure)
    plain = (count_loglik(counts, exposure, grid), *smooth_engagement(counts, exposure, mixture))
    causal = filter_engagement(counts, exposure, grid, prior)
    monkeypatch.setattr(engagement, "COMPILED", 0)
    for got, wanted in zip(
        (count_loglik(counts, exposure, grid), *smooth_engagement(counts, exposure, mixture)),
        plain,
        strict=True,
    ):
        np.testing.assert_allclose(got, wanted, rtol=1e-7, atol=1e-9)
    again = filter_engagement(counts, exposure, grid, prior)
    np.testing.assert_allclose(again[0], causal[0], rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(again[1], causal[1], rtol=1e-5)
    np.testing.assert_allclose(again[2].weights, causal[2].weights, atol=1e-9)


def test_nothing_after_a_month_reaches_the_compiled_filter(monkeypatch):
    monkeypatch.setattr(engagement, "COMPILED", 0)
    counts, exposure = bursts(3, months=20, dyads=5)
    later = counts.copy()
    later[12:] = 9.0
    grid = count_grid()
    prior = (np.full(len(grid["a0"]), 1 / len(grid["a0"])), 1.0)
    one, other = (filter_engagement(c, exposure, grid, prior) for c in (counts, later))
    for k in range(2):
        np.testing.assert_array_equal(one[k][:12], other[k][:12])


def test_draws_keep_their_points_and_their_stream():
    counts, exposure = bursts(4, months=12, dyads=3)
    mixture = fitted(counts, exposure)
    paths, points = draw_with_points(counts, exposure, mixture, rng=np.random.default_rng(5), size=50)
    assert paths.shape == (50, 3, 12)
    assert points.shape == (50, 3)
    same = draw_engagement(counts, exposure, mixture, rng=np.random.default_rng(5), size=50)
    np.testing.assert_array_equal(paths, same)


def test_held_out_counts_are_uniform_where_the_model_is_true():
    counts, exposure = bursts(6, months=60, dyads=120)
    rng = np.random.default_rng(7)
    for mask in (random_cells(counts, size=1200, rng=rng), random_runs(counts, length=6, rng=rng)):
        held = held_counts(counts, exposure, mask, count_grid(), rng=rng)
        report = held.report()
        assert 0.87 < report["u_90"] < 0.93
        assert 0.44 < report["u_50"] < 0.56
        assert report["interval_90"] >= report["u_90"] - 0.01
        assert sum(row["months"] for row in report["by_expected"]) == report["months"] == mask.sum()
        assert np.all((held.below <= held.u) & (held.u <= held.upto))


def test_the_prior_file_is_stored_as_differences():
    rng = np.random.default_rng(8)
    packed = pack(-rng.exponential(8.0, (20, 30)))
    np.testing.assert_array_equal(sum_of(steps_of(packed)), packed)


def test_the_shipped_counts_are_what_their_command_makes():
    from importlib.resources import files

    from tertius.panel import build_panel
    from tertius.relations.engagement import stream_counts
    from tertius.relations.prior import SMOOTHING, reference_prior
    from tertius.statespace import fit_weights

    panel = build_panel(weis_events())
    full = count_loglik(*stream_counts(panel), count_grid())
    even = np.full(full.shape[1], 1 / full.shape[1])
    exact = fit_weights(full, prior=even, pseudo=SMOOTHING, steps=100)
    _, shipped, _ = reference_prior().weights(frozenset())
    np.testing.assert_allclose(shipped, exact, atol=1e-2)
    assert len(files("tertius.relations").joinpath("reference_prior.npz").read_bytes()) < 600_000
