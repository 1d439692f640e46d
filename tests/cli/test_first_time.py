"""That the first run after an install says why it takes longer, and no later one does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tertius.cli import progress


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of which nothing was compiled."""
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setattr(progress, "files", lambda name: tmp_path)
    return tmp_path


def test_said_where_nothing_was_compiled(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    progress.first_time()
    assert "first run after an install" in capsys.readouterr().err


def test_silent_afterwards(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "level_kernels.update-1.py311.nbi").touch()
    progress.first_time()
    assert capsys.readouterr().err == ""


def test_silent_where_it_cannot_be_known(
    package: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(package))
    progress.first_time()
    assert capsys.readouterr().err == ""
