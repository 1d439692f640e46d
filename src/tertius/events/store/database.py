"""DuckDB with bounded memory for the store's work: one database a working folder, which spills into it and ends with it.

To open a database takes as long as to read a small file; what is made in it is temporary, and seen by its own connection alone.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tertius.quiet import ASKED, quieten

if TYPE_CHECKING:
    import duckdb

MEMORY = "1000MB"  # DuckDB spills above it
_HELD: dict[Path, duckdb.DuckDBPyConnection | None] = {}
"""Folders whose work is under way, with their databases once there are some."""
_LOCK = threading.Lock()


@contextlib.contextmanager
def held(folder: Path) -> Iterator[None]:
    """As long as this lasts, every `connect` of the folder is one to the same database."""
    with _LOCK:
        _HELD[folder] = None
    try:
        yield
    finally:
        with _LOCK:
            opened = _HELD.pop(folder)
        if opened is not None:
            opened.close()


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection that spills into `folder`."""
    with _LOCK:
        opened = _HELD.get(folder) or _opened(folder)
        if folder in _HELD:
            _HELD[folder], opened = opened, opened.cursor()
    # DuckDB would draw its own bar on stdout, also into pipes; ours is drawn from `query_progress`.
    return quieten(opened, how=ASKED)


def _opened(folder: Path) -> duckdb.DuckDBPyConnection:
    import duckdb

    return duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder / "spill")})
