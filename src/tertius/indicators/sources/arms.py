"""SIPRI arms transfers, supplier to recipient, in millions of trend-indicator values (TIV).

Read are a table of ``supplier recipient year value``, and the two things that SIPRI's page gives: the trade register (one row a
deal; its TIV of delivered weapons is spread evenly over its years of delivery), and the TIV pages (``TIV of arms
exports from X``,
``TIV of arms imports to X``: a wide table of years below lines of notes, whose title names the one side).

Names marked with a star (``Viet Cong (South Vietnam)*``, ``NATO**``) are rebels or organisations, though
copies give some of them a state's number: they are refused. No row inside the years is a 0 only for a
supplier and a recipient that appear in that role somewhere in the file: the public copies leave some out
(North Korea and Egypt as recipients, West Germany before 1990).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from tertius.errors import BadInput
from tertius.indicators.reading import AMOUNT, IndicatorSource, IndicatorSpec, Reading, handles_in, whole_text
from tertius.indicators.sources.numbers import number

DELIVERED = "SIPRI TIV of delivered weapons"
_TITLE = re.compile(
    r"TIV of arms (exports from|imports to|exports to|imports from) (.+?)(?: (?:to|from) .+?)?,? \d{4}",
    re.IGNORECASE,
)
_YEARS = re.compile(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?")


def build(reading: Reading) -> None:
    """Transfers; a state is known by its COW number, else by its name."""
    import polars as pl

    register = "Year(s) of delivery" in reading.frame.columns
    if register:
        _from_register(reading)
    elif "value" not in reading.frame.columns:
        _from_page(reading)
        reading.keep_possible()
    names = ("supplier", "recipient")
    reading.keep_years()
    reading.keep(
        ~pl.any_horizontal(pl.col(name).str.ends_with("*") for name in names), "no state (starred by SIPRI)"
    )
    for raw in names:
        years = reading.frame["year"].to_numpy()
        by_name = pl.Series(handles_in(reading.frame[raw], years, "name").tolist(), dtype=pl.String)
        number_column = f"{raw}_cown"
        if number_column in reading.frame.columns:
            digits = whole_text(reading.frame[number_column])
            by_number = pl.Series(handles_in(digits, years, "cow").tolist(), dtype=pl.String)
            by_name = by_number.zip_with(by_number.is_not_null(), by_name)
        reading.frame = reading.frame.with_columns(by_name.alias(f"{raw}_handle"))
        reading.keep_states(f"{raw}_handle", raw, "name")
    reading.date_states({"a": "supplier_handle", "b": "recipient_handle"}, "handle")
    reading.senders = frozenset(reading.frame["a"].unique().to_list())
    reading.receivers = frozenset(reading.frame["b"].unique().to_list())
    reading.add("arms", number("value") if register else _of_its_time(), many="added" if register else "one")


def _of_its_time() -> Any:
    """The value; null for a nothing under another name of the state (the Soviet Union's in 2018, beside Russia's)."""
    import polars as pl

    value, cell = number("value"), ["a", "b", "year"]
    names = pl.struct("supplier", "recipient").n_unique().over(cell)
    return pl.when((value == 0) & (names > 1) & (value.max().over(cell) > 0)).then(None).otherwise(value)


def _from_register(reading: Reading) -> None:
    """Deals -> supplier, recipient, year, value: what was delivered, spread over the years of delivery."""
    import polars as pl

    tiv = number(DELIVERED)
    reading.frame = reading.frame.with_columns(
        delivered=tiv, years=pl.col("Year(s) of delivery").cast(pl.String).map_elements(_years, return_dtype=pl.List(pl.Int64)),
        supplier=pl.col("supplier").cast(pl.String), recipient=pl.col("recipient").cast(pl.String),
    )  # fmt: skip
    reading.keep(pl.col("delivered").is_not_null(), "no delivery identified", show="Year(s) of delivery")
    reading.keep(pl.col("years").list.len() > 0, "no year of delivery", show="Year(s) of delivery")
    each = pl.col("delivered") / pl.col("years").list.len()
    reading.frame = reading.frame.with_columns(value=each, year="years").explode("year")


def _years(text: str | None) -> list[int]:
    """Every year that a list such as ``1979; 1981-1983`` names."""
    found: set[int] = set()
    for first, last in _YEARS.findall(text or ""):
        found |= set(range(int(first), min(int(last or first), int(first) + 80) + 1))
    return sorted(found)


def _from_page(reading: Reading) -> None:
    """A wide page of years -> supplier, recipient, year, value; its title names the one side."""
    import polars as pl

    title = " ".join(reading.before.split()).strip('" ')
    found = _TITLE.search(title)
    if not found:
        raise BadInput(
            f"{reading.path} is a TIV page whose title names no state ({title[:60]!r})",
            "TIV of arms exports from, or imports to, a state",
            "take the trade register",
        )  # fmt: skip
    exports = found[1].lower() in ("exports from", "imports from")
    if found[2].strip().lower() in ("all", "all countries"):
        raise BadInput(
            f"{reading.path} is a TIV page of all states together, which tells of no pair",
            "the page of one state",
            "or the trade register",
        )
    label = reading.frame.columns[1] if reading.frame.columns[0] == "_row" else reading.frame.columns[0]
    years = [name for name in reading.frame.columns if re.fullmatch(r"\d{4}", name)]
    reading.frame = reading.frame.with_columns(other=pl.col(label).cast(pl.String).str.strip_chars())
    state = ~pl.col("other").str.to_lowercase().is_in(["total", "others", ""])
    reading.keep(state, "a sum, not a state", show="other")
    long = reading.frame.select("_row", "other", *(pl.col(name).cast(pl.String) for name in years)).unpivot(
        years, index=["_row", "other"], variable_name="_year", value_name="value"
    )
    sides = ("supplier", "recipient") if exports else ("recipient", "supplier")
    named = {sides[0]: pl.lit(found[2].strip()), sides[1]: pl.col("other")}
    reading.frame = long.with_columns(year=pl.col("_year").cast(pl.Int64, strict=False), **named)
    reading.keep(pl.col("value").is_not_null() & (pl.col("value") != ""), "no transfer in any year")


def is_page(names: Sequence[str]) -> bool:
    """Whether columns are those of a TIV page: a label, years, and a total."""
    years = [name for name in names if re.fullmatch(r"(19|20)\d\d", name)]
    total = (
        re.fullmatch(r"total|(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d", names[-1].strip().lower())
        if names
        else None
    )
    return len(years) >= 1 and total is not None and len(names) == len(years) + 2


SOURCES = (
    IndicatorSource(
        key="sipri",
        title="SIPRI arms transfers",
        checked="real rows of a copy, and the first 260 deals of the register as downloaded; made-up TIV pages",
        answers=(
            "lines of notes before the table",
            "the register, by year of delivery",
            "pages by supplier, by recipient and of one pair",
            "starred names are no states",
            "a page of all states tells of no pair",
        ),
        columns=(
            frozenset({"supplier", "recipient", "year", "value"}),
            frozenset({"recipient", "supplier", "Year(s) of delivery", DELIVERED}),
        ),
        takes={"arms": IndicatorSpec(True, "a supplies b, million TIV", True)},
        build=build,
        coverage="1950 on",
        licence="CC BY 4.0 stated with the copy read; SIPRI's own terms were not read",
        cite="Stockholm International Peace Research Institute. SIPRI Arms Transfers Database",
        get="sipri.org/databases/armstransfers, by hand",
        numbers={"value": AMOUNT, DELIVERED: AMOUNT},
        wide=r"(?:19|20)\d\d",
        since=1950,
        more=frozenset({"supplier_cown", "recipient_cown"}),
        shape=is_page,
        shaped="a TIV page: a label, columns of years and a total, below its title",
        cow=False,
    ),
)
