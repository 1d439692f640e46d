"""Backtests: nothing of the future is used, a planted leak is caught, the bar is always there, and the contract of the report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tertius.errors import AnalysisFailed, BadInput
from tertius.forecasts import backtest, pool
from tertius.forecasts.backtest import BAR
from tertius.forecasts.baselines import SHORT
from tertius.forecasts.siding import sided
from tertius.forecasts.windows import leg_windows, triangles_of
from tertius.study import Question
from tests.forecasts.worlds import filtered, scrambled


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("acts")


def _issued(relations: Any, target: str, until: int) -> list[Any]:
    return [
        (made.at, made.horizon, made.rows, made.pool, made.weights, *made.baselines.values())
        for made, _, _ in pool.issue(relations, target, (1, 6), origins=range(24, until + 1))
    ]


def _leaks(relations: Any, target: str, at: int) -> bool:
    """Whether a forecast issued by month `at` changes when all that came after it is made other."""
    one, two = (_issued(each, target, at) for each in (relations, scrambled(relations, at)))
    same = len(one) == len(two) and all(
        np.array_equal(a, b) for x, y in zip(one, two, strict=True) for a, b in zip(x, y, strict=True)
    )
    return not same


@pytest.mark.parametrize("target", ["valence", "volume"])
def test_nothing_of_the_future_is_used(target: str, folder: Path) -> None:
    assert not _leaks(filtered(folder), target, 60)


@pytest.mark.parametrize("leak", ["pairs", "eligible", "weights", "climatology"])
def test_a_planted_leak_is_caught(leak: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same check, with a leak put in where one could slip in: outcomes too early, eligibility in hindsight, ..."""
    relations = filtered(folder)
    if leak == "pairs":
        monkeypatch.setattr(pool.Learner, "known", lambda self, at: len(self.origins))
    elif leak == "eligible":
        monkeypatch.setattr(pool, "_wanted", _in_hindsight)
    elif leak == "weights":
        monkeypatch.setattr("tertius.forecasts.state_space.log_path", _last_weights)
    else:
        monkeypatch.setattr(pool.Running, "pooled", _of_all_months)
    assert _leaks(relations, "valence", 60)


def _in_hindsight(seen: Any, origins: range, legs: Any) -> Any:
    eligible = seen[-1] >= 40
    return np.where(eligible[:, None], np.asarray(origins)[None], -1)


def _last_weights(mixture: Any, months: int) -> Any:
    return np.log(np.broadcast_to(mixture.weights, (months, len(mixture.weights))) + 1e-300)


def _of_all_months(self: Any) -> Any:
    seen = self.series[np.isfinite(self.series)]
    return np.mean(seen[:, None] <= self.support.points, axis=0)


def test_sides_use_nothing_of_the_future(folder: Path) -> None:
    relations, at = filtered(folder), 60
    triangles = triangles_of(relations, np.arange(len(relations.dyads)))
    assert len(triangles) == 60
    found = []
    for each in (relations, scrambled(relations, at)):
        legs = leg_windows(each, range(24, at + 1))
        found.append([made.chance for made in sided(legs, triangles, 6)])
    for one, two in zip(*found, strict=True):
        assert all(np.array_equal(one[name], two[name]) for name in one)


def test_the_report_keeps_its_contract(folder: Path) -> None:
    found = backtest(filtered(folder), rng=np.random.default_rng(0), horizons=(1, 6), every=2)
    report = json.loads(json.dumps(found.to_dict()))
    assert [row["target"] for row in report["primary"]] == ["valence", "volume"]
    assert all({"gain", "p", "lo", "hi"} <= set(row) for row in report["primary"])
    wanted = {"target", "horizon", "against", "gain", "p", "lo", "hi", "origins", "dyads"}
    assert all(wanted <= set(row) for row in report["comparisons"])
    for target in ("valence", "volume"):
        for horizon in (1, 6):
            rows = [r for r in report["comparisons"] if (r["target"], r["horizon"]) == (target, horizon)]
            assert {row["against"] for row in rows} == {BAR, "state space", *SHORT}
            bar = next(row for row in rows if row["against"] == BAR)
            assert bar["gain"] == min(row["gain"] for row in rows if row["against"] in SHORT)
            assert all(row["lo"] <= row["hi"] and 0 <= row["p"] <= row["p_holm"] for row in rows)
    assert all(0 < row["p50"] < row["p90"] <= 1 for row in report["coverage"])
    assert {row["target"] for row in report["comparisons"]} == {"valence", "volume", "tilt", "sign", "side"}
    assert all(0 <= b["said"] <= 1 for row in report["reliability"] for b in row["bins"])
    assert len(report["says"]) >= 2
    assert found.to_frame().height == len(found.scores)


def test_the_pool_is_calibrated_and_better_than_climatology_where_there_is_something_to_learn(
    folder: Path,
) -> None:
    found = backtest(filtered(folder), rng=np.random.default_rng(0), horizons=(1,), targets=("valence",))
    row = next(r for r in found.comparisons if r["target"] == "valence" and r["against"] == "climatology")
    assert row["gain"] > 0
    (cover,) = (row for row in found.coverage if row["target"] == "valence")
    assert 0.42 < cover["p50"] < 0.62
    assert 0.84 < cover["p90"] < 0.97


def test_origins_from_scores_later_origins_and_learns_from_all(folder: Path) -> None:
    relations = filtered(folder)
    since = relations.months[60]
    late = backtest(relations, rng=np.random.default_rng(0), horizons=(1,), targets=("valence",), since=since)
    full = backtest(relations, rng=np.random.default_rng(0), horizons=(1,), targets=("valence",))
    rows = [next(r for r in each.comparisons if r["against"] == BAR) for each in (late, full)]
    assert rows[0]["origins"] == len(relations.months) - 1 - 60
    assert rows[1]["origins"] > rows[0]["origins"]
    assert late.weights == full.weights


def test_where_the_bar_is_not_beaten_it_is_said() -> None:
    case = Question.of_case("north-korea-moscow-beijing", draws=60)
    found = backtest(case.filtered, rng=np.random.default_rng(0), targets=("valence",), every=6)
    assert "does not beat the bar" in found.says[0]
    assert len(found.says) >= 5


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"targets": ("stance",)}, "target 'stance'"),
        ({"horizons": (0,)}, "horizons"),
        ({"horizons": ()}, "horizons"),
        ({"every": 0}, "every 0"),
    ],
)
def test_bad_backtests_are_refused(changes: dict[str, Any], said: str, folder: Path) -> None:
    with pytest.raises(BadInput, match=said):
        backtest(filtered(folder), rng=np.random.default_rng(0), **changes)


def test_chronicles_smoothed_relations_and_short_panels_are_refused(folder: Path) -> None:
    case = Question.of_case("north-korea-moscow-beijing", draws=60)
    with pytest.raises(BadInput, match="volume of a chronicle"):
        backtest(case.filtered, rng=np.random.default_rng(0))
    with pytest.raises(BadInput, match="a backtest of SmoothedRelations"):
        backtest(case.smoothed, rng=np.random.default_rng(0))  # type: ignore[arg-type]
    with pytest.raises(AnalysisFailed):
        backtest(filtered(folder), rng=np.random.default_rng(0), burn=10_000)
