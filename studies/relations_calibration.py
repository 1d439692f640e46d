"""Does a 90 % interval hold 90 % of what it has not seen?

Prints simulation-based calibration (Talts et al. 2018, arXiv 1804.06788), coverage of held-out single months and of masked
blocks on real panels and on simulated heavy tails, by count, the same for counts, and posterior predictive checks.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from studies import needed
from studies.held_counts import held_counts, random_cells, random_runs
from studies.held_months import Held, blocks_of_months, held_out, single_months
from tertius.relations.engagement import draw_acts, draw_with_points, stream_counts
from tertius.relations.estimate import estimate_relations
from tertius.relations.hyper import Floats, count_grid, level_model, valence_grid
from tertius.relations.latent import draw_valence, grid_loglik, make_mixture, pair_model
from tertius.relations.prior import reference_prior
from tertius.statespace import Level

if TYPE_CHECKING:
    from tertius.panel import Panel
    from tertius.relations.result import Relations

BINS = 10
ROUNDS = 6
TAIL_LEVELS = (0.5, 0.8, 0.9, 0.95, 0.98, 0.99)


def simulate_paths(model: Level, months: int, rng: np.random.Generator) -> Floats:
    """One path a member of a one-dimensional batch, shape (member, month)."""
    size = len(np.atleast_1d(model.mu))
    x = np.empty((size, months))
    x[:, 0] = model.start_mean + np.sqrt(model.start_var) * rng.standard_normal(size)
    for t in range(1, months):
        x[:, t] = (
            model.mu + model.phi * (x[:, t - 1] - model.mu) + np.sqrt(model.q) * rng.standard_normal(size)
        )
    return x


def simulate_panel(panel: Panel, rng: np.random.Generator, *, heavy: bool = False) -> tuple[Panel, Floats]:
    """The panel's own counts with means simulated from the reference prior; t(3) noise of equal variance if `heavy`."""
    weights, _, _ = reference_prior().weights(frozenset())
    grid = valence_grid()
    point = rng.choice(len(weights), size=len(panel.dyads), p=weights)
    model = level_model({name: values[point] for name, values in grid.items()})
    x = simulate_paths(model, len(panel.months), rng)
    shape = panel.y.shape
    noise = rng.standard_t(3, shape) / np.sqrt(3) if heavy else rng.standard_normal(shape)
    scale = np.sqrt(grid["s2"][point][:, None] / np.maximum(panel.n, 1e-9) + grid["tau2"][point][:, None])
    y = np.where(panel.observed, x + scale * noise, np.nan)
    return replace(panel, y=y, y_past=y, n_past=panel.n), x


def ranks(panel: Panel, rng: np.random.Generator, *, draws: int = 99) -> Floats:
    """Rank of the simulated truth among posterior draws, in [0, 1], one a dyad with acts, in a month at random."""
    made, x = simulate_panel(panel, rng)
    rows = np.flatnonzero(made.observed.any(axis=1))[:300]
    weights, _, _ = reference_prior().weights(frozenset())
    y, n, grid = made.y[rows].T.copy(), made.n[rows].T.copy(), valence_grid()
    mixture = make_mixture(grid_loglik(y, n, grid), grid, (weights, 1e9))
    paths = draw_valence(y, n, mixture, rng=rng, size=draws)
    at = rng.integers(0, x.shape[1], len(rows))
    truth = x[rows, at]
    return np.asarray((paths[:, np.arange(len(rows)), at] < truth).mean(axis=0))


def uniformity(values: Floats) -> dict[str, Any]:
    """Counts in ten bins and the chi-squared p-value against equal shares."""
    from scipy.stats import chisquare

    counts, _ = np.histogram(values, BINS, (0, 1))
    return {"n": len(values), "bins": counts.tolist(), "p": round(float(chisquare(counts).pvalue), 4)}


def describe(held: Held) -> dict[str, Any]:
    """Coverage, in all and by count."""
    rows = [
        {"acts": f"{low}-{high}", "months": size, **{str(k): round(v, 3) for k, v in shares.items()}}
        for low, high, size, shares in held.by_count()
    ]
    shown = {str(level): round(share, 4) for level, share in held.coverage().items()}
    return {"months": len(held.count), "coverage": shown, "by_count": rows}


