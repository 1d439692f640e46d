"""A first file for any fourth state: measured where the record speaks, stated elsewhere, refused where it makes no sense."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.options import as_toml, first_assumptions, load_assumptions, shipped
from tertius.options.measured import measures
from tertius.study import Question

CASES = {
    name: Question.of_case(name, only="case", draws=120)
    for name in ("egypt-washington-moscow", "north-korea-washington-beijing")
}


@pytest.fixture(params=[("egypt-washington-moscow", "ISR"), ("north-korea-washington-beijing", "KOR")])
def first(request: pytest.FixtureRequest):  # type: ignore[no-untyped-def]
    case, fourth = request.param
    asked = CASES[case]
    return asked, fourth, first_assumptions(asked.triangle(), fourth, events=asked.evidence)


def test_it_can_be_written_edited_and_read(first, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    _, fourth, found = first
    path = tmp_path / "own.toml"
    path.write_text(as_toml(found), encoding="utf-8")
    again = load_assumptions(path)
    assert again.fourth == fourth
    assert [item.name for item in again.items] == [item.name for item in found.items]
    assert again.options == found.options


def test_it_says_what_is_measured_and_why(first) -> None:  # type: ignore[no-untyped-def]
    asked, _, found = first
    assert {"rivalry", "access_a", "access_b"} <= set(found.measured)
    assert all(item.reason and item.source for item in found.items)
    made = asked.triangle()
    lo, hi = np.quantile(made.draws["rivalry"][:, -1], [0.05, 0.95])
    assert (found["rivalry"].low, found["rivalry"].high) == (pytest.approx(lo), pytest.approx(hi))


def test_the_fourth_states_own_access_is_measured_only_where_it_acts() -> None:
    korea = CASES["north-korea-washington-beijing"].triangle()
    egypt = CASES["egypt-washington-moscow"].triangle()
    assert "access_k" in measures(korea, ("access_k",), fourth="KOR", thaw="a")
    assert "access_k" not in measures(korea, ("access_k",), fourth="BRA", thaw="a")
    assert "access_k" not in measures(egypt, ("access_k",), fourth="ISR", thaw="a")


def test_a_frequency_counts_spans_that_do_not_overlap() -> None:
    made = CASES["egypt-washington-moscow"].triangle()
    level = made.draws["rivalry"].mean(axis=0)
    ends = range(len(level) - 1, 11, -12)
    hits = sum(level[t] - level[t - 12] > 0.05 for t in ends)
    found = measures(made, ("p_spike",), fourth="ISR", thaw="a")["p_spike"]
    assert f"in {hits} of {len(ends)} spans" in found.reason
    assert found.low < (hits + 0.5) / (len(ends) + 1) < found.high


def test_stated_payoffs_keep_their_proportion_to_the_stake() -> None:
    asked = CASES["egypt-washington-moscow"]
    found = first_assumptions(asked.triangle(), "ISR", events=asked.evidence)
    stake = found["access_k"].value * sum(abs(found[f"gamma_{agenda}"].value) for agenda in found.agendas)
    assert found["loss"].value == pytest.approx(0.3 * stake)
    assert found["watch_cost"].value < found["include_cost"].value < stake


@pytest.mark.parametrize("fourth", ["EGY", "USA", "RUS", "DEU"])
def test_one_of_the_three_or_a_state_that_was_not_there_is_refused(fourth: str) -> None:
    asked = CASES["egypt-washington-moscow"]
    with pytest.raises(BadInput):
        first_assumptions(asked.triangle(), fourth, events=asked.evidence)


def test_shipped_files_are_taken_and_the_others_built() -> None:
    asked = CASES["north-korea-washington-beijing"]
    assert ("PRK", "USA", "CHN", "JPN") in shipped()
    assert asked.assumptions("JPN").title.startswith("Tokyo")
    assert asked.assumptions("AUS").fourth == "AUS"
    assert asked.assumptions().fourth == "KOR"
    with pytest.raises(BadInput, match="no fourth state"):
        CASES["egypt-washington-moscow"].assumptions()


def test_one_question_has_one_answer(tmp_path: Path) -> None:
    """The case's own options, asked for in two ways, and read back from the file that was written."""
    asked = CASES["north-korea-washington-beijing"]
    one, two = asked.options(size=500), asked.options("South Korea", size=500)
    assert one.to_dict() == two.to_dict()
    first = asked.options("AUS", size=500)
    path = tmp_path / "own.toml"
    path.write_text(as_toml(first.assumptions), encoding="utf-8")
    again = asked.options("AUS", assumptions=path, stated=True, size=500)
    assert [o.id for o in again.ranked] == [o.id for o in first.ranked]
    assert [o.regret_mean for o in again.options] == pytest.approx(
        [o.regret_mean for o in first.options], rel=1e-3
    )
