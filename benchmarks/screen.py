"""The screen of all triangles against straightforward NumPy: same work, same top 1,000.

Made-up relations of 200 states over 564 months: every pair's valence is a random walk, its activity another. Ours is
the compiled scan with running bests and the exact re-ranking of what it kept. The peer is what one writes first: a loop
over the pivots; for each the formula of docs/method/triangles.md broadcast over all unordered rival pairs and months
(pair indices from ``np.triu_indices``, double precision, whole-array expressions), and a top 1,000 kept with
``np.argpartition``. Both start from the same arrays of posterior means and end with 1,000 triangle-months in order.
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.rows import Row
from tertius.triangles.screen_legs import posterior_legs
from tertius.triangles.screen_rank import rank

STATES, MONTHS, TOP = 200, 564, 1000


@dataclass(frozen=True)
class Means:
    """Posterior means of every pair, as the screen reads them."""

    dyads: tuple[tuple[str, str], ...]
    months: np.ndarray
    mean: np.ndarray
    engagement: np.ndarray
    panel: Any = None

    @staticmethod
    def valence(x: np.ndarray) -> np.ndarray:
        """Of a ruler with c0 = 1 and s0 = 2.5."""
        return np.tanh((x - 1) / 2.5)

    @staticmethod
    def active(log_rate: np.ndarray) -> np.ndarray:
        """Of a ruler with lambda0 = 2."""
        return -np.expm1(-np.exp(log_rate) / 2)


def made_up(states: int, months: int) -> Means:
    """Random walks around levels of their own."""
    rng = np.random.default_rng(1964)
    names = [f"S{number:03d}" for number in range(states)]
    dyads = tuple((one, two) for at, one in enumerate(names) for two in names[at + 1 :])
    shape = (len(dyads), months)
    mean = rng.normal(1, 2.5, (shape[0], 1)) + np.cumsum(rng.normal(0, 0.25, shape), axis=1)
    engagement = rng.normal(-1, 1.2, (shape[0], 1)) + np.cumsum(rng.normal(0, 0.05, shape), axis=1)
    return Means(dyads, np.datetime64("1979-01", "M") + np.arange(months), mean, engagement)


def straightforward(means: Means, states: int, top: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores and (pivot, a, b, month) of the best triangle-months, best first."""
    months = len(means.months)
    one, two = np.triu_indices(states, 1)
    v, e = np.zeros((states, states, months)), np.zeros((states, states, months))
    v[one, two] = v[two, one] = means.valence(means.mean)
    e[one, two] = e[two, one] = means.active(means.engagement)
    rivalry = (1 - v[one, two]) / 2
    best, where = np.empty(0), np.empty((0, 4), int)
    for p in range(states):
        va, vb, ea, eb = v[p, one], v[p, two], e[p, one], e[p, two]
        score = (1 - np.abs(va - vb) / 2) * np.sqrt(ea * eb) * np.sqrt((1 + va) * (1 + vb)) / 2 * rivalry
        score[(one == p) | (two == p)] = 0
        flat = score.ravel()
        pick = np.argpartition(flat, -top)[-top:]
        pair, month = pick // months, pick % months
        best = np.concatenate([best, flat[pick]])
        where = np.concatenate([where, np.stack([np.full(top, p), one[pair], two[pair], month], axis=1)])
        order = np.argsort(-best, kind="stable")[:top]
        best, where = best[order], where[order]
    return best, where


def ours(means: Means, top: int) -> tuple[np.ndarray, np.ndarray]:
    """The same from the package's screen, with a progress line."""
    legs = posterior_legs(means)  # type: ignore[arg-type]

    def progress(done: int, total: int) -> None:
        print(
            f"\r  screen {done}/{total} pivots", end="" if done < total else "\n", file=sys.stderr, flush=True
        )

    places, _ = rank(
        legs, slice(0, len(means.months)), over="month", by="triangle", top=top, progress=progress
    )
    where = [(place.pivot, place.a, place.b, place.months.start) for place in places]
    return np.array([place.score for place in places]), np.array(where)


def run(scale: float = 1.0) -> list[Row]:
    """200 states x 564 months at scale 1; fewer states below."""
    states = max(12, round(STATES * scale ** (1 / 3)))
    triangles = states * (states - 1) * (states - 2) // 2
    ours(made_up(12, 24), 10)  # compile
    means = made_up(states, MONTHS)
    begun = time.perf_counter()
    score, where = ours(means, TOP)
    ours_s = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    begun = time.perf_counter()
    peer_score, peer_where = straightforward(means, states, TOP)
    peer_s = time.perf_counter() - begun
    agree = bool(np.allclose(score, peer_score, rtol=1e-12) and np.array_equal(where, peer_where))
    note = f"{triangles:,} triangles x {MONTHS} months, top {TOP}; peak memory of ours {peak:.2f} GiB"
    return [
        Row(
            f"screen {states} states",
            ours_s,
            "NumPy, loop over pivots, all pairs at once",
            peer_s,
            agree,
            note=note,
        )
    ]
