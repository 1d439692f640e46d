"""The text of GDELT files on its way into the store: looked at, unpacked, and copied by DuckDB as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tertius.events.files import blocks
from tertius.events.layouts import LAYOUTS
from tertius.events.store.draft import Progress, literal, quote, scan
from tertius.events.store.written import PART, ROW, parquet
from tertius.events.surveys import Survey, line_facts
from tertius.limits import MAX_LINE
from tertius.records import clean

if TYPE_CHECKING:
    import duckdb

# DuckDB copies text in order at full pace only in small row groups: 1.6 s a million rows of 58 columns, where 61,440 take
# 2.7 s and its default of 122,880 takes 2.9 s (two cores); the files grow by 4 %.
RAW_GROUP = 20_480


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


def look(
    path: Path, dataset: str, folder: Path, seen: Survey, progress: Progress
) -> tuple[Path, int, list[str]] | None:
    """The text (unpacked into the folder if it is zipped), its lines and columns; None if it is not clean."""

    text, lines, clean = path, seen.lines, seen.clean
    if seen.packed or not clean_name(path):
        text = folder / "text.csv"
        lines, clean = unpacked(path, text, progress)
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


def unpacked(path: Path, text: Path, progress: Progress) -> tuple[int, bool]:
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


def copy(text: Text, raw: Path) -> str:
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


def count(connection: duckdb.DuckDBPyConnection, raw: Path) -> int:
    ((count,),) = connection.execute(f"SELECT count(*) FROM {scan([raw])}").fetchall()
    return int(count)


def plain(file: str) -> str:
    """A file's name as text: it may hold bytes that are none."""
    return file.encode("utf-8", "replace").decode()
