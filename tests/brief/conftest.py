"""One real study of a short window, made once, and the same study stripped as user-supplied events leave it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest


@pytest.fixture(scope="session")
def study() -> Any:
    """North Korea between Moscow and Beijing, 1956 to 1969, few draws."""
    from tertius.study import Question, run_study

    start, end = np.datetime64("1956-01"), np.datetime64("1969-12")
    return run_study(Question.of_case("north-korea-moscow-beijing", start=start, end=end, draws=200))


@pytest.fixture(scope="session")
def bare(study: Any) -> Any:
    """Everything that may be missing is missing."""
    why = {
        room: f"no {room} here"
        for room in ("agreement", "conditions", "gains", "forecasts", "options", "record")
    }
    return replace(
        study,
        case=None,
        references=(),
        agreement=[],
        ceiling=None,
        conditions=[],
        gains=None,
        forecasts={},
        options=None,
        record_check=None,
        missing=why,
    )


@pytest.fixture(scope="session")
def page(study: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study's brief on disk."""
    from tertius.brief import write_brief

    return write_brief(study, tmp_path_factory.mktemp("brief") / "brief.html")
