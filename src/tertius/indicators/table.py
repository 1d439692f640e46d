"""The long table of yearly facts, and what an absent row means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tertius.errors import BadInput
from tertius.provenance import Provenance
from tertius.shown import Shown

if TYPE_CHECKING:
    import polars as pl

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
class Indicators(Shown):
    """Yearly facts about pairs of states.

    Attributes
    ----------
    table
        Arrow table with the columns of `INDICATOR_SCHEMA`, sorted by name, a, b, year.
    coverage
        What each file covers.
    provenance
        The files, what was kept and refused, and whom to cite.
    """

    table: pa.Table
    coverage: tuple[Coverage, ...] = ()
    provenance: Provenance = field(default_factory=Provenance)

    def _headline(self) -> str:
        return f"yearly facts of pairs: {', '.join(self.names) or 'none'}"

    def _sample(self, most: int) -> tuple[list[dict[str, Any]], int]:
        return self.table.slice(0, most).to_pylist(), self.table.num_rows

    def __post_init__(self) -> None:
        if self.table.schema.names != INDICATOR_SCHEMA.names:
            raise BadInput(f"an indicator table with columns {self.table.schema.names}", "INDICATOR_SCHEMA")

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @property
    def names(self) -> tuple[str, ...]:
        """Names that can be asked for, the derived ones among them."""
        from tertius.indicators.series import DERIVED

        own = dict.fromkeys(cover.name for cover in self.coverage)
        return (*own, *(name for name, parts in DERIVED.items() if parts[0] in own and name not in own))

    def rows_of(self, name: str) -> npt.NDArray[np.int64]:
        """Numbers of the rows of one indicator, shape (row,)."""
        spans = [np.arange(start, stop) for word, start, stop in _runs(self.table) if word == name]
        return np.concatenate(spans) if spans else np.zeros(0, dtype=np.int64)

    @property
    def refused(self) -> dict[str, int]:
        """Rows refused, by reason, over all files."""
        total: dict[str, int] = {}
        for use in self.provenance.sources:
            for reason, count in use.refused.items():
                total[reason] = total.get(reason, 0) + count
        return total

    def series(
        self, a: str, b: str = "", name: str = "", years: Any = None, *, succession: str = "joined"
    ) -> tuple[Floats, Reasons]:
        """Values of one pair, year by year.

        Parameters
        ----------
        a, b
            Handles; with ``succession="joined"`` any of a chain stands for the whole chain. `b` is ``""`` for
            a fact about one state.
        name
            One of `names`.
        years : sequence of int, shape (year,)

        Returns
        -------
        values : array, shape (year,)
            NaN where missing.
        reasons : array of str, shape (year,)
            Why a value is missing; ``""`` where it is not.
        """
        values, reasons = self.matrix(name, [(a, b)], years, succession=succession)
        return values[0], reasons[0]

    def matrix(
        self, name: str, dyads: Sequence[tuple[str, str]], years: Any, *, succession: str = "joined"
    ) -> tuple[Floats, Reasons]:
        """As `series` for many pairs: two arrays, shape (dyad, year)."""
        from tertius.indicators.series import derive, fill

        if name not in self.names:
            raise BadInput(f"no indicator named {name!r}", f"one of {', '.join(self.names) or 'none'}")
        wanted = np.asarray(years, dtype=np.int64)
        own = {cover.name for cover in self.coverage}
        return (fill if name in own else derive)(self, name, list(dyads), wanted, succession)

    def to_frame(self) -> pl.DataFrame:
        """The table as a Polars frame."""
        import polars as pl

        frame = pl.from_arrow(self.table)
        assert isinstance(frame, pl.DataFrame)
        return frame


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
