"""What shocks to the data do to a filtered mean: the compiled loop against the recursion written out."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.statespace.grid_kernels import carried_shocks


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 30), st.integers(1, 6), st.integers(1, 8))
def test_a_shock_enters_with_the_gain_and_is_carried_by_phi(
    seed: int, months: int, grid: int, draws: int
) -> None:
    rng = np.random.default_rng(seed)
    gain = np.where(rng.random((months, 1)) < 0.5, rng.random((months, grid)), 0.0)
    phi, shocks = rng.random(grid), rng.normal(size=(months, draws))
    shocks[gain[:, 0] == 0] = np.nan  # a month without data has no shock to carry
    point = rng.integers(0, grid, (draws, months))
    found = carried_shocks(gain, phi, shocks, point)
    for d in range(draws):
        effect = np.zeros(grid)
        for t in range(months):
            effect = phi * effect
            if gain[t, 0] > 0:
                effect = effect + gain[t] * (shocks[t, d] - effect)
            np.testing.assert_allclose(found[d, t], effect[point[d, t]], rtol=1e-12)
