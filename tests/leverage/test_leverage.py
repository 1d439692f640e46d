"""What the pivot gains: relative rent, when it dies, who gave."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tertius.auction import Game, solve
from tertius.errors import BadInput
from tertius.leverage import Stakes, access, estimate_gains
from tertius.provenance import Provenance


def _triangle(months: int = 24, **levels: Any) -> Any:
    """A stand-in with constant draws, or an array a quantity."""
    rng = np.random.default_rng(0)
    base = {"rivalry": 0.7, "ea": 0.8, "eb": 0.6, "va": 0.3, "vb": 0.2} | levels
    noise = 0.01 * rng.standard_normal((50, months))
    draws = {
        name: np.clip(np.broadcast_to(value, (50, months)) + noise, -0.99, 0.99)
        for name, value in base.items()
    }
    when = np.datetime64("1960-01") + np.arange(months)
    return SimpleNamespace(pivot="P", a="A", b="B", months=when, draws=draws, provenance=Provenance())


def test_rent_is_the_game_solved_month_by_month_up_to_one_factor() -> None:
    made = _triangle()
    a, b = access(made)
    found = estimate_gains(made, stakes=Stakes((1.0, 2.0), (1.0, -0.3), (1.0, 2.0)))
    one = [
        solve(Game([1, 2], [1, -0.3], [1, 2], None, made.draws["rivalry"][i, t], a[i, t], b[i, t])).rent
        for i, t in ((0, 0), (7, 3), (49, 23))
    ]
    ours = [found.rent[i, t] for i, t in ((0, 0), (7, 3), (49, 23))]
    assert np.array(one) / one[0] == pytest.approx(np.array(ours) / ours[0])
    assert found.summary()[0].max() == pytest.approx(1)
    assert ((found.ranks() >= 0) & (found.ranks() <= 1)).all()


def test_gain_dies_when_the_rivals_ease_and_says_why() -> None:
    rivalry = np.where(np.arange(24) < 12, 0.8, 0.05)
    found = estimate_gains(_triangle(rivalry=rivalry))
    assert [(str(d.start), str(d.end), d.why) for d in found.dead] == [("1961-01", "1961-12", "rivalry")]


def test_gain_dies_with_a_leg_and_scale_of_stakes_does_not_matter() -> None:
    gone = np.where(np.arange(24) < 18, 0.6, 0.0)
    found = estimate_gains(_triangle(eb=gone))
    assert found.dead[0].why == "access to B"
    larger = estimate_gains(_triangle(eb=gone), stakes=Stakes((5.0,), (5.0,), (2.0,)))
    assert np.allclose(found.rent, larger.rent)


def test_more_than_both_needs_pulls_within_a_factor_of_four() -> None:
    assert (estimate_gains(_triangle()).beats_both == 1).all()
    assert (estimate_gains(_triangle(), stakes=Stakes(alpha=(9.0,))).beats_both == 0).all()


def test_bad_stakes() -> None:
    for bad in ({"alpha": (1.0, 2.0)}, {"k": (0.0,)}, {"beta": (float("nan"),)}):
        with pytest.raises(BadInput):
            Stakes(**bad)


def test_a_case_says_what_was_received() -> None:
    from tertius.study import Question

    asked = Question.of_case("north-korea-moscow-beijing", draws=60)
    found = asked.gains()
    assert found.received_a is not None
    assert found.received_b is not None
    assert found.received_a.sum() > 0
    assert found.received_b.sum() > 0
    share = found.share_a
    assert share is not None
    assert np.nanmin(share) >= 0
    assert np.nanmax(share) <= 1
    assert found.to_frame().height == len(found.months)
    assert found.to_dict()["assumes"]
