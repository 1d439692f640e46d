"""Rivalries, from spells with a first and a last year: Thompson and Dreyer (``type1``), and Thompson, Sakuwa
and Suhas (``positional``, ``spatial`` ...).

Every year of a spell is a 1. A year outside every spell, for two states in the system and inside the
years of the list, is a 0: the lists claim to be complete. Spells are cut at 1816, where the table of
states begins.
"""

from __future__ import annotations

from collections import Counter

from tertius.indicators.reading import ANY, FUTURE, IndicatorSource, IndicatorSpec, Reading, this_year
from tertius.indicators.sources.numbers import number


def build(reading: Reading) -> None:
    """One row a year of every spell."""
    import polars as pl

    first, last = number(reading.column("styear", "start")), number(reading.column("endyear", "end"))
    years = {"first": first.cast(pl.Int64, strict=False), "last": last.cast(pl.Int64, strict=False)}
    reading.frame = reading.frame.with_columns(**years)
    reading.keep(pl.col("first").is_not_null() & pl.col("last").is_not_null(), "a spell without its years")
    reading.keep(pl.col("first") <= pl.col("last"), "a spell that ends before it begins")
    reading.keep(pl.col("last") >= 1816, "a spell that ended before 1816")
    reading.keep(pl.col("last") <= this_year(), FUTURE, show="last")
    if not reading.frame.height:
        return
    reading.span = (1816, int(reading.frame["last"].max()))  # type: ignore[arg-type]
    each = pl.int_ranges(pl.max_horizontal(pl.col("first"), pl.lit(1816)), pl.col("last") + 1)
    reading.frame = reading.frame.with_columns(year=each).explode("year")
    spells, before = set(reading.frame["_row"]), reading.refused.copy()
    reading.date_states({"a": "ccode1", "b": "ccode2"}, "cow")
    gone = spells - set(reading.frame["_row"])  # a spell that loses some of its years is still a row kept
    reading.refused = before + Counter({"no such pair of states in any of its years": len(gone)})
    reading.add("rivalry_td" if reading.source.key == "td" else "rivalry_tss", pl.lit(1.0), many="highest")


_YEARS = dict.fromkeys(("styear", "endyear", "start", "end"), ANY)
_PAIR = frozenset({"ccode1", "ccode2"})
SOURCES = (
    IndicatorSource(
        key="td",
        title="Strategic rivalries (Thompson and Dreyer)",
        checked="real rows (the package's copy)",
        columns=(_PAIR | {"rivalryno", "styear", "endyear"},),
        takes={"rivalry_td": IndicatorSpec(False, "1 while the two are rivals", True)},
        build=build,
        numbers=_YEARS,
        coverage="1494-2010",
        licence="the copy came with a GPL-2 package; the authors' own terms were not read",
        cite="Thompson, W. R., Dreyer, D. R. (2012). Handbook of International Rivalries, 1494-2010. "
        "CQ Press",
        get="from the handbook, or with peacesciencer",
    ),
    IndicatorSource(
        key="tss",
        title="Strategic rivalries (Thompson, Sakuwa and Suhas)",
        checked="real rows (the package's copy)",
        columns=(_PAIR | {"tssr_id", "start", "end"},),
        takes={"rivalry_tss": IndicatorSpec(False, "1 while the two are rivals", True)},
        build=build,
        numbers=_YEARS,
        coverage="1494-2020",
        licence="the copy came with a GPL-2 package; the authors' own terms were not read",
        cite="Thompson, W. R., Sakuwa, K., Suhas, P. H. (2022). Analyzing Strategic Rivalries in World"
        " Politics. Springer",
        get="from the authors, or with peacesciencer",
    ),
)
