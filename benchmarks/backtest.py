"""The backtest of every dyad, origin and horizon against statsforecast's AutoARIMA on the same job, of which it does a twentieth.

Made-up acts of 500 pairs over 96 months: every pair's mean drifts, its volume is its own. Ours: the filter of the
whole panel, the pool of four at 60 monthly origins and 12 horizons for valence and volume, the windows of all
triangles, every baseline and every test. The peer fits AutoARIMA to the observed months of each pair's scores up to
the origin and forecasts 12 steps with intervals, once an origin, valence alone; its time is that of a twentieth of
the pairs, times twenty. `agree`: ours has the lower mean CRPS on the twentieth's valence at one month.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.rows import Row

PAIRS, MONTHS, BURN, ORIGINS, HORIZONS, PART = 500, 96, 24, 60, 12, 20


def made_up(pairs: int) -> pl.DataFrame:
    """Acts: date, source, target, value."""
    rng = np.random.default_rng(1964)
    states = ["USA", "RUS", "CHN", "GBR", "FRA", "DEU", "JPN", "IND", "PAK", "EGY", "ISR", "TUR", "IRN", "IRQ", "SAU", "BRA",
              "ARG", "CHL", "MEX", "CAN", "AUS", "IDN", "THA", "PHL", "KOR", "PRK", "POL", "ROU", "HUN", "ITA", "ESP", "GRC",
              "CUB"]  # fmt: skip
    every = [(a, b) for i, a in enumerate(states) for b in states[:i]][:pairs]
    parts = []
    for one, two in every:
        level = np.cumsum(rng.normal(0, 0.3, MONTHS)) + rng.normal(1, 2)
        acts = rng.poisson(rng.gamma(1.5, 1.5), MONTHS)
        month = np.repeat(np.arange(MONTHS), acts)
        value = np.clip(level[month] + rng.normal(0, 3, len(month)), -10, 10).round(1)
        date = np.datetime64("1970-01", "M") + month
        parts.append(
            pl.DataFrame({"date": date.astype("M8[D]"), "source": one, "target": two, "value": value})
        )
    return pl.concat(parts)


def ours(path: Path) -> tuple[object, object, float, float]:
    """Relations, their backtest, and the seconds of both: on the clock, and of the processor."""
    from tertius.events import read_events
    from tertius.forecasts import backtest
    from tertius.panel import build_panel
    from tertius.relations import estimate_relations

    panel = build_panel(read_events(path))
    begun, busy = time.perf_counter(), time.process_time()
    relations = estimate_relations(panel, given="past")
    found = backtest(
        relations,  # type: ignore[arg-type]
        rng=np.random.default_rng(0),
        horizons=range(1, HORIZONS + 1),
        burn=BURN - 1,
        progress=_progress,
    )
    return relations, found, time.perf_counter() - begun, time.process_time() - busy


def _progress(done: int, total: int) -> None:
    print(
        f"\r  backtest {done}/{total} origins", end="" if done < total else "\n", file=sys.stderr, flush=True
    )


def auto_arima(relations: object, pairs: int) -> tuple[float, float, list[tuple[int, int, float, float]]]:
    """Seconds on the clock and of the processor, and (pair, origin, mean, sd) one month ahead."""
    from statsforecast.models import AutoARIMA

    series = relations.evidence.y  # type: ignore[attr-defined]
    AutoARIMA(season_length=1).forecast(y=np.arange(30.0) % 7, h=1, level=[90])  # compile
    found = []
    begun, busy = time.perf_counter(), time.process_time()
    for pair in range(pairs):
        for at in range(BURN - 1, BURN - 1 + ORIGINS):
            past = series[: at + 1, pair]
            past = past[np.isfinite(past)]
            if len(past) < 12:
                continue
            said = AutoARIMA(season_length=1).forecast(y=past, h=HORIZONS, level=[90])
            found.append(
                (pair, at, float(said["mean"][0]), float(said["hi-90"][0] - said["lo-90"][0]) / 3.2897)
            )
        print(f"\r  AutoARIMA {pair + 1}/{pairs} pairs", end="", file=sys.stderr, flush=True)
    return time.perf_counter() - begun, time.process_time() - busy, found


def better(relations: object, said: list[tuple[int, int, float, float]]) -> tuple[float, float]:
    """Mean CRPS of ours and of the peer on the same cells, one month ahead."""
    from scipy.special import ndtr

    from tertius.forecasts.pool import issue
    from tertius.forecasts.support import valence_support
    from tertius.scoring import grid_crps

    support, losses = valence_support(), {}
    for made, came, _ in issue(
        relations, "valence", (1,), origins=range(BURN - 1, BURN - 1 + ORIGINS), baselines=False
    ):  # type: ignore[arg-type]
        seen = np.isfinite(came)
        found = grid_crps(made.pool[seen], support.below(came[seen]), support.widths)
        losses.update(
            {
                (int(row), made.at): (loss, y)
                for row, loss, y in zip(made.rows[seen], found, came[seen], strict=True)
            }
        )
    both = [(losses[pair, at], mean, sd) for pair, at, mean, sd in said if (pair, at) in losses]
    peer = [
        grid_crps(
            ndtr((support.points - mean) / max(sd, 1e-6))[None], support.below(np.array([y])), support.widths
        )[0]
        for (_, y), mean, sd in both
    ]
    return float(np.mean([loss for (loss, _), _, _ in both])), float(np.mean(peer))


def run(scale: float = 1.0) -> list[Row]:
    """500 pairs at scale 1; the peer has a twentieth of them."""
    pairs = max(40, round(PAIRS * scale))
    with tempfile.TemporaryDirectory() as folder:
        small, full = Path(folder, "small.csv"), Path(folder, "full.csv")
        made_up(12).write_csv(small)
        ours(small)  # compile
        made_up(pairs).write_csv(full)
        relations, _, ours_s, ours_cpu = ours(full)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    part = max(2, pairs // PART)
    part_s, part_cpu, said = auto_arima(relations, part)
    one, two = better(relations, said)
    note = (
        f"{pairs} pairs x {ORIGINS} origins x {HORIZONS} horizons, two targets, all baselines; peer timed on {part} pairs "
        f"({part_s:.0f} s), valence alone; processor {ours_cpu:.0f} s against "
        f"{part_cpu * pairs / part:.0f} s; CRPS at a month {one:.3f} against {two:.3f}; peak memory of ours {peak:.2f} GiB"
    )
    return [
        Row(
            f"backtest {pairs} pairs",
            ours_s,
            "statsforecast AutoARIMA",
            part_s * pairs / part,
            one < two,
            note=note,
        )
    ]
