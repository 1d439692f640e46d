"""``tertius cite``: what to cite."""

from __future__ import annotations

from typing import Annotated

import typer

from tertius.cli import options as o

EXAMPLE = "tertius cite gdelt2 egypt-washington-moscow --bibtex"

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SOURCE | CASE ...]", help="Sources or cases that were used."),
]
Bibtex = Annotated[bool, typer.Option("--bibtex", help="Print BibTeX entries.")]


def cite(
    names: Names = None,
    events: o.Events = None,
    format: o.Format = None,
    bibtex: Bibtex = False,
    result: o.Result = o.Result(),
) -> None:
    """What to cite for what was used."""
    from tertius.citations import cite as references

    found = references(*names or [], events=events, format=format)
    show = found.to_bibtex if bibtex else found.to_text
    result.give("cite", found.to_dict(), show=show, table=found.to_frame)
