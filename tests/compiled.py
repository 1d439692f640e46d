"""Workers compile no loop twice: who asks for one under way waits for it, and reads it where the compiler keeps what it made."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def share() -> None:
    """From now on this process compiles a loop only while no other one does."""
    from filelock import FileLock
    from numba.core.compiler_lock import global_compiler_lock
    from numba.core.dispatcher import Dispatcher

    plain = Dispatcher.compile

    def compile(self: Any, sig: Any) -> Any:
        kept = self._cache.cache_path  # none of what the compiler's own library brings
        if kept is None:
            return plain(self, sig)
        Path(kept).mkdir(parents=True, exist_ok=True)
        name = f"{self.py_func.__module__}.{self.py_func.__qualname__}.lock"
        with (
            global_compiler_lock,
            FileLock(Path(kept) / name, is_singleton=True),
        ):  # threads first, then processes
            return plain(self, sig)

    Dispatcher.compile = compile
