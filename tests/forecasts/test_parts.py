"""The parts of the pool, each against something slow and obviously right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import nbinom, norm

from tertius.forecasts.counting import CountRegression, fit_counts
from tertius.forecasts.growing import Growing
from tertius.forecasts.learner import BANDWIDTHS, KERNEL_PRIOR, near
from tertius.forecasts.logits import chance_of, fit_logit
from tertius.forecasts.marking import OURS
from tertius.forecasts.pool import issue
from tertius.forecasts.running import Running
from tertius.forecasts.simulate import run_leg
from tertius.forecasts.stacking import distances, on_simplex, stacked
from tertius.forecasts.state_space import Ahead, support_of
from tertius.forecasts.support import (
    count_table,
    normal_cdf_table,
    read_counts,
    valence_support,
    volume_support,
)
from tertius.forecasts.tilt_kernels import tilt_marks
from tertius.relations.hyper import count_model
from tertius.scoring import grid_crps, grid_log_score
from tertius.statespace import filter_counts, responsibilities
from tests.forecasts.worlds import filtered


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("acts")


def test_the_state_space_equals_the_mixture_written_out(folder: Path) -> None:
    relations, at, row, horizon = filtered(folder), 50, 2, 3
    support = support_of(relations, "valence")
    wanted = np.full((len(relations.dyads), 1), -1)
    wanted[row] = at
    cdf, mean = Ahead(relations, support, wanted, (horizon,)).at(0, np.array([row]))
    mixture, run = relations.hyper.valence, run_leg(relations, row, until=at)
    assert mixture.path is not None
    share = responsibilities(run.loglik[at][None], mixture.path[at])[0]
    mu, phi, var, s2, tau2 = (mixture.grid[name] for name in ("mu", "phi", "var", "s2", "tau2"))
    centre = mu + phi**horizon * (run.mean[at] - mu)
    spread = var + phi ** (2 * horizon) * (run.var[at] - var)
    n = relations.evidence.n[: at + 1, row]
    expected = np.zeros(len(support.points))
    for each in n[n > 0]:
        sd = np.sqrt(spread + s2 / each + tau2)
        expected += share @ norm.cdf((support.points[None] - centre[:, None]) / sd[:, None]) / (n > 0).sum()
    assert np.abs(cdf[0, 0] - expected).max() < 0.01
    assert mean[0, 0] == pytest.approx(float(share @ centre), abs=0.01)


@pytest.mark.parametrize("busy", [False, True])
def test_counts_ahead_equal_the_mixture_written_out(busy: bool, folder: Path) -> None:
    relations, at, horizon = filtered(folder), 50, 3
    mixture, evidence = relations.hyper.engagement, relations.evidence
    assert mixture is not None
    assert mixture.path is not None
    assert evidence.counts is not None
    assert evidence.exposure is not None
    counts, exposure = evidence.counts[: at + 1], evidence.exposure[: at + 1]
    row = int(np.argmax(counts.sum(axis=0)) if busy else np.argmin(counts.sum(axis=0)))
    support = support_of(relations, "volume")
    wanted = np.full((len(relations.dyads), 1), -1)
    wanted[row] = at
    cdf, mean = Ahead(relations, support, wanted, (horizon,)).at(0, np.array([row]))
    model = count_model(mixture.grid)
    run = filter_counts(counts[:, row, None], exposure[:, row, None], model)
    share = responsibilities(run.steps.sum(axis=0)[None], mixture.path[at])[0]
    keep = model.omega**horizon
    shape, rate = (keep * x + (1 - keep) * x0 for x, x0 in ((run.a[at], model.a0), (run.b[at], model.b0)))
    centre = exposure[at - 11 :, row].mean() * shape / rate
    size = shape / (1 + (shape + 1) * model.dispersion)
    expected = share @ nbinom.cdf(support.points[None], size[:, None], (size / (size + centre))[:, None])
    assert np.abs(cdf[0, 0] - expected).max() < 0.01
    assert mean[0, 0] == pytest.approx(float(share @ centre), rel=0.01)


@pytest.mark.parametrize("target", ["valence", "volume"])
def test_scores_of_the_pool_are_those_of_its_cdfs(target: str, folder: Path) -> None:
    walked = list(issue(filtered(folder), target, (1, 6), origins=range(40, 60)))
    for made, outcomes, marks in walked[-4:]:
        assert marks is not None
        came = np.flatnonzero(np.isfinite(outcomes))
        place, widths = made.support.below(outcomes[came]), made.support.widths
        for name, cdf in {OURS: made.pool, **made.baselines}.items():
            crps = grid_crps(cdf[came], place, widths)
            assert marks.crps[name] == pytest.approx(crps, rel=1e-4, abs=1e-4), name
            log = grid_log_score(cdf[came], place, made.support.cells).mean()
            assert marks.log(name, made.support) == pytest.approx(log, abs=1e-4), name
        _, losses, apart = made.marked(came, outcomes[came])
        assert losses == pytest.approx(grid_crps(made.members[:, came], place, widths).sum(axis=1), rel=1e-5)
        assert apart == pytest.approx(distances(made.members[:, came], widths), rel=1e-4, abs=1e-5)


def test_blocks_are_read_up_to_any_of_them() -> None:
    rng, found = np.random.default_rng(8), Growing(2)
    blocks = [rng.normal(size=(size, 2)) for size in (3, 0, 150, 1, 400)]
    for block in blocks:
        found.add(block)
    for until in range(len(blocks) + 1):
        assert np.array_equal(found.upto(until), np.concatenate([np.empty((0, 2)), *blocks[:until]]))


def test_negative_binomials_are_read_between_the_rows_of_the_table() -> None:
    support = volume_support()
    rng = np.random.default_rng(0)
    mean, size = np.exp(rng.uniform(-3, 5, 60)), np.exp(rng.uniform(-2, 4, 60))
    found = read_counts(mean, size, count_table(support))
    exact = nbinom.cdf(support.points[None], size[:, None], (size / (size + mean))[:, None])
    assert np.abs(found - exact).max() < 0.01


@settings(deadline=None)
@given(st.lists(st.floats(-5, 5), min_size=2, max_size=6))
def test_the_nearest_point_of_the_simplex(values: list[float]) -> None:
    v = np.array(values)
    w = on_simplex(v)
    assert (w >= 0).all()
    assert w.sum() == pytest.approx(1)
    rng = np.random.default_rng(0)
    others = rng.dirichlet(np.ones(len(v)), size=200)
    assert np.sum((w - v) ** 2) <= np.sum((others - v) ** 2, axis=1).min() + 1e-9


def test_stacking_finds_the_weights_of_least_loss() -> None:
    rng = np.random.default_rng(1)
    support = valence_support()
    cdfs = np.stack(
        [
            norm.cdf((support.points[None] - rng.normal(m, 1, 300)[:, None]) / s)
            for m, s in ((0, 1), (1, 2), (-1, 3), (0, 6))
        ]
    )
    place = support.below(rng.normal(0.3, 2, 300))
    scores = grid_crps(cdfs, place, support.widths).mean(axis=1)
    apart = distances(cdfs, support.widths) / 300
    w = stacked(scores, apart)

    def loss(v: np.ndarray) -> float:
        mixed = np.tensordot(v, cdfs, axes=1)
        own = grid_crps(mixed, place, support.widths).mean()
        return float(own + 0.03 * scores.mean() * np.sum((v - 0.25) ** 2))

    best = minimize(
        loss, np.full(4, 0.25), bounds=[(0, 1)] * 4, constraints={"type": "eq", "fun": lambda v: v.sum() - 1}
    )
    assert loss(w) <= best.fun + 1e-6


def test_the_kernel_equals_the_double_loop() -> None:
    rng = np.random.default_rng(2)
    support = valence_support()
    pairs, outcomes = rng.normal(0, 1, (80, 3)), rng.normal(0, 3, 80)
    target, cdf = rng.normal(0, 1, (5, 3)), np.tile(norm.cdf(support.points / 3), (5, 1))
    found = near(target, pairs, outcomes, cdf.astype(np.float32), support)
    for k in range(5):
        far = (((pairs - target[k]) / BANDWIDTHS) ** 2).sum(axis=1)
        weight = np.where(far < 12, np.exp(-0.5 * far), 0.0)
        total = [weight[support.points[support.below(outcomes)] <= z + 1e-9].sum() for z in support.points]
        expected = (np.array(total) + KERNEL_PRIOR * cdf[k]) / (weight.sum() + KERNEL_PRIOR)
        assert found[k] == pytest.approx(expected, abs=2e-6)


def test_discounted_climatology_is_the_formula() -> None:
    rng = np.random.default_rng(3)
    series = np.where(rng.random((40, 3)) < 0.4, np.nan, rng.normal(0, 3, (40, 3)))
    support = valence_support()
    running = Running(series, np.ones_like(series), support)
    for _ in range(40):
        running.read()
    found = running.discounted(np.arange(3), 6.0)
    weight = 2.0 ** (-np.arange(39, -1, -1) / 12)
    pool = np.mean(series[np.isfinite(series)][:, None] <= support.points + 1e-9, axis=0)
    for d in range(3):
        seen = np.isfinite(series[:, d])
        w = weight[seen]
        own = (w[:, None] * (series[seen, d][:, None] <= support.points + 1e-9)).sum(axis=0) / w.sum()
        worth = w.sum() ** 2 / (w**2).sum()
        assert found[d] == pytest.approx((worth * own + 6 * pool) / (worth + 6), abs=1e-9)


def test_the_count_regression_finds_what_made_the_counts() -> None:
    rng = np.random.default_rng(4)
    logs = rng.normal(0.5, 1.0, (4000, 1)) + rng.normal(0, 0.3, (4000, 5))
    mean = np.exp(0.2 + logs @ np.array([0.5, 0.1, 0.1, 0.1, 0.1]))
    counts = rng.negative_binomial(2.0, 2.0 / (2.0 + mean)).astype(float)
    found = fit_counts(logs, counts, CountRegression.start(5))
    fitted, size = found.mean_and_size(logs)
    assert np.corrcoef(np.log(fitted), np.log(mean))[0, 1] > 0.98
    assert 1.5 < float(np.median(size)) < 2.7


def test_the_count_regression_has_the_least_penalised_loss_wherever_it_begins() -> None:
    rng = np.random.default_rng(9)
    logs = rng.normal(0.5, 1.0, (500, 1)) + rng.normal(0, 0.3, (500, 5))
    counts = rng.negative_binomial(1.2, 1.2 / (1.2 + np.exp(logs.mean(axis=1)))).astype(float)
    start = CountRegression.start(5)

    def loss(worth: np.ndarray) -> float:
        mean, size = CountRegression(worth).mean_and_size(logs)
        pull = worth - start.worth
        return float(-nbinom.logpmf(counts, size, size / (size + mean)).sum() + 2.5 * pull @ pull)

    best = minimize(loss, start.worth).fun
    for begin in (start, CountRegression(np.array([1.0, 0, 0, 0, 0, 0, 1.0, 0.5]))):
        assert loss(fit_counts(logs, counts, begin).worth) == pytest.approx(best, abs=1e-3)


def _logit_data(threshold: float = 0.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Odds, past windows, and outcomes that lie above the threshold with the chance of (1, -0.5) on odds and last year."""
    rng = np.random.default_rng(5)
    odds, past = rng.normal(0, 1, (5000, 1)), rng.normal(0, 1, (5000, 2))
    chance = chance_of(odds[:, 0] - 0.5 * (past[:, 0] - threshold))
    return odds, past, np.where(rng.random(5000) < chance, threshold + 1.0, threshold - 1.0)


