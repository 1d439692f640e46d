"""A small world with known stances: a panel drawn from the theory's own signatures, and relations around
it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tertius.panel import Panel
from tertius.provenance import Provenance
from tertius.relations import Ruler, reference_prior
from tertius.stances.signatures import theory
from tertius.triangles import triangle

LEGS = (("PRK", "SUN"), ("PRK", "CHN"), ("SUN", "CHN"))
S2, TAU2 = 9.0, 1.5


@dataclass(frozen=True)
class FakeHyper:
    s2: np.ndarray
    tau2: np.ndarray
    valence: Any = None


@dataclass(frozen=True)
class FakeDraws:
    x: np.ndarray
    l: np.ndarray  # noqa: E741


@dataclass(frozen=True)
class FakeRelations:
    panel: Panel
    mean: np.ndarray
    engagement: np.ndarray
    given: str
    ruler: Any
    provenance: Provenance = field(default_factory=Provenance)

    @property
    def dyads(self):
        return self.panel.dyads

    @property
    def months(self):
        return self.panel.months

    @property
    def observed(self):
        return self.panel.observed

    @property
    def engagement_var(self):
        return np.full(self.mean.shape, 0.2)

    @property
    def hyper(self):
        path = type("Path", (), {"path": None})()
        return FakeHyper(np.full(3, S2), np.full(3, TAU2), path)

    def index(self, a, b):
        return self.panel.index(a, b)

    def draws(self, rng, size, dyads=None):
        dyads = [self.index(*pair) for pair in dyads]
        shape = (size, len(dyads), len(self.months))
        x = self.mean[dyads] + 0.5 * rng.standard_normal(shape)
        return FakeDraws(x, self.engagement[dyads] + 0.3 * rng.standard_normal(shape))


def ruler() -> Ruler:
    return reference_prior().ruler()


def world(path, *, seed=0, given="all", acts=4.0, kind="stream", blank=()):
    """Relations whose measurements come from an inner path (0-6), about `acts` a month on a live leg."""
    rng, numbers, scale = np.random.default_rng(seed), theory(), ruler()
    path = np.asarray(path)
    rate = acts * np.exp(numbers.activity[path]).T
    n = rng.poisson(rate).astype(float)
    n[:, list(blank)] = 0
    z = numbers.level[path].T + 0.3 * rng.standard_normal(n.shape)
    mean = scale.c0 + scale.s0 * z
    noise = np.sqrt(S2 / np.maximum(n, 1) + TAU2) * rng.standard_normal(n.shape)
    y = np.where(n > 0, mean + noise, np.nan)
    months = np.datetime64("1956-01", "M") + np.arange(path.size)
    volume = np.full(path.size, 260.0 * acts / scale.lambda0)
    gap = np.where(n > 0, 0, 2 if kind == "stream" else 1).astype(np.int8)
    panel = Panel(
        dyads=LEGS, months=months, y=y, n=n, spread=np.full(n.shape, np.nan), events=n.astype(int), y_past=y, n_past=n,
        volume=volume, gap=gap, kind=kind, directed=False, scale="goldstein", every="month",
    )  # fmt: skip
    log_rate = np.log(scale.lambda0) + numbers.activity[path].T
    return FakeRelations(panel, mean, log_rate, given, scale)


def fake_triangle(path, *, pivot="PRK", a="SUN", b="CHN", seed=0, **how):
    relations = world(path, seed=seed, **how)
    return triangle(relations, pivot, a, b, rng=np.random.default_rng(seed), size=200)
