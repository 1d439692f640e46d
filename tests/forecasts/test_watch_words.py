"""Sentences of what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from tertius.actors.english import called
from tertius.forecasts.watch_words import changed


@dataclass(frozen=True)
class Pull:
    says: str
    pull: float
    leg: str


def when(tilt: float, chance: float) -> dict[str, Any]:
    return {"month": "1974-12", "tilt": tilt, "towards_a": chance}


@pytest.mark.parametrize(
    ("was", "now", "acts", "said"),
    [
        (0.0, 0.2, [Pull("a visit", 0.3, "a")], "Romania moved towards the United States: tilt +0.00"),
        (0.0, -0.2, [Pull("a visit", 0.3, "b")], "Romania moved towards the Soviet Union"),
        (0.0, -0.2, [Pull("a visit", 0.3, "a")], "these pull the other way"),
        (
            0.1,
            0.1,
            [Pull("a visit", 0.3, "a")],
            "stands where it stood between the United States and the Soviet Union",
        ),
    ],
)
def test_the_sense_of_a_move_is_said_and_what_does_not_explain_it(
    was: float, now: float, acts: list[Pull], said: str
) -> None:
    found = changed(("ROU", "USA", "RUS"), when(was, 0.4), when(now, 0.6), 3, 1, acts, True)
    assert said in found
    assert ("other way" in found) == ("other way" in said)
    assert "1 new act with either rival, 2 between the rivals, most of all a visit (+0.30)" in found


def test_no_act_with_either_rival_is_said_so() -> None:
    said = changed(("ROU", "USA", "RUS"), when(0.1, 0.5), when(0.11, 0.5), 4, 0, [], False)
    assert "hardly moved" in said
    assert "no new act with either rival, 4 between the rivals." in said
    assert changed(("ROU", "USA", "RUS"), when(0.1, 0.5), when(0.1, 0.5), 0, 0, [], False).endswith(
        "no new act."
    )


def test_a_line_of_states_is_called_by_the_one_that_lived() -> None:
    assert called("RUS", np.datetime64("1974-12")) == "the Soviet Union"
    assert called("RUS", np.datetime64("1995-12")) == "Russia"
    assert called("SRB", np.datetime64("1960-01")) == "Yugoslavia"
    assert called("nobody") == "nobody"
