"""A source of structural data as it is described, and one of its files while it is read."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tertius.actors import lookup_many, states
from tertius.files.names import plain, renamed, shown
from tertius.indicators.ambiguous import NO_STATE
from tertius.indicators.ambiguous import why as why_none

if TYPE_CHECKING:
    import polars as pl

ANY = (-math.inf, math.inf)
AMOUNT = (0.0, math.inf)
SHARE = (0.0, 1.0)
MISSING = (-9.0, -99.0, -999.0)  # codes that sources write for a number that is missing
FUTURE = "a year in the future"


def this_year() -> int:
    """The year today; no source knows a later one."""
    return dt.date.today().year


@dataclass(frozen=True)
class IndicatorSpec:
    """One indicator of a source: its direction, unit, and whether an absent row is a zero."""

    directed: bool
    unit: str
    zero_if_absent: bool
    why: str = "no row in the source"


@dataclass(frozen=True)
class IndicatorSource:
    """A structural data set.

    Parameters
    ----------
    key, title
        Short name and full name.
    columns
        Sets of columns; a file that has all of one set is this source.
    takes
        Indicators taken, by name.
    build
        Puts the file's rows into the table.
    coverage, licence, cite
        Years, the licence as it was stated with the copy read, and the reference.
    get
        Where the user finds it.
    cow
        Whether its states are those of the COW list.
    also
        Other names of a column, as releases and packages write it.
    more
        Columns that are used if they are there.
    shape
        Whether names of columns that are in no set are this source's all the same (a page that is wide in years).
    shaped
        That shape in words.
    checked, answers
        What the reader was tested on, and which complaints of its users are answered.
    numbers
        Columns of numbers, with the least and the largest that can be; a share is 0 to 1.
    wide
        Pattern of the names of columns of numbers, of a table that is wide in years.
    since
        Year before which the source tells nothing.
    """

    key: str
    title: str
    columns: tuple[frozenset[str], ...]
    takes: Mapping[str, IndicatorSpec]
    build: Callable[[Reading], None]
    coverage: str
    licence: str
    cite: str
    get: str
    cow: bool = True
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    more: frozenset[str] = frozenset()
    shape: Callable[[Sequence[str]], bool] | None = None
    shaped: str = ""
    checked: str = ""
    answers: tuple[str, ...] = ()
    numbers: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    wide: str = ""
    since: int = 1800

    @property
    def own_columns(self) -> tuple[str, ...]:
        """Every column that the description knows."""
        every = [*(name for each in self.columns for name in sorted(each)), *sorted(self.more), *self.also]
        return tuple(dict.fromkeys(every))

    def is_number(self, name: str) -> bool:
        """Whether a column of this name holds numbers."""
        return name in self.numbers or bool(self.wide and re.fullmatch(self.wide, name.strip()))

    def own_names(self, names: Sequence[str]) -> list[str]:
        """A file's column names as the source has them, where they are its own in another dress."""
        found = renamed(names, dict.fromkeys(self.own_columns), self.also)
        taken = set(found.values())
        return [found.get(name, name if name not in taken else f"{name} (second)") for name in names]

    def fits(self, names: Sequence[str]) -> int:
        """Columns of the largest set that names have, in any dress; 0 if they have none."""
        have = {plain(name) for name in names}
        sizes = [len(each) for each in self.columns if all(self._has(have, name) for name in each)]
        return max(sizes, default=int(self.shape is not None and self.shape(list(names))))

    def _has(self, have: set[str], name: str) -> bool:
        return any(plain(each) in have for each in (name, *self.also.get(name, ())))


