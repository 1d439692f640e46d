"""Years of the rows of a register, from the days in words that it gives beside them."""

from __future__ import annotations

import re
from collections import Counter

from tertius.files.dates import read_dates
from tertius.indicators.reading import Reading

NO_DATE = "no date"
DISAGREE = "the date is of another year than the year beside it"


def date_visits(reading: Reading, column: str) -> None:
    """Add the year in which each row's date begins; a row without a date is of the year beside it, if there is one.

    Refused are a text with a day that is none (February 30), and a date of another year than the one beside it.
    """
    import polars as pl

    texts = reading.frame[column].cast(pl.String).fill_null("").to_list()
    dates = read_dates(Counter(texts), column=column).bounds
    first, last = (
        pl.Series([dates[text][side].year if text in dates else None for text in texts], dtype=pl.Int64)
        for side in (0, 1)
    )
    given = (
        reading.frame["year"]
        if "year" in reading.frame.columns
        else pl.Series([None] * len(texts), dtype=pl.Int64)
    )
    claims = pl.Series([text not in dates and _names_a_day(text) for text in texts], dtype=pl.Boolean)
    written = given.cast(pl.String).fill_null("nothing")
    disagree = ~given.is_between(first, last).fill_null(True)
    shown = pl.Series(texts).zip_with(~disagree, pl.Series(texts) + " beside " + written)
    reading.frame = reading.frame.with_columns(
        _year=shown, year=first.fill_null(given), _claims=claims, _disagree=disagree
    )
    reading.keep(~pl.col("_claims"), NO_DATE, show="_year")
    reading.keep(~pl.col("_disagree"), DISAGREE, show="_year")
    reading.keep(pl.col("year").is_not_null(), NO_DATE, show="_year")
    reading.keep_years(NO_DATE)


def _names_a_day(text: str) -> bool:
    """Whether a text that is no date has figures beyond a year: it claims a day that there is none of."""
    return bool(re.search(r"\d", re.sub(r"\b(?:1[89]|20)\d\d\b", "", text)))
