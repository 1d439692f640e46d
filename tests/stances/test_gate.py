from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import BadInput
from tertius.stances.gate import LEAST_ACTS, LEAST_MONTHS, LEAST_WINDOW, MOST_PRIOR, judge
from tertius.stances.measurements import Measurements
from tertius.study import Question, run_study
from tests.stances.worlds import A, B, acts, inquiry, planted

MIDDLE = planted(np.ones(60, int))


def told(found) -> bool:
    """Whether any percentage is given."""
    return len(found.months) + len(found.phases) + found.prob.size + found.direction.size > 0


@pytest.mark.parametrize("rival", [A, B])
def test_a_leg_without_a_row_gates_the_verdict(rival: str) -> None:
    rows = [row for row in acts(MIDDLE) if {row["source"], row["target"]} != {"FIN", rival}]
    found = inquiry(rows).stances()
    assert not found.enough.ok
    assert f"FIN with {rival}: no act on record" in found.enough.why
    assert not told(found)
    assert found.to_dict()["phases"] == []
    with pytest.raises(BadInput, match="not enough on record"):
        run_study(inquiry(rows))


def test_one_act_and_a_single_month_are_never_enough() -> None:
    rows = acts(MIDDLE)
    legs = [row for row in rows if "FIN" in (row["source"], row["target"])]
    rest = [row for row in rows if row not in legs]
    assert not inquiry([*rest, *legs[:1]]).stances().enough.ok
    busy = [{**row, "earliest": legs[0]["earliest"], "latest": legs[0]["earliest"]} for row in legs]
    assert not inquiry([*rest, *busy]).stances().enough.ok


@pytest.mark.parametrize("months", [3, 12, 23])
def test_a_window_shorter_than_two_years_is_not_enough(months: int) -> None:
    found = inquiry(acts(MIDDLE[:, :months], rate=6.0)).stances()
    assert not found.enough.ok
    assert not told(found)
    assert "months, fewer than 24" in found.enough.why


def test_months_after_the_record_and_before_a_state_are_not_modelled() -> None:
    found = inquiry(acts(MIDDLE), end="1975-12").stances()
    assert found.months[-1] == np.datetime64("1964-12")
    young = inquiry(acts(planted(np.ones(120, int)), pivot="ZMB"), pivot="ZMB").stances()
    assert young.months[0] == np.datetime64("1964-10")
    with pytest.raises(BadInput, match="existed"):
        inquiry(acts(MIDDLE, pivot="BGD"), pivot="BGD").stances()


def test_a_case_asked_of_another_pivot_is_refused() -> None:
    from tertius.cases import load_case
    from tertius.settings import Settings

    asked = Question(Settings.of("PRK", "USA", "CHN"), load_case("india-washington-moscow").events)
    with pytest.raises(BadInput, match="not enough on record"):
        run_study(asked)


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(st.integers(0, 40), st.integers(0, 40)),
    st.tuples(st.integers(0, 40), st.integers(0, 40)),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
    st.integers(1, 60),
)
def test_the_floor_is_the_stated_one(count, months, shares, window) -> None:
    empty = np.full((2, window), np.nan)
    data = Measurements(empty, empty, np.array(count), np.array(months), 0.0, "stream")
    found = judge(data, shares, names=("P", "A", "B"), volume=0)
    enough = (
        min(count) >= LEAST_ACTS
        and min(months) >= LEAST_MONTHS
        and max(shares) < MOST_PRIOR
        and window >= LEAST_WINDOW
    )
    assert found.ok == enough
    assert bool(found.why) != found.ok


def test_an_act_of_unknown_month_is_one_act_in_one_month() -> None:
    rows = acts(MIDDLE)
    rest = [row for row in rows if "FIN" not in (row["source"], row["target"])]
    legs = [row for row in rows if "FIN" in (row["source"], row["target"])]
    first, last = dt.date(1960, 1, 5), dt.date(1964, 12, 20)
    vague = [{**row, "earliest": first, "latest": last} for row in (legs[:3] + legs[-3:])]
    found = inquiry([*rest, *vague]).stances().enough
    assert not found.ok
    assert sum(found.acts) == len(vague)
    assert sum(found.months_with_acts) == len(vague)


def test_one_sheet_has_one_answer_as_events_and_as_a_case(tmp_path) -> None:
    from tertius.cases import load_case
    from tertius.cli import run
    from tertius.events import read_events
    from tertius.settings import Settings

    rng = np.random.default_rng(3)
    rows = ["date,source,target,act,strength"]
    for number in range(60):
        day = dt.date(1960, 1, 5) + dt.timedelta(days=60 * number)
        rival = ("United States", "Soviet Union")[number % 2]
        rows.append(f"{day},Egypt,{rival},talks,{rng.choice([-2, -1, 1, 2])}")
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("\n".join(rows) + "\n")
    assert run(["cases", "new", str(tmp_path / "mine"), "--table", str(sheet), "--yes"]) == 0
    case = load_case(tmp_path / "mine")
    window = {"start": case.window[0], "end": case.window[1], "draws": 60}
    as_case = Question(Settings.of("EGY", "USA", "SUN", **window), case.events, case)
    as_events = Question(Settings.of("EGY", "USA", "SUN", **window), read_events([str(sheet)]))
    assert as_events.panel.kind == as_case.panel.kind == "chronicle"
    one, two = as_case.stances(), as_events.stances()
    assert one.months[0] <= two.months[0]
    assert np.isin(two.months, one.months).all()
    assert np.abs(one.prob[np.isin(one.months, two.months)] - two.prob).max() < 0.02
