"""What always holds of the tracked files."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def test_no_package_registry_is_named() -> None:
    hosts = re.compile("|".join((r"py" + r"pi\.org", "python" + "hosted", "np" + "mjs", r"deb\." + "debian")))
    named = [path for path in tracked() if hosts.search(path.read_text(encoding="utf-8", errors="replace"))]
    assert not named


def test_requirements_are_pinned() -> None:
    for name in ("run", "dev"):
        lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
        packages = [line for line in lines if line and not line.lstrip().startswith("#")]
        assert packages
        assert all("==" in line and "://" not in line for line in packages)


def test_no_file_is_too_large_to_be_ours() -> None:
    large = {str(path): path.stat().st_size for path in tracked() if path.stat().st_size > 1_500_000}
    assert not large
