"""``tertius sources``: what can be read."""

from __future__ import annotations

from typing import Any

from tertius.cli import options as o

EXAMPLE = "tertius sources --out sources.xlsx"


def sources(result: o.Result = o.Result()) -> None:
    """List every source that can be read: coverage, licence, what to cite, how to get it."""
    from tertius.citations import sources as known
    from tertius.cli.output import table

    rows = known()

    def show() -> Any:
        columns = ["name", "kind", "title", "coverage", "licence", "get"]
        return table("sources", columns, [[row[name] for name in columns] for row in rows])

    result.give("sources", {"sources": list(rows)}, show=show, table=rows.to_frame)
