"""What a record taught, stored: what ships is what the command makes, knows nothing later, and spares the walk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.forecasts import learned as room
from tertius.forecasts.learned import Learned
from tertius.study import Question
from tertius.study.taught import PATTERN, casebook_taught, taught
from tertius.world.place import SHIPPED


@pytest.fixture(scope="module")
def asked() -> Question:
    return Question.of_world("PAK", "USA", "CHN", draws=50)


@pytest.mark.long
def test_what_ships_is_what_the_command_makes(tmp_path: Path) -> None:
    first = min(SHIPPED.glob(PATTERN))
    ((_, made),) = casebook_taught([first.stem.removeprefix("learned-")])
    made.save(tmp_path / "made.npz")
    one, two = (Learned.load(path) for path in (first, tmp_path / "made.npz"))
    for key, teacher in one.teachers.items():
        np.testing.assert_allclose(teacher.weights, two.teachers[key].weights, atol=0.02)
        np.testing.assert_allclose(teacher.pairs(1)[1], two.teachers[key].pairs(1)[1], atol=1e-4)


def test_a_shipped_question_learns_nothing_itself(asked: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    known = taught(asked)
    assert known is not None
    assert known.until <= asked.panel.months[-1].astype("M8[M]")
    monkeypatch.setattr(room, "_learn", lambda *_: pytest.fail("the walk was taken all the same"))
    made = asked.forecasts(learned=known)
    assert "all that ships" in made["as is"].skill[0]["record"]


@pytest.mark.parametrize("end", ["1980-01", "1992-06", "2012-03", "1970-01"])
def test_it_knows_nothing_after_the_last_month(end: str) -> None:
    known = taught(Question.of_world("PAK", "USA", "CHN", end=end))
    assert known is None if end < "1975-12" else str(known.until) <= end  # type: ignore[union-attr]


def test_a_file_is_written_then_read(asked: Question, tmp_path: Path) -> None:
    path = tmp_path / "own.npz"
    one, two = taught(asked, path), taught(asked, path)
    assert one is not None
    assert two is not None
    assert [row["weights"] for row in one.skill] == [row["weights"] for row in two.skill]
    path.write_text("other")
    with pytest.raises(BadInput):
        taught(asked, path)
