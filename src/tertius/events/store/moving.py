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
from tertius.events.store.ledger import LedgerLine, Unread, read_ledger, read_line, write_lines
from tertius.events.store.naming import JOINED, LINE, PART


def move_in(
    root: Path, made: Sequence[tuple[Path, str]], lines: Sequence[LedgerLine], *, name: str = ""
) -> None:
    """Put finished files in their places, then write the ledger lines of whose they are; the caller holds the store's lock.

    Parameters
    ----------
    name
        What the move is called in ``moving``: the group's, if the data files are of several files; else the file's hash.
    """
    name = name or lines[0].sha256
    places = {line.sha256: root / "ledger" / f"{line.sha256}.json" for line in lines}
    before = {sha: read_line(place) for sha, place in places.items() if place.exists()}
    old = [part for line in before.values() if isinstance(line, LedgerLine) for part in line.files]
    _write_down(root, name, [*(part for line in lines for part in line.files), *old])
    for sha, line in before.items():
        if isinstance(line, Unread):
            set_apart(root, places[sha])
    for path, part in made:
        os.replace(path, root / part)
    sync_folder(root / "data")
    write_lines({places[line.sha256]: line for line in lines})
    _tidy(root, name)
    _finish(root, lines)


def _finish(root: Path, lines: Sequence[LedgerLine]) -> int:
    """Take out what these lines replace, then strike that from them: the old versions may be stored again."""
    replacing = [line for line in lines if line.replaces]
    removed = sum(move_out(root, replaced) for line in replacing for replaced in line.replaces)
    write_lines({root / "ledger" / f"{line.sha256}.json": replace(line, replaces=()) for line in replacing})
    return removed


def move_out(root: Path, sha256: str) -> int:
    """Take a file out of the store: its line, then its data. Returns files deleted; the caller holds the lock.

    Rows that lie together with those of other files count no more from then on; `tertius.events.store.thin` takes them out.
    """
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
    return removed + _finish(root, read_ledger(root)[0])


def set_apart(root: Path, path: Path) -> Path:
    """Move a file that is not understood to ``apart``, under a name that is free there."""
    (root / "apart").mkdir(exist_ok=True)
    number, target = 0, root / "apart" / path.name
    while target.exists():
        number += 1
        target = target.with_name(f"{path.name}.{number}")
    os.replace(path, target)
    return target


def _write_down(root: Path, name: str, files: Sequence[str]) -> None:
    (root / "moving").mkdir(exist_ok=True)
    write_text(root / "moving" / f"{name}.json", json.dumps(sorted(set(files))))


def _tidy(root: Path, name: str) -> int:
    """Delete the files written down that no line has; then the note. What cannot be read stays as it is."""
    note = root / "moving" / f"{name}.json"
    names = _names(note)
    if names is None:
        return 0
    kept = _wanted(root, name, names)
    if kept is None:
        return 0
    gone = [root / part for part in names if part not in kept and _moved(part, name)]
    removed = sum(delete(path, within=root / "data", known=PART) for path in gone)
    delete(note, within=root / "moving", known=LINE)
    return removed


def _moved(part: str, name: str) -> bool:
    """Whether a note of this name may speak of a data file: the file's own, or one of several files' together."""
    return part.startswith(f"data/{name}-") or JOINED.fullmatch(part) is not None


def _wanted(root: Path, name: str, names: Sequence[str]) -> set[str] | None:
    """Data files that lines have; None if a line that cannot be read may have one of these."""
    if any(JOINED.fullmatch(part) for part in names):
        lines, unread = read_ledger(root)
        return None if unread else {part for line in lines for part in line.files}
    place = root / "ledger" / f"{name}.json"
    line = read_line(place) if place.exists() else None
    if isinstance(line, Unread):
        return None
    return set(line.files) if line else set()


def _names(note: Path) -> list[str] | None:
    try:
        names = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return [str(name) for name in names] if isinstance(names, list) else None
