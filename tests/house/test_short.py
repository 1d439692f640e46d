"""What ``make test`` leaves out on a desk, and that nothing is left out where ``CI=true``."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import short

ROOT = Path(__file__).parents[2]


def item(name: str, *, long: bool = False) -> Any:
    return SimpleNamespace(nodeid=name, get_closest_marker=lambda asked: (asked == "long" and long) or None)


def test_first_and_last_of_each_and_no_long_one() -> None:
    one, many = item("a.py::one"), [item(f"a.py::many[{n}]") for n in range(5)]
    two = [item("b.py::two[x]"), item("b.py::two[y[0]]")]
    slow = [item("b.py::slow"), item("b.py::slower[1]", long=True), item("b.py::slower[2]")]
    kept = short([one, *many, *two, *slow])
    assert [each.nodeid for each in kept] == [
        "a.py::one", "a.py::many[0]", "a.py::many[4]", "b.py::two[x]", "b.py::two[y[0]]", "b.py::slow", "b.py::slower[2]",
    ]  # fmt: skip


@pytest.mark.parametrize(("ci", "asked"), [("true", False), ("", True)])
def test_make_is_short_unless_ci_is_true(ci: str, asked: bool) -> None:
    """And the check of every submission is ``.ci/run``, which says so before it calls make."""
    told = subprocess.run(
        ["make", "--dry-run", "--always-make", "test"],
        cwd=ROOT, env=os.environ | {"CI": ci}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    (line,) = [each for each in told.splitlines() if "-m pytest" in each]
    assert ("--short" in line) is asked
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.search(r"^export CI=true$.*^make test$", script, re.S | re.M)
