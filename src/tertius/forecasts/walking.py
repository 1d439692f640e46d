"""Paths of a triangle's legs ahead: the state space's, with the pool's margins, under a scenario."""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tertius.forecasts.coupling import Coupling
from tertius.forecasts.learned import Learned
from tertius.forecasts.margins import Margins, margins
from tertius.forecasts.scenarios import LEGS, TIGHT, Scenario, ramp
from tertius.forecasts.simulate import (
    Origin,
    Run,
    origin_state,
    run_leg,
    simulate_engagement,
    simulate_valence,
)
from tertius.months import STEP

if TYPE_CHECKING:
    from tertius.relations import FilteredRelations

Floats = npt.NDArray[np.float64]
MOST_SHIFT = 1.0  # of the log rate, by the pool's mean


@dataclass(frozen=True, eq=False)
class Paths:
    """Draws of the legs, each array, shape (leg, draw, horizon).

    `x` valence, `log_rate` activity; `score` the month's observed mean if it has acts, `acts` their number (None: chronicle).
    """

    x: Floats
    log_rate: Floats
    score: Floats
    acts: Floats | None


@dataclass(frozen=True, eq=False)
class Begun:
    """What every scenario begins with: each leg filtered up to the origin, and the pool's margins from there."""

    learned: Learned
    runs: tuple[Run, ...]
    valence: Margins
    volume: Margins | None


_BEGUN: weakref.WeakKeyDictionary[FilteredRelations, dict[tuple[int, ...], Begun]] = (
    weakref.WeakKeyDictionary()
)


def begin(relations: FilteredRelations, rows: list[int], at: int, *, horizon: int, learned: Learned) -> Begun:
    """What every scenario begins with; made once for an origin, then kept."""
    kept, key = _BEGUN.setdefault(relations, {}), (*rows, at, horizon)
    if key not in kept or kept[key].learned is not learned:
        asked = {"horizon": horizon, "learned": learned}
        stream = relations.evidence.counts is not None
        kept[key] = Begun(
            learned,
            tuple(run_leg(relations, row, until=at) for row in rows),
            margins(relations, "valence", rows, at, **asked),  # type: ignore[arg-type]
            margins(relations, "volume", rows, at, **asked) if stream else None,  # type: ignore[arg-type]
        )
    return kept[key]


def walk(
    relations: FilteredRelations,
    rows: list[int],
    at: int,
    chosen: Scenario,
    *,
    horizon: int,
    rng: np.random.Generator,
    size: int,
    learned: Learned,
) -> Paths:
    """Simulate the legs ahead of month `at`."""
    begun = begin(relations, rows, at, horizon=horizon, learned=learned)
    pool, count = begun.valence, begun.volume
    # each leg draws from its own stream, so that scenarios differ only where they say so
    streams = rng.spawn(2 * len(LEGS) + 1)
    step = STEP[relations.panel.every]
    changes = {leg: chosen.change(leg, horizon, relations.ruler.s0, step=step) for leg in LEGS}
    push = _pushes(changes, learned.couplings, streams[-1], size)
    path = ramp(horizon, step=step)
    x, log_rate, score, acts = [], [], [], []
    for k, (leg, row) in enumerate(zip(LEGS, rows, strict=True)):
        start = origin_state(relations, row, at, rng=streams[k], size=size, run=begun.runs[k])
        plain, bent = _valence(start, changes[leg], horizon, relations.ruler.s0, streams[k])
        bent = bent + push.get(leg, 0.0)
        x.append(bent + (pool.mean[k] - plain.mean(axis=0)))
        noise = streams[k].standard_normal(plain.shape) * _noise(
            relations, start, row, at, streams[k], plain.shape
        )
        score.append(pool.paths(k, plain + noise) + bent - plain)
        rate = simulate_engagement(relations, row, at, horizon=horizon, rng=streams[3 + k], size=size)
        extra = chosen.engagement.get(leg, 0.0) * path
        log_rate.append(rate + extra + _rate_shift(relations, count, k, rate, row, at))
        if count is not None:
            acts.append(
                count.paths(k, rate + 0.5 * streams[3 + k].standard_normal(rate.shape)) * np.exp(extra)
            )
    return Paths(
        np.stack(x), np.stack(log_rate), np.stack(score), np.stack(acts) if count is not None else None
    )


def _valence(
    start: Origin, change: Floats | None, horizon: int, s0: float, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Paths as they are, and as the scenario bends them, from the same random numbers."""
    state = rng.bit_generator.state
    plain = simulate_valence(start, target=None, sd=1.0, horizon=horizon, rng=rng)
    if change is None:
        return plain, plain
    rng.bit_generator.state = state
    target = start.expected(horizon) + change
    return plain, simulate_valence(start, target=target, sd=TIGHT * s0, horizon=horizon, rng=rng)


def _pushes(
    changes: dict[str, Floats | None], couplings: tuple[Coupling, ...], rng: np.random.Generator, size: int
) -> dict[str, Floats]:
    """What a change between the rivals does to the pivot's legs by the measured coupling, array, shape (draw, horizon)."""
    measured = next((c for c in couplings if c.quantity == "pivot's legs"), None)
    between = changes["ab"]
    if between is None or measured is None:
        return {}
    sd = (measured.hi - measured.lo) / 3.29
    draw = (measured.estimate + sd * rng.standard_normal((size, 1))) * between
    return {leg: draw for leg in ("a", "b") if changes[leg] is None}


def _noise(
    relations: FilteredRelations,
    start: Origin,
    row: int,
    at: int,
    rng: np.random.Generator,
    shape: tuple[int, ...],
) -> Floats:
    """Standard deviation of a month's mean about valence, at numbers of acts that the dyad has had."""
    n = relations.evidence.n[: at + 1, row]
    past = n[n > 0]
    weight = rng.choice(past, size=shape) if len(past) else np.ones(shape)
    return np.asarray(np.sqrt(start.parameter("s2")[:, None] / weight + start.parameter("tau2")[:, None]))


def _rate_shift(
    relations: FilteredRelations, count: Margins | None, k: int, rate: Floats, row: int, at: int
) -> Floats | float:
    """How much more than the state space the pool expects, in log rate, within bounds."""
    if count is None or relations.evidence.exposure is None:
        return 0.0
    exposure = float(relations.evidence.exposure[max(0, at - 11) : at + 1, row].mean())
    ours = np.exp(rate).mean(axis=0) * max(exposure, 1e-9)
    gap = np.log(np.maximum(count.mean[k], 1e-6)) - np.log(np.maximum(ours, 1e-6))
    return np.clip(gap, -MOST_SHIFT, MOST_SHIFT)
