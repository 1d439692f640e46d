"""One real study of a short window, made once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest


@pytest.fixture(scope="session")
def study() -> Any:
    """Egypt between Washington and Moscow, 1965 to 1978, few draws."""
    from tertius.study import Question, run_study

    start, end = np.datetime64("1965-01"), np.datetime64("1978-12")
    return run_study(Question.of_case("egypt-washington-moscow", start=start, end=end, draws=100))


@pytest.fixture(scope="session")
def found(study: Any) -> Any:
    """Its findings."""
    from tertius.findings import find

    return find(study)
