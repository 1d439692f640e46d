"""What is found from the stored files and kept beside them; for a store that cannot be written, in a folder that passes."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from tertius.disk import delete
from tertius.events.store.layout import workplace
from tertius.events.store.naming import MARKS

Write = Callable[[Path, Path], None]  # the file to write, and a folder to work in
_CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)


def kept(root: Path, name: str, write: Write) -> Path:
    """The file of this name in ``marks``, written now if it is not there; those of other states go."""
    path = root / "marks" / name
    if path.exists():
        return path
    try:
        _make(root, path, write)
    except OSError as error:
        if error.errno not in _CLOSED:
            raise
        return _passing(root, name, write)
    return path


def _make(root: Path, path: Path, write: Write) -> None:
    stem, _, more = path.stem.partition("-")
    (root / "work").mkdir(exist_ok=True)
    with workplace(root, f"{more or 'marks'}-{stem}") as folder:
        if path.exists():
            return
        draft = folder / path.name
        write(draft, folder)
        path.parent.mkdir(exist_ok=True)
        os.replace(draft, path)
        for old in path.parent.glob("*.parquet"):
            if not old.name.startswith(stem) and MARKS.fullmatch(old.name):
                delete(old, within=path.parent, known=MARKS)


def _passing(root: Path, name: str, write: Write) -> Path:
    path = Path(_folder(root).name) / name
    if not path.exists():
        draft = path.with_suffix(".draft")
        write(draft, path.parent)
        os.replace(draft, path)
    return path


@lru_cache
def _folder(root: Path) -> tempfile.TemporaryDirectory[str]:
    """One a store and process, gone when the process ends."""
    return tempfile.TemporaryDirectory(prefix="tertius-")
