"""The rows of an analyst's table as text, whatever it lies in, with what of it could not be read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from tertius.errors import BadInput
from tertius.events.columns import is_parquet, read_columns
from tertius.events.delimited import Rows
from tertius.events.files import look
from tertius.events.recognise import lines_of
from tertius.events.table import Refusals
from tertius.files.opening import delimiter_of


def sheet_table(path: Path) -> pa.Table:
    """The cells of a table or spreadsheet as text, under the names of its columns."""
    return sheet_rows(path).table


def sheet_rows(path: Path) -> Rows:
    """As `sheet_table`, with the number of every row and the rows refused."""
    head = look(path).head
    mark = "," if is_parquet(head) else delimiter_of(next(iter(lines_of(head)), b""))
    parts = list(read_columns(path, delimiter=mark))
    if not sum(part.table.num_rows for part in parts):
        raise BadInput(f"{path} has no rows", "a header and one act a row")
    refused = sum((part.refused for part in parts), Refusals())
    numbers = np.concatenate([part.rows for part in parts])
    return Rows(
        pa.concat_tables([part.table for part in parts]),
        numbers,
        Refusals(refused),
        sum(part.read for part in parts),
    )
