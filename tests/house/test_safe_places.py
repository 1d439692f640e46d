"""Files are written, replaced and deleted through `tertius.disk` alone; limits stand in one table, and the guide has it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tertius import limits

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tertius"
METHODS = {
    "write_text",
    "write_bytes",
    "unlink",
    "rmdir",
    "rmtree",
    "remove",
    "removedirs",
    "move",
    "copyfile",
    "copy2",
    "replace",
}
OF_ANY = {
    "write_text",
    "write_bytes",
    "unlink",
    "rmdir",
}  # of whatever they are called; the others of os and shutil
#: Where else, and why: all of it is in folders or drafts of the program's own.
ALLOWED = {
    "cases/new.py": {"copy2", "open"},  # into a draft
    "charts/files.py": {"write_bytes"},  # into a draft
    "events/fetch/fetch.py": {"copyfile"},  # into a draft
    "events/fetch/transfer.py": {"replace", "open"},  # a part of a download, and its place that was checked
    "events/store/draft.py": set(),
    "events/store/found_again.py": {"replace"},  # out of a working folder
    "events/store/moving.py": {"replace"},  # out of a working folder
    "events/store/wide_text.py": {"open"},  # in a working folder
}


def calls(path: Path) -> set[str]:
    """What a module calls that writes, replaces or deletes."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func
        if isinstance(name, ast.Attribute) and name.attr in METHODS:
            owner = name.value.id if isinstance(name.value, ast.Name) else ""
            if name.attr in OF_ANY or owner in ("os", "shutil"):
                found.add(name.attr)
        if isinstance(name, ast.Name) and name.id == "open":
            modes = [word.value for word in node.args[1:2] if isinstance(word, ast.Constant)]
            if any(set(str(mode)) & set("wx") for mode in modes) or any(
                isinstance(word, ast.IfExp) for word in node.args
            ):
                found.add("open")
    return found


def test_the_gate_sees_what_it_should(tmp_path: Path) -> None:
    path = tmp_path / "bad.py"
    path.write_text(
        "import os\nfrom pathlib import Path\nopen('x', 'w')\nPath('x').write_bytes(b'')\n"
        "os.replace('x', 'y')\n'a'.replace('a', 'b')"
    )
    assert calls(path) == {"open", "write_bytes", "replace"}


def test_one_place_writes_and_one_deletes() -> None:
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if not name.startswith("disk/"):
            assert calls(path) <= ALLOWED.get(name, set()), name


def shown(value: float) -> str:
    """A limit as the guide words it."""
    if isinstance(value, int) and value % limits.MIB == 0:
        return f"{value // limits.GIB} GiB" if value % limits.GIB == 0 else f"{value // limits.MIB} MiB"
    return f"{value:,.0f}"


def test_the_guide_has_every_limit() -> None:
    page = (ROOT / "docs" / "guide" / "safety.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", page, re.M))
    own = {
        name: getattr(limits, name)
        for name in vars(limits)
        if name.isupper() and name not in ("KIB", "MIB", "GIB")
    }
    assert told == {name: shown(value) for name, value in own.items()}


@pytest.mark.parametrize("name", ["MAX_LINE", "MAX_FIELD", "MAX_TABLE", "MAX_RATIO", "MAX_COLUMNS"])
def test_no_limit_is_said_twice(name: str) -> None:
    places = [
        path
        for path in SOURCE.rglob("*.py")
        if re.search(rf"^{name}\b.*=", path.read_text(encoding="utf-8"), re.M)
    ]
    assert [path.name for path in places] == ["limits.py"]
