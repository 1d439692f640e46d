"""Journeys abroad of presidents and secretaries of state of the United States, as the Office of the Historian lists them.

``office, country, city, dates, year``: dates in words (``November 28–December 3, 2019``), a country as it was called
then, also with
a part of it in brackets (``Denmark (Greenland)``). Each row is a visit of the USA to its host, in the year in which it began.
Hosts that are no state of the table (Vatican City, the Palestinian Authority) are refused and counted.
"""

from __future__ import annotations

from collections import Counter

from tertius.files.dates import read_dates
from tertius.indicators.reading import IndicatorSource, IndicatorSpec, Reading, handle_kind, handles_in


def build(reading: Reading) -> None:
    """Visits a year to every host: all, and the president's alone."""
    import polars as pl

    texts = reading.frame["dates"].cast(pl.String).fill_null("").to_list()
    dates = read_dates(Counter(texts), column="dates").bounds
    began = pl.Series([dates[text][0].year if text in dates else None for text in texts], dtype=pl.Int64)
    given = (
        reading.frame["year"]
        if "year" in reading.frame.columns
        else pl.Series([None] * len(texts), dtype=pl.Int64)
    )
    reading.frame = reading.frame.with_columns(_year=pl.Series(texts), year=pl.Series(began).fill_null(given))
    reading.keep(pl.col("year").is_between(1800, 2100), "no date", show="_year")
    years, names = reading.frame["year"].to_numpy(), reading.frame["country"].cast(pl.String)
    outer = names.str.replace(r"\s*\(.*\)\s*$", "")
    whole, part = (
        pl.Series(handles_in(each, years, "name").tolist(), dtype=pl.String) for each in (names, outer)
    )
    hosts = whole.zip_with(whole.is_not_null(), part)
    reading.frame = reading.frame.with_columns(
        a=pl.lit("USA", handle_kind()), b=pl.Series(hosts.to_list(), dtype=handle_kind())
    )
    reading.keep_states("b", "country", "name")
    reading.senders = frozenset({"USA"})
    kept = reading.frame
    for name, which in (("visits", pl.lit(True)), ("visits_president", pl.col("office") == "President")):
        reading.frame = kept.filter(which).group_by("a", "b", "year").agg(pl.len().alias("n"))
        if reading.frame.height:
            reading.add(name, pl.col("n"))
    reading.frame = kept


SOURCES = (
    IndicatorSource(
        key="us-visits",
        title="Journeys abroad of US presidents and secretaries of state",
        columns=(frozenset({"office", "country", "dates"}),),
        takes={
            "visits": IndicatorSpec(True, "visits of a's leaders to b that began that year", True),
            "visits_president": IndicatorSpec(True, "visits of a's president to b that began that year", True),
        },
        build=build,
        coverage="1945-2020 in the copy read",
        licence="US government",
        cite="Office of the Historian, US Department of State. Travels Abroad of the President; of the Secretary of State",
        get="history.state.gov, by hand",
        more=frozenset({"year", "city"}),
        cow=False,
    ),
)  # fmt: skip
