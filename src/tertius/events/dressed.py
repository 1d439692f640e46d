"""A source's rows in whatever dress they come: any delimiter, with or without a header, Parquet, a sheet; under the
maker's names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tertius.errors import BadInput
from tertius.events.assemble import strings
from tertius.events.columns import is_parquet, parquet_names, read_columns
from tertius.events.counted import require_acts
from tertius.events.dating import Dating
from tertius.events.delimited import Rows, read_commas, read_marked, read_quoted, read_tabbed
from tertius.events.files import look
from tertius.events.layouts import Layout
from tertius.events.recognise import bare_form, bare_width, lines_of, names_of
from tertius.files.names import shown
from tertius.files.opening import delimiter_of

MISSING = pa.array(["", "NULL", "NA", "N/A", "null", "---", "None", "nan", "NaN", "\\N", "<NA>"])


def detector(layout: Layout) -> Callable[[Path | None, bytes], bool]:
    """Whether a file is of a layout: by the names of its columns, or by the width of most of its rows."""

    def detect(path: Path | None, head: bytes) -> bool:
        if is_parquet(head):
            return layout.fits(parquet_names(path))
        return bool(layout.bare and bare_width(head, layout.name)) or layout.fits(names_of(head))

    return detect


def rows_of(path: Path, layout: Layout, *, latin: bool = False) -> Iterator[Rows]:
    """The rows of a file, its columns under the maker's names.

    Raises
    ------
    BadInput
        If it has neither the columns nor the width of the layout.
    """
    head = look(path).head
    if is_parquet(head):
        found = read_columns(path)
        names = parquet_names(path)
    else:
        headed = layout.fits(names_of(head))
        width, mark = bare_form(head, layout.name) if layout.bare and not headed else (0, "")
        if width:
            wide = layout.bare[width]
            yield from read_marked(path, wide, mark) if mark else read_tabbed(path, wide, latin=latin)
            return
        found, names = _headed(path, head, latin), names_of(head)
    if layout.needed and not layout.fits(names):
        widths = f", or {' or '.join(map(str, layout.bare))} columns without a header" if layout.bare else ""
        seen = ", ".join(shown(name, length=30) for name in names[:8]) or "no readable header"
        raise BadInput(f"{path} has columns {seen}", f"{_wanted(layout)}{widths} ({layout.name})")
    for rows in found:
        own = layout.own_names(rows.table.column_names)
        if "times" not in layout.parts:
            require_acts(path, rows.table)
        yield Rows(rows.table.rename_columns(own), rows.rows, rows.refused, rows.read)


def _wanted(layout: Layout) -> str:
    return ", ".join(sorted(sorted(layout.needed, key=len)[0]))


def _headed(path: Path, head: bytes, latin: bool) -> Iterator[Rows]:
    """Rows below a header; tabs without quotes and commas come in batches, anything else whole."""
    first = next(iter(lines_of(head)), b"")
    mark = delimiter_of(first)
    if mark == "\t" and b'"' not in first:
        yield from read_tabbed(path, latin=latin)
    elif mark == "," and b"," in first:
        yield from read_commas(path)
    else:
        yield read_quoted(path, delimiter=mark)


def dating_of(
    path: Path, layout: Layout, rows: Callable[[Path], Iterator[Rows]] | None = None, *, latin: bool = False
) -> Dating:
    """How the dates of a file are read: one choice for all of its rows and columns of dates."""

    def again() -> Iterator[dict[str, pa.Array]]:
        for part in rows(path) if rows else rows_of(path, layout, latin=latin):
            column = Columns(part.table, layout)
            yield {name: column[name] for name in ("date", "added") if column.has(name)}

    return Dating(path.name, again, labels=layout.parts)


class Columns:
    """The columns of some rows as clean text, by part or by the maker's name; null where there is none."""

    def __init__(self, table: pa.Table, layout: Layout) -> None:
        self._table, self._layout = table, layout
        self._made: dict[str, pa.Array] = {}

    def __getitem__(self, part: str) -> pa.Array:
        name = self._layout.parts.get(part, part)
        if name not in self._made:
            self._made[name] = self._clean(name)
        return self._made[name]

    def has(self, part: str) -> bool:
        """Whether the file has the column of a part."""
        return self._layout.parts.get(part, part) in self._table.column_names

    def _clean(self, name: str) -> pa.Array:
        if name not in self._table.column_names:
            return pa.nulls(self._table.num_rows, pa.string())
        text = strings(self._table[name])
        quoted = pc.match_substring_regex(text, r'^".*"$')
        if quoted.true_count:
            text = pc.if_else(quoted, pc.utf8_trim(text, characters='"'), text)
        return pc.if_else(pc.is_in(text, MISSING), pa.scalar(None, pa.string()), text)
