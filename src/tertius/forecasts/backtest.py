"""Backtest: rolling origins, everything learned from the past, against baselines, on what was *observed* later.

The filtered posterior is causal, hyperparameters included, so one pass over the panel holds every origin's refit; a dyad enters
at its twelfth observed month, never because of what it did later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.errors import AnalysisFailed, BadInput
from tertius.forecasts.comparing import BAR, compare, primary
from tertius.forecasts.pool import LEAST_SEEN, issue, one_speed
from tertius.forecasts.scored import OURS, Scored, score, score_windows, windows_scored
from tertius.forecasts.siding import sided
from tertius.forecasts.stacking import MEMBERS
from tertius.forecasts.state_space import support_of
from tertius.forecasts.windows import WINDOWS, leg_windows, triangles_of
from tertius.forecasts.words import verdicts
from tertius.months import STEP
from tertius.provenance import Provenance
from tertius.relations import FilteredRelations as Filtered
from tertius.shown import Shown

if TYPE_CHECKING:
    import polars as pl

    from tertius.relations import FilteredRelations

Rows = list[dict[str, Any]]
Progress = Callable[[int, int], None]
TARGETS = ("valence", "volume")
__all__ = ["BAR", "OURS", "TARGETS", "Backtest", "backtest"]


@dataclass(frozen=True, eq=False)
class Backtest(Shown):
    """Scores of the pool and of every baseline, and whether the difference is more than luck.

    Attributes
    ----------
    primary
        ``{target, gain, p, lo, hi}``: the registered number, the share of the bar's loss saved, mean over the horizons.
    comparisons
        ``{target, horizon, against, gain, p, p_holm, lo, hi, origins, dyads}``; `gain` is the share of that baseline's CRPS that
        ours saves, `p` by the equal-weighted-cosine test on origin means, `p_holm` adjusted over the horizons, `lo` and `hi` the
        90 % interval when dyads and blocks of origins are drawn anew. ``against`` includes the bar, the best baseline of that
        horizon in hindsight.
    coverage
        ``{target, horizon, p50, p90}``: how often the central intervals held what came; ties of counts broken at random.
    calibration
        ``{target, horizon, pit}``: shares of the probability integral transform in ten equal bins; even is calibrated.
    reliability
        ``{target, horizon, bins: {said, came, n}}``: probabilities said of the sign and side of tilt, and how often it came so.
    scores
        ``{target, horizon, model, crps, log, n}``.
    weights
        ``{target, horizon, weights}``: the pool's at the last origin.
    says
        What the numbers mean, in sentences; where ours does not beat the bar, it is said.
    assumes
        What the comparison takes for granted.
    """

    primary: tuple[dict[str, Any], ...]
    comparisons: tuple[dict[str, Any], ...]
    coverage: tuple[dict[str, Any], ...]
    calibration: tuple[dict[str, Any], ...]
    reliability: tuple[dict[str, Any], ...]
    scores: tuple[dict[str, Any], ...]
    weights: tuple[dict[str, Any], ...]
    says: tuple[str, ...]
    assumes: tuple[str, ...]
    provenance: Provenance = field(default_factory=Provenance)

    def _headline(self) -> str:
        return "backtest: " + " ".join(self.says[: len(self.primary)])

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        lists = ("primary", "comparisons", "coverage", "calibration", "reliability", "scores", "weights")
        names = (*lists, "says", "assumes")
        return {name: list(getattr(self, name)) for name in names} | {"provenance": self.provenance.to_dict()}

    def to_frame(self) -> pl.DataFrame:
        """One row a score."""
        import polars as pl

        return pl.DataFrame(list(self.scores))


ASSUMES = (
    "The target is the month's observed mean score, or its count; months without an act have no valence to score.",
    f"A dyad is forecast from its {LEAST_SEEN}th observed month on, whatever becomes of it later.",
    "How many acts the target month will have is not known: the state space averages over the dyad's own past months.",
    "Volume: the source's future volume is taken to be its last year's mean.",
    "Losses are averaged over dyads within an origin before testing, since dyads share the month's news.",
    "Windows: the mean of the months' observed scores over 3, 6 and 12 months, of every triangle whose legs can be forecast; "
    "triangles share legs, so that their interval is too narrow; `sign` is that of tilt, `side` its side of -1 and of +1.",
    "The bar is chosen in hindsight, the best baseline of each horizon: that favours the bar.",
)


def backtest(
    relations: FilteredRelations,
    *,
    rng: np.random.Generator,
    horizons: Sequence[int] = (1, 3, 6, 12),
    every: int = 1,
    burn: int = 24,
    since: np.datetime64 | None = None,
    targets: Sequence[str] = TARGETS,
    progress: Progress | None = None,
) -> Backtest:
    """Score forecasts from rolling origins.

    Parameters
    ----------
    relations
        Filtered relations over a panel.
    horizons, every, burn
        Periods ahead; periods between origins; periods before the first origin.
    since
        Score only origins from this month on; all origins before it are still learned from.
    progress
        Called with origins done and all.

    Raises
    ------
    BadInput
        For smoothed relations, an unknown target, or horizons out of range.
    AnalysisFailed
        If no dyad and origin can be scored.
    """
    _check(relations, horizons, targets, every)
    burn = min(burn, len(relations.months))
    origins = range(burn, max(burn, len(relations.months) - min(horizons)), every)
    scored = _scored(relations, origins, horizons, targets, since, rng, progress)
    if not any(any(part.origins) for part in scored):
        raise AnalysisFailed("no dyad and origin to score: give a longer panel, or a smaller burn-in")
    scored = [part for part in scored if part.origins]
    first = primary(scored, rng=rng, every=every)
    sides = _sides(relations, origins, since, rng) if "valence" in targets else []
    comparisons = compare([*scored, *sides], rng=rng, every=every)
    made = {
        "horizons": list(horizons),
        "every": every,
        "burn": burn,
        "origins_from": None if since is None else str(since),
    }
    return Backtest(
        primary=tuple(first),
        comparisons=tuple(comparisons),
        coverage=tuple(part.coverage() for part in (*scored, *sides) if part.pits),
        calibration=tuple(part.calibration() for part in (*scored, *sides) if part.pits),
        reliability=tuple(part.reliability() for part in sides if part.said),
        scores=tuple(row for part in (*scored, *sides) for row in part.scores()),
        weights=tuple(
            {
                "target": part.target,
                "horizon": part.horizon,
                "weights": dict(zip(MEMBERS, map(float, part.weights), strict=True)),
            }
            for part in scored
        ),
        says=verdicts(first, comparisons),
        assumes=ASSUMES,
        provenance=relations.provenance.with_settings(**made),
    )


def _scored(
    relations: FilteredRelations,
    origins: range,
    horizons: Sequence[int],
    targets: Sequence[str],
    since: np.datetime64 | None,
    rng: np.random.Generator,
    progress: Progress | None,
) -> list[Scored]:
    """Every target and horizon with its losses."""
    from_month = since.astype("M8[M]") if since is not None else relations.months[0]
    found: list[Scored] = []
    for k, target in enumerate(targets):
        parts = {horizon: Scored(target, horizon, len(relations.dyads)) for horizon in horizons}
        for issued, outcomes, marks in issue(relations, target, horizons, origins=origins):
            if progress is not None and issued.horizon == horizons[-1]:
                progress(k * len(origins) + origins.index(issued.at) + 1, len(targets) * len(origins))
            if marks is not None and relations.months[issued.at].astype("M8[M]") >= from_month:
                score(parts[issued.horizon], issued, outcomes, marks, rng)
        found += parts.values()
    return found


def _sides(
    relations: FilteredRelations, origins: range, since: np.datetime64 | None, rng: np.random.Generator
) -> list[Scored]:
    """Window means of tilt, its sign and its side, for every triangle of the record."""

    relations = one_speed(relations)
    seen = np.flatnonzero(relations.observed.sum(axis=1) >= LEAST_SEEN)
    triangles = triangles_of(relations, seen)
    if not len(triangles) or STEP[relations.panel.every] != 1:
        return []
    legs, support = leg_windows(relations, origins), support_of(relations, "valence")
    from_month = since.astype("M8[M]") if since is not None else relations.months[0]
    found: list[Scored] = []
    for window in WINDOWS:
        parts = windows_scored(window, len(triangles))
        for made in sided(legs, triangles, window, unit=support.unit):
            if relations.months[made.at].astype("M8[M]") >= from_month:
                score_windows(parts, made, support, rng)
        found += [part for part in parts.values() if part.origins]
    return found


def _check(relations: FilteredRelations, horizons: Sequence[int], targets: Sequence[str], every: int) -> None:
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
