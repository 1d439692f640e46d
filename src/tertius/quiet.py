"""DuckDB without a bar of its own: stdout belongs to results."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

NEVER = "SET enable_progress_bar = false"
ASKED = "SET enable_progress_bar = true; SET enable_progress_bar_print = false"


def quieten(connection: duckdb.DuckDBPyConnection, *, how: str = NEVER) -> duckdb.DuckDBPyConnection:
    """The connection, told to draw nothing; `how` is `NEVER`, or `ASKED` where ``query_progress`` will be read.

    In a notebook without ipywidgets DuckDB has nothing to draw with, and refuses to be told so: the refusal is the
    wanted state.
    """
    import duckdb

    try:
        connection.execute(how)
    except duckdb.InvalidInputException as refusal:
        if "ipywidgets" not in str(refusal):
            raise
    return connection


def connected() -> duckdb.DuckDBPyConnection:
    """A connection of its own to this process's database in memory: what it makes is temporary, and seen by it alone."""
    return quieten(_database(os.getpid()).cursor())


@lru_cache(maxsize=1)
def _database(process: int) -> duckdb.DuckDBPyConnection:
    """One database a process: starting its threads takes as long as a small panel. A fork gets its own."""
    import duckdb

    return duckdb.connect()


def interrupted(error: BaseException) -> bool:
    """Whether DuckDB stopped because the user asked it to: it says so by its own exception, or by a plain `RuntimeError`."""
    return type(error).__name__ == "InterruptException" or (
        isinstance(error, RuntimeError) and "interrupted" in str(error).lower()
    )
