"""The sources that claims are tried on: what each says of pairs of states, by month and by direction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tertius.actors import chain_of
from tertius.cases import pooled_events
from tertius.claims.rescaled import rescaled_cells, rescaled_events
from tertius.claims.rival_list import rival_pairs
from tertius.errors import BadInput
from tertius.events import EventTable
from tertius.panel import build_panel

if TYPE_CHECKING:
    import polars as pl

    from tertius.events.store.selection import Selection
    from tertius.panel import Panel

Pair = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Feed:
    """One source.

    Attributes
    ----------
    name
        As in the ledger; ``casebook`` or ``events``.
    kind
        ``stream``, ``scores`` (a stream whose acts may not be counted) or ``chronicle``.
    cells
        Frame ``source, target, month, acts, sum, q2``: months since January 1970, states as chains, a mutual act in both
        directions.
    panel
        Pairs to a panel of them.
    used
        Name and hash of what it was read from.
    events
        The acts, where they are at hand; None of a tally.
    """

    name: str
    kind: str
    cells: pl.DataFrame
    panel: Callable[[Sequence[Pair]], Panel]
    used: tuple[tuple[str, str], ...] = ()
    events: EventTable | None = None

    @property
    def counted(self) -> bool:
        """Whether numbers of acts may be compared."""
        return self.kind == "stream"

    @property
    def months(self) -> tuple[int, int]:
        """First and last month with a scored act, since January 1970."""
        low, high = self.cells["month"].min(), self.cells["month"].max()
        return int(low), int(high)  # type: ignore[arg-type]


def shipped_feeds(
    *, scale: str = "goldstein", keep_duplicates: bool = False, least: str = "low"
) -> tuple[Feed, ...]:
    """The casebook and every tally that ships.

    Parameters
    ----------
    scale
        One of `tertius.claims.rescaled.SCALES`.
    keep_duplicates, least
        Of the casebook: count acts told twice twice; lowest confidence of the acts that count.
    """
    from tertius.world import CASEBOOK, ledger

    told = [entry.name for entry in ledger() if entry.holds in ("tallies", "scores")]
    casebook = events_feed(
        pooled_events(least=least), CASEBOOK, kind="chronicle", keep_duplicates=keep_duplicates, scale=scale
    )
    return (casebook, *(tally_feed(name, scale=scale) for name in told))


def tally_feed(name: str, *, scale: str = "goldstein") -> Feed:
    """The tallies of one source of the record."""
    from tertius.world.tallies import panel_of_tallies, tallies

    held = tallies(name)
    held = replace(held, cells=rescaled_cells(held.cells, scale))
    start, end = held.window
    return Feed(
        name,
        "stream" if held.entry.counted else "scores",
        _chained(held.cells),
        lambda pairs: panel_of_tallies(held, pairs, start, end),
        held.entry.files,
    )


def events_feed(
    events: EventTable | Selection,
    name: str = "events",
    *,
    kind: str = "",
    keep_duplicates: bool = False,
    scale: str = "goldstein",
) -> Feed:
    """A user's own events, or the casebook's.

    Parameters
    ----------
    scale
        One of `tertius.claims.rescaled.SCALES`.

    Raises
    ------
    BadInput
        If no act between two states has a day and a score.
    """
    import polars as pl

    from tertius.world.packing import tally

    told = events if isinstance(events, EventTable) else events.acts_of(_with_rivals(events))
    table = rescaled_events(told, scale)
    mutual = _exchanged(table)
    cells = pl.concat([tally(each) for each in (table, mutual) if len(each)] or [_nothing()])
    if cells.is_empty():
        raise BadInput("no act between two states has a day and a score in these events", "at least one")
    chained = _chained(cells)
    low, high = int(chained["month"].min()), int(chained["month"].max())  # type: ignore[arg-type]
    start, end = np.datetime64(low, "M"), np.datetime64(high, "M")

    def panel(pairs: Sequence[Pair]) -> Panel:
        return build_panel(table, dyads=list(pairs), start=start, end=end, keep_duplicates=keep_duplicates)

    chronicle = set(table.to_frame()["dataset"].unique().to_list()) <= {"chronicle"}
    uses = tuple((use.path, use.sha256) for use in table.provenance.sources)
    # the codes of other acts tell help from other acts, and are lost under another scale
    acts = table if chronicle else told
    return Feed(name, kind or ("chronicle" if chronicle else "stream"), chained, panel, uses, acts)


def _nothing() -> pl.DataFrame:
    import polars as pl

    texts = dict.fromkeys(("source", "target"), pl.String)
    return pl.DataFrame(
        schema={**texts, "month": pl.Int16, "acts": pl.UInt32, "sum": pl.Float32, "q2": pl.UInt32}
    )


def _with_rivals(events: Selection) -> list[Pair]:
    """Pairs of the store in which a rival of the fixed list takes part."""

    rivals = {each for pair in rival_pairs() for each in pair}
    return sorted({(a, b) for a, b in events.pairs() if a != b and {chain_of(a), chain_of(b)} & rivals})


def _exchanged(table: EventTable) -> EventTable:
    """The mutual acts with source and target exchanged."""
    import pyarrow as pa

    arrow = table.arrow
    kept = pa.array([each is False for each in arrow["directed"].to_pylist()])
    mutual = arrow.filter(kept)
    source, target = mutual["source"], mutual["target"]
    for name, column in (("source", target), ("target", source)):
        mutual = mutual.set_column(mutual.schema.get_field_index(name), mutual.schema.field(name), column)
    return replace(table, arrow=mutual)


def _chained(cells: pl.DataFrame) -> pl.DataFrame:
    """States as chains, a chain with itself left out."""
    import polars as pl

    names = set(cells["source"].unique().to_list()) | set(cells["target"].unique().to_list())
    chains = {name: chain_of(name) for name in names}
    plain = cells.with_columns(
        pl.col("source").replace_strict(chains, return_dtype=pl.String),
        pl.col("target").replace_strict(chains, return_dtype=pl.String),
    )
    kept = plain.filter(pl.col("source") != pl.col("target")).group_by("source", "target", "month")
    return kept.agg(pl.col("acts").sum(), pl.col("sum").sum().cast(pl.Float64), pl.col("q2").sum()).sort(
        "source", "target", "month"
    )
