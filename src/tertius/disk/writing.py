"""Files that are there whole or not at all: written beside their place, put on the disk, then renamed."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from tertius.errors import AnalysisFailed, BadInput

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextlib.contextmanager
def whole(path: str | Path, *, folders: bool = False, sync: bool = True) -> Iterator[Path]:
    """A draft beside `path`, renamed to it if the block ends well; what stood there before stands until then.

    Parameters
    ----------
    path
        Where the file shall be; a link is followed, and what is no regular file (a pipe, a terminal) is written as it is.
    folders
        Make the folders above it.
    sync
        Put its folder on the disk, too; else the caller does so.

    Raises
    ------
    BadInput
        If nothing can be written there.
    AnalysisFailed
        If the disk is full.
    """
    target = Path(path)
    try:
        target = target.resolve() if target.is_symlink() else target
        if folders:
            target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            yield _special(target)
            return
        yield from _draft(target, sync=sync)
    except OSError as error:
        raise sentence(Path(path), error) from None


def _special(target: Path) -> Path:
    if target.is_dir():
        raise BadInput(f"{target} is a folder", "a file to write", "name a file in it")
    return target


def _draft(target: Path, *, sync: bool) -> Iterator[Path]:
    draft = target.with_name(f".tertius-{os.getpid()}-{secrets.token_hex(4)}.draft")
    try:
        draft.touch(exist_ok=False)
        if target.exists():
            draft.chmod(stat.S_IMODE(target.stat().st_mode))
        yield draft
        _on_disk(draft)
        os.replace(draft, target)
        if sync:
            sync_folder(target.parent)
    finally:
        draft.unlink(missing_ok=True)


def sentence(path: Path, error: OSError) -> BadInput | AnalysisFailed:
    """What is raised where a path cannot be written."""
    said = error.strerror or str(error)
    if error.errno in FULL:
        return AnalysisFailed(
            f"{path} was not written: the disk is full ({said}); what stood there before stands"
        )
    return BadInput(f"cannot write {path} ({said})", "a path that can be written", "choose another place")


def write_text(path: str | Path, text: str, *, folders: bool = False) -> Path:
    """Write a text in UTF-8, wholly or not at all; returns its path. Lone surrogates become U+FFFD."""
    with whole(path, folders=folders) as draft:
        draft.write_bytes(text.encode("utf-8", "replace"))
    return Path(path)


def write_bytes(path: str | Path, data: bytes, *, folders: bool = False) -> Path:
    """Write bytes, wholly or not at all; returns their path."""
    with whole(path, folders=folders) as draft:
        draft.write_bytes(data)
    return Path(path)


def write_texts(texts: Mapping[Path, str]) -> None:
    """Write many texts, each wholly or not at all; their folders are put on the disk once, after the last.

    Raises
    ------
    BadInput, AnalysisFailed
        As `whole`, for the first that cannot be written; those before it are.
    """
    for path, text in texts.items():
        with whole(path, sync=False) as draft:
            draft.write_bytes(text.encode("utf-8", "replace"))
    for folder in {path.parent for path in texts}:
        sync_folder(folder)


def _on_disk(path: Path) -> None:
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` last through a power cut, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
