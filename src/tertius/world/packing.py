"""From a source's rows to the figures that may ship: counts and sums, never a row, never a text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from tertius.errors import BadInput
from tertius.events import mark_duplicates, score_codes
from tertius.indicators.reading import handles_in

if TYPE_CHECKING:
    from tertius.events import EventTable
    from tertius.indicators import Indicators

SUMS = ("acts", "sum", "squares", "q1", "q2", "q3", "q4")
QUADS = {1.0: "q1", 2.0: "q2", -1.0: "q3", -2.0: "q4"}
TEN_THOUSANDTHS = 10_000
AGREEMENT = ("agreement-1.parquet", "agreement-2.parquet")  # two, each small enough to be looked at
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")


def tally(events: EventTable) -> pl.DataFrame:
    """Acts, sum and sum of squares on the default scale, and acts by quad class, of every source, direction and month.

    Returns
    -------
    Frame with ``dataset, source, target, month`` (months since January 1970) and `SUMS`. Marked duplicates, acts without a
    day or a score and rows that are no act between two states are left out.
    """

    table = mark_duplicates(events)
    frame = table.to_frame().select("dataset", "source", "target", "earliest", "latest", "apart", "dup_of")
    frame = frame.with_columns(
        score=pl.Series(score_codes(table.arrow)), quad=pl.Series(score_codes(table.arrow, "quad"))
    )
    first, last = (_month(pl.col(name)) for name in ("earliest", "latest"))
    usable = (
        pl.col("apart").is_null()
        & pl.col("dup_of").is_null()
        & pl.col("score").is_not_nan()
        & (first == last)
    )
    keys = ["dataset", "source", "target", "month"]
    quads = [(pl.col("quad") == value).sum().cast(pl.UInt32).alias(name) for value, name in QUADS.items()]
    return (
        frame.filter(usable.fill_null(False))
        .with_columns(month=first)
        .group_by(keys)
        .agg(
            pl.len().cast(pl.UInt32).alias("acts"),
            pl.col("score").sum().cast(pl.Float32).alias("sum"),
            pl.col("score").pow(2).sum().cast(pl.Float32).alias("squares"),
            *quads,
        )
        .sort(keys)
    )


def volume(events: EventTable) -> pl.DataFrame:
    """Acts of the whole source in every month, those between no two states included, marked duplicates left out."""

    frame = (
        mark_duplicates(events)
        .to_frame()
        .filter(pl.col("dup_of").is_null() & pl.col("earliest").is_not_null())
    )
    month = _month(pl.col("earliest")).alias("month")
    return (
        frame.group_by("dataset", month).agg(pl.len().cast(pl.UInt32).alias("acts")).sort("dataset", "month")
    )


def _month(day: pl.Expr) -> pl.Expr:
    return ((day.dt.year().cast(pl.Int32) - 1970) * 12 + day.dt.month().cast(pl.Int32) - 1).cast(pl.Int16)


def pack_agreement(facts: Indicators) -> pl.DataFrame:
    """Agreement in the United Nations, in ten-thousandths, one row a pair and run of years."""
    frame = facts.to_frame().filter((pl.col("name") == "un_agreement") & pl.col("value").is_not_null())
    share = (pl.col("value") * TEN_THOUSANDTHS).round().cast(pl.UInt16)
    frame = frame.select(pl.col("a", "b").cast(pl.String), pl.col("year").cast(pl.Int16), share=share)
    run = pl.col("year") - pl.int_range(pl.len(), dtype=pl.Int32).over("a", "b")
    return (
        frame.sort("a", "b", "year")
        .with_columns(run=run)
        .group_by("a", "b", "run", maintain_order=True)
        .agg(pl.col("year").first().alias("first"), pl.col("share"))
        .drop("run")
    )


def read_visits(path: Path) -> tuple[pl.DataFrame, dict[str, int]]:
    """Visits a year of United States presidents and secretaries of state, by host; and rows refused, by reason.

    Returns
    -------
    Frame with ``host`` (dated handle), ``year``, ``president``, ``secretary``.
    """

    rows = pl.read_csv(path, infer_schema_length=0)
    needed = {"office", "country", "dates"}
    if not needed <= set(rows.columns):
        raise BadInput(f"{path}: columns {', '.join(rows.columns)}", f"columns {', '.join(sorted(needed))}")
    years = [_YEAR.search(text or "") for text in rows["dates"].to_list()]
    rows = rows.with_columns(
        year=pl.Series([int(found[1]) if found else None for found in years], dtype=pl.Int64)
    )
    refused = {"no year": rows["year"].null_count()}
    rows = rows.drop_nulls("year")
    hosts = handles_in(rows["country"].str.strip_chars(), rows["year"].to_numpy(), None)
    rows = rows.with_columns(host=pl.Series(hosts.tolist(), dtype=pl.String))
    refused["no state of that name that year"] = rows["host"].null_count()
    offices = {
        "president": pl.col("office").str.contains("(?i)president"),
        "secretary": pl.col("office").str.contains("(?i)secretary"),
    }
    counted = rows.drop_nulls("host").filter(pl.col("host") != "USA").group_by("host", "year")
    made = counted.agg(*(what.sum().cast(pl.UInt8).alias(name) for name, what in offices.items()))
    kept = {reason: count for reason, count in refused.items() if count}
    return made.with_columns(pl.col("year").cast(pl.Int16)).sort("host", "year"), kept