def test_the_logit_is_odd_and_finds_its_slope() -> None:
    odds, past, came = _logit_data()
    chosen = {"columns": (0, 1), "start": np.zeros(2), "ridge": 1.0, "thresholds": (0.0,)}
    beta = fit_logit(odds, past, came, **chosen)
    assert beta == pytest.approx([1.0, -0.5], abs=0.15)
    assert fit_logit(-odds, -past, -came, **chosen) == pytest.approx(beta)


def test_the_logit_has_the_least_penalised_loss_wherever_it_begins() -> None:
    odds, past, came = _logit_data(threshold=0.7)
    x, start = np.column_stack([odds, past - 0.7]), np.array([0.3, 0.2, 0.1])

    def loss(beta: np.ndarray) -> float:
        p = chance_of(x @ beta)
        fit = np.where(came > 0.7, np.log(p), np.log(1 - p)).sum()
        return float(-fit + 0.5 * 30.0 * np.sum((beta - start) ** 2))

    best = minimize(loss, start, options={"gtol": 1e-6}).x
    chosen = {"columns": (0, 1, 2), "start": start, "ridge": 30.0, "thresholds": (0.7,)}
    for begin in (None, np.array([2.0, -1.0, 1.0])):
        assert fit_logit(odds, past, came, begin=begin, **chosen) == pytest.approx(best, abs=1e-3)


