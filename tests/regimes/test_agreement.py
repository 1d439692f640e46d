from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius import regimes
from tests.oracles import segment_scores as oracle

LABELS = st.lists(st.integers(0, 3), min_size=2, max_size=40)


def lee_1956_69():
    """The article's five phases, months from 1956-02 to 1969-12, as in ../shared/seed/phases.csv (P1-P5)."""
    lengths = [47, 24, 33, 22, 41]
    return np.repeat([5, 2, 1, 2, 3], lengths)


def test_nulls_on_the_articles_phases():
    reference = lee_1956_69()
    equal = regimes.covering(reference, regimes.equal_segments(reference.size, count=5))
    splits = regimes.random_splits(reference.size, count=5, rng=np.random.default_rng(1), size=4000)
    assert equal == pytest.approx(0.71, abs=0.02)
    assert np.mean([regimes.covering(reference, s) for s in splits]) == pytest.approx(0.51, abs=0.02)


@given(LABELS)
def test_identical_segmentations_are_perfect(labels):
    assert regimes.covering(labels, labels) == pytest.approx(1.0)
    assert regimes.f1(labels, labels, margin=0) == 1.0
    assert regimes.adjusted_rand(labels, labels) == pytest.approx(1.0)


@settings(deadline=None)  # the first call imports scikit-learn
@given(st.integers(2, 60), st.data())
def test_adjusted_rand_equals_scikit_learn(months, data):
    sklearn = pytest.importorskip("sklearn.metrics")
    a = data.draw(st.lists(st.integers(0, 3), min_size=months, max_size=months))
    b = data.draw(st.lists(st.integers(0, 3), min_size=months, max_size=months))
    assert regimes.adjusted_rand(a, b) == pytest.approx(sklearn.adjusted_rand_score(a, b), abs=1e-12)


@given(
    st.lists(st.integers(0, 30), max_size=6, unique=True),
    st.lists(st.integers(0, 30), max_size=6, unique=True),
    st.integers(0, 8),
)
def test_matching_is_the_largest_possible(truth, guess, margin):
    got = regimes.turn_f1(truth, guess, margin=margin)
    most = oracle.best_matching(truth, guess, margin)
    assert got == pytest.approx(1.0 if not truth and not guess else 2 * most / (len(truth) + len(guess)))


def test_every_segmentation_of_a_window_has_covering_in_bounds():
    reference = np.array([0, 0, 1, 1, 1, 2])
    for cut in oracle.all_segmentations(6):
        labels = np.concatenate([[k] * (b - a) for k, (a, b) in enumerate(cut)])
        by_hand = sum(
            n * max(len(r & set(range(a, b))) / len(r | set(range(a, b))) for a, b in cut)
            for r, n in (({0, 1}, 2), ({2, 3, 4}, 3), ({5}, 1))
        )
        assert regimes.covering(reference, labels) == pytest.approx(by_hand / 6)


def test_unlabelled_months_are_left_out():
    reference = np.array([-1, -1, 0, 0, 1, 1, -1])
    for head, tail in itertools.product(range(3), repeat=2):
        found = np.array([head, head, 0, 0, 1, 1, tail])
        assert regimes.covering(reference, found) == 1.0
        assert regimes.f1(reference, found, margin=0) == 1.0
        assert regimes.adjusted_rand(reference, found) == 1.0
    assert np.isnan(regimes.covering([-1, -1], [0, 1]))


def test_log_score_takes_a_set_of_states_and_leaves_unlabelled_months_out():
    prob = np.array([[0.5, 0.25, 0.25], [0.1, 0.2, 0.7], [1.0, 0.0, 0.0]])
    allowed = np.array([[True, True, False], [False, False, False], [False, True, False]])
    assert regimes.log_score(prob, allowed) == pytest.approx((np.log(0.75) + np.log(1e-6)) / 2)


def test_random_splits_have_the_asked_number_and_are_even():
    splits = regimes.random_splits(6, count=3, rng=np.random.default_rng(0), size=20_000)
    assert (splits.max(axis=1) == 2).all()
    _, counts = np.unique(splits, axis=0, return_counts=True)
    assert len(counts) == 10
    np.testing.assert_allclose(counts / 20_000, 0.1, atol=0.01)


@given(st.integers(1, 50), st.data())
def test_equal_segments(months, data):
    count = data.draw(st.integers(1, months))
    lengths = np.bincount(regimes.equal_segments(months, count=count))
    assert len(lengths) == count
    assert lengths.max() - lengths.min() <= 1