@dataclass
class Reading:
    """One file while it is read: its frame, the rows made of it, and what was refused."""

    path: Path
    source: IndicatorSource
    frame: pl.DataFrame
    made: list[pl.DataFrame] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    senders: frozenset[str] | None = None
    receivers: frozenset[str] | None = None
    span: tuple[int, int] | None = None
    rows: int = 0
    before: str = ""
    notes: tuple[str, ...] = ()
    examples: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.given = self.frame  # its rows as they were, whatever is made of them

    def taken(self, name: str) -> IndicatorSpec:
        """What the source says of one of its indicators."""
        return self.source.takes.get(name) or self.source.takes["*"]

    def column(self, *names: str) -> str:
        """The first of these columns that the file has."""
        return next(name for name in names if name in self.frame.columns)

    def keep(self, mask: Any, reason: str, *, show: str = "") -> None:
        """Keep the rows of a boolean expression; count the others under `reason`, with a few values of the column `show`.

        A row of the file that became several (one a year) is refused when none of them is left.
        """
        import polars as pl

        held, good = self.frame, pl.Expr.fill_null(mask, False)
        self.frame = held.filter(good)
        if held.height == self.frame.height:
            return
        gone = held["_row"].n_unique() - self.frame["_row"].n_unique()
        if gone:
            self.refused[reason] += gone
        if show in held.columns:
            some = held.filter(~good)[show].cast(pl.String).unique(maintain_order=True).head(3).to_list()
            self.examples.setdefault(reason, []).extend(
                "nothing" if text is None else shown(text) for text in some
            )

    def why(self) -> str:
        """What was refused, with examples, in words."""
        parts = [
            f"{reason}: {n}"
            + (f" ({', '.join(self.examples[reason][:3])})" if self.examples.get(reason) else "")
            for reason, n in self.refused.most_common()
        ]
        return ", ".join(parts) or "no rows"

    def keep_years(self, reason: str = "the year is no year") -> None:
        """Keep the rows of a year that can be; those of the future, or from before the source begins, are refused."""
        import polars as pl

        year, held = pl.col("year"), self.frame
        self.keep(year.is_between(1800, 2100), reason, show="_year")
        self.keep(year <= this_year(), FUTURE, show="_year")
        self.keep(year >= self.source.since, f"before the source begins ({self.source.since})", show="_year")
        lost, rows = held.height - self.frame.height, held["_row"].n_unique() - self.frame["_row"].n_unique()
        if lost > rows and held.height > held["_row"].n_unique():
            said = f"{lost} values of years in the future, or from before the source begins, refused"
            self.notes = (*self.notes, said)

    def keep_possible(self) -> None:
        """Keep the rows whose numbers can be: a share is no 15, an amount not below nothing (codes for missing apart)."""
        import polars as pl

        for name, (low, high) in self.source.numbers.items():
            if name not in self.frame.columns or (low, high) == ANY:
                continue
            value = pl.col(name).cast(pl.String).str.strip_chars().cast(pl.Float64, strict=False)
            good = value.is_between(low, high) | ~value.is_finite()
            good = good | value.is_in(MISSING) if low >= 0 else good
            outside = f"below {low:g}" if high == math.inf else f"outside {low:g} to {high:g}"
            self.keep(good.fill_null(True), f"{name} {outside}", show=name)

    def keep_states(self, new: str, raw: str, scheme: str | None) -> None:
        """Keep the rows that have a handle; the others are refused for want of a state, or because their text names several."""
        import polars as pl

        lost = self.frame.filter(pl.col(new).is_null()).select(raw, "year").unique()
        reasons = {
            (text, year): why_none(text, year, scheme)
            for text, year in zip(whole_text(lost[raw]), lost["year"], strict=True)
        }
        for reason in sorted(set(reasons.values()) - {NO_STATE}):
            named = [text for (text, _), other in reasons.items() if other == reason]
            meant = whole_text(self.frame[raw]).is_in(named) & self.frame[new].is_null()
            self.keep(~pl.lit(meant), reason, show=raw)
        self.keep(pl.col(new).is_not_null(), NO_STATE, show=raw)

    def date_states(self, columns: dict[str, str], scheme: str) -> None:
        """Add ``a`` (and ``b``): dated handles of raw columns in the row's year; drop rows without."""
        import polars as pl

        self.keep_years()
        for new, raw in columns.items():
            handles = handles_in(whole_text(self.frame[raw]), self.frame["year"].to_numpy(), scheme)
            self.frame = self.frame.with_columns(pl.Series(new, handles.tolist(), handle_kind()))
            self.keep_states(new, raw, scheme)
        if len(columns) == 2:
            self.keep(pl.col("a") != pl.col("b"), "the same state twice")

    def add(
        self,
        name: str,
        value: Any,
        *,
        reason: Any = None,
        swap: bool = False,
        where: Any = None,
        many: str = "one",
    ) -> None:
        """Put one indicator of every row into the table; `swap` exchanges a and b.

        `many` says what several rows of a pair and year are: ``"one"`` number, which they must agree on; levels, of which the
        ``"highest"`` counts; rows of a register to be ``"added"``, the same row once; or such rows of which
        ``"each"`` of a file counts, since nothing tells them apart.
        """
        import polars as pl

        frame = self.frame if where is None else self.frame.filter(where)
        first, second = ("b", "a") if swap else ("a", "b")
        self.made.append(
            frame.select(
                "_row",
                pl.col(first).alias("a"),
                (pl.col(second) if second in frame.columns else pl.lit("", handle_kind())).alias("b"),
                pl.col("year").cast(pl.Int32),
                pl.lit(name).alias("name"),
                value.cast(pl.Float64).alias("value"),
                (pl.lit(None, pl.String) if reason is None else reason).cast(pl.String).alias("reason"),
                pl.lit(many).alias("many"),
            )
        )


def year_text(column: Any) -> Any:
    """A column of years as text; of a whole date (``1990-01-01``, ``19900101``) its year."""
    import polars as pl

    text = whole_text(column)
    return text.str.replace(r"^(\d{4})(?:[-/.]\d{1,2}[-/.]\d{1,2}(?:[ T].*)?|[01]\d[0-3]\d)$", "${1}").cast(
        pl.String
    )


def whole_text(column: Any) -> Any:
    """A column as text, whole numbers without the point that programs put behind them."""
    import polars as pl

    return column.cast(pl.String).str.strip_chars().str.replace(r"^([+-]?\d+)[.,]0*$", "${1}")


@lru_cache(maxsize=1)
def handle_kind() -> Any:
    """Handles in alphabetical order, as a Polars type: rows of them are compared as numbers."""
    import polars as pl

    return pl.Enum(["", *sorted(state.handle for state in states())])


def handles_in(raw: Any, years: Any, scheme: str | None) -> Any:
    """Handle of each row on 1 July of its year, else on 31 December, else on 1 January."""
    values = pa.array(raw.to_arrow())
    first = np.asarray(years).astype("i8") - 1970
    found = None
    for month, day in ((6, 0), (11, 30), (0, 0)):
        days = (first * 12 + month).astype("M8[M]").astype("M8[D]") + day
        if found is None:
            found = lookup_many(values, days, scheme)
            continue
        empty = np.array([handle is None for handle in found])
        if empty.any():
            found[empty] = lookup_many(values.filter(pa.array(empty)), days[empty], scheme)
    return found