def test_scores_of_the_tilt_are_those_of_its_distributions() -> None:
    rng = np.random.default_rng(7)
    support, rows = valence_support(), 40
    mean, sd = rng.normal(0, 2, (rows, 4)), rng.uniform(0.3, 4, (rows, 4))
    place, weights = support.below(rng.normal(0, 3, rows)), np.array([0.3, 0.7])
    found = tilt_marks(mean, sd, place, weights, support.points, support.widths, normal_cdf_table())
    crps, mass, below, apart = found
    cdfs = norm.cdf((support.points - mean.T[..., None]) / sd.T[..., None])
    cdfs = np.concatenate([np.tensordot(weights, cdfs[:2], axes=1)[None], cdfs])
    assert pytest.approx(grid_crps(cdfs, place, support.widths), abs=1e-5) == crps.T
    at = np.arange(rows)
    assert below == pytest.approx(cdfs[0, at, place])
    before = np.where(place > 0, cdfs[:, at, np.maximum(place - 1, 0)], 0.0)
    assert pytest.approx(cdfs[:, at, place] - before) == mass.T
    assert apart.sum() == pytest.approx(distances(cdfs[1:3], support.widths)[0, 1], abs=1e-4)


def test_simple_baselines_agree_with_statsforecast() -> None:
    """Point forecasts of the rules of thumb, on a series without gaps."""
    models = pytest.importorskip("statsforecast.models")
    rng = np.random.default_rng(6)
    series = rng.normal(0, 3, 60)
    running = Running(series[:, None], np.ones((60, 1)), valence_support())
    for _ in range(60):
        running.read()
    for peer, ours in (
        (models.Naive(), running.last[0]),
        (models.WindowAverage(window_size=12), running.year(np.array([0]))[0]),
        (models.HistoricAverage(), running.slow[1, 0] * 0 + series.mean()),
    ):
        assert peer.forecast(y=series, h=1)["mean"][0] == pytest.approx(ours)
