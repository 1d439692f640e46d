"""Reading structural data: a file is known by its columns, and a row that cannot be used is counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tertius.errors import BadInput
from tertius.files.archive import Contents
from tertius.files.cells import cell
from tertius.files.folder import LeftOut, NoFile, inside
from tertius.files.header import Known
from tertius.files.kinds import NotData
from tertius.files.names import plain, shown
from tertius.indicators.catalogue import INDICATOR_SOURCES
from tertius.indicators.combining import combined
from tertius.indicators.coverage import INDICATOR_SCHEMA, Coverage
from tertius.indicators.frame import Read, no_numbers, plain_numbers, read_frames
from tertius.indicators.reading import IndicatorSource, Reading, year_text
from tertius.indicators.table import Indicators
from tertius.provenance import Provenance, SourceUse, sha256

if TYPE_CHECKING:
    import polars as pl


#: Columns by which the COW alliance data give themselves away; their owner asks software not to ease them.
_COW_ALLIANCES = (
    frozenset({"version4id"}),
    frozenset({"ss_type", "dyad_st_year"}),
    frozenset({"entente", "neutrality"}),
)
#: What an odd file may set off in a source that did not foresee it: a sentence about the file, too.
UNFORESEEN = (
    LookupError,
    ValueError,
    TypeError,
    ArithmeticError,
    AttributeError,
    StopIteration,
    pa.ArrowException,
)


def read_indicators(paths: Any, *, names: Iterable[str] | None = None) -> Indicators:
    """Read yearly facts about pairs of states.

    Parameters
    ----------
    paths
        One or many files (text with any delimiter, Parquet, spreadsheets, Stata, R, zipped or not) or folders; a file is known by
        its columns, in any dress. In a folder, a file of no known kind, or of which nothing can be read, costs itself
        only: ``provenance.left_out`` names it; a file that is named itself must be known.
    names
        Indicators to keep; None keeps all.

    Returns
    -------
    Indicators

    Raises
    ------
    BadInput
        If a file holds COW alliances; if one that was named itself is absent, cannot be read, is of no known kind, or no row of
        it can be used; or if nothing in the folders can be read.
    """
    import polars as pl

    wanted = None if names is None else set(names)
    readings, left_out = _readings(_files(paths))
    frames, told = combined(readings, wanted)
    coverage = tuple(cover for reading in readings for cover in _coverage(reading, wanted))
    if not coverage:
        raise BadInput(f"no indicator among {sorted(wanted or ())}", "names the files have")
    table = pl.concat(frames).select(INDICATOR_SCHEMA.names).to_arrow().cast(INDICATOR_SCHEMA)
    sources = tuple(_use(reading) for reading in readings)
    return Indicators(table, coverage, Provenance(sources=sources, notes=(*left_out, *told)))


def _readings(files: list[tuple[Path, bool]]) -> tuple[list[Reading], tuple[str, ...]]:
    """What could be read, and notes on the files of a folder, or inside a file, that were left out."""
    readings, left_out, last = list[Reading](), LeftOut(), list[BadInput]()
    for path, named in files:
        try:
            found, others = _read(path)
        except BadInput as error:
            if named or isinstance(error, CowAlliances):
                raise
            last.append(error)
            left_out.add(path, error)
        else:
            readings += found
            left_out.unknown += others.left_out
            left_out.bad += [error.seen for error in others.bad]
    if not readings:
        if len(files) == 1:
            raise last[0]
        raise BadInput(
            left_out.seen(),
            "at least one structural source",
            "see docs/guide/indicators.md; any fact fits as a, b, year, name, value",
        )
    said = [f"{reading.path.name}: {note}" for reading in readings for note in reading.notes]
    return readings, (*said, *left_out.notes("indicators: "))


def detect(columns: Sequence[str]) -> IndicatorSource | None:
    """The source whose columns these are, in any dress: the one that asks for most of them."""
    fits = [(source.fits(columns), source) for source in INDICATOR_SOURCES.values()]
    best = max(fits, key=lambda fit: fit[0])
    return best[1] if best[0] else None


@cache
def _is_read(name: str) -> bool:
    """Whether some source reads a column of this name."""
    return any(plain(name) in map(plain, each.own_columns) for each in INDICATOR_SOURCES.values())


class UnknownFile(NotData):
    """The columns are of no structural source."""


class CowAlliances(BadInput):
    """A file whose owner asks that software does not ease its use: said, wherever it lies."""


def _files(paths: Any) -> list[tuple[Path, bool]]:
    """Every file, and whether it was named itself rather than found in a folder; hidden files are not looked at."""
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    found: list[tuple[Path, bool]] = []
    for path in map(Path, given):
        if path.is_dir():
            found += [(each, False) for each in inside(path)]
        elif path.is_file():
            found.append((path, True))
        else:
            raise BadInput(f"no file {path}", "a file or folder of structural data")
    if not found:
        raise BadInput(
            f"no data files in {', '.join(map(str, given)) or 'an empty list'}", "CSV or Parquet files"
        )
    return found


def _read(path: Path) -> tuple[list[Reading], Contents]:
    """The tables of one file that are of a known kind, and what is known of those inside that are not read.

    Raises
    ------
    UnknownFile
        If none is.
    """
    if not path.is_file():
        raise NoFile(
            f"{path} is {'a link to nothing' if path.is_symlink() else 'not a regular file'}", "a file"
        )
    tables, others = read_frames(path, Known(lambda names: detect(names) is not None, _is_read))
    readings, unknown = list[Reading](), list[Read]()
    for table in tables:
        if any(each <= {name.lower() for name in table.frame.columns} for each in _COW_ALLIANCES):
            raise CowAlliances(
                f"{path} holds COW alliances",
                "ATOP",
                "the owner of the COW alliance data asks not to ease them",
            )
        source = detect(table.frame.columns)
        if source is None:
            unknown.append(table)
        else:
            readings.append(_built(path, table, source))
    if not readings:
        names = unknown[0].frame.columns[:8] if unknown else []
        raise UnknownFile(
            f"{path}: columns {', '.join(shown(name) for name in names) or 'none'}",
            "columns of a structural source",
            _unread(unknown[0].frame.columns if unknown else [])
            or "see docs/guide/indicators.md; any fact fits as a, b, year, name, value",
        )
    others.left_out[:0] = [table.name for table in unknown]
    return readings, others


#: Files of a maker that hold no pair of states, by columns that all of them have: what to take in their place.
UNREAD = {
    frozenset(
        {"dispnum", "styear", "outcome"}
    ): "this lists disputes without their states: take the participants (MIDB)",
    frozenset(
        {"styear", "numa", "action"}
    ): "this lists incidents without their states: take the participants (MIDB)",
    frozenset({"rcid", "vote"}): "this lists single votes: take the scores of agreement, or ideal points",
    frozenset(
        {"state", "year", "atopally"}
    ): "this tells of states, not of pairs: take ATOP's dyad-years or members",
}


def _unread(names: Sequence[str]) -> str:
    have = {plain(name) for name in names}
    return next((do for needed, do in UNREAD.items() if needed <= have), "")


def _built(path: Path, table: Read, source: IndicatorSource) -> Reading:
    import polars as pl

    frame = table.frame.rename(
        dict(zip(table.frame.columns, source.own_names(table.frame.columns), strict=True))
    )
    frame = _plain_cells(frame, source)
    numbers = [name for name in frame.columns if source.is_number(name)]
    frame = plain_numbers(frame, numbers)
    notes = (*table.notes, *no_numbers(frame, numbers))
    reading = Reading(
        path, source, frame.with_row_index("_row", offset=1), rows=table.rows, refused=table.refused.copy(),
        before=table.before, notes=notes,
    )  # fmt: skip
    if "year" in frame.columns:
        text = year_text(reading.frame["year"])
        reading.frame = reading.frame.with_columns(
            _year=pl.col("year").cast(pl.String), year=text.cast(pl.Int64, strict=False)
        )
    try:
        reading.keep_possible()
        source.build(reading)
    except (pl.exceptions.PolarsError, *UNFORESEEN) as error:  # a Parquet column of another kind, say
        seen = (str(error).splitlines() or [type(error).__name__])[0]
        raise BadInput(f"{path} is not as {source.title} is ({seen})", "text and numbers") from None
    if not any(made.height for made in reading.made):
        raise BadInput(f"{path}: no row could be used ({reading.why()})", f"rows of {source.title}")
    return reading


def _plain_cells(frame: pl.DataFrame, source: IndicatorSource) -> pl.DataFrame:
    """The frame with the cells of the source's own columns as `tertius.files.cells.cell` has them."""
    import polars as pl

    for name in source.own_columns:
        if name in frame.columns and frame.schema[name] == pl.String:
            texts = [text for text in frame[name].unique().to_list() if text]
            changed = {text: plain for text in texts if (plain := cell(text)) != text}
            if changed:
                frame = frame.with_columns(pl.col(name).replace(changed))
    return frame


def _coverage(reading: Reading, wanted: set[str] | None) -> list[Coverage]:

    covers = []
    for made in reading.made:
        if not made.height:
            continue
        name = str(made["name"][0])
        taken = reading.taken(name)
        seen = reading.frame["year"]
        years = reading.span or (int(seen.min()), int(seen.max()))  # type: ignore[arg-type]
        cover = Coverage(
            name, reading.source.key, *years, directed=taken.directed, unit=taken.unit,
            zero_if_absent=taken.zero_if_absent, why=taken.why, cow=reading.source.cow,
            senders=reading.senders, receivers=reading.receivers,
        )  # fmt: skip
        if (wanted is None or name in wanted) and cover not in covers:
            covers.append(cover)
    return covers


def _use(reading: Reading) -> SourceUse:
    return SourceUse(
        name=reading.source.title, path=str(reading.path), sha256=sha256(reading.path), rows=reading.rows,
        kept=reading.frame["_row"].n_unique(), refused=dict(reading.refused), cite=reading.source.cite,
        understood={"format": reading.source.key, "examples": reading.examples, "warnings": list(reading.notes)},
    )  # fmt: skip
