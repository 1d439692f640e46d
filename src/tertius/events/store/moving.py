"""Data files on their way into the store or out of it: written down first, so that a kill can be tidied up after.

A ledger line is the moment of truth. Files named in ``moving`` without a line that has them never came in, or are on
their way out, and are deleted; any other file without a line is nobody's to delete.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tertius.disk import delete, sync_folder, write_text
from tertius.events.store.layout import LINE, PART
from tertius.events.store.ledger import LedgerLine, Unread, read_ledger, read_line, write_line


def move_in(root: Path, made: Sequence[tuple[Path, str]], line: LedgerLine) -> None:
    """Put finished files in their places, then write their ledger line; the caller holds the store's lock."""
    place = root / "ledger" / f"{line.sha256}.json"
    before = read_line(place) if place.exists() else None
    old = before.files if isinstance(before, LedgerLine) else ()
    _write_down(root, line.sha256, (*line.files, *old))
    if isinstance(before, Unread):
        set_apart(root, place)
    for path, name in made:
        os.replace(path, root / name)
    sync_folder(root / "data")
    write_line(place, line)
    _tidy(root, line.sha256)
    _finish(root, line)


def _finish(root: Path, line: LedgerLine) -> int:
    """Take out what a line replaces, then strike that from it: the old version may be stored again."""
    removed = sum(move_out(root, replaced) for replaced in line.replaces)
    if line.replaces:
        write_line(root / "ledger" / f"{line.sha256}.json", replace(line, replaces=()))
    return removed


def move_out(root: Path, sha256: str) -> int:
    """Take a file out of the store: its line, then its data. Returns files deleted; the caller holds the lock."""
    place = root / "ledger" / f"{sha256}.json"
    line = read_line(place) if place.exists() else None
    if not isinstance(line, LedgerLine):
        return 0
    _write_down(root, sha256, line.files)
    delete(place, within=root / "ledger", known=LINE)
    sync_folder(root / "ledger")
    return _tidy(root, sha256)


def sweep_moves(root: Path) -> int:
    """Finish what killed processes began; returns files deleted. The caller holds the lock."""
    removed = sum(
        _tidy(root, path.stem) for path in (root / "moving").glob("*.json") if LINE.fullmatch(path.name)
    )
    return removed + sum(_finish(root, line) for line in read_ledger(root)[0] if line.replaces)


def set_apart(root: Path, path: Path) -> Path:
    """Move a file that is not understood to ``apart``, under a name that is free there."""
    (root / "apart").mkdir(exist_ok=True)
    number, target = 0, root / "apart" / path.name
    while target.exists():
        number += 1
        target = target.with_name(f"{path.name}.{number}")
    os.replace(path, target)
    return target


def _write_down(root: Path, sha256: str, files: Sequence[str]) -> None:
    (root / "moving").mkdir(exist_ok=True)
    write_text(root / "moving" / f"{sha256}.json", json.dumps(sorted(set(files))))


def _tidy(root: Path, sha256: str) -> int:
    """Delete the files written down that no line has; then the note. What cannot be read stays as it is."""
    note, place = root / "moving" / f"{sha256}.json", root / "ledger" / f"{sha256}.json"
    line = read_line(place) if place.exists() else None
    names = _names(note)
    if isinstance(line, Unread) or names is None:
        return 0
    kept = set(line.files) if line else set()
    gone = [root / name for name in names if name not in kept and name.startswith(f"data/{sha256}-")]
    removed = sum(delete(path, within=root / "data", known=PART) for path in gone)
    delete(note, within=root / "moving", known=LINE)
    return removed


def _names(note: Path) -> list[str] | None:
    try:
        names = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return [str(name) for name in names] if isinstance(names, list) else None
