"""What `import tertius` gives: exactly the public names, documented, typed, each on the reference page."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import tertius

ROOT = Path(__file__).resolve().parents[2]
STUB = ROOT / "src" / "tertius" / "__init__.pyi"
PLAIN = {"__version__"}

USE = """
from typing import assert_type
import numpy as np
import tertius as t

panel = t.build_panel(t.read_events("acts.csv"))
assert_type(panel, t.Panel)
assert_type(t.estimate_relations(panel), t.SmoothedRelations)
assert_type(t.estimate_relations(panel, given="past"), t.FilteredRelations)
rng = np.random.default_rng(1)
made = t.triangle(t.estimate_relations(panel), "ROU", "SUN", "CHN", rng=rng)
assert_type(made, t.Triangle)
assert_type(t.segment(made, rng=rng), t.Stances)
assert_type(t.load_case("egypt"), t.Case)
asked = t.Question.of_case("egypt", draws=200)
assert_type(asked, t.Question)
assert_type(asked.stances(), t.Stances)
assert_type(t.run_study(asked), t.Study)
assert_type(t.Settings.of("ROU", "SUN", "CHN"), t.Settings)
assert_type(t.cite("weis"), t.Citations)
t.Question.of_case("egypt", drws=200)
t.Counting(evry="month")
t.Counting(every="week")
"""


def names() -> list[str]:
    tree = ast.parse(STUB.read_text())
    return sorted(
        alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
    )


def test_dir_is_the_public_face() -> None:
    assert dir(tertius) == sorted(dir(tertius)) == names() == sorted(tertius.__all__)


@pytest.mark.parametrize("name", names())
def test_a_public_name_is_there_and_says_what_it_is(name: str) -> None:
    found = getattr(tertius, name)
    if name in PLAIN:
        assert isinstance(found, str)
        return
    text = (found.__doc__ or "").strip()
    assert len(text.splitlines()[0]) > 15
    assert not text.startswith(f"{name}("), "a docstring of its own, not the one that a dataclass makes up"


def test_every_name_is_on_the_reference_page() -> None:
    page = (ROOT / "docs" / "reference.md").read_text()
    told = re.findall(r"^::: tertius\.(\w+)$", page, re.M)
    assert sorted(told) == [name for name in names() if name not in PLAIN]


def typed(text: str, folder: Path) -> str:
    """What mypy says of a user's file."""
    (folder / "user.py").write_text(text)
    words = ["-m", "mypy", "--strict", "--no-error-summary", "--config-file", "", "--ignore-missing-imports"]
    cache = ROOT / ".mypy_cache" / "users"
    done = subprocess.run(
        [sys.executable, *words, "--cache-dir", str(cache), "--follow-imports", "silent", "user.py"],
        cwd=folder,
        env={"MYPYPATH": str(ROOT / "src"), "PATH": "/usr/bin"},
        capture_output=True,
        text=True,
    )
    return done.stdout + done.stderr


def test_a_type_checker_sees_every_name(tmp_path: Path) -> None:
    """Nothing is `Any`; results have their types; a misspelt setting is an error before it runs."""
    shown = "".join(f"reveal_type(tertius.{name})\n" for name in names())
    said = typed("import tertius\n" + shown + USE, tmp_path)
    revealed = re.findall(r'Revealed type is "(.*)"', said)
    assert len(revealed) == len(names()), said
    assert not [text for text in revealed if text == "Any"]
    errors = [line for line in said.splitlines() if ": error:" in line]
    assert len(errors) == 3, said
    assert ["drws" in errors[0], "evry" in errors[1], "every" in errors[2]] == [True] * 3


def test_importing_the_face_loads_nothing_heavy() -> None:
    heavy = ("numpy", "scipy", "polars", "duckdb", "ibis", "altair", "numba", "pydantic", "pyarrow", "typer")
    code = f"import sys, tertius; dir(tertius); print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