def tails(panel: Panel, rng: np.random.Generator) -> dict[str, Any]:
    """Coverage from 50 to 99 %, which side is missed, and 90 % by few acts: six rounds of single months and of blocks."""
    least = min(12, len(panel.months) // 2)
    found: dict[str, list[Held]] = {"single months": [], "blocks of 6": []}
    for _ in range(ROUNDS):
        masks = (
            single_months(panel, size=2000, rng=rng),
            blocks_of_months(panel, length=6, size=400, rng=rng, least=least),
        )
        for held, mask in zip(found.values(), masks, strict=True):
            held.append(held_out(panel, mask, levels=TAIL_LEVELS))
    return {name: _tail_shares(held) for name, held in found.items()}


def _tail_shares(rounds: list[Held]) -> dict[str, Any]:
    inside = {level: np.concatenate([held.inside[level] for held in rounds]) for level in TAIL_LEVELS}
    count, value, centre = (
        np.concatenate([getattr(h, n) for h in rounds]) for n in ("count", "value", "centre")
    )
    few = {"1 act": count <= 1, "2 acts": (count > 1) & (count <= 2), "3 and more": count > 2}
    return {
        "months": len(count),
        "coverage": {str(level): round(float(values.mean()), 4) for level, values in inside.items()},
        "missed below": round(float((~inside[0.9] & (value < centre)).mean()), 4),
        "missed above": round(float((~inside[0.9] & (value > centre)).mean()), 4),
        "0.9 by acts": {k: [int(p.sum()), round(float(inside[0.9][p].mean()), 4)] for k, p in few.items()},
    }


def lag_one(y: Floats) -> float:
    """Correlation of the means of neighbouring observed months, over all dyads."""
    a, b = y[:, :-1], y[:, 1:]
    both = np.isfinite(a) & np.isfinite(b)
    return float(np.corrcoef(a[both], b[both])[0, 1])


def posterior_predictive(relations: Relations, rng: np.random.Generator, size: int = 100) -> dict[str, Any]:
    """Lag-1, tails and the share of months without an act: observed, and 90 % range over replicated panels."""
    panel = relations.panel
    busy = np.flatnonzero(panel.observed.sum(axis=1) >= 24)
    y, n = panel.y[busy], panel.n[busy]
    draws = relations.draws(rng, size, dyads=[panel.dyads[row] for row in busy])
    mixture = relations.hyper.valence
    made: dict[str, list[float]] = {"lag_one": [], "beyond_6": []}
    for k in range(size):
        point = [rng.choice(len(mixture.weights), p=mixture.posterior[row]) for row in busy]
        model = pair_model(mixture, np.array(point))
        h = np.asarray(model.s2)[:, None] / np.maximum(n, 1e-9) + np.asarray(model.tau2)[:, None]
        fake = np.where(np.isfinite(y), draws.x[k] + np.sqrt(h) * rng.standard_normal(y.shape), np.nan)
        made["lag_one"].append(lag_one(fake))
        made["beyond_6"].append(float((np.abs(fake[np.isfinite(fake)]) > 6).mean()))
    seen = {
        "lag_one": lag_one(y),
        "beyond_6": float((np.abs(y[np.isfinite(y)]) > 6).mean()),
    }
    found, replicated = replicated_counts(relations, busy, rng, size)
    seen, made = {**seen, **found}, {**made, **replicated}
    return {
        name: {
            "observed": round(seen[name], 3),
            "replicated": np.round(np.quantile(values, [0.05, 0.95]), 3).tolist(),
        }
        for name, values in made.items()
    }


def count_statistics(counts: Floats) -> dict[str, float]:
    """Shares of months without an act and with five or more, the median ratio of variance to mean, and lag-1 of log(1 + N)."""
    seen = counts[np.isfinite(counts)]
    mean = np.maximum(np.nanmean(counts, axis=0), 1e-9)
    return {
        "zero_share": float((seen == 0).mean()),
        "five_or_more": float((seen >= 5).mean()),
        "variance_to_mean": float(np.median(np.nanvar(counts, axis=0) / mean)),
        "lag_one_counts": lag_one(np.log1p(counts).T),
    }


def replicated_counts(
    relations: Relations, rows: npt.NDArray[np.int64], rng: np.random.Generator, size: int
) -> tuple[dict[str, float], dict[str, list[float]]]:
    """`count_statistics` as observed and over panels drawn from the posterior, negative binomial given the rate."""
    evidence, mixture = relations.evidence, relations.hyper.engagement
    assert evidence.counts is not None
    assert evidence.exposure is not None
    assert mixture is not None
    counts, exposure = evidence.counts[:, rows], evidence.exposure[:, rows]
    paths, points = draw_with_points(counts, exposure, mixture.rows(rows), rng=rng, size=size)
    made: dict[str, list[float]] = {}
    for path, point in zip(paths, points, strict=True):
        fake = draw_acts(np.exp(path).T * exposure, mixture.grid["dispersion"][point], rng=rng)
        for name, value in count_statistics(np.where(np.isfinite(counts), fake, np.nan)).items():
            made.setdefault(name, []).append(value)
    return count_statistics(counts), made


def count_report(panel: Panel, rng: np.random.Generator) -> dict[str, Any]:
    """Held-out counts, single months and runs, under the count grid and, for comparison, under its Poisson part alone."""
    counts, exposure = stream_counts(panel)
    length = 6 if len(panel.months) >= 24 else 3
    masks = {
        "single months": random_cells(counts, size=min(10_000, counts.size // 20), rng=rng),
        f"runs of {length}": random_runs(counts, length=length, rng=rng),
    }
    full = count_grid()
    poisson = {name: values[full["dispersion"] == 0] for name, values in full.items()}
    report: dict[str, Any] = {}
    for name, mask in masks.items():
        report[name] = held_counts(counts, exposure, mask, full, rng=rng).report()
        report[f"{name}, Poisson"] = held_counts(counts, exposure, mask, poisson, rng=rng).report()
    return report


def panels(data: Path | None) -> Iterator[tuple[str, Panel]]:
    """The real panels: WEIS 1966-75 and the ICEWS entity extract of 2014."""
    from tertius.events import read_events
    from tertius.panel import build_panel

    for name, file in (("weis", "weis_1966_1975.csv"), ("icews", "icews_2014_entities.parquet")):
        yield name, build_panel(read_events(str(needed(data, "events", file))))


def held_report(panel: Panel, rng: np.random.Generator) -> dict[str, Any]:
    """Single months (smoothed and filtered), and blocks of 6 and 12 months where the panel is long enough."""
    report = {"single months": describe(held_out(panel, single_months(panel, size=2000, rng=rng)))}
    months = len(panel.months)
    for length in (6, 12):
        if months >= 4 * length or length == 6:
            least = min(12, months // 2)
            mask = blocks_of_months(panel, length=min(length, months // 2), size=400, rng=rng, least=least)
            report[f"blocks of {length}"] = describe(held_out(panel, mask))
    return report


def main(data: Path | None, arguments: list[str]) -> int:
    """Run all checks and print one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m studies relations_calibration")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    rng = np.random.default_rng(options.seed)
    report: dict[str, Any] = {"seed": options.seed}
    for name, panel in panels(data):
        report[name] = held_report(panel, rng)
        report[f"{name}, counts"] = count_report(panel, np.random.default_rng(options.seed))
        report[f"{name}, tails"] = tails(panel, np.random.default_rng(options.seed))
        if name == "weis":
            report["simulation-based calibration"] = uniformity(
                np.concatenate([ranks(panel, rng) for _ in range(3)])
            )
            for heavy in (False, True):
                made, _ = simulate_panel(panel, rng, heavy=heavy)
                label = "simulated t(3) noise" if heavy else "simulated normal noise"
                report[label] = held_report(made, rng)
            report["posterior predictive"] = posterior_predictive(estimate_relations(panel), rng)
        print(f"{name} done", flush=True, file=sys.stderr)
    print(json.dumps(report, indent=1))
    return 0
