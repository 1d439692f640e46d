"""Leader visits, and any other yearly fact, as plain tables.

Visits: ``visitor``, ``host`` and ``year`` or ``date``, one row a visit. Facts: ``a``, ``b``, ``year``,
``name``, ``value`` and, if the file has it, ``reason``; taken as directed, an absent row is missing.
States as handles, COW numbers or names.
"""

from __future__ import annotations

from tertius.indicators.reading import (
    ANY,
    IndicatorSource,
    IndicatorSpec,
    Reading,
    handle_kind,
    handles_in,
    whole_text,
)
from tertius.indicators.sources.dated import date_visits
from tertius.indicators.sources.numbers import signed


def build_visits(reading: Reading) -> None:
    """Visits a year, from a to b."""
    import polars as pl

    dated = "date" in reading.frame.columns
    if dated:
        date_visits(reading, "date")
    _resolve(reading, {"a": "visitor", "b": "host"})
    reading.senders = frozenset(reading.frame["a"].unique().to_list())
    reading.add("visits", pl.lit(1.0), many="added" if dated else "each")


def build_facts(reading: Reading) -> None:
    """The rows as they are, one indicator for every name."""
    import polars as pl

    if "b" not in reading.frame.columns:
        reading.frame = reading.frame.with_columns(b=pl.lit(""))
    _resolve(reading, {"a": "a", "b": "b"})
    reading.frame = reading.frame.with_columns(name=pl.col("name").cast(pl.String).str.strip_chars())
    reading.keep(pl.col("name") != "", "a fact without a name")
    reason = pl.col("reason") if "reason" in reading.frame.columns else None
    for name in reading.frame["name"].drop_nulls().unique(maintain_order=True).to_list():
        reading.add(str(name), signed("value"), reason=reason, where=pl.col("name") == name)


def _resolve(reading: Reading, columns: dict[str, str]) -> None:
    """Handles from handles, numbers or names; an empty ``b`` is a fact about one state."""
    import polars as pl

    reading.keep_years()
    for new, raw in columns.items():
        text = whole_text(reading.frame[raw]).fill_null("")
        reading.frame = reading.frame.with_columns(text.alias(f"{raw} as written"))
        handles = handles_in(text, reading.frame["year"].to_numpy(), None).tolist()
        if raw == "b":
            handles = [handle if word else "" for handle, word in zip(handles, text, strict=True)]
        reading.frame = reading.frame.with_columns(pl.Series(new, handles, handle_kind()))
        reading.keep_states(new, f"{raw} as written", None)
    reading.keep(pl.col("a") != pl.col("b"), "the same state twice")


_FACTS = frozenset({"a", "b", "year", "name", "value"})
SOURCES = (
    IndicatorSource(
        key="visits",
        title="Leader visits (plain table)",
        checked="made-up rows",
        answers=("years or dates as people type them",),
        columns=(frozenset({"visitor", "host", "year"}), frozenset({"visitor", "host", "date"})),
        takes={"visits": IndicatorSpec(True, "visits of a's leader to b", True)},
        build=build_visits,
        coverage="as its rows say",
        licence="its author's",
        cite="the table's author",
        get="your own, or from COLT, the Diplometrics leader travel data",
        cow=False,
    ),
    IndicatorSource(
        key="facts",
        title="Yearly facts (plain table)",
        checked="made-up rows",
        answers=(
            "thousands, per cent, decimal commas",
            "cells that are no numbers are named",
            "Korea is asked for, never guessed",
        ),
        columns=(_FACTS, _FACTS - {"b"}),
        also={
            "a": (
                "country1",
                "state1",
                "ccode1",
                "iso3a",
                "source",
                "reporter",
                "country",
                "state",
                "country_code",
                "iso3",
            ),
            "b": ("country2", "state2", "ccode2", "iso3b", "target", "partner"),
            "name": ("variable", "indicator", "series", "measure"),
            "value": ("values", "score", "amount"),
        },
        numbers={"value": ANY},
        takes={"*": IndicatorSpec(True, "as its author says", False)},
        build=build_facts,
        coverage="as its rows say",
        licence="its author's",
        cite="the table's author",
        get="your own",
        cow=False,
    ),
)
