"""The event table: one Arrow schema for every source, with where each row came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tertius.errors import BadInput
from tertius.provenance import Provenance
from tertius.records import NOTE
from tertius.shown import Shown

if TYPE_CHECKING:
    import polars as pl

EVENT_SCHEMA = pa.schema(
    [
        ("event_id", pa.string()),
        ("dataset", pa.string()),
        ("earliest", pa.date32()),
        ("latest", pa.date32()),
        ("kind", pa.string()),
        ("source", pa.string()),
        ("target", pa.string()),
        ("source_raw", pa.string()),
        ("target_raw", pa.string()),
        ("directed", pa.bool_()),
        ("vocabulary", pa.string()),
        ("code", pa.string()),
        ("value", pa.float64()),
        ("issues", pa.string()),
        ("role", pa.string()),
        ("act", pa.string()),
        ("reference", pa.string()),
        ("confidence", pa.string()),
        ("form", pa.string()),
        ("third", pa.string()),
        ("apart", pa.string()),
        ("dup_of", pa.string()),
        ("dup_rule", pa.string()),
        ("file", pa.string()),
        ("row", pa.int64()),
        ("added", pa.date32()),
        ("extra", pa.string()),
    ]
)


class Refusals(Counter[str]):
    """How many rows were refused, by reason, with the first few of each in ``examples``."""

    FEW = 3

    def __init__(self, *counts: Any, **named: int) -> None:
        super().__init__(*counts, **named)
        given = counts[0] if counts else None
        self.examples: dict[str, list[str]] = {k: list(v) for k, v in getattr(given, "examples", {}).items()}

    def __add__(self, other: Counter[str]) -> Refusals:  # type: ignore[override]
        """Both counts together."""
        both = Refusals(super().__add__(other))
        both.examples = {k: list(v) for k, v in self.examples.items()}
        both.show(getattr(other, "examples", {}))
        return both

    def show(self, examples: Mapping[str, Sequence[str]]) -> None:
        """Take in examples, as long as there are fewer than three of a reason."""
        for reason, some in examples.items():
            held = self.examples.setdefault(reason, [])
            held += list(some)[: max(self.FEW - len(held), 0)]

    def note(self, rows: int) -> str | None:
        """Return a warning if more than 5 % of `rows` were refused, else None."""
        notes = self[NOTE]  # what stands below a table is no row that was lost
        refused, rows = self.total() - notes, rows - notes
        if not rows or refused / rows <= 0.05:
            return None
        reasons = ", ".join(f"{reason}: {n}" for reason, n in self.most_common() if reason != NOTE)
        return f"warning: {refused} of {rows} rows refused ({100 * refused / rows:.1f} %): {reasons}"


@dataclass(frozen=True)
class EventTable(Shown):
    """Events of one or many sources.

    Attributes
    ----------
    arrow
        Table with the columns of `EVENT_SCHEMA`; a row whose ``apart`` is not null is kept but is no usable
        act between two states.
    provenance
        The files read, with what was kept, set apart and refused, and notes.
    """

    arrow: pa.Table
    provenance: Provenance

    def _headline(self) -> str:
        return f"{len(self)} acts of {', '.join(self.datasets) or 'no source'}; {sum(self.refused.values())} rows refused"

    def _sample(self, most: int) -> tuple[list[dict[str, Any]], int]:
        names = ("earliest", "source", "target", "code", "value", "source_raw", "target_raw", "dataset")
        return self.arrow.slice(0, most).select(names).to_pylist(), len(self)

    def __post_init__(self) -> None:
        if not self.arrow.schema.equals(EVENT_SCHEMA):
            wrong = sorted(set(self.arrow.schema).symmetric_difference(set(EVENT_SCHEMA)), key=str)
            raise BadInput(f"an event table with the wrong columns ({wrong[:3]})", "EVENT_SCHEMA")

    def __len__(self) -> int:
        return int(self.arrow.num_rows)

    @property
    def refused(self) -> dict[str, int]:
        """Rows refused, by reason, over all files."""
        total: Counter[str] = Counter()
        for use in self.provenance.sources:
            total.update(use.refused)
        return dict(total)

    @property
    def apart(self) -> dict[str, int]:
        """Rows kept apart, by reason."""
        return Counter(reason for reason in self.arrow["apart"].to_pylist() if reason is not None)

    @property
    def datasets(self) -> tuple[str, ...]:
        """Names of the sources in the table, sorted."""
        return tuple(sorted(self.arrow["dataset"].unique().to_pylist()))

    def filter(self, mask: Any) -> EventTable:
        """Rows where `mask` (Arrow boolean array or expression) holds, with the same provenance."""
        return EventTable(self.arrow.filter(mask), self.provenance)

    def to_frame(self) -> pl.DataFrame:
        """The events as a Polars data frame."""
        import polars as pl

        frame = pl.from_arrow(self.arrow)
        assert isinstance(frame, pl.DataFrame)
        return frame


def empty_events() -> pa.Table:
    """A table with the columns of `EVENT_SCHEMA` and no row."""
    return EVENT_SCHEMA.empty_table()


def concat(tables: Iterable[EventTable]) -> EventTable:
    """Join event tables; an identifier that occurs again gets its file and row, so that it stays unique."""
    parts = list(tables)
    provenance = Provenance()
    for part in parts:
        provenance = provenance.merge(part.provenance)
    joined = pa.concat_tables([part.arrow for part in parts]) if parts else empty_events()
    return EventTable(unique_ids(joined), provenance)


def unique_ids(table: pa.Table) -> pa.Table:
    """Make every ``event_id`` unique: the second and later of one name get ``#file:row`` behind it."""
    counts = table["event_id"].value_counts()
    if len(counts) == table.num_rows:
        return table
    ids, files, rows = (table[name].to_pylist() for name in ("event_id", "file", "row"))
    seen: set[str] = set()
    for i, name in enumerate(ids):
        new, again = name, 1
        while new in seen:
            new = f"{name}#{files[i]}:{rows[i]}" + (f"#{again}" if again > 1 else "")
            again += 1
        seen.add(new)
        ids[i] = new
    at = table.schema.get_field_index("event_id")
    return table.set_column(at, "event_id", pa.chunked_array([pa.array(ids, pa.string())]))
