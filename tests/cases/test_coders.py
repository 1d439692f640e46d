"""Weighted kappa against its definition and another program."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from tertius.cases.coders import main, weighted_kappa

CODES = st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=2, max_size=40)


@given(CODES)
def test_kappa_equals_scikit_learn(codes: list[tuple[int, int]]) -> None:
    one, two = np.array(codes).T
    ours = weighted_kappa(one, two)
    if np.isnan(ours):
        assert len(set(one) | set(two)) == 1
        return
    assert ours == pytest.approx(
        cohen_kappa_score(one, two, weights="quadratic", labels=list(range(-3, 4))), abs=1e-12
    )


def test_perfect_and_chance() -> None:
    codes = np.array([-2, 0, 1, 3])
    assert weighted_kappa(codes, codes) == 1
    one, two = np.array([1, 1, 2, 2]), np.array([1, 2, 1, 2])
    assert weighted_kappa(one, two) == pytest.approx(0)


def test_the_command_prints_all_cases(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "egypt"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found[0]["case"] == "egypt-washington-moscow"
    assert found[0]["acts"] == 113
