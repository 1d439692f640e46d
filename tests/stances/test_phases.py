from __future__ import annotations

import itertools

import numpy as np

from tertius.stances.phases import TURN_COST, best_path, start_from_paths, start_from_prob


def test_best_path_is_the_best_of_all_paths():
    rng = np.random.default_rng(0)
    prob = rng.dirichlet(np.full(3, 0.2), size=7)

    def worth(path):
        return prob[np.arange(7), path].sum() - TURN_COST / 4 * np.count_nonzero(np.diff(path))

    stretched = np.repeat(prob, 4, axis=0)
    got = best_path(stretched)
    best = max(itertools.product(range(3), repeat=7), key=worth)
    value = stretched[np.arange(28), got].sum() - TURN_COST * np.count_nonzero(np.diff(got))
    assert value >= 4 * worth(best) - 1e-9


def test_an_unlikely_spell_is_no_phase():
    prob = np.tile([0.9, 0.1], (40, 1))
    prob[20:22] = [0.4, 0.6]
    assert set(best_path(prob)) == {0}


def test_intervals_of_a_start():
    paths = np.zeros((100, 20), dtype=int)
    for draw in range(100):
        paths[draw, 8 + draw % 5 :] = 1
    lo, hi = start_from_paths(paths, 1, 10, 19)
    assert (lo, hi) == (8, 12)
    assert start_from_paths(paths, 2, 10, 12) == (10, 10)
    prob = np.stack([np.linspace(1, 0, 21), np.linspace(0, 1, 21)], axis=1)
    assert start_from_prob(prob, 1, 11, 20) == (1, 19)
