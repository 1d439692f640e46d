"""A fourth state's options: 10,000 draws x 12 options x 6 scenarios against a plain Python loop over the same games.

The loop is the tests' own twin; it is timed on a part of the draws and scaled up. Beside it, with no peer: the whole table
with Sobol indices by SciPy, and the table again with one assumption changed (a slider).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.rows import Row
from tertius.options import load_assumptions, payoffs, weigh_options
from tests.oracles.fourth_state import option_value

DRAWS, PART, SOBOL = 10_000, 40, 128


def run(scale: float = 1.0) -> list[Row]:
    """Measure at a fraction of the draws."""
    size, assumed = max(PART, int(DRAWS * scale)), load_assumptions()
    draws = assumed.draw(np.random.default_rng(1), size)
    payoffs(assumed, draws)  # compiled once, outside the clock
    ours_s, found = _best(lambda: payoffs(assumed, draws))
    plain_s, gap = _plain(assumed, draws, found)
    what = f"{size:,} draws x {len(assumed.options)} options x 6 scenarios"
    rng = np.random.default_rng
    table_s, _ = _best(lambda: weigh_options(assumed, rng=rng(1), size=size, sobol=SOBOL), repeats=2)
    changed = assumed.but({"phi": (0.0, 0.05)})
    again_s, _ = _best(lambda: weigh_options(changed, rng=rng(1), size=size))
    games = SOBOL * (len(assumed.uncertain) + 2)
    return [
        Row(
            f"options: payoffs, {what}",
            ours_s,
            "plain loop",
            plain_s * size / PART,
            bool(gap < 1e-9),
            note=f"loop timed on {PART} draws and scaled up; payoffs differ by {gap:.1e} at most",
        ),
        Row(
            f"options: the whole table with Sobol indices, {what}",
            table_s,
            "none",
            None,
            None,
            note=f"flips, regions, {games:,} further draws for the indices; wanted: under 10 s on two cores",
        ),
        Row(
            "options: the table again with one assumption changed",
            again_s,
            "none",
            None,
            None,
            note="flips and regions included, no indices; wanted: under 0.2 s",
        ),
    ]


def _plain(assumed: Any, draws: dict[str, np.ndarray], found: Any) -> tuple[float, float]:
    """Seconds of the loop over some draws, and the largest difference from ours."""
    begin, gap = time.perf_counter(), 0.0
    for d in range(PART):
        world = {name: float(row[d]) for name, row in draws.items()}
        for o, option in enumerate(assumed.options):
            if option.of("watch"):
                continue
            parts, cost, _ = option_value(assumed, option, world)
            gap = max(gap, abs(sum(parts) - cost - float(found.expected[o, d])))
    return time.perf_counter() - begin, gap


def _best(work: Callable[[], Any], *, repeats: int = 5) -> tuple[float, Any]:
    """Least wall time of some repeats, and the answer."""
    times, answer = [], None
    for _ in range(repeats):
        begin = time.perf_counter()
        answer = work()
        times.append(time.perf_counter() - begin)
    return min(times), answer
