"""What one file says of one indicator, what an absent row means, and the long table of facts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_WORD = pa.dictionary(pa.int32(), pa.string())
INDICATOR_SCHEMA = pa.schema(
    [
        ("a", _WORD),  # dated handle; the importer, supplier, visitor or obliged state when directed
        ("b", _WORD),  # dated handle; "" for a fact about one state
        ("year", pa.int32()),
        ("name", _WORD),
        ("value", pa.float64()),  # null = missing, and then `reason` says why
        ("reason", _WORD),
        ("directed", pa.bool_()),  # false: a < b, one row a pair
        ("source", _WORD),
    ]
)
Floats = npt.NDArray[np.float64]
Reasons = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Coverage:
    """What one file says of one indicator, and what the absence of a row means.

    Parameters
    ----------
    name, source
        The indicator, and the key of the source in `INDICATOR_SOURCES`.
    first, last
        First and last year of the file. Outside them nothing is known: missing, never zero.
    directed, unit
        Whether (a, b) differs from (b, a); the unit of the values.
    zero_if_absent
        Whether no row inside the years, for two states that existed, is the fact 0.
    why
        Reason given where it is not.
    cow
        Whether the source observes a state only from the day COW counts it in the state system.
    senders, receivers
        If not None, an absent row is 0 only for an `a`, a `b` of these handles: a state that never appears in
        the file may have been left out of it.
    """

    name: str
    source: str
    first: int
    last: int
    directed: bool
    unit: str
    zero_if_absent: bool
    why: str = "no row in the source"
    cow: bool = True
    senders: frozenset[str] | None = None
    receivers: frozenset[str] | None = None


@dataclass(frozen=True, eq=False)
class FactTable:
    """Rows of yearly facts, and what each file covers.

    Attributes
    ----------
    table
        Arrow table with the columns of `INDICATOR_SCHEMA`, sorted by name, a, b, year.
    coverage
        What each file covers.
    """

    table: pa.Table
    coverage: tuple[Coverage, ...] = ()

    def rows_of(self, name: str) -> npt.NDArray[np.int64]:
        """Numbers of the rows of one indicator, shape (row,)."""
        spans = [np.arange(start, stop) for word, start, stop in _runs(self.table) if word == name]
        return np.concatenate(spans) if spans else np.zeros(0, dtype=np.int64)


def _runs(table: pa.Table) -> list[tuple[str, int, int]]:
    """Stretches of rows of one indicator: (name, first row, row after the last)."""
    import pyarrow.compute as pc

    runs: list[tuple[str, int, int]] = []
    start = 0
    for chunk in table["name"].chunks:
        encoded = pc.run_end_encode(chunk.indices)
        words = chunk.dictionary
        for code, stop in zip(encoded.values.to_pylist(), encoded.run_ends.to_pylist(), strict=True):
            runs.append((words[code].as_py(), start if not runs else runs[-1][2], start + stop))
        start += len(chunk)
    return runs
