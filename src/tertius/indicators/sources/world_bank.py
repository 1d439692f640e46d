"""Indicators of the World Bank, as its pages export them: a row a state and series, a column a year.

Known by ``Country Code``, a series' name or code, and columns of years (``1990``, ``1990 [YR1990]``). Each is a
fact about one state under the series' code; ``..`` and blanks are missing. Aggregates (the world, regions, groups
by income) are no states: refused and counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tertius.files.names import plain
from tertius.indicators.reading import IndicatorSource, IndicatorSpec, Reading
from tertius.indicators.sources.numbers import signed

_YEAR = re.compile(r"(?:X|YR)?((?:19|20)\d\d)(?:\s*\[YR\1\])?")
_SERIES = ("Series Code", "Indicator Code", "Series Name", "Indicator Name")


def build(reading: Reading) -> None:
    """One indicator a series, from the wide table of years."""
    import polars as pl

    wide = reading.frame
    years = {name: found[1] for name in wide.columns if (found := _YEAR.fullmatch(name.strip()))}
    series = reading.column(*_SERIES)
    long = (
        wide.select(
            "_row",
            "Country Code",
            pl.col(series).alias("name"),
            *(pl.col(name).cast(pl.String) for name in years),
        )
        .unpivot(
            list(years), index=["_row", "Country Code", "name"], variable_name="_year", value_name="value"
        )
        .with_columns(year=pl.col("_year").replace_strict(years, return_dtype=pl.Int64))
    )
    reading.frame = long
    reading.keep(pl.col("name").is_not_null(), "a row without its series")
    reading.keep(
        pl.col("value").is_not_null() & (pl.col("value").str.strip_chars() != ""), "no value in any year"
    )
    reading.date_states({"a": "Country Code"}, "iso3")
    kept = reading.frame
    for (name,), part in kept.partition_by("name", as_dict=True, maintain_order=True).items():
        reading.frame = part
        reading.add(str(name), signed("value"))
    reading.frame = kept


def is_export(names: Sequence[str]) -> bool:
    """Whether columns are those of an export: a code of the state, a series, and years."""
    have = {plain(name) for name in names}
    known = "countrycode" in have and bool({plain(name) for name in _SERIES} & have)
    return known and any(_YEAR.fullmatch(name.strip()) for name in names)


SOURCES = (
    IndicatorSource(
        key="world-bank",
        title="World Bank indicators",
        columns=(),
        takes={"*": IndicatorSpec(True, "as the World Bank gives it, of one state", False)},
        build=build,
        coverage="as its columns say",
        licence="not read",
        cite="World Bank. World Development Indicators",
        get="databank.worldbank.org, by hand",
        wide=_YEAR.pattern,
        since=1960,
        more=frozenset({"Country Code", "Country Name", *_SERIES}),
        shape=is_export,
        shaped="`Country Code`, a series' name or code, and columns of years",
        cow=False,
        checked="made-up rows in the two layouts of its exports (the bulk file, DataBank)",
        answers=(
            "notes above and below the table",
            "two dots for a missing value",
            "aggregates are no states",
        ),
    ),
)
