"""The page, the contract and the folders name the same rooms."""

from __future__ import annotations

import ast
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


HEAVY = {
    *("altair", "babel", "dateparser", "docx", "duckdb", "httpx", "ibis", "jinja2", "pandas", "polars"),
    *("pyarrow", "pylopdf_fonts_ko", "pyreadr", "pyspark", "python_calamine", "rich", "scipy", "scoringrules"),
    *("typst", "uvicorn", "vl_convert", "xarray", "xlsxwriter"),
}  # fmt: skip
"""Libraries that cost more than what asks for them, or come with an extra: imported where they are used."""
ON_DEMAND = ("cases", "cli", "settings.py", "study")
"""Entered before it is known what will be asked: they import what an answer needs when it is asked for."""
PLATFORM = {"resource", "fcntl", "msvcrt"}
"""Standard modules that not every system has."""


def _late_imports(text: str) -> list[str]:
    """Modules that a file imports elsewhere than at its top."""
    tree = ast.parse(text)
    top = {node for each in tree.body if isinstance(each, ast.If) for node in ast.walk(each)} | {*tree.body}
    found = []
    for node in ast.walk(tree):
        if node not in top and isinstance(node, ast.ImportFrom):
            found += [f"{node.module}.{each.name}" for each in node.names]
        elif node not in top and isinstance(node, ast.Import):
            found += [each.name for each in node.names]
    return found


def test_only_heavy_libraries_are_imported_inside_functions() -> None:
    package = ROOT / "src" / "tertius"
    compiled = {
        f"tertius.{path.relative_to(package).with_suffix('').as_posix().replace('/', '.')}"
        for path in package.rglob("*.py")
        if re.search(r"^(from|import) numba", path.read_text(), re.M)
    }
    seen = set()
    for path in package.rglob("*.py"):
        where = path.relative_to(package)
        if where.parts[0] in ON_DEMAND or where.name == "__init__.py":
            continue
        for module in _late_imports(path.read_text()):
            seen.add(module.partition(".")[0])
            heavy = module.partition(".")[0] in HEAVY | PLATFORM or module.startswith("tertius.world")
            assert heavy or any(module.startswith(each) for each in compiled), (where.as_posix(), module)
    assert seen >= HEAVY
