"""Relations at the size of the world: 20,000 dyads x 600 months, against statsmodels one by one.

The agreement is on the answers: both parameter sets go to statsmodels' own ``loglike`` (exact diffuse start in both), and ours
may not be lower by more than 1e-3; the count-weighted model is compared with a statsmodels model whose observation variance
varies in time.
"""

from __future__ import annotations

import resource
import time
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from benchmarks.rows import Row
from tertius.relations.hyper import valence_grid
from tertius.relations.latent import grid_loglik, make_mixture, smooth_valence
from tertius.statespace import Level, filter_level, fit_local_level, smooth_level
from tertius.statespace.ml import PASS
from tertius.statespace.robust import smooth_robust

DYADS, MONTHS, SAMPLE = 20_000, 600, 24


def simulate(dyads: int, months: int, *, missing: float = 0.3, seed: int = 0) -> tuple[Any, Any]:
    """Means and counts, each (month, dyad), of levels with their own variances; a share of the months is missing."""
    rng = np.random.default_rng(seed)
    q, s2 = rng.uniform(0.02, 0.5, dyads) ** 2, rng.uniform(0.5, 3.0, dyads)
    n = rng.integers(1, 8, (months, dyads)).astype(float)
    y = np.cumsum(rng.normal(size=(months, dyads)) * np.sqrt(q), axis=0)
    y += rng.normal(size=y.shape) * np.sqrt(s2)
    gone = rng.random(y.shape) < missing
    return np.where(gone, np.nan, y), np.where(gone, 0.0, n)


def timed(call: Callable[[], Any], repeat: int = 1) -> tuple[float, Any]:
    """Best wall time of `repeat` calls, and the last answer."""
    best, answer = np.inf, None
    for _ in range(repeat):
        start = time.perf_counter()
        answer = call()
        best = min(best, time.perf_counter() - start)
    return best, answer


def peak_gib() -> float:
    """Highest resident memory of this process so far, in GiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def one_by_one(y: Any, fit: Any, sample: int) -> tuple[float, float, int]:
    """Seconds a dyad of statsmodels, our worst shortfall in its loglike, and how many of its fits fell short of ours."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    spent, worst, short = 0.0, -np.inf, 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for k in range(sample):
            start = time.perf_counter()
            model = UnobservedComponents(y[:, k], "llevel", use_exact_diffuse=True)
            theirs = model.fit(disp=0)  # maximum likelihood, then filter and smoother
            spent += time.perf_counter() - start
            gap = model.loglike(theirs.params) - model.loglike([fit.s2[k], fit.q[k]])
            worst, short = max(worst, gap), short + (gap < -1e-3)
    return spent / sample, float(worst), short


def homoscedastic(y: Any, sample: int) -> Row:
    """Maximum likelihood and smoothing of every dyad on its own."""
    fit_local_level(y[:30, :40])  # the compiler's time is not the fit's
    ours, fit = timed(lambda: fit_local_level(y), repeat=3)
    each, worst, short = one_by_one(y, fit, sample)
    note = (
        f"{y.shape[1]} dyads x {y.shape[0]} months; peer timed on {sample} and extrapolated; our worst shortfall in its loglike"
        f" {worst:.1e}; it stopped below our optimum in {short} of {sample}; peak {peak_gib():.2f} GiB"
    )
    return Row(
        "fit: local level, ML and smoothing",
        ours,
        "statsmodels one by one",
        each * y.shape[1],
        worst <= 1e-3,
        note=note,
    )


def one_pass(y: Any) -> Row:
    """One likelihood pass of the filter against reading the same array once."""
    from tertius.statespace import ml_kernels as kernels

    rho = np.full(y.shape[1], 0.1)
    kernels.concentrated(y[:30], rho, PASS)
    ours, (value, _) = timed(lambda: kernels.concentrated(y, rho, PASS), repeat=9)
    floor, _ = timed(lambda: y.sum(), repeat=9)
    note = "target: within 4x of reading; reading is numpy's sum on one thread"
    return Row(
        "fit: one filter pass",
        ours,
        "reading the array once",
        floor,
        bool(np.isfinite(value).all()),
        True,
        note,
    )


