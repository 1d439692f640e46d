from __future__ import annotations

import numpy as np

from tertius import regimes
from tests.oracles import paths as oracle


def test_dynp_is_the_best_of_all_segmentations():
    values = np.random.default_rng(0).normal(size=(9, 2))

    def cost(cut):
        return sum(((values[a:b] - values[a:b].mean(0)) ** 2).sum() for a, b in cut)

    for count in (1, 2, 3, 4):
        best = min((cut for cut in oracle.all_segmentations(9) if len(cut) == count), key=cost)
        expected = np.concatenate([[k] * (b - a) for k, (a, b) in enumerate(best)])
        assert regimes.dynp(values, count=count).tolist() == expected.tolist()


def test_pelt_is_the_best_penalised_segmentation():
    values = np.random.default_rng(1).normal(size=(8, 1)) + np.repeat([0, 4], 4)[:, None]

    def cost(cut):
        return sum(((values[a:b] - values[a:b].mean(0)) ** 2).sum() for a, b in cut) + 3.0 * len(cut)

    best = min(oracle.all_segmentations(8), key=cost)
    assert regimes.pelt(values, penalty=3.0).max() + 1 == len(best)


def test_missing_months_carry_the_last_value():
    filled = regimes.fill_missing(np.array([np.nan, 1.0, np.nan, 3.0]))
    assert filled[:, 0].tolist() == [1.0, 1.0, 1.0, 3.0]
    assert regimes.pelt(np.full(12, np.nan)).max() == 0
