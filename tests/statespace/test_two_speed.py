"""Two speeds against the full joint Gaussian: likelihood, smoothed and filtered moments, drawn paths; each fact is optional."""

from __future__ import annotations

import numpy as np
import pytest

from tertius.statespace import (
    CausalFilter,
    Level,
    Told,
    draw_two_speed,
    filter_level,
    filter_two_speed,
    loglik,
    smooth_level,
    smooth_two_speed,
    two_speed_loglik,
)
from tests.oracles.two_speed import acts_loglik, condition

GRID = {
    "mu": np.array([0.5, -1.0]), "slow_var": np.array([2.0, 0.7]), "rho": np.array([0.99, 0.97]),
    "fast_var": np.array([1.5, 0.8]), "phi": np.array([0.7, 0.3]), "s2": np.array([3.0, 9.0]), "tau2": np.array([0.1, 1.5]),
}  # fmt: skip


def data(months=40, series=3, seed=0, first=3):
    """Counts, means and facts; the first month is the (first + 1)th of its year."""
    rng = np.random.default_rng(seed)
    n = np.where(rng.random((months, series)) < 0.5, rng.integers(1, 5, (months, series)), 0).astype(float)
    y = np.where(n > 0, rng.normal(size=n.shape) * 2, np.nan)
    calendar = (np.arange(months) + first) % 12
    since = np.array([min(t, c) + 1 for t, c in enumerate(calendar)])
    since = np.where(np.arange(months) < 12 - first, np.arange(months) + 1, calendar + 1)
    last = (calendar == 11)[:, None] & (rng.random(n.shape) < 0.8)
    value = np.where(last, rng.normal(size=n.shape), np.nan)
    load, var = np.where(last, rng.uniform(0.3, 1, n.shape), np.nan), np.where(last, 0.5, np.nan)
    return y, n, Told(value, load, var, since, r=0.98)


def pair(k, g):
    return {"series": np.array([0]), "point": np.array([g]), "weight": np.ones(1)}


@pytest.mark.parametrize("g", [0, 1])
def test_equals_the_joint_gaussian(g):
    y, n, told = data()
    found = two_speed_loglik(y, n, told, GRID)
    for k in range(3):
        one = (y[:, [k]], n[:, [k]], told.rows([k]))
        mean, cov, slow, slow_cov, _ = condition(y[:, k], n[:, k], told.rows([k]), GRID, g)
        assert found[k, g] == pytest.approx(acts_loglik(y[:, k], n[:, k], told.rows([k]), GRID, g), abs=1e-7)
        m, v = smooth_two_speed(*one, GRID, **pair(k, g))
        np.testing.assert_allclose(m[:, 0], mean, atol=1e-8)
        np.testing.assert_allclose(v[:, 0], np.diag(cov), atol=1e-8)
        m, v = smooth_two_speed(*one, GRID, **pair(k, g), slow=True)
        np.testing.assert_allclose(m[:, 0], slow, atol=1e-8)
        np.testing.assert_allclose(v[:, 0], np.diag(slow_cov), atol=1e-8)


def test_filtered_knows_a_fact_from_january_on():
    y, n, told = data(seed=1)
    for k in range(3):
        run = filter_two_speed(y[:, [k]], n[:, [k]], told.rows([k]), GRID)
        for t in (0, 8, 9, 15, 21, 39):
            facts = told.rows([k])
            known = np.where(np.arange(len(y)) < t, facts.value[:, 0], np.nan)[: t + 1, None]
            cut = Told(known, facts.load[: t + 1], facts.var[: t + 1], facts.since[: t + 1], facts.r)
            for g in (0, 1):
                mean, cov, *_ = condition(y[: t + 1, k], n[: t + 1, k], cut, GRID, g)
                assert run.mean[t, g] == pytest.approx(mean[t], abs=1e-8)
                assert run.var[t, g] == pytest.approx(cov[t, t], abs=1e-8)
                total = acts_loglik(y[: t + 1, k], n[: t + 1, k], cut, GRID, g)
                assert run.loglik[t, g] == pytest.approx(total, abs=1e-7)


def test_the_causal_filter_is_the_same_month_by_month():
    y, n, told = data(seed=2)
    together = CausalFilter(y, n, told, GRID)
    for t in range(len(y)):
        mean, var = together.step(t)
        for k in range(3):
            run = filter_two_speed(y[:, [k]], n[:, [k]], told.rows([k]), GRID)
            np.testing.assert_allclose(mean[k], run.mean[t], atol=1e-12)
            np.testing.assert_allclose(var[k], run.var[t], atol=1e-12)
            np.testing.assert_allclose(together.total[k], run.loglik[t], atol=1e-10)


def test_paths_have_the_joint_mean_and_covariance():
    y, n, told = data(months=20, series=1, seed=3)
    size = 20_000
    one = {name: np.full(size, values[0]) for name, values in GRID.items()}
    x = draw_two_speed(np.repeat(y, size, axis=1), n[:, 0], told, one, rng=np.random.default_rng(0))
    mean, cov, *_ = condition(y[:, 0], n[:, 0], told, GRID, 0)
    np.testing.assert_allclose(x.mean(axis=1), mean, atol=0.05)
    np.testing.assert_allclose(np.cov(x), cov, atol=0.06)


def test_with_nothing_slow_it_is_the_level():
    y, n, told = data(seed=4)
    grid = {**GRID, "slow_var": np.zeros(2)}
    none = Told.nothing(told.since, 3)
    level = Level.stationary(
        mu=GRID["mu"], phi=GRID["phi"], var=GRID["fast_var"], s2=GRID["s2"], tau2=GRID["tau2"]
    )
    np.testing.assert_allclose(
        two_speed_loglik(y, n, none, grid), loglik(y[..., None], n[..., None], level), atol=1e-9
    )
    mean, var = smooth_level(filter_level(y[..., None], n[..., None], level), level)
    m, v = smooth_two_speed(
        y, n, none, grid, series=np.arange(3), point=np.ones(3, dtype=int), weight=np.ones(3)
    )
    np.testing.assert_allclose(m, mean[..., 1], atol=1e-9)
    np.testing.assert_allclose(v, var[..., 1], atol=1e-9)


def test_batch_equals_loop():
    y, n, told = data(seed=5, series=4)
    whole = two_speed_loglik(y, n, told, GRID)
    for k in range(4):
        alone = two_speed_loglik(y[:, [k]], n[:, [k]], told.rows([k]), GRID)
        np.testing.assert_array_equal(whole[k], alone[0])


def test_a_fact_informs_where_there_are_no_acts():
    y, n, told = data(seed=6)
    silent, none = np.full(y.shape, np.nan), np.zeros(n.shape)
    kwargs = {"series": np.arange(3), "point": np.zeros(3, dtype=int), "weight": np.ones(3)}
    _, with_facts = smooth_two_speed(silent, none, told, GRID, **kwargs)
    _, without = smooth_two_speed(silent, none, Told.nothing(told.since, 3), GRID, **kwargs)
    assert np.all(with_facts <= without + 1e-12)
    assert with_facts.mean() < without.mean()
