"""Does the two-speed model, with or without facts, predict what was hidden better?

Months of WEIS are hidden (single ones, masked blocks, whole dyads), each model is fitted to the rest, and what was hidden is
scored by its log predictive density given its count. Differences are paired by month; intervals resample whole dyads.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from studies import needed
from studies.held_months import LEVELS, blocks_of_months, hide, score_hidden, single_months
from tertius.relations.estimate import estimate_relations
from tertius.relations.hyper import Floats, Mixture
from tertius.relations.predictive import NOISE_FACTOR, noise_classes

if TYPE_CHECKING:
    from tertius.panel import Panel
    from tertius.relations.result import Relations

FILES = ("atop*", "cow_mid_dirdisps*", "cow_trade*", "sipri*", "td_rivalries*", "un_agreement*")
RESAMPLES = 2000
THIN = 6
Mask = npt.NDArray[np.bool_]


def log_density(mean: Floats, var: Floats, n: Floats, value: Floats, mixture: Mixture) -> Floats:
    """Log predictive density of each month's mean score given its count; the state enters by its two moments.

    Parameters
    ----------
    mean, var, n, value
        Array, shape (month,).
    mixture
        With one row a month.
    """
    s2, tau2, weight = noise_classes(mixture)
    total = np.square(NOISE_FACTOR) * (s2 / n[:, None] + tau2) + var[:, None]
    terms = -0.5 * (np.log(2 * np.pi * total) + np.square(value - mean)[:, None] / total)
    top = terms.max(axis=1)
    return np.asarray(top + np.log((weight * np.exp(terms - top[:, None])).sum(axis=1)))


def whole_dyads(panel: Panel, *, size: int, rng: np.random.Generator) -> Mask:
    """Mark every month of `size` dyads with acts."""
    mask = np.zeros(panel.y.shape, dtype=bool)
    mask[rng.choice(np.flatnonzero(panel.observed.any(axis=1)), size, replace=False)] = True
    return mask


def score(relations: Relations, panel: Panel, mask: Mask) -> tuple[Floats, dict[float, Floats]]:
    """Log density of every hidden month and whether each interval holds it."""
    rows, months = np.nonzero(mask & panel.observed)
    held = score_hidden(relations, panel, mask)
    density = log_density(
        held.centre, relations.var[rows, months], held.count, held.value, relations.hyper.valence.rows(rows)
    )
    return density, {level: inside.astype(float) for level, inside in held.inside.items()}


def paired(gain: Floats, dyad: npt.NDArray[np.int64], rng: np.random.Generator) -> dict[str, Any]:
    """Mean difference a month, and a 90 % interval that resamples dyads."""
    keys, where = np.unique(dyad, return_inverse=True)
    total, count = np.bincount(where, weights=gain), np.bincount(where)
    pick = rng.integers(0, len(keys), (RESAMPLES, len(keys)))
    means = total[pick].sum(axis=1) / count[pick].sum(axis=1)
    low, high = np.quantile(means, [0.05, 0.95])
    return {"gain": round(float(gain.mean()), 4), "interval": [round(float(low), 4), round(float(high), 4)]}


def masks(panel: Panel, rng: np.random.Generator, repeats: int) -> Iterator[tuple[str, str, list[Mask]]]:
    """(name, given, masks) of everything that is hidden."""
    single = [single_months(panel, size=2000, rng=rng)]
    yield "single months", "all", single
    yield "single months, past only", "past", single
    for length in (6, 12):
        made = [blocks_of_months(panel, length=length, size=400, rng=rng) for _ in range(repeats)]
        yield f"blocks of {length}", "all", made
    yield "whole dyads", "all", [whole_dyads(panel, size=200, rng=rng) for _ in range(repeats)]


def compare(
    panel: Panel, models: Mapping[str, Mapping[str, Any]], *, rng: np.random.Generator, repeats: int = 3
) -> dict[str, Any]:
    """Score every model on every mask; differences are from the first model named."""
    report: dict[str, Any] = {}
    thin = panel.observed.sum(axis=1) < THIN
    for name, given, hidden in masks(panel, rng, repeats):
        scores: dict[str, Floats] = {}
        inside: dict[str, dict[float, Floats]] = {}
        for label, options in models.items():
            parts = [
                score(estimate_relations(hide(panel, m), given=given, **options), panel, m) for m in hidden
            ]
            scores[label] = np.concatenate([part[0] for part in parts])
            inside[label] = {k: np.concatenate([part[1][k] for part in parts]) for k in LEVELS}
        dyad = np.concatenate([np.nonzero(m & panel.observed)[0] for m in hidden])
        report[name] = describe(scores, inside, dyad, thin[dyad], rng)
        sys.stderr.write(f"{name} done\n")
    return report


def describe(
    scores: dict[str, Floats],
    inside: dict[str, dict[float, Floats]],
    dyad: npt.NDArray[np.int64],
    thin: Mask,
    rng: np.random.Generator,
) -> dict[str, Any]:
    """One row a model: mean log score, coverage, and the paired gain over the first, in all and on thin dyads."""
    first = next(iter(scores))
    rows: dict[str, Any] = {
        "months": len(dyad),
        "dyads": len(np.unique(dyad)),
        "months of thin dyads": int(thin.sum()),
    }
    for label, values in scores.items():
        row: dict[str, Any] = {"log score": round(float(values.mean()), 4)}
        row["coverage"] = {str(k): round(float(held.mean()), 4) for k, held in inside[label].items()}
        if label != first:
            gain = values - scores[first]
            row["over " + first] = paired(gain, dyad, rng)
            if thin.sum() >= 20:
                row["over " + first + ", thin dyads"] = paired(gain[thin], dyad[thin], rng)
        rows[label] = row
    return rows


def main(data: Path | None, arguments: list[str]) -> int:
    """Compare on WEIS with the structural data, and print one JSON object."""
    from tertius.events import read_events
    from tertius.indicators import read_indicators
    from tertius.panel import build_panel

    parser = argparse.ArgumentParser(prog="python -m studies relations_comparison")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=3, help="masks of blocks and of whole dyads")
    options = parser.parse_args(arguments)
    panel = build_panel(read_events(str(needed(data, "events", "weis_1966_1975.csv"))))
    paths = [str(path) for name in FILES for path in sorted(needed(data, "structural").glob(name))]
    models: dict[str, dict[str, Any]] = {
        "one-speed": {"model": "one-speed"},
        "two-speed": {"model": "two-speed"},
        "two-speed with facts": {"indicators": read_indicators(paths)},
    }
    rng = np.random.default_rng(options.seed)
    report = {"seed": options.seed, **compare(panel, models, rng=rng, repeats=options.repeats)}
    print(json.dumps(report, indent=1))
    return 0
