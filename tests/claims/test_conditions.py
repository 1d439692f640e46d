"""C1 to C4 on planted truths, on noise, and on a real case."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tertius.claims import (
    CONTRADICTED,
    SUPPORTED,
    UNCLEAR,
    UNTESTABLE,
    VERDICTS,
    Condition,
    easing_turns,
    read_conditions,
)
from tertius.claims.condition import judge_effect, judge_probability, judge_share, smallest_seen
from tertius.claims.placebo import before_after, difference
from tertius.errors import BadInput

MONTHS = 240
START = np.datetime64("1960-01")


def _triangle(seed: int = 0, size: int = 120, **levels: Any) -> Any:
    """Joint draws around given monthly levels."""
    rng = np.random.default_rng(seed)
    base = {"va": 0.4, "vb": 0.4, "vab": -0.4, "ea": 0.7, "eb": 0.7} | levels
    noise = 0.03
    draws = {
        k: np.broadcast_to(v, (size, MONTHS)) + noise * rng.standard_normal((size, MONTHS))
        for k, v in base.items()
    }
    draws["tilt"] = (draws["va"] - draws["vb"]) / 2
    cordial = np.sqrt(np.maximum((1 + draws["va"]) * (1 + draws["vb"]), 0)) / 2
    live = np.sqrt(np.maximum(draws["ea"] * draws["eb"], 0))
    draws["equidistance"] = (1 - np.abs(draws["tilt"])) * live * cordial
    return SimpleNamespace(
        pivot="P",
        a="A",
        b="B",
        months=START + np.arange(MONTHS),
        draws=draws,
        observed=np.ones((3, MONTHS), dtype=bool),
    )


def _phase(stance: str, first: int, last: int, probability: float = 0.8) -> Any:
    return SimpleNamespace(stance=stance, start=START + first, end=START + last, probability=probability)


def _stances(made: Any, *phases: Any) -> Any:
    whole = phases or (_phase("middle", 0, MONTHS - 1),)
    return SimpleNamespace(months=made.months, phases=whole, triangle=made, enough=SimpleNamespace(ok=True))


def _read(made: Any, *phases: Any) -> list[Condition]:
    return read_conditions(_stances(made, *phases), rng=np.random.default_rng(1))


def _pick(found: list[Condition], identity: str, phase: str) -> Condition:
    return next(c for c in found if c.id == identity and c.phase.startswith(phase))


def _waves(turns: tuple[int, ...], width: int = 30) -> np.ndarray:
    """A series that steps up at each turn and falls back slowly before the next."""
    level = np.zeros(MONTHS)
    for turn in turns:
        level[turn : turn + width] = np.linspace(1, 0, width)[: MONTHS - turn]
    return level


TURNS = (50, 110, 170)


def test_phase_by_phase_verdicts_follow_the_condition() -> None:
    rivals = np.where(np.arange(MONTHS) < 120, -0.5, 0.5)
    legs = np.where(np.arange(MONTHS) < 60, 0.7, 0.05)
    phases = (_phase("middle", 0, 59), _phase("middle", 60, 119), _phase("middle", 120, 239))
    found = _read(_triangle(vab=rivals, eb=legs), *phases)
    assert [_pick(found, "C1", f"{p.start}").verdict for p in phases] == [
        SUPPORTED,
        CONTRADICTED,
        CONTRADICTED,
    ]
    assert [_pick(found, "C2", f"{p.start}").verdict for p in phases] == [SUPPORTED, SUPPORTED, CONTRADICTED]


def test_sides_and_phases_less_likely_than_not_test_nothing() -> None:
    phases = (_phase("aligned with A", 0, 99), _phase("middle", 100, 239, probability=0.45))
    found = _read(_triangle(), *phases)
    for phase in phases:
        assert _pick(found, "C1", f"{phase.start}").verdict == UNTESTABLE
        assert _pick(found, "C2", f"{phase.start}").verdict == UNTESTABLE


def test_rivals_easing_is_found_and_its_effect_signed() -> None:
    easing = _waves(TURNS)
    for sign, verdict in ((-1, SUPPORTED), (1, CONTRADICTED)):
        made = _triangle(vab=-0.5 + 0.8 * easing, va=0.4 + sign * 0.3 * easing, vb=0.4 + sign * 0.3 * easing)
        assert all(abs(found - turn) <= 6 for found, turn in zip(easing_turns(made), TURNS, strict=True))
        whole = _pick(_read(made), "C4", "whole window")
        assert np.sign(whole.probability) == sign
        assert whole.verdict == verdict


def test_nothing_is_claimed_when_nothing_is_tied() -> None:
    """Unrelated slow series: at most a few of twenty leave the placebo band with their interval on one side."""
    loud = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        slow = np.cumsum(rng.standard_normal((2, MONTHS)), axis=1)
        slow = 0.4 * slow / np.abs(slow).max(axis=1, keepdims=True)
        found = _read(_triangle(seed, vab=slow[0], vb=0.3 + slow[1]))
        loud += _pick(found, "C4", "whole window").verdict in (SUPPORTED, CONTRADICTED)
    assert loud <= 6


def test_a_phase_that_ends_as_the_rivals_ease() -> None:
    rivals = np.where(np.arange(MONTHS) < 118, -0.5, 0.4)
    found = _read(_triangle(vab=rivals), _phase("middle", 0, 119), _phase("aligned with A", 120, MONTHS - 1))
    assert _pick(found, "C4", "1960-01").verdict == SUPPORTED
    still = _read(_triangle(vab=-rivals), _phase("middle", 0, 119), _phase("aligned with A", 120, MONTHS - 1))
    assert _pick(still, "C4", "1960-01").verdict == CONTRADICTED


def test_gains_are_never_called_tested_and_say_why() -> None:
    found = _pick(_read(_triangle()), "C3", "whole window")
    assert found.verdict == UNTESTABLE
    assert found.probability > 0.95
    assert "not in the record" in found.assumes
    one_sided = _pick(_read(_triangle(ea=0.9, eb=0.05)), "C3", "whole window")
    assert one_sided.probability < 0.2


def test_verdict_rules() -> None:
    assert judge_share(0.6, 0.9, testable=True) == SUPPORTED
    assert judge_share(0.4, 0.6, testable=True) == UNCLEAR
    assert judge_share(0.6, 0.9, testable=False) == UNTESTABLE
    assert judge_effect((0.3, 0.1, 0.5), (-0.1, 0.1), sign=-1, testable=True) == CONTRADICTED
    assert judge_effect((0.3, -0.1, 0.5), (-0.1, 0.1), sign=1, testable=True) == UNCLEAR
    assert judge_effect((0.3, 0.1, 0.5), None, sign=1, testable=True) == UNTESTABLE
    assert smallest_seen((0.0, -0.2, 0.3), (-0.1, 0.1), sign=1) == pytest.approx(0.2)
    assert smallest_seen((0.0, -0.2, 0.3), (-0.4, 0.1), sign=-1) == pytest.approx(0.4)
    assert smallest_seen((0.0, -0.2, 0.3), None, sign=1) is None
    assert judge_probability(0.95, testable=True) == SUPPORTED
    assert judge_probability(0.5, testable=True) == UNCLEAR
    with pytest.raises(BadInput):
        Condition("C1", "x", "y", 0.5, 0.4, 0.6, 3, "proven")


def test_differences_by_hand() -> None:
    holds = np.array([[True, True, False, False]])
    where = np.array([[True, False, True, False]])
    assert difference(holds, where) == pytest.approx([0.0])
    assert difference(holds, holds) == pytest.approx([1.0])
    assert before_after(np.array([[0.0, 0, 1, 3]]), np.array([2]), width=2) == pytest.approx([2.0])


def test_months_must_agree() -> None:
    made = _triangle()
    enough = SimpleNamespace(ok=True)
    stances = SimpleNamespace(months=made.months[:10], phases=(), triangle=made, enough=enough)
    with pytest.raises(BadInput, match="different months"):
        read_conditions(stances, rng=np.random.default_rng(0))  # type: ignore[arg-type]


def test_a_real_case_reads_in_fixed_words() -> None:
    from tertius.study import Question

    asked = Question.of_case("north-korea-moscow-beijing", draws=100)
    found = read_conditions(asked.stances(), asked.triangle(), rng=np.random.default_rng(0))
    assert {c.id for c in found} == {"C1", "C2", "C3", "C4"}
    assert all(c.verdict in VERDICTS and c.assumes for c in found)
    assert all(np.isnan(c.probability) or c.lo <= c.probability <= c.hi for c in found)
