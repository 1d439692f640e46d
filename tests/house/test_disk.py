"""Files are whole or as they were; names are reduced; deletions keep to what is ours."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.disk import StrangeName, delete, delete_folder, inside, reduced, whole, write_text
from tertius.errors import AnalysisFailed, BadInput


def test_a_failure_leaves_what_stood_there(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.html", "good")
    for stop in (RuntimeError, KeyboardInterrupt):
        with pytest.raises(stop):
            _half(path, stop())
    with pytest.raises(AnalysisFailed, match="disk is full"), whole(path):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert path.read_text() == "good"
    assert [each.name for each in tmp_path.iterdir()] == ["a.html"]


def _half(path: Path, stop: BaseException) -> None:
    with whole(path) as draft:
        draft.write_text("half a")
        raise stop


def test_a_full_disk_while_it_is_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_text(tmp_path / "a.html", "good")

    def full(handle: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AnalysisFailed, match="what stood there before stands"):
        write_text(path, "new")
    assert path.read_text() == "good"


def test_modes_links_and_what_is_no_file(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a", "one")
    path.chmod(0o640)
    link = tmp_path / "link"
    link.symlink_to(path)
    write_text(link, "two")
    assert path.read_text() == "two"
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    write_text("/dev/null", "three")
    for bad in (tmp_path, tmp_path / "no" / "folder" / "x", tmp_path / "a" / "x", tmp_path / ("x" * 300)):
        with pytest.raises(BadInput, match=r"cannot write|is a folder"):
            write_text(bad, "x")
    write_text(tmp_path / "made" / "now" / "x", "\ud800", folders=True)
    assert (tmp_path / "made" / "now" / "x").read_text() == "?"


@given(st.one_of(st.text(max_size=40), st.text("./\\:~ abC\0\n-", max_size=20)))
def test_no_name_leads_anywhere(name: str) -> None:
    try:
        found = reduced(name)
    except StrangeName:
        return
    assert Path(found).name == found
    assert all(ord(letter) > 31 and not 127 <= ord(letter) < 160 for letter in found)
    assert not set(found) & set('/\\:*?"<>|')
    assert found not in (".", "..")
    assert not found.startswith((".", "-", "~"))
    assert reduced(found) == found


def test_a_name_stays_in_its_folder(tmp_path: Path) -> None:
    assert inside(tmp_path, "../../x.csv") == tmp_path / "x.csv"
    (tmp_path / "y.csv").symlink_to("/etc/passwd")
    with pytest.raises(StrangeName, match="link"):
        inside(tmp_path, "y.csv")


def test_only_what_is_ours_is_deleted(tmp_path: Path) -> None:
    ours = re.compile(r"ours-[0-9]+")
    for name in ("ours-1", "theirs", "ours-x"):
        (tmp_path / name).write_text("x")
    (tmp_path / "ours-2").mkdir()
    (tmp_path / "ours-2" / "x").write_text("x")
    outside = tmp_path.parent / "outside"
    outside.mkdir(exist_ok=True)
    (outside / "kept").write_text("x")
    (tmp_path / "ours-3").symlink_to(outside)
    assert delete(tmp_path / "ours-1", within=tmp_path, known=ours)
    assert not delete(tmp_path / "ours-1", within=tmp_path, known=ours)
    for path, within in (
        (tmp_path / "theirs", tmp_path),
        (tmp_path / "ours-x", tmp_path),
        (outside / "ours-1", tmp_path),
    ):
        with pytest.raises(AnalysisFailed, match="not deleted"):
            delete(path, within=within, known=ours)
    assert delete_folder(tmp_path / "ours-2", within=tmp_path, known=ours)
    assert delete_folder(tmp_path / "ours-3", within=tmp_path, known=ours)
    assert (outside / "kept").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ours-x", "theirs"]
