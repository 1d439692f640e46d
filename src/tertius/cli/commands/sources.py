"""``tertius sources``: what can be read."""

from __future__ import annotations

from typing import Any

from tertius.cli import options as o

EXAMPLE = "tertius sources --out sources.xlsx"


def sources(result: o.Result = o.Result()) -> None:
    """List every source that can be read: coverage, licence, what to cite, how to get it."""
    import polars as pl

    from tertius.cli.output import table
    from tertius.events.fetch import FETCHABLE
    from tertius.events.sources import SOURCES
    from tertius.indicators import INDICATOR_SOURCES

    rows = [{**vars(info), "fetch": info.name in FETCHABLE} for info in SOURCES.values()]
    told = ("title", "coverage", "licence", "cite", "get")
    rows += [
        {
            "name": name,
            "kind": "indicator",
            **{key: getattr(info, key) for key in told},
            "fetch": name in FETCHABLE,
        }
        for name, info in INDICATOR_SOURCES.items()
    ]

    def show() -> Any:
        columns = ["name", "kind", "title", "coverage", "licence", "get"]
        return table("sources", columns, [[row[name] for name in columns] for row in rows])

    result.give(
        "sources", {"sources": rows}, show=show, table=lambda: pl.DataFrame(rows, infer_schema_length=None)
    )
