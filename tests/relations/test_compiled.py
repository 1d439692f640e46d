"""The compiled twins equal the NumPy ones."""

from __future__ import annotations

import numpy as np

from tertius.relations import latent
from tertius.relations.hyper import valence_grid
from tests.relations.panels import simulated


def test_compiled_twins_equal_numpy(monkeypatch):
    panel = simulated(0, size=6, months=40)
    y, n, grid = panel.y.T.copy(), panel.n.T.copy(), valence_grid()
    plain = latent.grid_loglik(y, n, grid)
    even = np.full(plain.shape[1], 1 / plain.shape[1])
    mixture = latent.make_mixture(plain, grid, (even, 1.0))
    mean, var = latent.smooth_valence(y, n, mixture)
    monkeypatch.setattr(latent, "COMPILED", 0)
    np.testing.assert_allclose(latent.grid_loglik(y, n, grid), plain, atol=1e-9)
    fast_mean, fast_var = latent.smooth_valence(y, n, mixture)
    np.testing.assert_allclose(fast_mean, mean, atol=1e-9)
    np.testing.assert_allclose(fast_var, var, atol=1e-9)
