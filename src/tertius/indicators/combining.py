"""One value for a pair, a year and an indicator, whatever rows and files tell of it.

How several rows of one pair and year are taken is the source's to say (`Reading.add`): rows of a register are added, the same
row once; levels and obligations take the highest; anything else can be but one number. Rows that give different
numbers leave it missing, with the reason, and are counted: neither the larger nor the last is what the source says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tertius.files.names import plain
from tertius.indicators.reading import Reading, whole_text

if TYPE_CHECKING:
    import polars as pl

CONTRADICTED = "its rows contradict each other"
SAME = 1e-6  # numbers as near as this, of their size, are one number written with more or fewer digits
_CELL = ["a", "b", "year"]
_NAMELESS = ("", "rownames", "unnamed0", "index")  # columns that number the rows of one file and tell nothing


@dataclass(frozen=True)
class Part:
    """One indicator of one table of a file, as it was read."""

    name: str
    reading: Reading
    frame: pl.DataFrame

    @property
    def directed(self) -> bool:
        """Whether (a, b) differs from (b, a)."""
        return self.reading.taken(self.name).directed

    @property
    def many(self) -> str:
        """How several rows of a pair and year are taken."""
        return str(self.frame["many"][0])


def combined(
    readings: Sequence[Reading], wanted: set[str] | None
) -> tuple[list[pl.DataFrame], tuple[str, ...]]:
    """A frame for every indicator, one row a pair and year with its source, and notes on rows that stand twice or disagree."""
    import polars as pl

    groups = dict[tuple[str, bool], list[Part]]()
    for reading in readings:
        for frame in reading.made:
            if frame.height and (wanted is None or frame["name"][0] in wanted):
                part = Part(str(frame["name"][0]), reading, frame)
                groups.setdefault((part.name, part.directed), []).append(part)
    frames, notes = list[pl.DataFrame](), list[str]()
    for (name, directed), parts in groups.items():
        whole, said = _settled([_ordered(part) for part in parts])
        named = {"name": pl.lit(name), "directed": pl.lit(directed)}
        frames.append(whole.with_columns(**named).sort(_CELL))
        notes += [f"indicators: {name}: {each}" for each in said]
    return frames, tuple(dict.fromkeys(notes))


def _ordered(part: Part) -> Part:
    """The part, an undirected pair in alphabetical order."""
    import polars as pl

    if part.directed:
        return part
    later = (pl.col("b") != "") & (pl.col("a") > pl.col("b"))
    one, two = pl.when(later).then("b").otherwise("a"), pl.when(later).then("a").otherwise("b")
    return Part(part.name, part.reading, part.frame.with_columns(a=one, b=two))


def _settled(parts: list[Part]) -> tuple[pl.DataFrame, list[str]]:
    """One row a pair and year: as every source tells it, then one number of all of them."""
    import polars as pl

    told, notes = list[pl.DataFrame](), list[str]()
    for key, many in dict.fromkeys((part.reading.source.key, part.many) for part in parts):
        some = [part for part in parts if (part.reading.source.key, part.many) == (key, many)]
        if many in ("added", "each"):
            frame, said = _added(some, once=many == "added")
            notes += said
        else:
            frame = pl.concat(_labelled(part.frame, part) for part in some)
        if many == "highest":
            frame = frame.group_by(_CELL).agg(
                pl.col("value").max(), pl.col("reason").drop_nulls().min(), pl.col("file").min()
            )
        told.append(frame.with_columns(source=pl.lit(key)))
    frame, said = _one_number(pl.concat(told))
    return frame, notes + said


def _labelled(frame: pl.DataFrame, part: Part) -> pl.DataFrame:
    import polars as pl

    return frame.select(*_CELL, "value", "reason", file=pl.lit(part.reading.path.name))


def _one_number(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """The number that all rows of a pair and year give, null where they give several; and a note on those."""
    import polars as pl

    value, low, high = pl.col("value"), pl.col("low"), pl.col("high")
    cells = frame.group_by(_CELL).agg(
        low=value.min(), high=value.max(), reason=pl.col("reason").drop_nulls().min(), source=pl.col("source").min()
    )  # fmt: skip
    differ = (high - low > SAME * pl.max_horizontal(low.abs(), high.abs())).fill_null(False)
    odd = cells.filter(differ)
    missing = pl.col("reason").fill_null("missing in the source")
    done = cells.select(
        *_CELL,
        value=pl.when(~differ).then(high),
        reason=pl.when(differ).then(pl.lit(CONTRADICTED)).when(high.is_null()).then(missing),
        source="source",
    )
    return done, [_disagreement(frame.join(odd.select(_CELL), on=_CELL, how="semi"))] if odd.height else []


def _disagreement(rows: pl.DataFrame) -> str:
    """What a note says of rows that give several numbers for a pair and year."""
    import polars as pl

    cells = rows.select(_CELL).unique().sort(_CELL)
    a, b, year = cells.row(0)
    first = rows.filter((pl.col("a") == a) & (pl.col("b") == b) & (pl.col("year") == year))
    numbers = first["value"].drop_nulls().unique().sort().to_list()
    example = f"{a}{'-' if b else ''}{b} {year}: {' or '.join(f'{number:g}' for number in numbers[:3])}"
    files = sorted(rows["file"].unique().to_list())
    much = f"{cells.height} pairs and years" if cells.height > 1 else "a pair and year"
    more = f" and {len(files) - 3} more" if len(files) > 3 else ""
    return (
        f"rows of {', '.join(files[:3])}{more} contradict each other on {much} ({example}): taken as missing"
    )


def _added(parts: list[Part], *, once: bool) -> tuple[pl.DataFrame, list[str]]:
    """Rows of one register added up, the same row once, in one file (with `once`) and over files; and notes on such rows."""
    import polars as pl

    shared = set.intersection(*(set(_columns(part.reading)) for part in parts))
    every, twice = list[pl.DataFrame](), 0
    for number, part in enumerate(parts):
        rows = part.frame
        if once:
            own = rows.join(_keys(part.reading, None), on="_row").unique(
                [*_CELL, "key"], keep="first", maintain_order=True
            )
            twice += rows["_row"].n_unique() - own["_row"].n_unique()
            rows = own.drop("key")
        keyed = rows.join(_keys(part.reading, shared), on="_row", maintain_order="left")
        nth = pl.int_range(pl.len()).over(
            [*_CELL, "key"]
        )  # two rows of a file that are alike in these columns are two
        every.append(keyed.with_columns(nth=nth, part=pl.lit(number), file=pl.lit(part.reading.path.name)))
    rows = pl.concat(every)
    kept = rows.unique([*_CELL, "key", "nth"], keep="first", maintain_order=True)
    again = rows.select("part", "_row").n_unique() - kept.select("part", "_row").n_unique()
    files = ", ".join(dict.fromkeys(part.reading.path.name for part in parts))
    said = [(twice, f"a row of {files} stands twice", f"rows of {files} stand twice"),
            (again, f"a row stands in several of {files}", f"rows stand in several of {files}")]  # fmt: skip
    notes = [f"{one if n == 1 else f'{n} {more}'}: counted once" for n, one, more in said if n]
    summed = kept.group_by(_CELL, maintain_order=True).agg(
        pl.col("value").sum(), pl.lit(None, pl.String).alias("reason"), pl.col("file").min()
    )
    return summed, notes


def _columns(reading: Reading) -> dict[str, str]:
    """Columns that tell something of a row, by their plain names."""
    return {
        plain(name): name for name in reading.given.columns if name != "_row" and plain(name) not in _NAMELESS
    }


def _keys(reading: Reading, shared: set[str] | None) -> pl.DataFrame:
    """What every row of a file says, in these of its columns (all of them, if None), as one text."""
    import polars as pl

    have = _columns(reading)
    names = [have[name] for name in sorted(have if shared is None else shared)]
    cells = [whole_text(pl.col(name)).fill_null("") for name in names]
    return reading.given.select("_row", key=pl.concat_str(cells, separator="\x1f") if cells else pl.lit(""))
