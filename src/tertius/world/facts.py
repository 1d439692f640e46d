"""Yearly facts that ship, in the form in which `read_indicators` gives them.

``un_agreement`` of every pair that voted; ``visits`` of United States presidents and secretaries of state (they speak for
engagement, never for valence or tilt); ``alliance_defense`` and ``alliance`` (a duty to aid; that or to consult), ``dispute``
and ``rivalry`` of the great powers and the rivalries that ship, and ``no_mission`` (a great power and a state that held no
diplomatic relations), as dated facts with the treaty or the work that says so. An absent pact, dispute or broken tie is a 0
only with a great power; beyond them nothing was looked up, and it is missing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tertius.actors import chain_members, chain_of, resolve, states
from tertius.cases.phases import read_table
from tertius.indicators import INDICATOR_SOURCES
from tertius.indicators.coverage import Coverage
from tertius.indicators.table import INDICATOR_SCHEMA, Indicators
from tertius.months import parse_bounds
from tertius.provenance import Provenance, SourceUse
from tertius.world.entries import ledger
from tertius.world.packing import AGREEMENT, TEN_THOUSANDTHS
from tertius.world.place import folder, part
from tertius.world.rivals import LAST, rivalries

if TYPE_CHECKING:
    import polars as pl

    from tertius.indicators import Indicators

FIRST = 1945
POWERS = frozenset({"USA", "SUN", "RUS", "CHN"})
SMALL = frozenset(
    "AND ATG BHS BLZ BRB COM CPV DMA FSM GRD KIR KNA LCA LIE MCO MHL NRU PLW SLB SMR STP SYC TBT TON TUV "  # noqa: SIM905
    "VCT VUT WSM ZAN".split()
)
"""States not looked up one by one: a listed span counts, and where there is none the tie is missing, not there."""
WHY = "no great power is of the pair: it was not looked up"
Row = tuple[str, str, int, str, float]


def world_facts(states: Iterable[str] | None = None) -> Indicators:
    """Facts of every pair with at least one of these states (handles; a successor's come too), or of all.

    Returns
    -------
    Indicators
        As `tertius.indicators.read_indicators` gives them: dated handles, coverage, and why a value is missing.
    """
    import polars as pl

    wanted = _family(states)
    frames = [_agreement(wanted), _visits(wanted), _own(wanted)]
    table = pl.concat(frames).sort("name", "a", "b", "year").select(INDICATOR_SCHEMA.names)
    return Indicators(table.to_arrow().cast(INDICATOR_SCHEMA), _coverage(), Provenance(sources=_uses()))


def with_missions(given: Indicators, states: Iterable[str] | None = None) -> Indicators:
    """Facts of one's own files with the missing diplomatic relations that ship, which no data set among the files holds.

    Parameters
    ----------
    states
        As in `world_facts`.
    """
    import polars as pl

    if "no_mission" in given.names:
        return given
    own = _both_ways(_missions(), _family(states)).select(INDICATOR_SCHEMA.names)
    both = pl.concat([pl.DataFrame(given.table).cast(dict(own.schema)), own]).sort("name", "a", "b", "year")  # type: ignore[arg-type]
    covered = tuple(each for each in _coverage() if each.name == "no_mission")
    uses = tuple(use for use in _uses() if use.path == "missions.csv")
    known = given.provenance.merge(Provenance(sources=uses))
    return Indicators(both.to_arrow().cast(INDICATOR_SCHEMA), (*given.coverage, *covered), known)


def _family(states: Iterable[str] | None) -> frozenset[str] | None:
    if states is None:
        return None
    chains = {chain_of(resolve(name).handle) for name in states}
    return frozenset(member for chain in chains for member in (chain, *chain_members(chain)))


def _framed(rows: Iterable[Row], source: str, *, directed: bool) -> pl.DataFrame:
    import polars as pl

    columns = {"a": pl.String, "b": pl.String, "year": pl.Int32, "name": pl.String, "value": pl.Float64}
    frame = pl.DataFrame(list(rows), schema=columns, orient="row")
    return _completed(frame, source, directed=directed)


def _completed(frame: pl.DataFrame, source: str, *, directed: bool) -> pl.DataFrame:
    import polars as pl

    return frame.with_columns(
        reason=pl.lit(None, pl.String),
        directed=pl.lit(directed),
        source=pl.lit(source),
        year=pl.col("year").cast(pl.Int32),
    )


def _agreement(wanted: frozenset[str] | None) -> pl.DataFrame:
    import polars as pl

    frame = pl.scan_parquet([part(name) for name in AGREEMENT])
    if wanted is not None:
        frame = frame.filter(pl.col("a").is_in(list(wanted)) | pl.col("b").is_in(list(wanted)))
    place = pl.int_ranges(0, pl.col("share").list.len())
    long = frame.with_columns(place=place).explode("share", "place").collect()
    year = pl.col("first").cast(pl.Int32) + pl.col("place").cast(pl.Int32)
    long = long.select(
        "a",
        "b",
        year=year,
        name=pl.lit("un_agreement"),
        value=pl.col("share").cast(pl.Float64) / TEN_THOUSANDTHS,
    )
    return _completed(long, "un-agreement", directed=False)


def _visits(wanted: frozenset[str] | None) -> pl.DataFrame:
    import polars as pl

    frame = pl.read_parquet(part("visits.parquet"))
    if wanted is not None and "USA" not in wanted:
        frame = frame.filter(pl.col("host").is_in(list(wanted)))
    number = pl.col("president").cast(pl.Float64) + pl.col("secretary").cast(pl.Float64)
    long = frame.select(
        a=pl.lit("USA"), b=pl.col("host"), year=pl.col("year"), name=pl.lit("visits"), value=number
    )
    return _completed(long.filter(pl.col("value") > 0), "visits", directed=True)


def _own(wanted: frozenset[str] | None) -> pl.DataFrame:
    """Pacts, missing ties, disputes and rivalries, each in both directions."""
    return _both_ways((*_pacts(), *_missions(), *_disputes(), *_rivalries()), wanted)


def _both_ways(rows: Iterable[Row], wanted: frozenset[str] | None) -> pl.DataFrame:
    both = {row for a, b, *rest in rows for row in ((a, b, *rest), (b, a, *rest))}
    kept = sorted(row for row in both if wanted is None or {row[0], row[1]} & wanted)
    return _framed(kept, "facts", directed=True)  # type: ignore[arg-type]


def _pacts() -> Iterator[Row]:
    """A pact counts in a year in which it was in force on 1 July."""
    for row, year in _midyears("pacts.csv"):
        yield row["power"], row["partner"], year, "alliance", 1.0
        if row["kind"] == "defence":
            yield row["power"], row["partner"], year, "alliance_defense", 1.0


def _missions() -> Iterator[Row]:
    """Relations count as missing in a year in which there were none on 1 July."""
    for row, year in _midyears("missions.csv"):
        yield row["power"], row["partner"], year, "no_mission", 1.0


def _midyears(file: str) -> Iterator[tuple[dict[str, str], int]]:
    """Each row of a dated list with every year on whose 1 July it held."""
    for row in read_table(part(file)):
        first = parse_bounds(row["start"])[0]
        last = parse_bounds(row["end"])[1] if row["end"] else dt.date(LAST, 12, 31)
        for year in range(max(first.year, FIRST), last.year + 1):
            if first <= dt.date(year, 7, 1) <= last:
                yield row, year


def _disputes() -> Iterator[Row]:
    for row in read_table(part("disputes.csv")):
        first, last = parse_bounds(row["start"])[0], parse_bounds(row["end"])[1]
        for year in range(max(first.year, FIRST), last.year + 1):
            yield row["a"], row["b"], year, "dispute", 1.0


def _rivalries() -> Iterator[Row]:
    for rivalry in rivalries():
        for year in range(max(rivalry.first, FIRST), rivalry.last + 1):
            yield rivalry.a, rivalry.b, year, "rivalry", 1.0


def _coverage() -> tuple[Coverage, ...]:
    un = INDICATOR_SOURCES["un-agreement"].takes["un_agreement"]
    visits = INDICATOR_SOURCES["visits"].takes["visits"]
    own = [
        Coverage(name, "facts", FIRST, LAST, True, unit, True, WHY, cow=False, senders=POWERS)
        for name, unit in (
            ("alliance_defense", "1 if a pact binds the two to aid each other"),
            ("alliance", "1 if a pact binds the two to aid or to consult each other"),
            ("dispute", "1 if an armed clash, a blockade or a like crisis went on"),
            ("rivalry", "1 while a named work calls the two rivals"),
        )
    ]
    looked_up = frozenset(state.handle for state in states()) - SMALL
    none = "1 if the two held no diplomatic relations"
    own.append(Coverage("no_mission", "facts", FIRST, LAST, True, none, True, WHY, False, POWERS, looked_up))
    first, last = (_years(*AGREEMENT), _years("visits.parquet"))
    return (
        Coverage(
            "un_agreement", "un-agreement", *first, un.directed, un.unit, un.zero_if_absent, un.why, cow=False
        ),
        Coverage("visits", "visits", *last, True, visits.unit, True, cow=False, senders=frozenset({"USA"})),
        *own,
    )


def _years(*names: str) -> tuple[int, int]:
    import polars as pl

    frame = pl.scan_parquet([part(name) for name in names])
    if names == ("visits.parquet",):
        found = frame.select(low=pl.col("year").min(), high=pl.col("year").max()).collect().row(0)
    else:
        end = pl.col("first").cast(pl.Int32) + pl.col("share").list.len().cast(pl.Int32) - 1
        found = frame.select(low=pl.col("first").min(), high=end.max()).collect().row(0)
    return int(found[0]), int(found[1])


def _uses() -> tuple[SourceUse, ...]:
    return tuple(
        SourceUse(entry.title, *entry.files[0], entry.rows, entry.figures, cite=entry.cite)
        for entry in ledger(folder())
        if entry.holds in ("facts", "visits")
    )
