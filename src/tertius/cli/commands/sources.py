"""``tertius sources``: what can be read."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from tertius.cli import options as o

EXAMPLE = "tertius sources --out sources.xlsx"


Shipped = Annotated[
    bool, typer.Option("--shipped", help="What ships: source, licence, coverage, hash, citation.")
]


def sources(shipped: Shipped = False, result: o.Result = o.Result()) -> None:
    """List every source that can be read: coverage, licence, what to cite, how to get it."""
    if shipped:
        _shipped(result)
        return
    from tertius.citations import sources as known
    from tertius.cli.output import table

    rows = known()

    def show() -> Any:
        columns = ["name", "kind", "title", "coverage", "licence", "get"]
        return table("sources", columns, [[row[name] for name in columns] for row in rows])

    result.give("sources", {"sources": list(rows)}, show=show, table=rows.to_frame)


def _shipped(result: o.Result) -> None:
    """The ledger of the record that ships."""
    import polars as pl

    from tertius.cli.output import table
    from tertius.world import ledger

    rows = [entry.to_dict() for entry in ledger()]

    def show() -> Any:
        columns = ["name", "holds", "coverage", "licence", "rows", "figures", "sha256", "cite"]
        cells = [[*(row[name] for name in columns[:6]), row["files"][0][1][:12], row["cite"]] for row in rows]
        return table("what ships", columns, cells)

    result.give(
        "shipped", {"shipped": rows}, show=show, table=lambda: pl.DataFrame(rows, infer_schema_length=None)
    )
