"""The one place that deletes: only what the program itself made, known by its name, in a folder of its own."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tertius.errors import AnalysisFailed


def delete(path: Path, *, within: Path, known: re.Pattern[str]) -> bool:
    """Delete one file; returns whether it was there.

    Parameters
    ----------
    path
        The file (a link is deleted itself, not what it leads to).
    within
        The folder in which it must lie directly.
    known
        What the whole of its name must match.

    Raises
    ------
    AnalysisFailed
        If it is not one of ours: nothing is deleted then.
    """
    _ours(path, within, known)
    there = path.is_symlink() or path.exists()
    path.unlink(missing_ok=True)
    return there


def delete_folder(path: Path, *, within: Path, known: re.Pattern[str]) -> bool:
    """Delete a working folder with what is in it, as `delete`; a link is deleted itself."""
    _ours(path, within, known)
    if path.is_symlink():
        path.unlink()
        return True
    there = path.is_dir()
    shutil.rmtree(path, ignore_errors=True)
    return there


def _ours(path: Path, within: Path, known: re.Pattern[str]) -> None:
    if path.parent != within or not known.fullmatch(path.name):
        raise AnalysisFailed(f"{path} was not made by Tertius, so it is not deleted")
