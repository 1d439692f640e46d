"""Check sums of stored files: cheap ones looked at whenever the store is opened, whole ones when it is checked."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from tertius.events.store.ledger import LedgerLine
from tertius.provenance import sha256

END = 4096  # bytes at the end of a Parquet file: its footer or the last of it


def sums_of(path: Path) -> list[Any]:
    """Size in bytes, hash of the last 4 KiB, and SHA-256 of a file."""
    return [path.stat().st_size, _end(path), sha256(path)]


def _end(path: Path) -> str:
    with open(path, "rb") as file:
        file.seek(max(os.fstat(file.fileno()).st_size - END, 0))
        return hashlib.blake2b(file.read(), digest_size=16).hexdigest()


@lru_cache(maxsize=65_536)
def _seen(path: Path, size: int, changed: int) -> str:
    """The end of a file, read once for every state of it."""
    return _end(path)


def damage(
    root: Path, line: LedgerLine, *, whole: bool = False, seen: dict[str, str] | None = None
) -> dict[str, str]:
    """What is wrong with the data files of a line, by name; empty if nothing is.

    Parameters
    ----------
    whole
        Read every byte; else size and end alone. Files stored before there were sums are known by their end mark.
    seen
        What was found of data files already, for those that several lines share; added to.
    """
    found = {} if seen is None else seen
    for part in line.files:
        if part not in found:
            found[part] = _wrong(root / part, line.sums.get(part), whole=whole)
    return {part: found[part] for part in line.files if found[part]}


def _wrong(path: Path, sums: list[Any] | None, *, whole: bool) -> str:
    try:
        held = path.stat()
        if sums is None:
            return "" if _marked(path) else "no whole Parquet file"
        if held.st_size != sums[0]:
            return f"{held.st_size} bytes instead of {sums[0]}"
        if _seen(path, held.st_size, held.st_mtime_ns) != sums[1]:
            return "its end is another"
        return "wrong check sum" if whole and sha256(path) != sums[2] else ""
    except FileNotFoundError:
        return "is gone"
    except OSError as error:
        return f"cannot be read ({error.strerror})"


def _marked(path: Path) -> bool:
    with open(path, "rb") as file:
        first = file.read(4)
        file.seek(-min(4, os.fstat(file.fileno()).st_size), os.SEEK_END)
        return first == file.read(4) == b"PAR1"
