"""Where the store keeps what, who may write, and what a killed process left behind.

::

    DIR/ledger/<sha256>.json          one line a file, renamed into place after its data
    DIR/data/<sha256>-<reader>.parquet      the events, `EVENT_SCHEMA`
    DIR/data/<sha256>-<reader>-raw.parquet  every column of the source as text (the wide formats)
    DIR/data/<sha256>-<reader>-tally.parquet  the events counted by month, pair and code, for panels
    DIR/work/<sha256>/                unfinished work, locked by the process that does it
    DIR/marks/<state>.parquet         repeats across files, found again when the ledger changes
    DIR/marks/<state>-tally.parquet   what they change in the tallies
    DIR/lock                          held while data files and ledger lines are moved or swept
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tertius.errors import BadInput

FOLDERS = ("ledger", "data", "work", "marks")


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
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file `path`; the system lets go of it when the process dies, however it dies."""
    while True:
        file = open(path, "a+b")  # noqa: SIM115 (closed below, or handed back to be tried again)
        try:
            _lock(file)
            if _same_file(file, path):
                break
        except BaseException:
            file.close()
            raise
        file.close()  # somebody swept it while we waited
    try:
        yield
    finally:
        file.close()


def _lock(file: IO[bytes], *, wait: bool = True) -> bool:
    """Lock an open file; False if another process holds it and we do not `wait`."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        mode = msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK  # type: ignore[attr-defined]
        try:
            msvcrt.locking(file.fileno(), mode, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _same_file(file: IO[bytes], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False


@contextlib.contextmanager
def workplace(root: Path, digest: str) -> Iterator[Path]:
    """An empty folder for the work on one file, ours alone; another process at the same file waits."""
    with locked(root / "work" / f"{digest}.lock"):
        folder = root / "work" / digest
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            (root / "work" / f"{digest}.lock").unlink(missing_ok=True)


def sweep(root: Path) -> int:
    """Remove what killed processes left: abandoned work, data without a ledger line. Returns files removed."""
    removed = 0
    with locked(root / "lock"):
        for lock in (root / "work").glob("*.lock"):
            removed += _sweep_work(lock)
        owned = _owned(root)
        for path in (root / "data").glob("*.parquet"):
            if path.name not in owned:
                path.unlink(missing_ok=True)
                removed += 1
        for path in (root / "ledger").glob("*.draft"):
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _owned(root: Path) -> set[str]:
    from tertius.events.store.ledger import read_line

    lines = [read_line(path) for path in (root / "ledger").glob("*.json")]
    return {Path(part).name for line in lines if line for part in line.files}


def _sweep_work(lock: Path) -> int:
    with open(lock, "a+b") as file:
        if not _lock(file, wait=False) or not _same_file(file, lock):
            return 0
        shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
        lock.unlink(missing_ok=True)
    return 1
