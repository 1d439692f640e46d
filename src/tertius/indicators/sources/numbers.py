"""Numbers as structural data write them: text, blanks, and -9 or -99 for missing."""

from __future__ import annotations

from typing import Any

from tertius.indicators.reading import MISSING


def number(name: str) -> Any:
    """The column as a number; blanks, words, and negative codes for missing become null."""
    import polars as pl

    value = pl.col(name).cast(pl.String).str.strip_chars().cast(pl.Float64, strict=False)
    return pl.when(value.is_in(MISSING) | ~value.is_finite()).then(None).otherwise(value)


def signed(name: str) -> Any:
    """The column as a number that may well be negative; only blanks and words become null."""
    import polars as pl

    value = pl.col(name).cast(pl.String).str.strip_chars().cast(pl.Float64, strict=False)
    return pl.when(~value.is_finite()).then(None).otherwise(value)
