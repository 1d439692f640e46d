"""SIPRI arms transfers, supplier to recipient, in millions of trend-indicator values (TIV).

Names marked with a star (``Viet Cong (South Vietnam)*``, ``NATO**``) are rebels or organisations, though
copies give some of them a state's number: they are refused. No row inside the years is a 0 only for a
supplier and a recipient that appear in that role somewhere in the file: the public copies leave some out
(North Korea and Egypt as recipients, West Germany before 1990).
"""

from __future__ import annotations

from tertius.indicators.reading import IndicatorSource, IndicatorSpec, Reading, handles_in
from tertius.indicators.sources.numbers import number


def build(reading: Reading) -> None:
    """Transfers; a state is known by its COW number, else by its name."""
    import polars as pl

    names = ("supplier", "recipient")
    reading.keep(pl.col("year").is_between(1800, 2100), "the year is no year")
    reading.keep(
        ~pl.any_horizontal(pl.col(name).str.ends_with("*") for name in names), "no state (starred by SIPRI)"
    )
    for raw in names:
        years = reading.frame["year"].to_numpy()
        by_name = pl.Series(handles_in(reading.frame[raw], years, "name").tolist(), dtype=pl.String)
        number_column = f"{raw}_cown"
        if number_column in reading.frame.columns:
            digits = reading.frame[number_column].cast(pl.String).str.replace(r"\.0$", "")
            by_number = pl.Series(handles_in(digits, years, "cow").tolist(), dtype=pl.String)
            by_name = by_number.zip_with(by_number.is_not_null(), by_name)
        reading.frame = reading.frame.with_columns(by_name.alias(f"{raw}_handle"))
    reading.date_states({"a": "supplier_handle", "b": "recipient_handle"}, "handle")
    reading.senders = frozenset(reading.frame["a"].unique().to_list())
    reading.receivers = frozenset(reading.frame["b"].unique().to_list())
    reading.add("arms", number("value"))


SOURCES = (
    IndicatorSource(
        key="sipri",
        title="SIPRI arms transfers",
        columns=(frozenset({"supplier", "recipient", "year", "value"}),),
        takes={"arms": IndicatorSpec(True, "a supplies b, million TIV", True)},
        build=build,
        coverage="1950 on",
        licence="CC BY 4.0 stated with the copy read; SIPRI's own terms were not read",
        cite="Stockholm International Peace Research Institute. SIPRI Arms Transfers Database",
        get="sipri.org/databases/armstransfers, by hand",
        cow=False,
    ),
)
