"""Ledger lines as a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tertius.cli.output import table

if TYPE_CHECKING:
    import polars as pl

    from tertius.events.store import LedgerLine


def ledger(title: str, lines: list[LedgerLine]) -> Any:
    """One line a file, for the terminal."""
    columns = ["file", "source", "rows", "kept", "duplicates", "refused", "apart", "from", "to", "already"]
    rows = [
        [
            Path(line.path).name, line.source, line.rows, line.kept, line.duplicates, line.refused_rows,
            line.apart_rows, line.first, line.last, "yes" if line.already else "",
        ]
        for line in lines
    ]  # fmt: skip
    return table(title, columns, rows)


def ledger_frame(lines: list[LedgerLine]) -> pl.DataFrame:
    """One row a file, for a file."""
    import polars as pl

    rows = [{name: value for name, value in line.to_dict().items() if name != "sums"} for line in lines]
    return pl.DataFrame(rows, infer_schema_length=None)
