"""A part of the store that can be asked for its events, for their tally, or for where they come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tertius.events.store.across import marks_across
from tertius.events.store.acts import chains, read_acts
from tertius.events.store.database import connect
from tertius.events.store.draft import quote
from tertius.events.store.found_again import kept
from tertius.events.store.rows import rows_of
from tertius.events.store.tally import tally_sql, write_corrections
from tertius.events.store.view import chosen_lines, provenance_of
from tertius.provenance import Provenance
from tertius.quiet import connected

if TYPE_CHECKING:
    import ibis

    from tertius.events.store.ledger import LedgerLine
    from tertius.events.store.store import Store
    from tertius.events.table import EventTable


_NONE = {"opened": 0, "long": 0, "mutual": 0}


@dataclass(frozen=True)
class Selection:
    """Data sets of a store.

    Attributes
    ----------
    store
        Where they are.
    dataset
        A name, or names; None for all.
    across
        Mark repeats between files of one source, too (not only within each).
    """

    store: Store
    dataset: str | Sequence[str] | None = None
    across: bool = True

    @property
    def names(self) -> set[str] | None:
        """Names of the data sets; None for all."""
        if self.dataset is None:
            return None
        return {self.dataset} if isinstance(self.dataset, str) else set(self.dataset)

    @cached_property
    def lines(self) -> tuple[LedgerLine, ...]:
        """Ledger lines of the files that hold them; raises `BadInput` if there are none."""

        return chosen_lines(self.store, self.dataset)

    @property
    def provenance(self) -> Provenance:
        """A line for every file."""

        return provenance_of(self.lines, self.store.missing())

    @property
    def refused(self) -> dict[str, int]:
        """Rows refused when the files were stored, by reason."""
        total: Counter[str] = Counter()
        for line in self.lines:
            total.update(line.refused)
        return dict(total)

    def pairs(self) -> set[tuple[str, str]]:
        """Source and target of every usable act, each pair once."""
        asked = f"SELECT DISTINCT source, target FROM ({self.tally()}) WHERE apart IS NULL"
        with connected() as connection:
            found = connection.execute(f"{asked} AND source IS NOT NULL AND target IS NOT NULL").fetchall()
        return {(source, target) for source, target in found}

    def issues(self) -> set[str]:
        """Every word by which an act is marked as about an issue."""
        files = rows_of(self.store.path, self.lines)
        asked = f"SELECT DISTINCT dataset, issues FROM {files} WHERE issues <> ''"
        with connected() as connection:
            found = connection.execute(asked).fetchall()
        return {
            word for name, text in found if not self.names or name in self.names for word in text.split(" ")
        }

    def events(self, *, engine: Any = None) -> ibis.Table:
        """Every event, as `Store.events`."""
        return self.store.events(engine=engine, across=self.across, dataset=self.dataset)

    def acts_of(self, pairs: Sequence[tuple[str, str]]) -> EventTable:
        """Usable acts between these pairs of states; no other row comes into memory.

        Parameters
        ----------
        pairs
            Handles, in either order; each stands for every state joined to it by succession (SUN with RUS).

        Returns
        -------
        EventTable
            Marked repeats included, in the order of the files. Its provenance names every file the acts may come from
            and says how many of all rows were read. What was read last is kept.

        Raises
        ------
        BadInput
            If a state is unknown, or the store holds none of the data sets.
        """

        wanted = chains(pairs)
        if wanted not in self._read:
            self._read.clear()
            self._read[wanted] = read_acts(self, wanted)
        return self._read[wanted]

    @cached_property
    def _read(self) -> dict[tuple[tuple[str, str], ...], EventTable]:
        return {}

    def tally(self) -> str:
        """DuckDB's SQL for the events counted by all that a panel asks of them (`tertius.events.store.tally`)."""
        query = tally_sql(self.store.path, self.lines, self._corrections())
        names = self.names
        if names is None:
            return query
        return f"SELECT * FROM ({query}) WHERE dataset IN ({', '.join(map(quote, sorted(names)))})"

    def words(self) -> pa.Table | None:
        """Codes, days and kinds of date as the ledger has them, a row a code; None if it does not have them all.

        Columns: dataset, vocabulary, code, first, last (dates), and, once a file, opened, long and mutual (acts).
        """
        if not all(line.words for line in self.lines):
            return None
        names = self.names
        rows = [
            {**found, "code": code, **{day: found[day] or None for day in ("first", "last")}, **(_NONE if n else {})}
            for line in self.lines for found in line.words if names is None or found["dataset"] in names
            for n, code in enumerate(found["codes"])
        ]  # fmt: skip
        columns = {name: [row[name] for row in rows] for name in ("dataset", "vocabulary", "code")}
        table = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
        for name in ("first", "last"):
            days = pa.array([row[name] for row in rows], pa.string()).cast(pa.date32())
            table = table.append_column(name, days)
        for name in _NONE:
            table = table.append_column(name, pa.array([row[name] for row in rows], pa.int64()))
        return table

    def _corrections(self) -> Path | None:
        """What marks between files change, kept beside the marks."""

        root = self.store.path
        marks = marks_across(root, self.lines) if self.across else None
        if marks is None:
            return None
        events = rows_of(root, self.lines)

        def write(draft: Path, folder: Path) -> None:
            with connect(folder) as connection:
                write_corrections(connection, events, marks, draft)

        return kept(root, f"{marks.stem}-tally.parquet", write)
