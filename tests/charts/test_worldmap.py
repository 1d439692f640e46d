"""The map: every state of a month has a shape or a point, under the name it had then; what is not known is hatched."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from tertius.actors import states
from tertius.charts import Standing, svg, world_map
from tertius.charts.worldmap import credit, hatching, outline, point


@pytest.mark.parametrize("year", [1946, 1955, 1962, 1970, 1985, 1995, 2005, 2015, 2025])
def test_every_state_has_a_place(year: int) -> None:
    living = [state.handle for state in states() if state.alive(dt.date(year, 6, 15))]
    assert [handle for handle in living if not outline(handle, year) and point(handle) is None] == []


def test_states_of_the_past_are_dissolved_shapes_or_points() -> None:
    def area(handle: str, year: int) -> float:
        total = 0.0
        for ring in outline(handle, year):
            x, y = ring[:, 0], ring[:, 1]
            total += float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
        return abs(total)

    republics = [
        "RUS",
        "UKR",
        "BLR",
        "MDA",
        "EST",
        "LVA",
        "LTU",
        "GEO",
        "ARM",
        "AZE",
        "KAZ",
        "UZB",
        "TKM",
        "KGZ",
        "TJK",
    ]
    assert area("SUN", 1970) == pytest.approx(sum(area(each, 2000) for each in republics), rel=0.01)
    assert area("PAK", 1965) > 1.1 * area("PAK", 1980)
    assert area("YUG", 1970) > 2 * area("YUG", 1998)
    assert not outline("GDR", 1970)
    assert point("GDR") is not None
    assert point("RVN") != point("DRV")


def test_no_shape_reaches_across_the_world() -> None:
    for handle in ("RUS", "SUN", "FJI", "USA"):
        for ring in outline(handle, 1980 if handle == "SUN" else 2000):
            steps = np.abs(np.diff(ring[:, 0], append=ring[:1, 0]))
            assert steps.max() < 700, handle


def test_hatching_stays_inside_a_square() -> None:
    square = np.array([[0.0, 0.0], [100.0, 0.0], [100.0, 100.0], [0.0, 100.0]])
    lines = np.array(hatching([square], every=10.0))
    assert len(lines) > 10
    assert lines.min() >= -0.11
    assert lines.max() <= 100.11
    hole = np.array([[40.0, 40.0], [60.0, 40.0], [60.0, 60.0], [40.0, 60.0]])
    middles = np.array(hatching([square, hole], every=10.0)).mean(axis=1)
    assert not ((np.abs(middles - 50) < 9).all(axis=1)).any()
    assert hatching([]) == []


def test_the_map_says_what_it_shows() -> None:
    told = [
        Standing("FRA", 0.8, 0.9, "with the United States 0.85"),
        Standing("IND", float("nan"), 0.0, "not enough"),
    ]
    chart = world_map(told, np.datetime64("1962-10"), "the United States", "the Soviet Union")
    assert "1 states nearer the United States" in chart["description"]
    drawn = svg(chart)
    assert "data-tip" in drawn
    assert "Soviet Union" in drawn
    assert "Natural Earth" in credit()