def weighted(y: Any, n: Any, model: Level) -> list[Row]:
    """Count-weighted and robust filter and smoother at given hyperparameters, in blocks of dyads."""
    blocks = [slice(k, k + 500) for k in range(0, y.shape[1], 500)]

    def plain() -> list[Any]:
        return [smooth_level(filter_level(y[:, b], n[:, b], model), model)[0][-1] for b in blocks]

    def robust() -> list[Any]:
        return [smooth_robust(y[:, b], n[:, b], model)[0][-1] for b in blocks]

    ours, last = timed(plain)
    each, agree = peer_weighted(y, n, model, np.concatenate(last))
    wild, _ = timed(robust)
    size = y.shape[1]
    return [
        Row("fit: count-weighted, filter and smoother", ours, "statsmodels, obs variance by month", each * size, agree,
            note="same parameters; smoothed state equal to 1e-6; peer timed on 8"),
        Row("fit: robust (nu = 4, 5 sweeps)", wild, "none", None, None, note="six times the work of the line above"),
    ]  # fmt: skip


def peer_weighted(y: Any, n: Any, model: Level, last: Any, sample: int = 8) -> tuple[float, bool]:
    """Seconds a dyad of a statsmodels model with time-varying observation variance, and whether the last states agree."""
    from statsmodels.tsa.statespace.mlemodel import MLEModel

    spent, agree = 0.0, True
    for k in range(sample):
        with np.errstate(divide="ignore"):
            h = model.s2 / n[:, k] + model.tau2
        start = time.perf_counter()
        peer = MLEModel(y[:, k], k_states=1)
        peer["design", 0, 0], peer["transition", 0, 0] = 1.0, model.phi
        peer["selection", 0, 0], peer["state_cov", 0, 0] = 1.0, model.q
        peer.ssm["obs_cov"] = np.where(np.isfinite(h), h, 1.0)[None, None, :]
        peer.ssm.initialize_known(np.array([model.start_mean]), np.array([[model.start_var]]))
        state = peer.ssm.smooth().smoothed_state[0, -1]
        spent += time.perf_counter() - start
        agree &= abs(state - last[k]) < 1e-6
    return spent / sample, bool(agree)


def pooled(y: Any, n: Any) -> Row:
    """Empirical Bayes over the whole grid, and mixture-averaged smoothing."""
    grid = valence_grid()
    even = np.full(len(grid["mu"]), 1 / len(grid["mu"]))

    def run_it() -> Any:
        mixture = make_mixture(grid_loglik(y, n, grid), grid, (even, 1.0))
        return smooth_valence(y, n, mixture)

    ours, (mean, _) = timed(run_it)
    note = f"{len(even)} grid points, weights by EM, smoothed and averaged; peak {peak_gib():.2f} GiB"
    return Row("fit: pooled (empirical Bayes)", ours, "none", None, bool(np.isfinite(mean).all()), note=note)


def growth(dyads: int, months: int) -> Row:
    """Time by dyads and by months: the exponent of growth should be near 1."""
    sizes = [
        (max(dyads // 8, 64), months),
        (max(dyads // 2, 256), months),
        (max(dyads // 2, 256), max(months // 4, 30)),
    ]
    spent = []
    for size, length in sizes:
        y, _ = simulate(size, length)
        spent.append(timed(partial(fit_local_level, y), repeat=5)[0])
    by_dyads = np.log(spent[1] / spent[0]) / np.log(sizes[1][0] / sizes[0][0])
    by_months = np.log(spent[1] / spent[2]) / np.log(sizes[1][1] / sizes[2][1])
    note = f"exponent {by_dyads:.2f} in dyads, {by_months:.2f} in months (1 is linear)"
    return Row("fit: growth", spent[1], "none", None, bool(max(by_dyads, by_months) < 1.25), note=note)


def run(scale: float = 1.0) -> list[Row]:
    """All lines; `scale` shrinks the number of dyads."""
    dyads = max(int(DYADS * scale), 128)
    y, n = simulate(dyads, MONTHS)
    rows = [homoscedastic(y, SAMPLE), one_pass(y)]
    model = Level.stationary(mu=0.0, phi=0.97, var=4.0, s2=2.0, tau2=0.3)
    rows += weighted(y, n, model)
    rows.append(pooled(y, n))
    rows.append(growth(dyads, MONTHS))
    return rows
