"""Journeys abroad of presidents and secretaries of state of the United States, as the Office of the Historian lists them.

``office, country, city, dates, year``: dates in words (``November 28–December 3, 2019``), a country as it was called
then, also with
a part of it in brackets (``Denmark (Greenland)``). Each row is a visit of the USA to its host, in the year in which it began.
Hosts that are no state of the table (Vatican City, the Palestinian Authority) are refused and counted.
"""

from __future__ import annotations

from tertius.indicators.reading import IndicatorSource, IndicatorSpec, Reading, handle_kind, handles_in
from tertius.indicators.sources.dated import date_visits


def build(reading: Reading) -> None:
    """Visits a year to every host: all, and the president's alone."""
    import polars as pl

    date_visits(reading, "dates")
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
    for name, which in (("visits", pl.lit(True)), ("visits_president", pl.col("office") == "President")):
        reading.add(name, pl.lit(1.0), where=which, many="added")


SOURCES = (
    IndicatorSource(
        key="us-visits",
        title="Journeys abroad of US presidents and secretaries of state",
        checked="real rows, every date of them",
        answers=('dates in words, over two months or years', 'a host in brackets, or gone since'),
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
        since=1866,
        more=frozenset({"year", "city"}),
        cow=False,
    ),
)  # fmt: skip
