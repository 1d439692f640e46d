"""When the rivalry was worth next to nothing to the third: which stretches are told, why, and in which words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tertius.brief.argument import _gained
from tertius.brief.sentences import Speaker
from tertius.findings.gained import gone_of
from tertius.leverage import DeadStretch


def study(*stretches: tuple[str, str, float, str], first: str = "1950-01", last: str = "1969-12") -> Any:
    """A study whose gain is gone in some stretches."""
    dead = tuple(
        DeadStretch(np.datetime64(start), np.datetime64(end), chance, why)
        for start, end, chance, why in stretches
    )
    months = np.arange(first, np.datetime64(last) + 1, dtype="M8[M]")
    return SimpleNamespace(
        gains=SimpleNamespace(dead=dead, months=months, periods=(SimpleNamespace(items=(1,)),))
    )


def test_months_are_no_stretch_and_near_ones_are_one() -> None:
    found = gone_of(
        study(
            ("1950-01", "1953-06", 0.9, "rivalry"),
            ("1957-02", "1957-04", 0.85, "access to A"),
            ("1960-01", "1960-08", 0.8, "access to B"),
            ("1961-06", "1963-05", 0.95, "rivalry"),
            ("1965-01", "1966-06", 0.9, "access to A"),
        )
    )
    assert found is not None
    assert [(str(each.start), str(each.end), each.whys) for each in found] == [
        ("1950-01", "1953-06", ("rivalry",)),
        ("1960-01", "1963-05", ("b", "rivalry")),  # nine months lie between: one stretch, of two reasons
        ("1965-01", "1966-06", ("a",)),
    ]
    assert [each.until for each in found] == [True, False, False]
    assert not any(each.on for each in found)
    assert found[1].likelihood.probability == pytest.approx((8 * 0.8 + 24 * 0.95) / 32)


def test_a_year_apart_is_two_and_the_end_of_the_window_is_said() -> None:
    found = gone_of(study(("1960-01", "1961-12", 0.9, "rivalry"), ("1963-01", "1969-12", 0.9, "access to B")))
    assert found is not None
    assert [(each.on, each.whys) for each in found] == [(False, ("rivalry",)), (True, ("b",))]
    (whole,) = gone_of(study(("1950-01", "1969-12", 0.9, "rivalry"))) or ()
    assert (whole.until, whole.on) == (True, True)


def test_where_no_gain_was_reckoned_nothing_is_said_of_it() -> None:
    assert gone_of(SimpleNamespace(gains=None)) is None  # type: ignore[arg-type]
    assert gone_of(study()) == ()
    silent = study(("1950-01", "1955-12", 0.9, "rivalry"))
    silent.gains.periods = (SimpleNamespace(items=()),)
    assert gone_of(silent) is None  # tallies: a rent whose stakes no act tells


@pytest.mark.parametrize(
    ("stretches", "heading", "said"),
    [
        (
            [("1950-01", "1955-12", 0.96, "rivalry"), ("1964-01", "1969-12", 0.85, "access to A")],
            "From about 1964 on, the rivalry was worth next to nothing to North Korea",
            "Until about 1955, it is almost certain that the rivalry was worth next to nothing to North Korea: "
            "the Soviet Union and China were least at odds. From about 1964 on, it is very likely that the rivalry was worth "
            "next to nothing to North Korea: ties with the Soviet Union were weakest.",
        ),
        (
            [("1955-01", "1957-12", 0.85, "access to B")],
            "Who gave more often cannot be told",
            "No act on record says what either gave: monthly tallies count acts and do not tell gifts from words. "
            "From about 1955 to about 1957, it is very likely that the rivalry was worth next to nothing to North Korea: "
            "ties with China were weakest.",
        ),
        (
            [("1955-01", "1956-12", 0.85, "access to B"), ("1957-01", "1969-12", 0.85, "rivalry")],
            "From about 1955 on, the rivalry was worth next to nothing to North Korea",
            "From about 1955 on, it is very likely that the rivalry was worth next to nothing to North Korea: "
            "ties with China were weakest, then the Soviet Union and China were least at odds.",
        ),
        ([], "Who gave more often cannot be told", "No act on record says"),
        (
            [("1950-01", "1969-12", 0.85, "rivalry")],
            "The rivalry was worth next to nothing to North Korea",
            "Throughout, it is very likely that",
        ),
    ],
)  # fmt: skip
def test_it_is_said_when_and_why(stretches: list[Any], heading: str, said: str) -> None:
    found = SimpleNamespace(
        pivot="PRK", a="SUN", b="CHN", end=np.datetime64("1969-12"), gone=gone_of(study(*stretches)), giving=(), received=()
    )  # fmt: skip
    made = _gained(Speaker(found, "en"))  # type: ignore[arg-type]
    assert made.heading == heading
    assert made.paragraphs[0].startswith(said)
    korean = _gained(Speaker(found, "ko"))  # type: ignore[arg-type]
    assert not set("abcdefghijklmnopqrstuvwxyz{}") & set((korean.heading + korean.paragraphs[0]).lower())
