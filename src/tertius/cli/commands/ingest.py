"""``tertius ingest``: files into the store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tertius.cli import options as o

if TYPE_CHECKING:
    from tertius.errors import TertiusError
    from tertius.events.store import LedgerLine

EXAMPLE = "tertius ingest downloads/ --store store"

Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files, folders or globs.")]


def ingest(
    files: Files, format: o.Format = None, store: o.Store = None, result: o.Result = o.Result()
) -> None:
    """Put files into the store; one ledger line a file: read, kept, duplicate, refused, with reasons."""
    from tertius.cli.ledger import ledger, ledger_frame
    from tertius.cli.output import note
    from tertius.cli.progress import bars
    from tertius.errors import TertiusError
    from tertius.events.read import find_files
    from tertius.events.store import Store as EventStore

    found = find_files([str(path) for path in files])
    lines: list[LedgerLine] = []
    bad: list[TertiusError] = []
    with bars("files", len(found)) as shown:
        for done, stored in enumerate(
            EventStore(store).ingesting(found, format=format, progress=shown.step), 1
        ):
            if isinstance(stored, TertiusError):
                bad.append(stored)
            else:
                lines.append(stored)
            shown.count(done, len(found))
    for line in lines:
        if line.warning:
            note(f"warning: {line.warning}")
    report = {"files": [line.to_dict() for line in lines], "errors": [str(error) for error in bad]}
    result.give("ingest", report, show=lambda: ledger("ingested", lines), table=lambda: ledger_frame(lines))
    _raise(bad, len(found))


def _raise(bad: list[TertiusError], of: int) -> None:
    """The errors as one, after the good files have been stored and reported."""
    from tertius.errors import BadInput

    if len(bad) == 1:
        raise bad[0]
    if bad:
        raise BadInput(f"{len(bad)} of {of} files were not stored: " + " | ".join(map(str, bad[:5])))
