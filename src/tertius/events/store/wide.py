"""GDELT the fast way: DuckDB copies every column of the text as it is, then derives the events from the copy.

The result is, row by row, what the reader gives (tests compare them); only clean files come this way. A NUL byte, a
stray carriage return, a line of a wrong width, text that is no UTF-8 or a line above 2 MB sends the whole file to the
reader, which looks at such lines one by one.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tertius.disk import delete
from tertius.events.assemble import shown_row
from tertius.events.coding import contradicted, long_code
from tertius.events.duplicates import RULES, Marks, find_duplicates
from tertius.events.files import Survey, blocks, line_facts
from tertius.events.layouts import LAYOUTS
from tertius.events.readers.gdelt import BEGINS, named_state, notes_of
from tertius.events.store.draft import STORED, Account, Draft, Progress, connect, literal, quote, scan
from tertius.events.store.naming import WORKING
from tertius.events.store.wide_odd import odd_parts
from tertius.events.store.wide_sql import (
    EVENTS,
    EXAMPLES,
    KEYS,
    LONE,
    OUTCOMES,
    REASONS,
    RISING,
    SUSPECTS,
    TYPED,
    WHOSE,
    days_between,
)
from tertius.events.store.written import PART, ROW, parquet
from tertius.events.table import Refusals
from tertius.limits import MAX_LINE
from tertius.records import clean

if TYPE_CHECKING:
    import duckdb

    from tertius.events.batch import Reader

WIDE = ("gdelt1", "gdelt2")
# DuckDB copies text in order at full pace only in small row groups: 1.6 s a million rows of 58 columns, where 61,440 take
# 2.7 s and its default of 122,880 takes 2.9 s (two cores); the files grow by 4 %.
RAW_GROUP = 20_480


def write_wide(path: Path, reader: Reader, folder: Path, progress: Progress, seen: Survey) -> Draft | None:
    """Write a clean GDELT file; None if it is of another format or needs the reader's closer look.

    Raises
    ------
    BadInput
        If the file is cut short, damaged, or unpacks to something outrageous.
    """
    if reader.name not in WIDE:
        return None
    looked = _look(path, reader.name, folder, seen, progress)
    if looked is None:
        return None
    text, lines, columns = looked
    alone = Text(text, columns, ((seen.sha256, path.name, lines),), joined=False)
    made = write_copied(alone, reader.name, folder, progress, temporary=text != path)
    return made if isinstance(made, Draft) else None


@dataclass(frozen=True)
class Text:
    """Clean text to copy: of one file as it lies there, or of several, each line with its file's number and its own before it.

    ``files`` holds hash, name and lines of every file, in order.
    """

    path: Path
    columns: list[str]
    files: tuple[tuple[str, str, int], ...]
    joined: bool

    @property
    def lines(self) -> int:
        """Lines of all files."""
        return sum(lines for _, _, lines in self.files)


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
                connection.execute(_copy(text, raw))
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            return every
        if temporary:
            delete(text.path, within=folder, known=WORKING)
        if _count(connection, raw) != text.lines:
            return every
        with _watched(connection, f"events of {name}", progress):
            _type(connection, text, raw)
            suspects = _suspects(connection) | odd_parts(connection, raw, every, joined=text.joined)
            if suspects:
                return suspects
            rescued = _register_keys(connection, dataset, text)
            refused = _derive(connection, folder, text)
    accounts = tuple(
        Account(part, lines, dict(refused[part]), notes_of(file, 0, rescued[part]), refused[part].examples)
        for part, file, lines in text.files
    )
    return Draft(folder / "events.parquet", raw, accounts)


def _look(
    path: Path, dataset: str, folder: Path, seen: Survey, progress: Progress
) -> tuple[Path, int, list[str]] | None:
    """The text (unpacked into the folder if it is zipped), its lines and columns; None if it is not clean."""

    text, lines, clean = path, seen.lines, seen.clean
    if seen.packed or not clean_name(path):
        text = folder / "text.csv"
        lines, clean = _unpack(path, text, progress)
    if not clean:
        return None
    with open(text, "rb") as file:
        width = file.readline(MAX_LINE).count(b"\t") + 1
    layout = LAYOUTS[dataset].bare.get(width)
    return (text, lines, list(layout)) if layout else None


def clean_name(path: Path) -> bool:
    """Whether DuckDB can be told the path: bytes that are no text cannot be part of a query."""
    return str(path).isascii() or clean([str(path)])


def write_working(text: Path, lines: Iterable[bytes]) -> None:
    """Write a text into the working folder."""
    with open(text, "wb") as out:
        out.writelines(lines)


def _unpack(path: Path, text: Path, progress: Progress) -> tuple[int, bool]:
    """Write the text of a packed file; its lines, and whether it is clean (if not, it is left unfinished)."""
    lines = 0
    with open(text, "wb") as out:
        for _, block in blocks(path):
            more, clean = line_facts(block)
            if not clean:
                return lines, False
            lines += more
            out.write(block)
            progress(f"unpacking {path.name}", float("nan"))
    return lines, True


def _copy(text: Text, raw: Path) -> str:
    kinds = dict.fromkeys(text.columns, "VARCHAR")
    columns = "*"
    if text.joined:
        kinds = {"tertius at": "INTEGER", ROW: "BIGINT", **kinds}
        parts = ", ".join(quote(part) for part, _, _ in text.files)
        columns = f'* EXCLUDE ("tertius at", "{ROW}"), "{ROW}", [{parts}]["tertius at"] AS "{PART}"'
    types = ", ".join(f"'{name}': '{kind}'" for name, kind in kinds.items())
    return f"""
        COPY (SELECT {columns} FROM read_csv({literal(text.path)}, compression = 'none', delim = '\t', header = false,
                                     quote = '', escape = '', auto_detect = false, strict_mode = true, columns = {{{types}}}))
        TO {quote(raw)} {parquet(row_group=RAW_GROUP)}
    """


def _count(connection: duckdb.DuckDBPyConnection, raw: Path) -> int:
    ((count,),) = connection.execute(f"SELECT count(*) FROM {scan([raw])}").fetchall()
    return int(count)


def _type(connection: duckdb.DuckDBPyConnection, text: Text, raw: Path) -> None:
    """``typed``: the few columns that make an event, typed once from the copy, for they are read ten times."""
    url = "SOURCEURL" if "SOURCEURL" in text.columns else "NULL::VARCHAR"
    whose = f'"{PART}" AS part, "{ROW}" AS row, ' if text.joined else ""
    files = {"part": [part for part, _, _ in text.files], "file": [_plain(file) for _, file, _ in text.files]}
    connection.register("files", pa.table(files))
    typed = TYPED.format(raw=scan([raw], "file_row_number = true"), url=url, whose=whose)
    connection.execute(f"CREATE TEMP TABLE typed_rows AS {typed}")
    connection.execute(f"CREATE TEMP VIEW typed AS {_whose(text, 'typed_rows')}")


def _whose(text: Text, table: str) -> str:
    """SQL: rows with the file they are of, which is not written beside every row of a file that is alone."""
    if text.joined:
        return f"SELECT t.*, files.file FROM {table} t JOIN files USING (part)"
    ((part, file, _),) = text.files
    return f"SELECT *, {quote(part)} AS part, n AS row, {quote(_plain(file))} AS file FROM {table}"


def _plain(file: str) -> str:
    """A file's name as text: it may hold bytes that are none."""
    return file.encode("utf-8", "replace").decode()


