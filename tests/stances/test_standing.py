from __future__ import annotations

import numpy as np
import pytest

from tertius.actors import then
from tertius.errors import BadInput
from tertius.settings import Counting
from tertius.stances import standings
from tertius.study import estimate, panel_of
from tests.panel.make_events import table
from tests.stances.worlds import A, B, acts, inquiry, planted

PATH = np.repeat([0, 1], [48, 48])


@pytest.fixture(scope="module")
def relations():
    rows = acts(planted(PATH))
    for number, pivot in enumerate(("AUT", "IDN")):
        more = acts(planted(np.full(96, 2 * number), apart=7.0), pivot=pivot, seed=number + 5)
        rows += [row for row in more if pivot in (row["source"], row["target"])]
    poor = [
        row
        for row in acts(planted(np.ones(96, int)), pivot="CHE", seed=9)
        if "CHE" in (row["source"], row["target"])
    ]
    rows += poor[:6]
    rows = [{**row, "event_id": f"t:{k}"} for k, row in enumerate(rows)]
    return estimate(panel_of(table(rows), [], Counting()))


def test_pivots_are_ranked_by_the_middle_they_hold(relations):
    found = standings(relations, A, B, rng=np.random.default_rng(0))
    assert next(row.pivot for row in found.rows) == "FIN"
    by = {row.pivot: row for row in found.rows}
    assert by["AUT"].p_a > 0.8
    assert by["IDN"].p_b > 0.8
    assert not by["CHE"].enough.ok
    assert np.isnan(by["CHE"].p_middle)
    assert found.rows[-1].enough.ok is False
    assert found.told < found.pivots
    assert all(row.tilt.lo <= row.tilt.mean <= row.tilt.hi for row in found.rows if row.enough.ok)


def test_a_pivot_has_one_value_in_the_screen_and_in_its_own_triangle(relations):
    rows = acts(planted(PATH))
    alone = standings(estimate(panel_of(table(rows), [], Counting())), A, B, rng=np.random.default_rng(0))
    own = inquiry(rows).stances()
    row = next(row for row in alone.rows if row.pivot == "FIN")
    assert (row.p_a, row.p_middle, row.p_b) == pytest.approx(own.prob.mean(axis=0), abs=1e-9)


def test_by_year_and_of_one_month(relations):
    years = standings(relations, A, B, by="year", rng=np.random.default_rng(0))
    fin = {row.months[0][:4]: row for row in years.rows if row.pivot == "FIN"}
    assert len(fin) == 8
    assert fin["1960"].p_a > 0.7 > fin["1967"].p_a
    one = standings(relations, A, B, month=np.datetime64("1967-03"), rng=np.random.default_rng(0))
    assert {row.months for row in one.rows} == {("1967-03", "1967-03")}
    assert standings(relations, A, B, by="year", top=3, rng=np.random.default_rng(0)).rows == years.rows[:3]


def test_exchanging_the_rivals_exchanges_the_columns(relations):
    one = standings(relations, A, B, rng=np.random.default_rng(0))
    two = standings(relations, B, A, rng=np.random.default_rng(0))
    left = {row.pivot: (row.p_a, row.p_b, row.direction) for row in one.rows if row.enough.ok}
    right = {row.pivot: (row.p_b, row.p_a, 1 - row.direction) for row in two.rows if row.enough.ok}
    assert left.keys() == right.keys()
    for pivot, values in left.items():
        assert values == pytest.approx(right[pivot], abs=1e-9)


def test_what_cannot_be_asked_is_said(relations):
    rng = np.random.default_rng(0)
    with pytest.raises(BadInput, match="no relation of"):
        standings(relations, A, "JPN", rng=rng)
    with pytest.raises(BadInput, match="month 1999-01"):
        standings(relations, A, B, month=np.datetime64("1999-01"), rng=rng)
    with pytest.raises(BadInput, match="by="):
        standings(relations, A, B, by="decade", rng=rng)


def test_states_have_the_name_they_had_then():
    assert then("SRB", np.datetime64("1970-01")) == "YUG"
    assert then("DEU", np.datetime64("1970-01")) in ("FRG", "DEU")
    assert then("RUS", np.datetime64("1970-01")) == "SUN"
    assert then("RUS", np.datetime64("2000-01")) == "RUS"
