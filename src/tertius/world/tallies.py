"""Monthly tallies of machine-coded events, and a panel made of them without any event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tertius.actors import chain_of
from tertius.errors import BadInput
from tertius.months import STEP, Months, month_range
from tertius.panel import Panel
from tertius.panel.gaps import of_rows, reasons
from tertius.panel.plan import keys_of, name_pairs
from tertius.provenance import Provenance, SourceUse
from tertius.settings import Every
from tertius.world.entries import Entry, ledger
from tertius.world.place import folder

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa


Pair = tuple[str, str]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Tallies:
    """What the record holds of one source of events.

    Attributes
    ----------
    entry
        Its line in the ledger.
    cells
        Frame ``source, target, month`` (since January 1970), ``acts, sum, squares, q1 ... q4``: see
        `tertius.world.packing.tally`.
    volume
        Month to acts of the whole source.
    """

    entry: Entry
    cells: pl.DataFrame
    volume: dict[int, int]

    @property
    def window(self) -> tuple[np.datetime64, np.datetime64]:
        """First and last month of the source."""
        return np.datetime64(min(self.volume), "M"), np.datetime64(max(self.volume), "M")

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Pairs of chains with an act, each in alphabetical order."""
        told = self.cells.select("source", "target").unique().rows()
        keys = {_ordered(chain_of(a), chain_of(b)) for a, b in told}
        return tuple(sorted(key for key in keys if key[0] != key[1]))


def _ordered(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


def tallies(name: str) -> Tallies:
    """The tallies of one source of the ledger.

    Raises
    ------
    BadInput
        If the record has no tallies of that name.
    """
    return _tallies(folder(), name)


@lru_cache(maxsize=8)
def _tallies(place: Path, name: str) -> Tallies:
    import polars as pl

    entries = {entry.name: entry for entry in ledger(place) if entry.holds in ("tallies", "scores")}
    if name not in entries:
        raise BadInput(f"the record has no tallies of {name!r}", f"one of {', '.join(entries) or 'none'}")
    cells = pl.read_parquet(place / "tallies.parquet").filter(pl.col("dataset") == name).drop("dataset")
    volumes = pl.read_parquet(place / "volumes.parquet").filter(pl.col("dataset") == name)
    return Tallies(entries[name], cells, dict(volumes.select("month", "acts").rows()))


def tally_panel(
    name: str,
    dyads: Sequence[Pair],
    start: np.datetime64,
    end: np.datetime64,
    *,
    every: Every = "month",
    succession: str = "joined",
) -> Panel:
    """Panel of these pairs from the tallies of one source, on the default scale, both directions together.

    A source whose numbers of acts say nothing (`Entry.counted` is false) is of kind ``chronicle`` (silence means nothing), its
    `events` and `volume` are 0, and `n` is only how many scores a mean is made of.

    Parameters
    ----------
    name
        Name of the source in the ledger.
    dyads
        Handles, in the order in which they are wanted; a pair without acts is there, all missing.
    start, end
        First and last month, both inclusive.
    """
    return panel_of_tallies(tallies(name), dyads, start, end, every=every, succession=succession)


def panel_of_tallies(
    held: Tallies,
    dyads: Sequence[Pair],
    start: np.datetime64,
    end: np.datetime64,
    *,
    every: Every = "month",
    succession: str = "joined",
) -> Panel:
    """Panel of these pairs from tallies at hand; the rest as in `tally_panel`."""

    pairs = name_pairs(dyads)
    keys = keys_of(pairs, succession=succession, directed=False)
    months = month_range(start, end, every)
    acts, total, squares = _sums(held.cells, keys, months, STEP[every], succession)
    y = np.divide(total, acts, out=np.full(acts.shape, np.nan), where=acts > 0)
    free = np.maximum(acts - 1, 1)
    spread = np.where(acts >= 2, np.maximum(squares - acts * np.nan_to_num(y) ** 2, 0.0) / free, np.nan)
    counted = held.entry.counted
    kind = "stream" if counted else "chronicle"
    volume = _volume(held, months, STEP[every]) if counted else np.zeros(len(months))
    first, last = held.window
    gap = reasons(
        of_rows(acts, acts, np.zeros(acts.shape)) + np.where(acts > 0, 0.0, np.nan), keys, months, kind=kind, volume=volume,
        inside=(months + STEP[every] > first) & (months <= last), step=STEP[every], succession=succession,
    )  # fmt: skip
    return Panel(
        dyads=pairs, months=months, y=y, n=acts, spread=spread,
        events=(acts if counted else np.zeros(acts.shape)).astype(np.int64), y_past=y, n_past=acts,
        volume=volume, gap=gap, kind=kind, directed=False, scale="goldstein", every=every,
        provenance=_provenance(held.entry), opener=_no_acts,
    )  # fmt: skip


def _sums(
    cells: pl.DataFrame, keys: Sequence[Pair], months: Months, step: int, succession: str
) -> tuple[Floats, Floats, Floats]:
    """Acts, sum of scores and of their squares, each an array, shape (dyad, period)."""
    first = int(months[0].astype("M8[M]").astype(np.int64))
    period = (cells["month"].to_numpy().astype(np.int64) - first) // step
    row = _rows(cells, keys, succession)
    good = (row >= 0) & (period >= 0) & (period < len(months))
    out = np.zeros((3, len(keys), len(months)))
    for k, column in enumerate(("acts", "sum", "squares")):
        np.add.at(out[k], (row[good], period[good]), cells[column].to_numpy().astype(float)[good])
    twins = np.array([keys.index(key) for key in keys])
    return out[0][twins], out[1][twins], out[2][twins]


def _rows(cells: pl.DataFrame, keys: Sequence[Pair], succession: str) -> npt.NDArray[np.int64]:
    """Which of the keys a cell belongs to, array, shape (cell,); -1 for none."""

    names = set(cells["source"].unique().to_list()) | set(cells["target"].unique().to_list())
    labels = {name: chain_of(name, succession) for name in names}
    place = {key: i for i, key in reversed(list(enumerate(keys)))}
    told = cells.select("source", "target").unique()
    found = {pair: place.get(_ordered(labels[pair[0]], labels[pair[1]]), -1) for pair in told.rows()}
    pairs = zip(cells["source"].to_list(), cells["target"].to_list(), strict=True)
    return np.array([found[pair] for pair in pairs], dtype=np.int64)


def _no_acts(dyads: Sequence[int] | None) -> pa.Table:
    """The acts behind a panel of tallies: none ship."""
    import pyarrow as pa

    numbers = {"dyad": pa.int64(), "month": pa.int64()}
    scores = {name: pa.float64() for name in ("weight", "weight_past", "score")}
    return pa.schema({**numbers, "event_id": pa.string(), **scores}).empty_table()


def _volume(held: Tallies, months: Months, step: int) -> Floats:
    first = int(months[0].astype("M8[M]").astype(np.int64))
    out = np.zeros(len(months))
    for month, acts in held.volume.items():
        at = (month - first) // step
        if 0 <= at < len(out):
            out[at] += acts
    return out


def _provenance(entry: Entry) -> Provenance:
    name, digest = entry.files[0]
    use = SourceUse(
        f"{entry.title}: monthly tallies", name, digest, entry.rows, entry.figures, cite=entry.cite
    )
    return Provenance(sources=(use,), notes=(f"{entry.name}: {entry.coverage}; {entry.licence}",))
