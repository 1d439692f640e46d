"""Backtest: rolling origins, expanding window, against baselines, on what was *observed* later.

The filtered posterior is causal, hyperparameters included, so one pass over the panel holds every origin's refit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.errors import AnalysisFailed, BadInput
from tertius.forecasts.baselines import BASELINES
from tertius.forecasts.simulate import Run, origin_state, run_leg, simulate_acts, simulate_valence
from tertius.provenance import Provenance
from tertius.shown import Shown

if TYPE_CHECKING:
    import polars as pl

    from tertius.relations import FilteredRelations

Array = npt.NDArray[np.float64]
Losses = dict[tuple[str, int, str], dict[int, list[float]]]
OURS = "tertius"
BAR = "best of local level and climatology"
TARGETS = ("valence", "volume")


@dataclass(frozen=True, eq=False)
class Backtest(Shown):
    """Mean CRPS by target, horizon and model, and ours against every baseline.

    Attributes
    ----------
    scores
        ``{target, horizon, model, crps, n}``.
    comparisons
        ``{target, horizon, against, gain, p}``; `gain` is the share of that baseline's CRPS that ours saves; `p` by
        Diebold and Mariano on mean losses by origin. ``against`` includes the bar, the better of local level and
        climatology at that horizon.
    assumes
        What the comparison takes for granted.
    """

    scores: tuple[dict[str, Any], ...]
    comparisons: tuple[dict[str, Any], ...]
    assumes: tuple[str, ...]
    provenance: Provenance = field(default_factory=Provenance)

    def _headline(self) -> str:
        return f"backtest: {len(self.scores)} scores, {len(self.comparisons)} comparisons"

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        lists = {"scores": list(self.scores), "comparisons": list(self.comparisons)}
        return {**lists, "assumes": list(self.assumes), "provenance": self.provenance.to_dict()}

    def to_frame(self) -> pl.DataFrame:
        """One row a score."""
        import polars as pl

        return pl.DataFrame(list(self.scores))


ASSUMES = (
    "The target is the month's observed mean score, or its count; months without an act have no valence to score.",
    "How many acts the target month will have is not known: ours draws it from the dyad's own past months.",
    "Volume: the source's future volume is taken to be its last year's mean.",
    "Losses are averaged over dyads within an origin before testing, since dyads share the month's news.",
)


def backtest(
    relations: FilteredRelations,
    *,
    rng: np.random.Generator,
    horizons: Sequence[int] = (1, 3, 6, 12),
    every: int = 3,
    burn: int = 36,
    least: int = 36,
    size: int = 400,
    targets: Sequence[str] = TARGETS,
) -> Backtest:
    """Score forecasts from rolling origins.

    Parameters
    ----------
    relations
        Filtered relations over a panel.
    horizons, every, burn
        Periods ahead; periods between origins; periods before the first origin.
    least
        Dyads with fewer observed months are left out.

    Raises
    ------
    BadInput
        For smoothed relations, an unknown target, or horizons out of range.
    AnalysisFailed
        If no dyad and origin can be scored.
    """
    _check(relations, horizons, targets, every)
    rows = np.flatnonzero(relations.observed.sum(axis=1) >= least)
    origins = range(burn, len(relations.months) - min(horizons), every)
    losses = _collect(relations, rows, origins, horizons, targets, rng, size)
    if not losses:
        raise AnalysisFailed("no dyad and origin to score: give a longer panel, or lower `burn` and `least`")
    settings = {
        "horizons": list(horizons),
        "every": every,
        "burn": burn,
        "least": least,
        "draws": size,
        "dyads": len(rows),
    }
    return Backtest(
        scores=tuple(_scores(losses)),
        comparisons=tuple(_comparisons(losses, horizons, targets, every)),
        assumes=ASSUMES,
        provenance=relations.provenance.with_settings(**settings),
    )


def _collect(
    relations: FilteredRelations,
    rows: npt.NDArray[np.intp],
    origins: range,
    horizons: Sequence[int],
    targets: Sequence[str],
    rng: np.random.Generator,
    size: int,
) -> Losses:
    losses: Losses = defaultdict(lambda: defaultdict(list))
    for target in targets:
        series = _series(relations, target)
        pools = {at: series[: at + 1][np.isfinite(series[: at + 1])] for at in origins}
        for row in rows:
            run = run_leg(relations, int(row), until=len(series) - 1) if target == "valence" else None
            for at in (at for at in origins if len(pools[at]) > 1):
                _score(losses, relations, series, (target, int(row), at), pools[at], horizons, rng, size, run)
    return losses


def _check(relations: FilteredRelations, horizons: Sequence[int], targets: Sequence[str], every: int) -> None:
    from tertius.relations import FilteredRelations as Filtered

    if not isinstance(relations, Filtered):
        raise BadInput(f"a backtest of {type(relations).__name__}", "FilteredRelations")
    if unknown := set(targets) - set(TARGETS):
        raise BadInput(f"target {sorted(unknown)[0]!r}", ", ".join(TARGETS))
    if "volume" in targets and relations.evidence.counts is None:
        raise BadInput(
            "volume of a chronicle", "a stream: a chronicle's months without an act are not counts of zero"
        )
    if not horizons or min(horizons) < 1 or max(horizons) > 36 or every < 1:
        raise BadInput(f"horizons {list(horizons)}, every {every}", "horizons from 1 to 36 and every >= 1")


def _series(relations: FilteredRelations, target: str) -> Array:
    """What was observed, array, shape (month, dyad)."""
    counts = relations.evidence.counts
    return relations.evidence.y if target == "valence" or counts is None else counts


def _score(
    losses: Losses,
    relations: FilteredRelations,
    series: Array,
    which: tuple[str, int, int],
    pool: Array,
    horizons: Sequence[int],
    rng: np.random.Generator,
    size: int,
    run: Run | None,
) -> None:
    from tertius.scoring import crps

    target, row, at = which
    wanted = [h for h in horizons if at + h < len(series) and np.isfinite(series[at + h, row])]
    if not wanted:
        return
    if target == "valence":
        ours = _valence_ahead(relations, row, at, max(wanted), rng, size, run)
    else:
        ours = simulate_acts(relations, row, at, horizon=max(wanted), rng=rng, size=size)
    past = series[: at + 1, row]
    columns = {(OURS, h): ours[:, h - 1] for h in wanted}
    columns |= {(name, h): rule(past, pool, h, rng, size) for name, rule in BASELINES.items() for h in wanted}
    draws = np.stack(list(columns.values()), axis=1)
    if target == "volume":
        draws = np.maximum(draws, 0.0)
    found = crps(draws, np.array([series[at + h, row] for _, h in columns]))
    for (name, h), loss in zip(columns, found, strict=True):
        losses[target, h, name][at].append(float(loss))


def _valence_ahead(
    relations: FilteredRelations,
    row: int,
    at: int,
    horizon: int,
    rng: np.random.Generator,
    size: int,
    run: Run | None,
) -> Array:
    """Draws of the observed mean score, array, shape (draw, horizon)."""
    start = origin_state(relations, row, at, rng=rng, size=size, run=run)
    x = simulate_valence(start, target=None, sd=1.0, horizon=horizon, rng=rng)
    n = relations.evidence.n[: at + 1, row]
    past = n[n > 0]
    weight = rng.choice(past, size=(size, horizon)) if len(past) else np.ones((size, horizon))
    var = start.parameter("s2")[:, None] / weight + start.parameter("tau2")[:, None]
    return np.asarray(x + np.sqrt(var) * rng.standard_normal((size, horizon)))


def _scores(losses: Losses) -> list[dict[str, Any]]:
    rows = []
    for (target, horizon, model), by_origin in losses.items():
        values = [loss for origin in by_origin.values() for loss in origin]
        rows.append(
            {
                "target": target,
                "horizon": horizon,
                "model": model,
                "crps": float(np.mean(values)),
                "n": len(values),
            }
        )
    return sorted(rows, key=lambda row: (row["target"], row["horizon"], row["crps"]))


def _comparisons(
    losses: Losses, horizons: Sequence[int], targets: Sequence[str], every: int
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for target in targets:
        for horizon in horizons:
            if (target, horizon, OURS) not in losses:
                continue
            means = {name: _by_origin(losses[target, horizon, name]) for name in (OURS, *BASELINES)}
            best = min(("local level", "climatology"), key=lambda name: float(means[name].mean()))
            for against, name in [(BAR, best), *((name, name) for name in BASELINES)]:
                rows.append({"target": target, "horizon": horizon, "against": against})
                rows[-1] |= _compare(means[OURS], means[name], ahead=-(-horizon // every))
    return rows


def _compare(ours: Array, theirs: Array, *, ahead: int) -> dict[str, Any]:
    """Share saved and p-value; with too few origins for the test, `p` is NaN."""
    from tertius.scoring import diebold_mariano

    gain = float(1 - ours.mean() / theirs.mean()) if theirs.mean() > 0 else float("nan")
    try:
        p = diebold_mariano(ours, theirs, horizon=ahead).p
    except BadInput:
        p = float("nan")
    return {"gain": gain, "p": p, "origins": len(ours)}


def _by_origin(losses: dict[int, list[float]]) -> Array:
    return np.array([np.mean(losses[at]) for at in sorted(losses)])
