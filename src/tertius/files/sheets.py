"""Spreadsheets and the files of statistics programs -> comma-separated text, every value as one would type it.

A whole number is written without its point, a date as YYYY-MM-DD; a table so written is read as any other text.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tertius.errors import BadInput

MAX_CELLS = 50_000_000


def cell_text(value: Any) -> str:
    """One value as text; missing is ""."""
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if str(value) in ("NaT", "<NA>") else str(value)


def to_csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as comma-separated UTF-8."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([cell_text(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8", "replace")


def sheet_tables(path: Path | str, data: bytes) -> list[tuple[str, bytes]]:
    """Every sheet of a workbook (.xlsx, .ods, .xls) that has rows: its name, and its cells as comma-separated text.

    Raises
    ------
    BadInput
        If it is no whole workbook, or holds more than fifty million cells.
    """
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = []
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height * sheet.total_width > MAX_CELLS:
                raise BadInput(
                    f"{path} holds more than {MAX_CELLS} cells", "a smaller table", "save it as CSV"
                )
            rows = sheet.to_python(skip_empty_area=True)
            _fill_down(rows, sheet.start or (0, 0), sheet.merged_cell_ranges or ())
            if any(any(cell != "" for cell in row) for row in rows):
                found.append((name, to_csv(rows)))
        return found
    except BadInput:
        raise
    except BaseException as error:  # the library's own panics are no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise BadInput(f"{path} is no whole workbook ({first})", ".xlsx or .ods", "save it again") from None


def _fill_down(
    rows: list[list[Any]], start: tuple[int, int], merged: Iterable[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    """Give every row of cells merged downwards their one value; cells merged to the right are titles, and stay as they are.

    Rows begin at `start` of the sheet; a range is its first and its last cell.
    """
    for (top, left), (bottom, right) in merged:
        first, last, column = top - start[0], bottom - start[0], left - start[1]
        if left == right and 0 <= first < last < len(rows) and 0 <= column < len(rows[first]):
            for row in rows[first + 1 : last + 1]:
                row[column] = rows[first][column]


def statistics_tables(path: Path | str, data: bytes, kind: str) -> list[tuple[str, bytes]]:
    """The tables of a Stata (.dta) or R (.rda, .rds) file, as comma-separated text.

    Raises
    ------
    BadInput
        If it cannot be read, or what reads it is not installed.
    """
    what, tool = ("a Stata file", "pandas") if kind == "stata" else ("an R file", "pyreadr")
    try:
        frames = _stata(data) if kind == "stata" else _r(data, kind)
    except ImportError:
        raise BadInput(
            f"{path} is {what}", f"{tool} to read it", "pip install 'tertius[files]', or save it as CSV"
        ) from None
    except Exception as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise BadInput(f"{path} is {what} that cannot be read ({first})", f"a whole file of {kind}") from None
    return [(name, to_csv([list(map(str, frame.columns)), *_rows(frame)])) for name, frame in frames]


def _rows(frame: Any) -> Iterable[Sequence[Any]]:
    return zip(*(frame[name].tolist() for name in frame.columns), strict=True) if len(frame.columns) else ()


def _stata(data: bytes) -> list[tuple[str, Any]]:
    import pandas as pd

    return [("data", pd.read_stata(io.BytesIO(data), convert_categoricals=False))]


def _r(data: bytes, kind: str) -> list[tuple[str, Any]]:
    import pyreadr

    with tempfile.NamedTemporaryFile(suffix=".rds" if kind == "rds" else ".rda") as file:
        file.write(data)
        file.flush()
        found = pyreadr.read_r(file.name)
    return [(str(name), frame) for name, frame in found.items() if len(frame.columns)]
