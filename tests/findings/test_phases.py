"""What a bottom line names: the longest phase, the longest on a side beside a longer middle, and a middle that leans."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tertius.findings.phases import longest_of, sided_of, told_of
from tertius.findings.telling import Telling


def stances(*phases: tuple[str, str, str, float]) -> Any:
    made = []
    for stance, start, end, probability in phases:
        first, last = np.datetime64(start, "M"), np.datetime64(end, "M")
        made.append(
            SimpleNamespace(
                stance=stance, start=first, end=last, start_interval=(first, first),
                probability=probability, months=int((last - first).astype(int)) + 1,
            )
        )  # fmt: skip
    return SimpleNamespace(states=("A", "middle", "B"), phases=tuple(made))


MIDDLE = ("middle", "1950-01", "1976-12", 0.7)


@pytest.mark.parametrize(
    ("other", "side"),
    [
        (("B", "1977-01", "1987-12", 0.73), "b"),
        (("B", "1977-01", "1987-12", 0.5), None),  # no more than even
        (("A", "1977-01", "1978-06", 0.9), None),  # too short
        (("middle", "1977-01", "1987-12", 0.9), None),
    ],
)
def test_a_phase_on_a_side_is_told_beside_a_longer_middle(
    other: tuple[str, str, str, float], side: str | None
) -> None:
    made = stances(MIDDLE, other)
    found = sided_of(made)
    assert (found and found.side) == side
    assert longest_of(made).side == "middle"
    assert [each.side for each in told_of(made, 1)] == ["middle", *([side] if side else [])]


def test_a_longest_phase_on_a_side_needs_no_other() -> None:
    made = stances(("A", "1950-01", "1976-12", 0.7), ("B", "1977-01", "1987-12", 0.9))
    assert sided_of(made) is None
    assert [each.side for each in told_of(made, 2)] == ["a", "b"]


@pytest.mark.parametrize(("end", "leans"), [("1970-12", True), ("1955-12", False)])
def test_a_middle_leans_where_one_rival_was_nearer_in_most_of_its_months(end: str, leans: bool) -> None:
    told: Any = Telling()
    told.path = (
        SimpleNamespace(side="b", start=np.datetime64("1950-01"), end=np.datetime64(end, "M")),
        SimpleNamespace(side=None, start=np.datetime64(end, "M") + 1, end=np.datetime64("1976-12")),
    )
    assert told.closer_meanwhile(longest_of(stances(MIDDLE))) is leans
