"""Tables to files: CSV, Parquet, Stata, Excel; the ending of the name says which."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tertius.disk import whole
from tertius.errors import BadInput
from tertius.inert import cell

if TYPE_CHECKING:
    import polars as pl

SUFFIXES = (".csv", ".parquet", ".dta", ".xlsx")
EXCEL_ROWS = 1_048_575
STATA_TEXT = 2045


def check_name(path: Path) -> Path:
    """The path, if a table can be written there; raises `BadInput` otherwise, before anything is worked out."""
    if path.suffix.lower() not in SUFFIXES:
        raise BadInput(f"{path} ends in {path.suffix or 'nothing'}", ", ".join(SUFFIXES), "name the file so")
    if not path.absolute().parent.is_dir():
        raise BadInput(f"{path.parent} is no folder", "a folder that is there")
    if path.is_dir():
        raise BadInput(f"{path} is a folder", "the name of a file")
    return path


def write_table(frame: pl.DataFrame, path: Path) -> int:
    """Write the rows whole or not at all, and say how many there are.

    Raises
    ------
    BadInput
        If the ending is none of `SUFFIXES`, the folder is not there, the rows are too many for a sheet, or the library
        that writes this kind of file is not installed.
    AnalysisFailed
        If the disk refuses.
    """
    suffix = check_name(path).suffix.lower()
    write = {".csv": _csv, ".parquet": _parquet, ".dta": _stata, ".xlsx": _excel}[suffix]
    with whole(path) as draft:
        write(_flat(frame), draft)
    return len(frame)


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists and structures as JSON text, so that every kind of file can hold them."""
    import polars as pl

    nested = [name for name, kind in frame.schema.items() if kind.is_nested() or kind == pl.Object]
    return frame.with_columns(
        pl.Series(name, [_text(value) for value in frame[name].to_list()], dtype=pl.String) for name in nested
    )


def _text(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str)


def _csv(frame: pl.DataFrame, path: Path) -> None:
    """No text in it is a formula to a spreadsheet or an order to a terminal."""
    import polars as pl

    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    frame.with_columns(pl.col(name).map_elements(cell, pl.String) for name in texts).write_csv(path)


def _parquet(frame: pl.DataFrame, path: Path) -> None:
    frame.write_parquet(path)


def _stata(frame: pl.DataFrame, path: Path) -> None:
    """Null text is empty and dates are Stata's daily dates; names lose what Stata does not allow."""
    try:
        pandas = _pandas(frame)
    except ImportError:
        raise BadInput("a Stata file", "pandas to write it", "install tertius[stata]") from None
    pandas.columns = stata_names(frame.columns)
    dates = {}
    for name in pandas.columns:
        column = pandas[name]
        if column.dtype.kind == "b":
            pandas[name] = column.astype("int8")
        elif column.dtype.kind == "M":
            dates[name] = "td"
        elif column.dtype.kind not in "iuf":
            pandas[name] = (
                column.astype(object).where(column.notna(), "").astype(str).str.slice(0, STATA_TEXT)
            )
    pandas.to_stata(path, write_index=False, version=118, convert_dates=dates)


def stata_names(names: list[str]) -> list[str]:
    """Names of at most 32 letters, digits and underscores, none of them twice: a number tells alike ones apart."""

    found: dict[str, None] = {}
    for name in names:
        plain = re.sub(r"[^0-9A-Za-z_]", "_", name)
        plain = plain if re.match(r"[A-Za-z_]", plain) else f"_{plain}"
        tried, n = plain[:32], 1
        while tried in found:
            n += 1
            tried = f"{plain[: 31 - len(str(n))]}_{n}"
        found[tried] = None
    return list(found)


def _pandas(frame: pl.DataFrame) -> Any:
    import pandas as pd

    made = pd.DataFrame({name: frame[name].to_list() for name in frame.columns})
    for name, kind in frame.schema.items():
        if kind.is_temporal():
            made[name] = pd.to_datetime(made[name])
    return made


def _excel(frame: pl.DataFrame, path: Path) -> None:
    """Text stays text: nothing that a source wrote is read as a formula or a link."""
    if len(frame) > EXCEL_ROWS:
        raise BadInput(f"{len(frame)} rows", f"at most {EXCEL_ROWS} for an Excel sheet", "write .parquet")
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise BadInput("an Excel file", "xlsxwriter to write it", "install tertius[excel]") from None
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    with Workbook(str(path), plain) as book:
        frame.write_excel(book, "tertius", autofit=False)
