"""Where the record lies: in the package, or in a folder of the user's own that was built in the same way."""

from __future__ import annotations

import os
from pathlib import Path

from tertius.errors import BadInput

ENV = "TERTIUS_WORLD"
SHIPPED = Path(__file__).parent / "data"


def folder() -> Path:
    """Folder of the record: the environment variable `ENV`, else what ships.

    Raises
    ------
    BadInput
        If the variable names a folder without a record.
    """
    chosen = os.environ.get(ENV)
    if not chosen:
        return SHIPPED
    found = Path(chosen)
    if not (found / "ledger.json").is_file():
        raise BadInput(
            f"{ENV}={chosen} holds no record", "a folder with ledger.json", "see docs/guide/world.md"
        )
    return found


def part(name: str) -> Path:
    """One file of the record; what was written by hand always ships with the package."""
    own = folder() / name
    return own if own.exists() else SHIPPED / name
