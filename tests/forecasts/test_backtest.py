"""Backtests: the bar is always there, nothing of the future is used, and a known winner wins."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from tertius.errors import AnalysisFailed, BadInput
from tertius.forecasts import backtest
from tertius.forecasts.backtest import BAR
from tertius.forecasts.baselines import BASELINES
from tertius.study import Question


@functools.cache
def _filtered() -> object:
    return Question.of_case("north-korea-moscow-beijing", draws=60).filtered


def _run(**changes: object) -> object:
    options: dict[str, object] = {
        "horizons": (1, 6),
        "every": 24,
        "burn": 120,
        "size": 80,
        "targets": ("valence",),
    }
    return backtest(_filtered(), rng=np.random.default_rng(0), **{**options, **changes})  # type: ignore[arg-type]


def test_scores_and_comparisons_are_complete() -> None:
    found = _run()
    models = {row["model"] for row in found.scores}
    assert models == {"tertius", *BASELINES}
    for horizon in (1, 6):
        rows = [row for row in found.comparisons if row["horizon"] == horizon]
        assert {row["against"] for row in rows} == {BAR, *BASELINES}
        scores = {row["model"]: row for row in found.scores if row["horizon"] == horizon}
        assert len({row["n"] for row in scores.values()}) == 1
        assert all(np.isnan(row["p"]) or 0 <= row["p"] <= 1 for row in rows)
    assert found.to_frame().height == len(found.scores)
    assert found.to_dict()["assumes"]


def test_baselines_use_the_past_they_are_given() -> None:
    rng = np.random.default_rng(0)
    past = np.where(rng.random(120) < 0.3, np.nan, 5 + 0.1 * rng.standard_normal(120))
    pool = 5 + 0.1 * rng.standard_normal(500)
    for name, rule in BASELINES.items():
        draws = rule(past, pool, 3, rng, 4000)
        assert draws.shape == (4000,)
        assert draws.mean() == pytest.approx(5, abs=0.4), name
        empty = rule(np.full(10, np.nan), pool, 3, rng, 100)
        assert np.isfinite(empty).all()


def test_local_level_tracks_a_random_walk_better_than_climatology() -> None:
    from tertius.scoring import crps

    rng = np.random.default_rng(1)
    gains = []
    for _ in range(20):
        series = np.cumsum(rng.standard_normal(121))
        pool = series[:120]
        scores = {
            name: float(crps(BASELINES[name](series[:120], pool, 1, rng, 400), series[120]))
            for name in ("local level", "climatology")
        }
        gains.append(scores["climatology"] - scores["local level"])
    assert np.mean(gains) > 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"targets": ("stance",)}, "target 'stance'"),
        ({"targets": ("volume",)}, "volume of a chronicle"),
        ({"horizons": (0,)}, "horizons"),
        ({"horizons": ()}, "horizons"),
        ({"every": 0}, "every 0"),
    ],
)
def test_bad_backtests_are_refused(changes: dict[str, object], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        _run(**changes)


def test_smoothed_relations_and_short_panels_are_refused() -> None:
    smoothed = Question.of_case("north-korea-moscow-beijing", draws=60).smoothed
    with pytest.raises(BadInput, match="a backtest of SmoothedRelations"):
        backtest(smoothed, rng=np.random.default_rng(0))  # type: ignore[arg-type]
    with pytest.raises(AnalysisFailed):
        _run(least=10_000)
