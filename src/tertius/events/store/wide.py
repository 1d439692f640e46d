"""GDELT the fast way: DuckDB copies every column of the text as it is, then derives the events from the copy.

The result is, row by row, what the reader gives (tests compare them); only clean files come this way. A NUL byte, a
stray carriage return, a line of a wrong width, text that is no UTF-8 or a line above 2 MB sends the whole file to the
reader, which looks at such lines one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from tertius.disk import delete
from tertius.events.readers.gdelt import notes_of
from tertius.events.store.database import connect
from tertius.events.store.draft import Account, Draft, Progress
from tertius.events.store.naming import WORKING
from tertius.events.store.wide_events import derive
from tertius.events.store.wide_odd import odd_parts
from tertius.events.store.wide_rows import faulty, kinds_of, register_keys, register_rows, suspects
from tertius.events.store.wide_text import Text, copy, count, look
from tertius.events.surveys import Survey

if TYPE_CHECKING:
    import duckdb

    from tertius.events.batch import Reader

WIDE = ("gdelt1", "gdelt2")


def write_wide(path: Path, reader: Reader, folder: Path, progress: Progress, seen: Survey) -> Draft | None:
    """Write a clean GDELT file; None if it is of another format or needs the reader's closer look.

    Raises
    ------
    BadInput
        If the file is cut short, damaged, or unpacks to something outrageous.
    """
    if reader.name not in WIDE:
        return None
    looked = look(path, reader.name, folder, seen, progress)
    if looked is None:
        return None
    text, lines, columns = looked
    alone = Text(text, columns, ((seen.sha256, path.name, lines),), joined=False)
    made = write_copied(alone, reader.name, folder, progress, temporary=text != path)
    return made if isinstance(made, Draft) else None


def write_copied(
    text: Text, dataset: str, folder: Path, progress: Progress, *, temporary: bool
) -> Draft | set[str]:
    """Copy a text and derive its events; or the hashes of the files that need the reader's closer look.

    Parameters
    ----------
    temporary
        Delete the text once it is copied.
    """
    import duckdb

    raw, name = folder / "raw.parquet", f"{len(text.files)} files" if text.joined else text.path.name
    every = {part for part, _, _ in text.files}
    with connect(folder) as connection:
        try:
            with _watched(connection, f"copying {name}", progress):
                connection.execute(copy(text, raw))
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            return every
        if temporary:
            delete(text.path, within=folder, known=WORKING)
        if count(connection, raw) != text.lines:
            return every
        with _watched(connection, f"events of {name}", progress):
            register_rows(connection, text, raw)
            kinds = kinds_of(connection)
            if suspected := suspects(kinds) | odd_parts(connection, raw, every, joined=text.joined):
                return suspected
            rescued = register_keys(connection, dataset)
            refused = derive(connection, folder, dataset, text, faulty=faulty(kinds), named=bool(rescued))
    accounts = tuple(
        Account(part, lines, dict(refused[part]), notes_of(file, 0, rescued[part]), refused[part].examples)
        for part, file, lines in text.files
    )
    return Draft(folder / "events.parquet", raw, accounts)


@contextmanager
def _watched(connection: duckdb.DuckDBPyConnection, doing: str, progress: Progress) -> Iterator[None]:
    """Report how far DuckDB is while it works."""
    done = Event()

    def watch() -> None:
        while not done.wait(0.25):
            share = connection.query_progress()
            progress(doing, share / 100 if share >= 0 else float("nan"))

    thread = Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
