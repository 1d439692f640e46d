"""``tertius app``: the web page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tertius.cli import options as o

EXAMPLE = "tertius app --port 8599 --no-browser"

Case = Annotated[
    str | None,
    typer.Argument(
        metavar="[CASE]", help="Open with this question: a case, or CUB.USA.RUS for any three states."
    ),
]
Store = Annotated[
    Path | None,
    typer.Option("--store", metavar="DIR", help="Ask three states of this store in place of what ships."),
]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="Where it listens; 0 takes a free port.")]
Host = Annotated[
    str,
    typer.Option("--host", metavar="ADDRESS", help="Another address than this machine's own; needs --token."),
]
Token = Annotated[
    str | None,
    typer.Option("--token", metavar="WORD", help="What every visitor must bring; `new` makes one."),
]
Browser = Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in a browser.")]


def app(
    case: Case = None,
    store: Store = None,
    events: o.Events = None,
    format: o.Format = None,
    port: Port = 8599,
    host: Host = "127.0.0.1",
    token: Token = None,
    browser: Browser = True,
) -> None:
    """The page: the map, a triangle, what if, the evidence, a file of your own; on this machine alone."""
    from tertius.cli.output import note
    from tertius.errors import BadInput

    try:
        from tertius.app import Given, serve
        from tertius.app.asking import corners
    except ImportError as missing:
        raise BadInput(
            f"the page needs {missing.name}",
            "the packages of the page",
            "pip install tertius[app], or `make app`",
        ) from None
    from tertius.cases import case_names

    if store is not None and events:
        raise BadInput("both --store and --events", "one of them")
    if case is not None and case not in case_names():
        case = ".".join(corners(case))
    named = store if store is not None else ", ".join(str(path) for path in events or ())
    source = o.Source(events=events, format=format, store=store)
    serve(
        given=Given(source.read(), str(named)) if named else Given(),
        host=host,
        port=port,
        token=token,
        browser=browser,
        of=case or "",
        ready=lambda address: note(f"the page is at {address} (Ctrl-C ends it)"),
    )
