"""The pages run: tutorial, notebook, examples in docstrings; and the nav names every page."""

from __future__ import annotations

import ast
import doctest
import importlib
import json
import re
import shlex
from pathlib import Path

import pytest

from tertius.cli import run

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def test_the_tutorial_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    text = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```(python|sh)\n(.*?)```", text, re.S)
    assert len(blocks) >= 8
    for kind, block in blocks:
        if kind == "python":
            exec(compile(block, "tutorial.md", "exec"), names)
            continue
        for line in block.splitlines():
            program, *words = shlex.split(line)
            assert program == "tertius"
            assert run(words) == 0, capsys.readouterr().err
    shown = capsys.readouterr().out
    assert "90 acts" in shown
    assert "date" in shown


def test_the_notebook_runs_and_shows_what_it_says() -> None:
    book = json.loads((DOCS / "notebooks" / "first-session.ipynb").read_text(encoding="utf-8"))
    cells = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    names: dict[str, object] = {}
    for cell in cells:
        source = "".join(cell["source"])
        assert cell["outputs"], source
        assert all(output["output_type"] == "execute_result" for output in cell["outputs"])
        body = ast.parse(source).body
        assert isinstance(body[-1], ast.Expr)
        exec(compile(ast.Module(body[:-1], []), "cell", "exec"), names)
        value = eval(compile(ast.Expression(body[-1].value), "cell", "eval"), names)
        kept = "".join(cell["outputs"][0]["data"].get("text/plain", ""))
        if hasattr(value, "_headline"):
            assert kept.splitlines()[0] == repr(value).splitlines()[0]


def test_the_notebook_loads_nothing_from_anywhere() -> None:
    text = (DOCS / "notebooks" / "first-session.ipynb").read_text(encoding="utf-8")
    assert "<script" not in text
    assert "src=" not in text
    assert "src/tertius" not in text, "a place on the machine that made it"


def examples() -> list[str]:
    """Modules with an example in a docstring."""
    found = [path for path in (ROOT / "src").rglob("*.py") if ">>> " in path.read_text(encoding="utf-8")]
    return sorted(".".join(path.relative_to(ROOT / "src").with_suffix("").parts) for path in found)


@pytest.mark.parametrize("name", examples())
def test_examples_in_docstrings(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(name))
    assert outcome.attempted
    assert outcome.failed == 0


def test_every_page_is_in_the_nav() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    named = re.findall(r":\s+([\w/.-]+\.md)$", text, re.M)
    pages = [str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md")]
    assert sorted(named) == sorted(pages)


def test_the_glossary_has_both_languages() -> None:
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", (DOCS / "glossary.md").read_text("utf-8"), re.M
    )
    terms = rows[1:]
    assert len(terms) > 30
    assert [term for term, _, _ in terms] == sorted((term for term, _, _ in terms), key=str.lower)
    assert all(re.search("[가-힣]", korean) for _, korean, _ in terms)


def test_every_hook_is_local() -> None:
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert re.findall(r"repo: (\S+)", text) == ["local"]
