"""The two-speed reference and the loadings of yearly facts.

Moments, pooled over dyad-years with an act, weighted by how well the year's mean is known: beta_j = cov(r_j, mean y) /
var(mean x), where var(mean x) is the fitted mixture's own, so that the noise of y does not shrink beta. R = cov(r) less
beta beta' var(mean x). What lasts (B) is the covariance of residuals three to five years apart, carried back at 0.98 a year;
W = R - B. What is written are these numbers and each dyad's log-likelihoods, never a row of a source.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from studies import PACKAGE, needed
from studies.relations_reference import save
from tertius.provenance import sha256
from tertius.relations.facts import FACTS, KEEP_A_YEAR, Loadings, gather
from tertius.relations.fits import month_major
from tertius.relations.hyper import Floats
from tertius.relations.prior import dyad_key, pack, pooled_weights
from tertius.relations.speed_prior import FOLDS, half
from tertius.relations.speeds import speed_grid
from tertius.statespace import Told, two_speed_loglik

LEAST_ACTS = 4
FILES = ("atop*", "cow_mid_dirdisps*", "cow_trade*", "sipri*", "td_rivalries*", "un_agreement*")
APART = (3, 4, 5)
NOISE = 10.0


def moments(grid: dict[str, Floats], weights: Floats, apart: int = 0) -> float:
    """Covariance of two yearly means of x, `apart` years apart, under the mixture; pooled over dyads, centres included."""
    lag = np.abs(np.subtract.outer(np.arange(12), np.arange(12) + 12 * apart)).ravel()
    slow = grid["slow_var"] * np.mean(grid["rho"][:, None] ** lag, axis=1)
    fast = grid["fast_var"] * np.mean(grid["phi"][:, None] ** lag, axis=1)
    centre = grid["mu"] - weights @ grid["mu"]
    return float(weights @ (np.square(centre) + slow + fast))


def yearly_means(y: Floats, n: Floats, own: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Each dyad's mean over a year's acts, and their number, both (dyad, year)."""
    years = np.unique(own)
    total = np.stack(
        [np.where(n > 0, n * np.nan_to_num(y), 0.0)[own == year].sum(axis=0) for year in years], axis=1
    )
    count = np.stack([n[own == year].sum(axis=0) for year in years], axis=1)
    return np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0), count


def estimate_loadings(facts: Floats, mean: Floats, count: Floats, variances: dict[int, float]) -> Loadings:
    """Loadings from facts (fact, dyad, year), the years' means and their counts; `variances` of mean x by years apart."""
    size = len(facts)
    weight = np.where(count > 0, 1 / (variances[0] + NOISE / np.maximum(count, 1.0)), 0.0)
    centre = np.array([np.average(_filled(r), weights=weight * np.isfinite(r)) for r in facts])
    x = _filled(mean) - np.average(_filled(mean), weights=weight)
    gap = facts - centre[:, None, None]
    beta = np.array([_moment(r, x, weight) for r in gap]) / variances[0]
    alpha = centre - beta * float(np.average(_filled(mean), weights=weight))
    whole, lasting = np.empty((size, size)), np.zeros((size, size))
    for i in range(size):
        for j in range(size):
            whole[i, j] = _moment(gap[i], gap[j], weight) - beta[i] * beta[j] * variances[0]
            for k in APART:
                late = _moment(gap[i][:, k:], gap[j][:, :-k], weight[:, k:] + weight[:, :-k])
                lasting[i, j] += (late - beta[i] * beta[j] * variances[k]) / KEEP_A_YEAR**k / len(APART)
    whole = _positive(whole, np.diag(whole))
    lasting = _positive(0.5 * (lasting + lasting.T), np.diag(whole))
    return Loadings(alpha, beta, lasting, _positive(whole - lasting, np.diag(whole)))


def _filled(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, 0.0)


def _moment(a: Floats, b: Floats, weight: Floats) -> float:
    both = np.isfinite(a) & np.isfinite(b)
    return float((weight * _filled(a) * _filled(b) * both).sum() / (weight * both).sum())


def _positive(square: Floats, scale: Floats) -> Floats:
    """The nearest covariance whose least eigenvalue, in units of `scale`, is 0.02."""
    root = np.sqrt(scale)
    values, vectors = np.linalg.eigh(0.5 * (square + square.T) / np.outer(root, root))
    return np.asarray((vectors * np.maximum(values, 0.02)) @ vectors.T * np.outer(root, root))


def reference(events: str, folder: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Arrays to ship, and what is said of them."""
    from tertius.events import read_events
    from tertius.indicators import read_indicators
    from tertius.panel import build_panel

    panel = build_panel(read_events(events))
    y, n = month_major(panel.y, panel.n)
    grid = speed_grid()
    since = panel.months.astype("M8[M]").astype(np.int64) % 12 + 1
    logliks = two_speed_loglik(y, n, Told.nothing(since, y.shape[1]), grid)
    enough = n.sum(axis=0) >= LEAST_ACTS
    logliks = np.where(enough[:, None], logliks - logliks.max(axis=1, keepdims=True), 0.0)
    weights = pooled_weights(logliks[enough])
    own = panel.months.astype("M8[Y]").astype(np.int64) + 1970
    mean, count = yearly_means(y, n, own)
    paths = [str(path) for name in FILES for path in sorted(Path(folder).glob(name))]
    facts, _ = gather(read_indicators(paths), panel.dyads, np.unique(own))
    keys = [dyad_key(a, b) for a, b in panel.dyads]
    variances = {k: moments(grid, weights, k) for k in (0, *APART)}
    parts = np.array([half(key) for key in keys])
    chosen = (np.ones(len(keys), dtype=bool), parts != 0, parts != 1)
    made = [estimate_loadings(facts[:, rows], mean[rows], count[rows], variances) for rows in chosen]
    about = {
        "panel": Path(events).stem, "sha256": sha256(events), "facts": list(FACTS), "keep_a_year": KEEP_A_YEAR,
        "indicators": {Path(path).name: sha256(path) for path in paths}, "dyads": len(keys),
        "dyads_with_valence": int(enough.sum()), "variance_of_a_year": round(variances[0], 4),
        "loadings": {fold: each.to_dict() for fold, each in zip(FOLDS, made, strict=True)},
        "command": f"python -m studies relations_speeds --data DIR {Path(events).name}",
    }  # fmt: skip
    return {"keys": np.array(keys), "valence": pack(logliks)}, about


def main(data: Path | None, arguments: list[str]) -> int:
    """Estimate and write ``speed_prior.npz`` and ``speed_prior.json``."""
    parser = argparse.ArgumentParser(prog="python -m studies relations_speeds")
    parser.add_argument("file", nargs="?", default="weis_1966_1975.csv", help="in events/ (WEIS 1966-75)")
    parser.add_argument("--out", default=str(PACKAGE), help="folder to write to (default: the package)")
    options = parser.parse_args(arguments)
    arrays, about = reference(str(needed(data, "events", options.file)), str(needed(data, "structural")))
    save(Path(options.out) / "speed_prior.npz", arrays)
    text = json.dumps(about, indent=1) + "\n"
    (Path(options.out) / "speed_prior.json").write_text(text, encoding="utf-8")
    print(text, end="")
    return 0
