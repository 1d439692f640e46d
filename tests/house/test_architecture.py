"""The page, the contract and the folders name the same rooms."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def contract_layers() -> list[list[str]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    (contract,) = [each for each in contracts if each["type"] == "layers"]
    return [[room.strip() for room in layer.split("|")] for layer in contract["layers"]]


def page_layers() -> list[list[str]]:
    page = (ROOT / "docs" / "architecture.md").read_text()
    found = re.search(r"```text rooms\n(.*?)```", page, re.S)
    assert found
    return [[room.strip() for room in line.split("|")] for line in found.group(1).strip().splitlines()]


def test_page_and_contract_name_the_same_rooms() -> None:
    assert page_layers() == contract_layers()


def test_no_room_has_a_circle_in_it() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    (circles,) = [each for each in contracts if each["type"] == "acyclic_siblings"]
    assert circles["ancestors"] == ["tertius"]


def test_every_room_exists_and_is_described() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    for layer in contract_layers():
        for room in layer:
            place = ROOT / "src" / "tertius" / room
            assert place.is_dir() or place.with_suffix(".py").is_file(), room
            assert f"| `{room}` |" in page, room


def test_help_imports_no_heavy_library() -> None:
    heavy = ("numpy", "scipy", "pandas", "polars", "duckdb", "ibis", "altair", "numba", "pydantic", "pyarrow")
    loaded = f"[name for name in {heavy} if name in sys.modules]"
    code = f"import sys; from tertius.cli import run; run(['--help']); print({loaded}, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
