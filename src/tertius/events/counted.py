"""Rows that each tell of several acts: where a row of events is one act, they would count as one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tertius.errors import BadInput
from tertius.events.cells import cells
from tertius.files.names import plain, shown
from tertius.files.numbers import number_of

#: Names of a column of numbers of acts, plain.
COUNTED = frozenset(
    "count counts numevents nevents numberofevents eventcount noofevents freq frequency 건수 件数 件數".split()  # noqa: SIM905
)


def counts_of(column: pa.Array) -> Counter[str]:
    """Rows by text; those without any are not counted."""
    return Counter(
        {item["values"]: item["counts"] for item in pc.value_counts(column.drop_null()).to_pylist()}
    )


def require_acts(path: Path, table: pa.Table) -> None:
    """Raise `BadInput` for rows that each tell of several acts: one row would count as one."""
    for name in table.column_names:
        if plain(name) in COUNTED:
            numbers = [number_of(text) for text in counts_of(cells(table[name]))]
            whole = [number for number in numbers if number is not None and number == int(number) >= 0]
            if numbers and len(whole) == len(numbers) and max(whole) > 1:
                raise BadInput(
                    f"{path} counts several acts in a row (column {shown(name)!r})", "one act a row",
                    "take the acts themselves, or drop the column if it says something else",
                )  # fmt: skip
