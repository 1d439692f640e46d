"""A stand-in posterior with known mean and spread, so that the room is tested apart from its neighbours."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np

from tertius.provenance import Provenance


@dataclass(frozen=True)
class FakeRuler:
    c0: float = 1.0
    s0: float = 2.0
    lambda0: float = 1.5
    version: str = "fake"
    median: float = 1.0

    def at(self, c0: float) -> FakeRuler:
        return replace(self, c0=c0)

    def valence(self, x: np.ndarray) -> np.ndarray:
        return np.tanh((x - self.c0) / self.s0)

    def active(self, l: np.ndarray) -> np.ndarray:  # noqa: E741
        return -np.expm1(-np.exp(l) / self.lambda0)


Dyads = tuple[tuple[str, str], ...]


def row_of(dyads: Dyads, a: str, b: str) -> int:
    for number, dyad in enumerate(dyads):
        if set(dyad) == {a, b}:
            return number
    raise KeyError((a, b))


def fake_panel(dyads: Dyads, shape: tuple[int, ...], months: np.ndarray, **more: Any) -> SimpleNamespace:
    """A panel with an act in every cell."""
    more = {"index": partial(row_of, dyads), **more}
    told = {"observed": np.ones(shape, bool), "counted": np.ones(shape), "gap": np.zeros(shape, np.int8)}
    return SimpleNamespace(**{**told, "months": months, "directed": False, "every": "month", **more})


@dataclass(frozen=True)
class FakeDraws:
    x: np.ndarray
    l: np.ndarray  # noqa: E741


@dataclass(frozen=True)
class FakeRelations:
    """Independent Gaussian marginals around a given mean."""

    dyads: tuple[tuple[str, str], ...]
    months: np.ndarray
    mean: np.ndarray
    var: np.ndarray
    engagement: np.ndarray
    engagement_var: np.ndarray
    given: str = "all"
    ruler: FakeRuler = field(default_factory=FakeRuler)
    panel: Any = None
    provenance: Provenance = field(default_factory=Provenance)

    def __post_init__(self) -> None:
        if self.panel is None:
            shape = self.mean.shape
            object.__setattr__(self, "panel", fake_panel(self.dyads, shape, self.months, kind="stream"))

    @property
    def observed(self) -> np.ndarray:
        return np.ones(self.mean.shape, bool)

    def index(self, a: str, b: str) -> int:
        return row_of(self.dyads, a, b)

    def valence(self, x: np.ndarray) -> np.ndarray:
        return self.ruler.valence(x)

    def active(self, l: np.ndarray) -> np.ndarray:  # noqa: E741
        return self.ruler.active(l)

    def draws(self, rng: np.random.Generator, size: int, dyads: Any = None) -> FakeDraws:
        pairs = self.dyads if dyads is None else dyads
        chosen = [self.index(*pair) for pair in pairs]
        shape = (size, len(chosen), len(self.months))
        x = self.mean[chosen] + np.sqrt(self.var[chosen]) * rng.standard_normal(shape)
        l = self.engagement[chosen] + np.sqrt(self.engagement_var[chosen]) * rng.standard_normal(shape)  # noqa: E741
        return FakeDraws(x, l)


def world(
    states: int, months: int, *, seed: int = 0, spread: float = 0.3, share: float = 1.0
) -> FakeRelations:
    """Relations of every pair (or a share of them) of so many states."""
    rng = np.random.default_rng(seed)
    names = [f"S{number:03d}" for number in range(states)]
    pairs = [(one, two) for i, one in enumerate(names) for two in names[i + 1 :] if rng.random() < share]
    shape = (len(pairs), months)
    start = np.datetime64("1979-01", "M")
    return FakeRelations(
        dyads=tuple(pairs),
        months=start + np.arange(months),
        mean=rng.normal(1, 2.5, (shape[0], 1)) + np.cumsum(rng.normal(0, 0.3, shape), axis=1),
        var=np.full(shape, spread),
        engagement=rng.normal(0, 1.5, (shape[0], 1)) + np.cumsum(rng.normal(0, 0.1, shape), axis=1),
        engagement_var=np.full(shape, spread),
    )
