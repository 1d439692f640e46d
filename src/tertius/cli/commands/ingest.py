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


Replace = Annotated[
    bool, typer.Option("--replace", help="Put each in the place of the stored file of its path or name.")
]


def ingest(
    files: Files,
    replace: Replace = False,
    format: o.Format = None,
    store: o.Store = None,
    accept: o.Accept = False,
    result: o.Result = o.Result(),
) -> None:
    """Put files into the store; one ledger line a file: read, kept, duplicate, refused, with reasons."""
    from tertius.cli.ledger import ledger, ledger_frame
    from tertius.cli.output import note
    from tertius.cli.progress import bars
    from tertius.errors import AnalysisFailed, Interrupted, TertiusError
    from tertius.events.read import known_files
    from tertius.events.store import Store as EventStore

    asked = [str(path) for path in files]
    found, left_out = known_files(asked)
    lines: list[LedgerLine] = []
    bad: list[TertiusError] = []
    stopped: TertiusError | None = None
    for said in left_out:
        note(said)
    with bars("files", len(found)) as shown:
        try:
            arriving = EventStore(store).ingesting(
                asked, format=format, progress=shown.step, replace=replace, accept=accept
            )
            for done, stored in enumerate(arriving, 1):
                if isinstance(stored, TertiusError):
                    bad.append(stored)
                else:
                    lines.append(stored)
                shown.count(done, len(found))
        except (
            AnalysisFailed,
            Interrupted,
        ) as error:  # a full disk, Ctrl-C: what is stored is told all the same
            stopped = error
    _notes(lines, replace)
    report = {"files": [line.to_dict() for line in lines], "errors": [str(error) for error in bad]}
    result.give("ingest", report, show=lambda: ledger("ingested", lines), table=lambda: ledger_frame(lines))
    if stopped is not None:
        raise stopped
    _raise(bad, len(found))


def _notes(lines: list[LedgerLine], replace: bool) -> None:
    from tertius.cli.output import note

    for line in lines:
        if line.warning:
            note(f"warning: {line.warning}")
        if line.changed:
            told = ", ".join(f"{n} {word}" for word, n in line.changed.items())
            note(f"{line.path} replaces its earlier version: acts {told}")
        elif replace and not line.replaces and not line.already:
            note(f"{line.path} replaces nothing: the store had no version under its path or name")


def _raise(bad: list[TertiusError], of: int) -> None:
    """The errors as one, after the good files have been stored and reported."""
    from tertius.errors import BadInput

    if len(bad) == 1:
        raise bad[0]
    if bad:
        raise BadInput(f"{len(bad)} of {of} files were not stored: " + " | ".join(map(str, bad[:5])))
