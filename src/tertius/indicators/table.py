"""Yearly facts about pairs of states: what can be asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tertius.actors import chain_members, chain_of
from tertius.errors import BadInput
from tertius.indicators.coverage import INDICATOR_SCHEMA, FactTable, Floats, Reasons
from tertius.indicators.series import DERIVED, derive, fill
from tertius.provenance import Provenance
from tertius.shown import Shown

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, eq=False)
class Indicators(FactTable, Shown):
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
        own = dict.fromkeys(cover.name for cover in self.coverage)
        return (*own, *(name for name, parts in DERIVED.items() if parts[0] in own and name not in own))

    @property
    def refused(self) -> dict[str, int]:
        """Rows refused, by reason, over all files."""
        total: dict[str, int] = {}
        for use in self.provenance.sources:
            for reason, count in use.refused.items():
                total[reason] = total.get(reason, 0) + count
        return total

    def about(self, states: Iterable[str]) -> Indicators:
        """The same facts, of pairs with at least one of these states (handles; all of their chains) alone."""
        import pyarrow.compute as pc

        chains = {chain_of(state) for state in states}
        wanted = pa.array([m for chain in chains for m in {chain, *chain_members(chain)}])
        near = (pc.is_in(self.table[side], value_set=wanted) for side in ("a", "b"))
        return replace(self, table=self.table.filter(pc.or_(*near)))

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
