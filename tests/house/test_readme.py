"""The README's Python example runs as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

README = (Path(__file__).resolve().parents[2] / "README.md").read_text()


def test_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.S)
    exec(compile(example, "README.md", "exec"), {})
    assert capsys.readouterr().out.count("\n") >= 2


def test_local_links_resolve() -> None:
    root = Path(__file__).resolve().parents[2]
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    missing = [link for link in links if not (root / link).exists()]
    assert not missing


def test_the_bottom_line_is_that_of_the_golden_brief() -> None:
    golden = Path(__file__).resolve().parents[1] / "brief" / "golden" / "egypt-washington-moscow.en.txt"
    said = " ".join(README.replace("> ", " ").split())
    assert all(line in said for line in golden.read_text(encoding="utf-8").splitlines()[:2])
