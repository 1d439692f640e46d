"""Made-up relations for tests: a panel whose months are drawn from the model itself, cheap enough to be made in every test."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from tertius.events import read_events
from tertius.panel import build_panel
from tertius.relations import FilteredRelations, estimate_relations

STATES = ("ROU", "RUS", "CHN", "USA", "FRA", "GBR")


def acts_file(folder: Any, *, months: int = 84, seed: int = 3, quiet: float = 0.1) -> Any:
    """A file of acts between six states: every pair's mean drifts slowly, its volume differs from pair to pair."""
    rng = np.random.default_rng(seed)
    rows = []
    for i, one in enumerate(STATES):
        for j, two in enumerate(STATES[:i]):
            mean, level = rng.normal(1.0, 2.0), 0.0
            volume = rng.gamma(2.0, 2.0 if j else 0.8)
            for month in range(months):
                level = 0.9 * level + rng.normal(0, 0.8)
                for _ in range(rng.poisson(volume) if rng.random() > quiet else 0):
                    day = f"{1970 + month // 12}-{month % 12 + 1:02d}-{rng.integers(1, 28):02d}"
                    value = float(np.clip(np.round(mean + level + rng.normal(0, 3.0), 1), -10, 10))
                    rows.append({"date": day, "source": one, "target": two, "value": value})
    path = folder / f"made-up-{seed}-{months}.csv"
    pl.DataFrame(rows).write_csv(path)
    return path


@functools.cache
def filtered(folder: Any, months: int = 84) -> FilteredRelations:
    """Filtered relations of the made-up acts."""
    found = estimate_relations(build_panel(read_events(acts_file(folder, months=months))), given="past")
    assert isinstance(found, FilteredRelations)
    return found


def scrambled(relations: FilteredRelations, at: int, *, seed: int = 0) -> FilteredRelations:
    """The same record with everything after month `at` made other: scores, acts, and the weights learned from them."""
    rng = np.random.default_rng(seed)
    evidence = relations.evidence
    y, n = evidence.y.copy(), evidence.n.copy()
    later = slice(at + 1, None)
    y[later] = np.where(rng.random(y[later].shape) < 0.5, np.nan, rng.normal(0, 8, y[later].shape))
    n[later] = np.where(np.isfinite(y[later]), rng.integers(1, 40, y[later].shape), 0.0)
    counts = None if evidence.counts is None else evidence.counts.copy()
    if counts is not None:
        counts[later] = rng.integers(0, 60, counts[later].shape)
    hyper = relations.hyper
    mixtures = [
        None
        if part is None
        else replace(part, path=_other(part.path, at, rng), weights=rng.permutation(part.weights))
        for part in (hyper.valence, hyper.engagement)
    ]
    observed = relations.observed.copy()
    observed[:, later] = np.isfinite(y.T[:, later])
    return replace(
        relations,
        evidence=replace(evidence, y=y, n=n, counts=counts),
        hyper=replace(hyper, valence=mixtures[0], engagement=mixtures[1]),
        observed=observed,
    )


def _other(path: Any, at: int, rng: np.random.Generator) -> Any:
    out = path.copy()
    out[at + 1 :] = rng.permutation(out[at + 1 :].T).T
    return out
