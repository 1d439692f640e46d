"""Where the store keeps what, who may write, and what a killed process left behind.

::

    DIR/ledger/<sha256>.json          one line a file, renamed into place after its data
    DIR/data/<sha256>-<reader>.parquet      the events, `EVENT_SCHEMA`
    DIR/data/<sha256>-<reader>-raw.parquet  every column of the source as text (the wide formats)
    DIR/data/<sha256>-<reader>-tally.parquet  the events counted by month, pair and code, for panels
    DIR/data/<id>-<reader>-joined.parquet     the events of many small files together, and so ``-joined-raw``, ``-joined-tally``
    DIR/work/<sha256>/                unfinished work, locked by the process that does it
    DIR/marks/<state>.parquet         repeats across files, found again when the ledger changes
    DIR/marks/<state>-tally.parquet   what they change in the tallies
    DIR/moving/<sha256>.json          names of data files on their way in or out: what a kill leaves is swept by it
    DIR/apart/                        what a repair took out and does not know: never deleted
    DIR/lock                          held while data files and ledger lines are moved or swept

Nothing is deleted but what is named in ``moving`` and has no ledger line; a ledger line that cannot be read keeps its data.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tertius.disk import delete, delete_folder, locked, same_file, taken
from tertius.errors import BadInput
from tertius.events.store.database import held
from tertius.events.store.moving import sweep_moves
from tertius.events.store.naming import DRAFT, LOCK, WORK

FOLDERS = ("ledger", "data", "work", "marks", "moving", "apart")


def default_path() -> Path:
    """``TERTIUS_STORE``, else ``tertius/store`` in the folder where the system keeps a user's data."""
    given = os.environ.get("TERTIUS_STORE")
    if given:
        return Path(given).expanduser()
    if sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "tertius" / "store"


def make_folders(root: Path) -> None:
    """Create the folders of a store; raise `BadInput` if that cannot be."""
    try:
        for name in FOLDERS:
            (root / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(
            f"{root} cannot hold a store ({error.strerror})",
            "a folder that can be written to",
            "choose another --store",
        ) from None


@contextlib.contextmanager
def workplace(root: Path, digest: str) -> Iterator[Path]:
    """An empty folder for the work on one file, ours alone; another process at the same file waits."""
    with locked(root / "work" / f"{digest}.lock"):
        folder = root / "work" / digest
        delete_folder(folder, within=folder.parent, known=WORK)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with held(folder):
                yield folder
        finally:
            _drop_work(root / "work" / f"{digest}.lock")


@contextlib.contextmanager
def reserved(root: Path, digests: Iterable[str]) -> Iterator[None]:
    """These files are ours alone; a process at one of them waits. All take them in one order, so that none waits in a circle."""
    with contextlib.ExitStack() as held:
        for digest in sorted(set(digests)):
            lock = root / "work" / f"{digest}.lock"
            held.enter_context(locked(lock))
            held.callback(delete, lock, within=lock.parent, known=LOCK)
        yield


def sweep(root: Path) -> int:
    """Remove what killed processes left: abandoned work, files on their way in or out. Returns files removed."""

    removed = 0
    with locked(root / "lock"):
        for lock in (root / "work").glob("*.lock"):
            removed += _sweep_work(lock)
        removed += sweep_moves(root)
        for path in (root / "ledger").glob("*.draft"):
            removed += DRAFT.fullmatch(path.name) is not None and delete(
                path, within=path.parent, known=DRAFT
            )
    return removed


def _sweep_work(lock: Path) -> int:
    if not LOCK.fullmatch(lock.name):
        return 0
    with open(lock, "a+b") as file:
        if not taken(file, wait=False) or not same_file(file, lock):
            return 0
        _drop_work(lock)
    return 1


def _drop_work(lock: Path) -> None:
    delete_folder(lock.with_suffix(""), within=lock.parent, known=WORK)
    delete(lock, within=lock.parent, known=LOCK)
