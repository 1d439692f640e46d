"""Fans: the pool's margins on the state space's paths; what is stored, what a user's own path does, and what to watch for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.forecasts import forecast
from tertius.forecasts.learned import Learned, learn
from tertius.forecasts.margins import Margins, margins
from tertius.forecasts.pool import issue
from tertius.forecasts.scenarios import own_scenario
from tertius.forecasts.signposts import signposts_of
from tertius.forecasts.support import valence_support
from tests.forecasts.worlds import filtered, scrambled

CORNERS = ("ROU", "RUS", "CHN")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("acts")


def _fan(relations: Any, **changes: Any) -> Any:
    options: dict[str, Any] = {"rng": np.random.default_rng(7), "size": 400, "horizon": 12}
    return forecast(relations, *CORNERS, **{**options, **changes})


def test_paths_take_the_margins_and_keep_their_ranks() -> None:
    rng = np.random.default_rng(0)
    support = valence_support()
    cdf = np.clip((support.points + 2) / 6, 0, 1)[None, None].repeat(3, axis=1)
    paths = np.cumsum(rng.normal(0, 1, (4000, 3)), axis=1)
    found = Margins(cdf, support).paths(0, paths)
    assert np.quantile(found[:, 2], [0.25, 0.5, 0.75]) == pytest.approx([-0.5, 1.0, 2.5], abs=0.05)
    ranks = [np.argsort(np.argsort(part[:, 1])) for part in (paths, found)]
    assert np.array_equal(*ranks)
    assert np.corrcoef(found[:, 1], found[:, 2])[0, 1] > 0.6


def test_the_fan_has_the_pool_that_the_backtest_would_have_issued(folder: Path) -> None:
    relations = filtered(folder)
    at = len(relations.months) - 1
    row = relations.index("ROU", "RUS")
    learned = learn(relations)
    made = margins(relations, "valence", [row], at, horizon=12, learned=learned)
    walked = [x for x, _, _ in issue(relations, "valence", (6,), origins=range(24, at + 1)) if x.at == at]
    (last,) = walked
    where = int(np.flatnonzero(last.rows == row)[0])
    # weights are renewed every half-year in a walk, and at the origin in what is learned
    renewed = learned.learners("valence")[6].weights
    pool = np.tensordot(renewed, last.members, axes=1)[where]
    assert made.cdf[0, 5] == pytest.approx(pool, abs=1e-6)


def test_a_forecast_and_what_was_learned_know_nothing_after_the_origin(folder: Path) -> None:
    relations, at = filtered(folder), 60
    origin = relations.months[at]
    one, two = (_fan(each, origin=origin) for each in (relations, scrambled(relations, at)))
    for name, values in one.draws.items():
        assert np.array_equal(values, two.draws[name]), name
    assert one.sides == two.sides
    assert str(one.skill) == str(two.skill)
    assert str(one.couplings) == str(two.couplings)


def test_what_was_learned_can_be_stored(folder: Path, tmp_path: Path) -> None:
    relations = filtered(folder)
    learned = learn(relations)
    path = tmp_path / "learned.npz"
    learned.save(path)
    one, two = (_fan(relations, learned=each) for each in (learned, Learned.load(path)))
    for name, values in one.draws.items():
        assert values == pytest.approx(two.draws[name]), name
    assert one.sides == two.sides
    with pytest.raises(BadInput, match="seen the future"):
        _fan(relations, learned=learned, origin=relations.months[60])
    path.write_bytes(b"no such thing")
    with pytest.raises(BadInput, match=r"written by Learned\.save"):
        Learned.load(path)


def test_a_path_of_ones_own(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "thaw.csv"
    path.write_text("one,two,month,points\nROU,CHN,3,2.0\nCHN,ROU,6,4.0\n")
    own = own_scenario(path, pivot="ROU", a="RUS", b="CHN")
    assert own.change("b", 8, 1.0) == pytest.approx([2 / 3, 4 / 3, 2, 8 / 3, 10 / 3, 4, 4, 4])
    plain, bent = _fan(filtered(folder)), _fan(filtered(folder), scenario=own)
    moved = (bent.draws["score_b"] - plain.draws["score_b"]).mean(axis=0)
    assert moved[-1] == pytest.approx(4.0, abs=0.8)
    assert np.array_equal(plain.draws["score_a"], bent.draws["score_a"])


@pytest.mark.parametrize(
    "text",
    ["", "one,two\nROU,CHN\n", "one,two,month,points\nROU,FRA,3,2\n", "one,two,month,points\nROU,CHN,x,2\n",
     "one,two,month,points\nROU,CHN,0,2\n", "one,two,month,points\nROU,CHN,1,nan\n", "one,two,month,points\n,,,\n"],
)  # fmt: skip
def test_bad_paths_are_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "path.csv"
    path.write_text(text)
    with pytest.raises(BadInput):
        own_scenario(path, pivot="ROU", a="RUS", b="CHN")


def test_signposts_point_the_right_way(folder: Path) -> None:
    found = signposts_of(filtered(folder), *CORNERS)
    assert 3 <= len(found) <= 6
    assert [abs(each.move) for each in found] == sorted((abs(each.move) for each in found), reverse=True)
    for each in found:
        good_for_a = (each.leg == "a") == (each.weight > 0)
        assert (each.move > 0) == good_for_a, each
        assert each.act in each.says.lower()


def test_sides_of_a_threshold_fall_as_it_rises(folder: Path) -> None:
    above = [_fan(filtered(folder), threshold=c).sides[1].above for c in (-2.0, 0.0, 2.0)]
    assert above[0] > above[1] > above[2]


def test_rivals_change_places(folder: Path) -> None:
    relations = filtered(folder)
    one = _fan(relations)
    two = forecast(relations, "ROU", "CHN", "RUS", rng=np.random.default_rng(7), size=400)
    for here, there in zip(one.sides, two.sides, strict=True):
        assert here.towards_a == pytest.approx(1 - there.towards_a)
