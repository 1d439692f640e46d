"""``tertius cite``: what to cite."""

from __future__ import annotations

from typing import Annotated

import typer

from tertius.cli import options as o

EXAMPLE = "tertius cite gdelt2 egypt-washington-moscow"

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SOURCE | CASE ...]", help="Sources or cases that were used."),
]


def cite(
    names: Names = None,
    events: o.Events = None,
    format: o.Format = None,
    result: o.Result = o.Result(),
) -> None:
    """What to cite for what was used."""
    import polars as pl

    from tertius.cli.citations import citations

    rows = citations(names or [], [str(path) for path in events or []], format)
    text = "\n\n".join(f"{row['name']}\n  {row['cite']}" for row in rows)
    result.give("cite", {"cite": rows}, show=lambda: text, table=lambda: pl.DataFrame(rows))
