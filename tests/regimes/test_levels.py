from __future__ import annotations

import importlib.util

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import BadInput
from tertius.regimes import LevelModel, draw_levels, level_posterior
from tests.oracles.segmentations import enumerate_paths
from tests.shared import shared

SHARES = np.array([0.2, 0.6, 0.2])


def model_of(repeat=False, minimum=3, duration=6.0, m=1.8):
    means = np.array([[0.3 + m, 0.3 - m], [0.3, 0.3], [0.3 - m, 0.3 + m]])
    return LevelModel(means, 1.0, 0.5, 1.3, duration, minimum, repeat)


def series(seed, months, empty=0.3):
    rng = np.random.default_rng(seed)
    z, var = rng.normal(0, 2, (2, months)), rng.uniform(0.1, 3, (2, months))
    z[rng.random((2, months)) < empty] = np.nan
    return z, np.where(np.isnan(z), np.nan, var)


@pytest.mark.parametrize("repeat", [False, True])
@pytest.mark.parametrize(("seed", "months", "minimum"), [(1, 6, 2), (2, 7, 3), (3, 6, 1)])
def test_sums_over_segmentations_equal_enumeration(seed, months, minimum, repeat):
    z, var = series(seed, months)
    model = model_of(repeat, minimum)
    prob, turn, above, _ = enumerate_paths(z, var, model, SHARES)
    found = level_posterior(z, var, model, SHARES)
    assert found.prob == pytest.approx(prob, abs=1e-9)
    assert found.turn == pytest.approx(turn, abs=1e-9)
    assert found.above == pytest.approx(above, abs=1e-9)


@pytest.mark.parametrize("repeat", [False, True])
def test_a_prior_that_changes_counts_once_a_segment(repeat):
    z, var = series(5, 6)
    rising = np.linspace(0.1, 0.7, 6)
    prior = np.stack([rising, 0.85 - rising, np.full(6, 0.15)], axis=1)
    prob, *_ = enumerate_paths(z, var, model_of(repeat), prior)
    assert level_posterior(z, var, model_of(repeat), prior).prob == pytest.approx(prob, abs=1e-9)


@pytest.mark.parametrize("repeat", [False, True])
def test_the_past_view_is_that_of_a_record_that_ends_there(repeat):
    z, var = series(7, 24)
    model = model_of(repeat)
    past = level_posterior(z, var, model, SHARES, past=True)
    for t in (0, 5, 17, 23):
        cut = level_posterior(z[:, : t + 1], var[:, : t + 1], model, SHARES)
        assert past.prob[t] == pytest.approx(cut.prob[-1], abs=1e-9)
        assert past.above[t] == pytest.approx(cut.above[-1], abs=1e-9)
        assert past.steps[t] == pytest.approx(cut.loglik, abs=1e-9)


def test_evidence_differs_between_records_as_enumeration_has_it():
    one, two = series(11, 6, empty=0.0), series(12, 6, empty=0.0)
    exact = [enumerate_paths(*each, model_of(), SHARES)[3] for each in (one, two)]
    ours = []
    for z, var in (one, two):
        spread = var + model_of().omega ** 2
        constant = -0.5 * (np.log(2 * np.pi * spread) + z**2 / spread).sum()
        ours.append(level_posterior(z, var, model_of(), SHARES).loglik + constant)
    assert ours[0] - ours[1] == pytest.approx(exact[0] - exact[1], abs=1e-8)


def test_draws_have_the_posterior_they_are_drawn_from():
    z, var = series(3, 60)
    found = level_posterior(z, var, model_of(duration=20.0), SHARES)
    paths, levels = draw_levels(
        z, var, model_of(duration=20.0), SHARES, rng=np.random.default_rng(0), size=8000
    )
    drawn = np.stack([(paths == state).mean(axis=0) for state in range(3)], axis=1)
    assert drawn == pytest.approx(found.prob, abs=0.03)
    assert (levels[:, 0] > levels[:, 1]).mean(axis=0) == pytest.approx(found.above, abs=0.03)
    assert ((levels[:, 0] - levels[:, 1]) / 2).mean(axis=0) == pytest.approx(found.tilt, abs=0.06)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 40), st.booleans(), st.booleans())
def test_exchanging_the_series_exchanges_two_columns(seed, months, repeat, past):
    z, var = series(seed, months)
    one = level_posterior(z, var, model_of(repeat), SHARES, past=past)
    two = level_posterior(z[::-1], var[::-1], model_of(repeat), SHARES, past=past)
    assert one.prob == pytest.approx(two.prob[:, ::-1], abs=1e-9)
    assert one.above == pytest.approx(1 - two.above, abs=1e-9)
    assert one.tilt == pytest.approx(-two.tilt, abs=1e-9)


@pytest.mark.parametrize("kind", ["chronicle", "stream"])
def test_equal_to_the_prototype_of_the_design(kind):
    path = shared("design/prototypes/three_stances.py")
    spec = importlib.util.spec_from_file_location("three_stances", path)
    oracle = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(oracle)
    from tertius.stances import load_numbers

    numbers, theta = load_numbers().alone[kind], oracle.THETA[kind]
    z, var = series(21, 180)
    table = oracle.segment_loglik(z, var, theta["m"], theta["tau"], theta["sw"], theta["w0"], numbers.omega)
    prob, turn, evidence = oracle.Chain(table, oracle.PI, theta["D"]).posterior()
    found = level_posterior(z, var, numbers.model(), oracle.PI)
    assert found.prob == pytest.approx(prob, abs=1e-9)
    assert found.turn == pytest.approx(turn, abs=1e-9)
    assert found.loglik == pytest.approx(evidence, abs=1e-9)


def test_with_no_measurement_repeats_keep_the_prior_and_turns_flatten_it():
    empty = np.full((2, 200), np.nan)
    kept = level_posterior(empty, empty, model_of(True, duration=20.0), SHARES)
    assert kept.prob == pytest.approx(np.tile(SHARES, (200, 1)), abs=1e-9)
    assert kept.above == pytest.approx(0.5, abs=1e-9)
    left = level_posterior(empty, empty, model_of(False, duration=20.0), SHARES)
    assert left.prob[100, 1] < SHARES[1]


@pytest.mark.parametrize(
    ("z", "var", "prior"),
    [
        (np.zeros((3, 4)), np.zeros((3, 4)), SHARES),
        (np.full((2, 4), np.inf), np.ones((2, 4)), SHARES),
        (np.zeros((2, 4)), -np.ones((2, 4)), SHARES),
        (np.zeros((2, 4)), np.ones((2, 4)), np.array([0.5, 0.6, 0.2])),
        (np.zeros((2, 4)), np.ones((2, 4)), np.array([1.0, 0.0, 0.0])),
    ],
)
def test_bad_arrays_are_bad_input(z, var, prior):
    with pytest.raises(BadInput):
        level_posterior(z, var, model_of(), prior)
