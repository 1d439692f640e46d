"""Fans: nothing of the future, exact conditioning, scenarios that move what they name."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.forecasts import forecast, scenario_of
from tertius.forecasts.simulate import Origin, simulate_valence
from tertius.study import Question

CASE = "north-korea-washington-beijing"
CORNERS = ("PRK", "USA", "CHN")


@functools.cache
def _asked(end: str | None = None) -> Question:
    return Question.of_case(CASE, draws=200, end=np.datetime64(end) if end else None)


def _rng() -> np.random.Generator:
    return np.random.default_rng(4)


def test_a_smoothed_posterior_is_refused() -> None:
    with pytest.raises(BadInput, match="seen the future"):
        forecast(_asked().smoothed, *CORNERS, rng=_rng())  # type: ignore[arg-type]


def test_a_forecast_knows_nothing_after_its_origin() -> None:
    """The same origin with and without eight more years of record gives the same fan, draw by draw."""
    origin = np.datetime64("2017-12")
    long = forecast(_asked().filtered, *CORNERS, rng=_rng(), size=100, origin=origin)
    short = forecast(_asked("2017-12").filtered, *CORNERS, rng=_rng(), size=100)
    assert long.origin == short.origin == origin
    for name, values in long.draws.items():
        assert np.allclose(values, short.draws[name], atol=1e-8), name


def test_scenarios_move_what_they_name_and_nothing_else() -> None:
    fans = {
        name: forecast(_asked().filtered, *CORNERS, scenario=name, rng=_rng(), size=400)
        for name in (
            "as is",
            "rivals ease",
            "rivalry spikes",
            "thaw with USA",
            "denial by B",
            "dependence on CHN",
        )
    }
    last = {name: {key: fan.draws[key][:, -1].mean() for key in fan.draws} for name, fan in fans.items()}
    assert last["rivals ease"]["rivalry"] < last["as is"]["rivalry"] < last["rivalry spikes"]["rivalry"]
    assert np.array_equal(fans["rivals ease"].draws["eb"], fans["as is"].draws["eb"])
    assert 0 < last["rivals ease"]["va"] - last["as is"]["va"] < 0.1  # by the measured coupling, and no more
    assert "triangles" in fans["rivals ease"].says
    assert last["thaw with USA"]["va"] > last["as is"]["va"]
    assert np.array_equal(fans["thaw with USA"].draws["vab"], fans["as is"].draws["vab"])
    assert last["denial by B"]["vb"] < last["as is"]["vb"]
    assert last["denial by B"]["eb"] < last["as is"]["eb"]
    assert last["dependence on CHN"]["eb"] > last["as is"]["eb"]
    assert fans["denial by B"].scenario == "denial by CHN"


def test_fan_has_its_shape_and_its_words() -> None:
    fan = forecast(_asked().filtered, *CORNERS, horizon=5, rng=_rng(), size=50)
    assert fan.months[0] == fan.origin + 1
    assert fan.quantiles("tilt").shape == (5, 5)
    assert [side.months for side in fan.sides] == [3, 6, 12]
    assert all(0 < side.towards_a < 1 and side.towards_a == side.above for side in fan.sides)
    assert all(row["climatology"] == pytest.approx(0.4) for row in fan.skill if not row["stacked"])
    assert fan.to_frame().height == 5 * len(fan.draws)
    assert fan.assumes
    assert fan.to_dict()["horizon"] == 5


def test_uncertainty_does_not_shrink_with_the_horizon() -> None:
    fan = forecast(_asked().filtered, *CORNERS, horizon=36, rng=_rng(), size=2000)
    spread = np.quantile(fan.draws["va"], 0.9, axis=0) - np.quantile(fan.draws["va"], 0.1, axis=0)
    assert spread[-1] > spread[0]


def test_conditioning_equals_the_joint_gaussian() -> None:
    size, horizon, sd = 200_000, 4, 0.7
    grid = {"mu": np.array([1.0]), "phi": np.array([0.9]), "var": np.array([2.0])}
    start = Origin(np.zeros(size, dtype=int), np.full(size, 0.3), np.full(size, 0.5), grid)
    target = np.array([0.5, 1.0, 2.0, 2.0])
    drawn = simulate_valence(
        start, target=np.broadcast_to(target, (size, horizon)), sd=sd, horizon=horizon, rng=_rng()
    )
    mean, cov = _joint(0.3, 0.5, grid, horizon)
    gain = cov @ np.linalg.inv(cov + sd**2 * np.eye(horizon))
    assert drawn.mean(axis=0) == pytest.approx(mean + gain @ (target - mean), abs=0.02)
    assert np.cov(drawn.T) == pytest.approx(cov - gain @ cov, abs=0.02)


def test_plain_simulation_equals_the_process() -> None:
    size, horizon = 200_000, 5
    grid = {"mu": np.array([1.0]), "phi": np.array([0.8]), "var": np.array([2.0])}
    start = Origin(np.zeros(size, dtype=int), np.full(size, -1.0), np.full(size, 0.4), grid)
    drawn = simulate_valence(start, target=None, sd=1.0, horizon=horizon, rng=_rng())
    mean, cov = _joint(-1.0, 0.4, grid, horizon)
    assert drawn.mean(axis=0) == pytest.approx(mean, abs=0.02)
    assert np.cov(drawn.T) == pytest.approx(cov, abs=0.04)


def _joint(m: float, p: float, grid: dict[str, np.ndarray], horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance of the months ahead, written out from the definition of the AR(1)."""
    mu, phi, var = (float(grid[name][0]) for name in ("mu", "phi", "var"))
    steps = np.arange(1, horizon + 1)
    cov = np.array(
        [[phi ** (i + j) * p + var * (phi ** abs(i - j) - phi ** (i + j)) for j in steps] for i in steps]
    )
    return mu + phi**steps * (m - mu), cov


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"horizon": 0}, "horizon 0"),
        ({"horizon": 37}, "horizon 37"),
        ({"scenario": "peace"}, "no scenario 'peace'"),
        ({"scenario": "thaw with KOR"}, "no scenario"),
        ({"origin": np.datetime64("1950-01")}, "origin 1950-01"),
    ],
)
def test_bad_forecasts_are_refused(changes: dict[str, object], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        forecast(_asked().filtered, *CORNERS, rng=_rng(), **changes)  # type: ignore[arg-type]


def test_every_scenario_says_what_it_assumes() -> None:
    for name in ("as is", "rivals ease", "rivalry spikes", "thaw with A", "denial by A", "dependence on B"):
        assert scenario_of(name, a="USA", b="CHN").says


def test_a_stream_forecasts_engagement_from_its_counts() -> None:
    from tertius.relations import estimate_relations
    from tests.shared import weis_events

    events = weis_events()
    legs = (("ROU", "RUS"), ("ROU", "CHN"), ("RUS", "CHN"))
    from tertius.panel import build_panel

    panel = build_panel(events, dyads=list(legs))
    filtered = estimate_relations(panel, given="past")
    fan = forecast(filtered, "ROU", "RUS", "CHN", rng=_rng(), size=300)  # type: ignore[arg-type]
    assert ((fan.draws["ea"] > 0) & (fan.draws["ea"] < 1)).all()
    assert len(fan.assumes) == 3
    assert (fan.draws["acts_a"] >= 0).all()
    assert (np.abs(fan.draws["score_a"]) <= 10).all()
