"""The panel: what was said of every pair of states in every month, and why a cell is empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.labelled import dataset, pair_names
from tertius.months import Months, labels, parse_month
from tertius.provenance import Provenance
from tertius.settings import Every
from tertius.shown import Shown

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa
    import xarray as xr


class Gap(IntEnum):
    """Why a cell has no score; `FILLED` where it has one."""

    FILLED = 0
    UNRECORDED = 1
    UNREPORTED = 2
    SILENT = 3
    OUTSIDE = 4
    NO_STATE = 5
    DUPLICATES = 6
    UNSCORED = 7

    @property
    def words(self) -> str:
        """As it is told: "" where the cell has a score."""
        return GAPS[self]


GAPS = (
    "",
    "no act recorded",
    "no event reported",
    "source silent",
    "outside the source",
    "state does not exist",
    "only marked duplicates",
    "no score on this scale",
)
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Panel(Shown):
    """Months x pairs of states.

    Attributes
    ----------
    dyads
        Pairs, as asked, or of chain labels in alphabetical order (source, target if directed).
    months : array of datetime64[M], shape (month,)
        First month of every period.
    y : array, shape (dyad, month)
        Weighted mean score, in units of the scale (Goldstein: -10 to +10); NaN where missing. Never 0 for
        no event.
    n : array, shape (dyad, month)
        Sum of the weights of the scored acts; an act dated to an interval gives a part of 1.
    spread : array, shape (dyad, month)
        Weighted sample variance of the scores, ``sum w (s - y)^2 / (n - sum w^2 / n)``; NaN below two acts.
    events : array of int, shape (dyad, month)
        Acts that touch the month, scored or not.
    y_past, n_past : array, shape (dyad, month)
        The same where an act whose date is an interval enters only in the month of its last day. The same
        objects as `y` and `n` when every act is dated to one month.
    volume : array, shape (month,)
        Acts of the whole source, those set apart included, marked duplicates left out.
    gap : array of int8, shape (dyad, month)
        Index into `GAPS`: why `y` is missing; 0 where it is not.
    kind
        ``stream`` (no event is informative) or ``chronicle`` (a selection: it is not).
    directed, scale, every
        As asked of `build_panel`.
    provenance
        Where the events came from, and the settings.
    opener
        Gives `links`, all or those of some dyads (by position), when they are first asked for.
    told
        `counted` as the sources count, where several are joined and `n` is in acts of one of them.
    """

    dyads: tuple[tuple[str, str], ...]
    months: Months
    y: Floats
    n: Floats
    spread: Floats
    events: npt.NDArray[np.int64]
    y_past: Floats
    n_past: Floats
    volume: Floats
    gap: npt.NDArray[np.int8]
    kind: str
    directed: bool
    scale: str
    every: Every
    provenance: Provenance = field(default_factory=Provenance)
    opener: Callable[[Sequence[int] | None], pa.Table] | None = field(default=None, repr=False)
    told: Floats | None = field(default=None, repr=False)

    def _headline(self) -> str:
        return (
            f"Panel of {len(self.dyads)} dyads, {len(self.months)} periods ({self.every}) from {self.months[0]} "
            f"to {self.months[-1]}, scale {self.scale}, {self.kind}"
        )

    def _sample(self, most: int) -> tuple[list[dict[str, Any]], int]:
        rows = [
            {
                "a": a,
                "b": b,
                "counted": int(self.events[i].sum()),
                "periods with a score": int(self.observed[i].sum()),
            }
            for i, (a, b) in enumerate(self.dyads[:most])
        ]
        return rows, len(self.dyads)

    def __post_init__(self) -> None:
        shape = (len(self.dyads), len(self.months))
        for name in ("y", "n", "spread", "events", "y_past", "n_past", "gap"):
            if getattr(self, name).shape != shape:
                raise BadInput(
                    f"panel {name} of shape {getattr(self, name).shape}", f"(dyad, month) = {shape}"
                )
        if self.volume.shape != shape[1:]:
            raise BadInput(f"panel volume of shape {self.volume.shape}", f"(month,) = {shape[1:]}")
        if self.kind not in ("stream", "chronicle"):
            raise BadInput(f"panel kind {self.kind!r}", "stream or chronicle")

    @cached_property
    def links(self) -> pa.Table:
        """Every act of every cell: dyad, month (positions), event_id, weight, weight_past, score (NaN if none).

        Of a store these are all its acts, by the identifiers as stored; `links_of` reads those of some dyads alone.
        """
        return self._open(None)

    def links_of(self, dyads: Sequence[int]) -> pa.Table:
        """The links of these dyads (positions, at least one); from a store no other pair's acts are read."""
        return self._open(tuple(int(dyad) for dyad in dyads))

    def _open(self, dyads: tuple[int, ...] | None) -> pa.Table:
        if self.opener is None:
            raise BadInput("a panel without events behind it", "a panel made by build_panel")
        return self.opener(dyads)

    @property
    def observed(self) -> npt.NDArray[np.bool_]:
        """Where there is a score, array, shape (dyad, month)."""
        return ~np.isnan(self.y)

    @property
    def counted(self) -> Floats:
        """Scored acts that may be counted, an act dated to an interval as parts of one, array, shape (dyad, month)."""
        return (
            self.told
            if self.told is not None
            else np.minimum(np.where(self.observed, self.n, 0.0), self.events)
        )

    def index(self, a: str, b: str) -> int:
        """Position of a pair; in an undirected panel in either order."""
        for pair in ((a, b),) if self.directed else ((a, b), (b, a)):
            if pair in self._where:
                return self._where[pair]
        shown = ", ".join("-".join(pair) for pair in self.dyads[:5])
        raise BadInput(
            f"{a}-{b} is not in the panel", f"one of {shown}{' ...' if len(self.dyads) > 5 else ''}"
        )

    @cached_property
    def _where(self) -> dict[tuple[str, str], int]:
        return {pair: i for i, pair in enumerate(self.dyads)}

    def gap_labels(self, index: int) -> list[str]:
        """Reason for every month of one dyad; "" where there is a score."""
        return [GAPS[reason] for reason in self.gap[index]]

    def cell(self, a: str, b: str, month: str | np.datetime64) -> pa.Table:
        """The acts of one cell: event_id, weight, weight_past, score."""
        import pyarrow.compute as pc

        dyad = self.index(a, b)
        asked = parse_month(month) if isinstance(month, str) else month.astype("M8[M]")
        at = int(np.searchsorted(self.months, asked, side="right")) - 1
        period = {"month": 1, "quarter": 3, "year": 12}[self.every]
        if at < 0 or asked >= self.months[at] + period:
            raise BadInput(f"{asked} is not in the panel", f"{self.months[0]} to {self.months[-1]}")
        links = self.links_of([dyad])
        return links.filter(pc.equal(links["month"], at)).select(
            ["event_id", "weight", "weight_past", "score"]
        )

    def select(self, dyads: tuple[tuple[str, str], ...]) -> Panel:
        """The same panel with these pairs only."""

        at = np.array([self.index(*pair) for pair in dyads], dtype=np.intp)
        rows: dict[str, Any] = {
            name: getattr(self, name)[at] for name in ("y", "n", "spread", "events", "gap")
        }
        rows["y_past"] = rows["y"] if self.y_past is self.y else self.y_past[at]
        rows["n_past"] = rows["n"] if self.n_past is self.n else self.n_past[at]
        told = None if self.told is None else self.told[at]
        return replace(self, dyads=dyads, opener=partial(_picked, self, at), told=told, **rows)

    def to_dataset(self) -> xr.Dataset:
        """Arrays with named axes (xarray): y, n, spread, events, y_past, n_past (dyad, month), volume (month)."""
        names = ("y", "n", "spread", "events", "y_past", "n_past")
        arrays: dict[str, Any] = {name: (("dyad", "month"), getattr(self, name)) for name in names}
        arrays["gap"] = (("dyad", "month"), np.array(GAPS)[self.gap])
        arrays["volume"] = (("month",), self.volume)
        places: dict[str, Any] = {"month": self.months.astype("M8[ns]"), "dyad": pair_names(self.dyads)}
        return dataset(arrays, places, {"scale": self.scale, "every": self.every, "kind": self.kind})

    def to_frame(self) -> pl.DataFrame:
        """One row a dyad and month: a, b, month, y, n, spread, events, y_past, n_past, gap, volume."""
        import polars as pl

        size, length = len(self.dyads), len(self.months)
        columns: dict[str, Any] = {
            "a": np.repeat([a for a, _ in self.dyads], length),
            "b": np.repeat([b for _, b in self.dyads], length),
            "month": np.tile(labels(self.months), size),
            **{
                name: getattr(self, name).ravel()
                for name in ("y", "n", "spread", "events", "y_past", "n_past")
            },
            "gap": np.array(GAPS)[self.gap.ravel()],
            "volume": np.tile(self.volume, size),
        }
        return pl.DataFrame(columns).with_columns(pl.col(pl.Float64).fill_nan(None))


def _picked(panel: Panel, at: npt.NDArray[np.intp], dyads: Sequence[int] | None = None) -> pa.Table:
    """Links of some of the dyads that were picked from a panel (None: of all of them), renumbered."""
    import pyarrow as pa

    links = panel.links_of((at if dyads is None else at[list(dyads)]).tolist())
    old = links["dyad"].to_numpy()
    size = max(int(at.max(initial=-1)), int(old.max(initial=-1))) + 1
    new = np.full(size, -1, dtype=np.int64)
    new[at] = np.arange(len(at))
    kept = links.set_column(0, "dyad", pa.array(new[old]))
    return kept.filter(pa.array(new[old] >= 0))
