"""GDELT the fast way: DuckDB copies every column of the text as it is, then derives the events from the copy.

The result is, row by row, what the reader gives (tests compare them); only clean files come this way. A NUL byte, a
stray carriage return, a line of a wrong width, text that is no UTF-8 or a line above 2 MB sends the whole file to the
reader, which looks at such lines one by one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tertius.disk import delete
from tertius.events.coding import contradicted, long_code
from tertius.events.duplicates import RULES, Marks, find_duplicates
from tertius.events.files import Survey, blocks, line_facts
from tertius.events.readers.gdelt import BEGINS, named_state, notes_of
from tertius.events.store.draft import STORED, Draft, Progress, connect, literal, parquet, quote, scan
from tertius.events.store.layout import WORKING
from tertius.events.store.wide_sql import (
    EVENTS,
    KEYS,
    LONE,
    OUTCOMES,
    REASONS,
    RISING,
    SUSPECTS,
    TYPED,
    days_between,
)
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
    import duckdb

    if reader.name not in WIDE:
        return None
    looked = _look(path, reader.name, folder, seen, progress)
    if looked is None:
        return None
    text, lines, columns = looked
    raw = folder / "raw.parquet"
    with connect(folder) as connection:
        try:
            with _watched(connection, f"copying {path.name}", progress):
                connection.execute(_copy(text, columns, raw))
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            return None
        if text != path:
            delete(text, within=folder, known=WORKING)
        if _count(connection, raw) != lines:
            return None
        with _watched(connection, f"events of {path.name}", progress):
            file = path.name.encode("utf-8", "replace").decode()
            found = _register_keys(connection, reader.name, columns, raw, file=file)
            if found is None:
                return None
            refused = _derive(connection, folder, file=file, part=seen.sha256)
    return Draft(folder / "events.parquet", raw, lines, refused, notes_of(path.name, 0, found))


def _look(
    path: Path, dataset: str, folder: Path, seen: Survey, progress: Progress
) -> tuple[Path, int, list[str]] | None:
    """The text (unpacked into the folder if it is zipped), its lines and columns; None if it is not clean."""
    from tertius.events.layouts import LAYOUTS

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


def _copy(text: Path, columns: list[str], raw: Path) -> str:
    types = ", ".join(f"'{name}': 'VARCHAR'" for name in columns)
    return f"""
        COPY (SELECT * FROM read_csv({literal(text)}, compression = 'none', delim = '\t', header = false, quote = '', escape = '',
                                     auto_detect = false, strict_mode = true, columns = {{{types}}}))
        TO {quote(raw)} {parquet(row_group=RAW_GROUP)}
    """


def _count(connection: duckdb.DuckDBPyConnection, raw: Path) -> int:
    found = connection.execute(f"SELECT count(*) FROM {scan([raw])}").fetchone()
    return int(found[0]) if found else -1


def _register_keys(
    connection: duckdb.DuckDBPyConnection, dataset: str, columns: list[str], raw: Path, *, file: str
) -> int | None:
    """The few columns that make an event, typed once from the copy: they are read ten times.

    Returns how many actors without a country code are states; None if rows contradict themselves: the reader takes the file.
    """
    url = "SOURCEURL" if "SOURCEURL" in columns else "NULL::VARCHAR"
    connection.execute(
        f"CREATE TEMP TABLE typed AS {TYPED.format(raw=scan([raw], 'file_row_number = true'), url=url)}"
    )
    if _suspect(connection.execute(SUSPECTS).fetchall()):
        return None
    found = [(code, name, named_state(code, name)) for code, name in connection.execute(LONE).fetchall()]
    named = [row for row in found if row[2] is not None]
    connection.register("named_arrow", pa.table({
        name: pa.array([row[at] for row in named], pa.string()) for at, name in enumerate(("code", "name", "state"))
    }))  # fmt: skip
    connection.execute("CREATE TEMP TABLE named AS FROM named_arrow")
    connection.execute(
        f"CREATE TEMP TABLE keys AS {KEYS.format(dataset=dataset, file=quote(file))} ORDER BY n"
    )
    return len(named)


def _suspect(groups: list[tuple[Any, ...]]) -> bool:
    """Whether a file has rows that contradict themselves, codes without their zeros, or dates that cannot be."""
    today = dt.date.today()
    rows = [
        dict(zip(("code", "root", "value", "n_count", "first", "last"), row, strict=True)) for row in groups
    ]
    for row in rows:
        code = row["code"] or ""
        if row["first"] is not None and (row["first"] < BEGINS or row["last"] > today):
            return True
        if code and (long_code(code, row["root"] or "") != code or contradicted(row, rows)):
            return True
    return False


def _derive(connection: duckdb.DuckDBPyConnection, folder: Path, *, file: str, part: str) -> dict[str, int]:
    """Write the events; returns the refusals."""
    _register_actors(connection)
    outcomes = connection.execute(OUTCOMES).fetchall()
    refused = {reason: n for reason, n in outcomes if reason is not None}
    sifted = f"{REASONS} WHERE refused IS NULL" if refused else ""
    rising = connection.execute(RISING).fetchall() == [(True,)]
    rules = [rule for rule in RULES if not (rising and rule == "same id")]
    marks = find_duplicates(connection, f"(SELECT keys.* FROM keys {sifted})", rules=rules)
    connection.register("marks", _marks_table(connection, marks))
    names = ", ".join(STORED.names)
    chosen = EVENTS.format(file=quote(file), part=quote(part), reasons=REASONS)
    target = quote(folder / "events.parquet")
    connection.execute(f"COPY (SELECT {names} FROM ({chosen})) TO {target} {parquet()}")
    return refused


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