def _register_keys(connection: duckdb.DuckDBPyConnection, dataset: str, text: Text) -> Counter[str]:
    """``keys``: what events and their marks are made of. Returns how many actors without a country code are states, by file."""
    lone = [(*row, named_state(*row[:2])) for row in connection.execute(LONE).fetchall()]
    named = sorted({(code, name, state) for code, name, _, state in lone if state is not None})
    connection.register("named_arrow", pa.table({
        name: pa.array([row[at] for row in named], pa.string()) for at, name in enumerate(("code", "name", "state"))
    }))  # fmt: skip
    connection.execute("CREATE TEMP TABLE named AS FROM named_arrow")
    without = ", ".join(("file",) if text.joined else WHOSE)
    connection.execute(
        f"CREATE TEMP TABLE key_rows AS {KEYS.format(dataset=dataset, without=without)} ORDER BY n"
    )
    connection.execute(f"CREATE TEMP VIEW keys AS {_whose(text, 'key_rows')}")
    return Counter(part for _, _, part, state in lone if state is not None)


def _suspects(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Files with rows that contradict themselves, codes without their zeros, or dates that cannot be."""
    names = ("code", "root", "value", "n_count", "first", "last")
    groups: dict[str, list[dict[str, Any]]] = {}
    for part, *row in connection.execute(SUSPECTS).fetchall():
        groups.setdefault(part, []).append(dict(zip(names, row, strict=True)))
    return {part for part, rows in groups.items() if _suspect(rows)}


def _suspect(rows: list[dict[str, Any]]) -> bool:
    today = dt.date.today()
    for row in rows:
        code = row["code"] or ""
        if row["first"] is not None and (row["first"] < BEGINS or row["last"] > today):
            return True
        if code and (long_code(code, row["root"] or "") != code or contradicted(row, rows)):
            return True
    return False


def _derive(connection: duckdb.DuckDBPyConnection, folder: Path, text: Text) -> dict[str, Refusals]:
    """Write the events; returns the refusals of every file, with the first rows of each reason."""
    _register_actors(connection)
    refused = _refused(connection)
    sifted = f"{REASONS} WHERE refused IS NULL" if refused else ""
    rising = not text.joined and connection.execute(RISING).fetchall() == [(True,)]
    rules = [rule for rule in RULES if not (rising and rule == "same id")]
    own = "keys.* REPLACE (part AS dataset)" if text.joined else "keys.*"
    marks = find_duplicates(connection, f"(SELECT {own} FROM keys {sifted})", rules=rules)
    connection.register("marks", _marks_table(connection, marks))
    names = ", ".join(STORED.names)
    chosen = EVENTS.format(reasons=REASONS, **_places(text)) + (" ORDER BY keys.n" if text.joined else "")
    target = quote(folder / "events.parquet")
    connection.execute(f"COPY (SELECT {names} FROM ({chosen})) TO {target} {parquet()}")
    return defaultdict(Refusals, refused)


def _places(text: Text) -> dict[str, str]:
    """SQL: the place of an event; the name and hash of a file that is alone are not carried through the joins."""
    if text.joined:
        return {name: f"keys.{name}" for name in WHOSE}
    ((part, file, _),) = text.files
    return {"part": quote(part), "row": "keys.n", "file": quote(_plain(file))}


def _refused(connection: duckdb.DuckDBPyConnection) -> dict[str, Refusals]:
    found: dict[str, Refusals] = {}
    for part, reason, n in connection.execute(OUTCOMES).fetchall():
        if reason is not None:
            found.setdefault(part, Refusals())[reason] = n
    if found:
        for part, reason, row, source, target, code in connection.execute(EXAMPLES).fetchall():
            found[part].show({reason: [shown_row(row, source, target, code)]})
    return found


def _marks_table(connection: duckdb.DuckDBPyConnection, marks: Marks) -> pa.Table:
    """Marked rows with the identifier of the row they repeat."""
    roots = pa.table({"n": pa.array(np.unique(marks.of), pa.int64())})
    connection.register("roots", roots)
    found = connection.sql("SELECT n, event_id FROM keys JOIN roots USING (n) ORDER BY n").to_arrow_table()
    connection.unregister("roots")
    at = np.searchsorted(found["n"].to_numpy(), marks.of)
    return pa.table(
        {
            "n": pa.array(marks.row),
            "dup_of": found["event_id"].combine_chunks().cast(pa.string()).take(pa.array(at)),
            "dup_rule": pa.array(RULES).take(pa.array(marks.rule)),
        }
    )


def _register_actors(connection: duckdb.DuckDBPyConnection) -> None:
    """What every country code of the file means on every day it covers."""
    found = connection.execute("""
        SELECT code, min(day), max(day) FROM (
            SELECT actor1 AS code, day FROM keys UNION ALL SELECT actor2, day FROM keys
        ) WHERE code IS NOT NULL AND day IS NOT NULL GROUP BY code
    """).fetchall()
    names = ("code", "since", "until", "handle", "note", "state", "known")
    rows: dict[str, list[Any]] = {name: [] for name in names}
    for code, first, last in found:
        for span in days_between(code, first, last):
            for name, value in zip(rows, (code, *span), strict=True):
                rows[name].append(value)
    kinds = [pa.string(), pa.date32(), pa.date32(), pa.string(), pa.string(), pa.bool_(), pa.bool_()]
    arrays = [pa.array(values, kind) for values, kind in zip(rows.values(), kinds, strict=True)]
    connection.register("who", pa.table(arrays, names=list(rows)))


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
