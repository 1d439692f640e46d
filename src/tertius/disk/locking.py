"""Lock files: who holds one is alone, and the system lets go of it when the process dies, however it dies."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tertius.disk.deleting import delete
from tertius.disk.writing import sentence


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file `path`, which is made where there is none; whoever asks for it meanwhile waits."""
    while True:
        file = open(path, "a+b")  # noqa: SIM115 (closed below, or handed back to be tried again)
        try:
            taken(file)
            if same_file(file, path):
                break
        except BaseException:
            file.close()
            raise
        file.close()  # somebody swept it while we waited
    try:
        yield
    finally:
        file.close()


def taken(file: IO[bytes], *, wait: bool = True) -> bool:
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


def same_file(file: IO[bytes], path: Path) -> bool:
    """Whether an open file is still the one that lies at `path`."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False


ALONE = ".tertius.lock"


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the one run that writes a list of files in a folder; another waits, and nothing is left behind; raises as `whole`."""
    lock = folder / ALONE
    with contextlib.ExitStack() as held:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            held.enter_context(locked(lock))
        except OSError as error:
            raise sentence(folder, error) from None
        held.callback(delete, lock, within=folder, known=re.compile(re.escape(ALONE)))
        yield
