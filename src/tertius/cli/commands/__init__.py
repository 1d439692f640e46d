"""One file a command: ``NAME.py`` holds the function ``NAME``, whose docstring is the help, and ``EXAMPLE``.

A file that is put here is a command; `ORDER` says only where it stands in the list.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Callable

    import typer

ORDER = (
    "brief", "app", "cases", "sources", "fetch", "ingest", "events", "store", "relations", "triangle", "stances", "screen",
    "claims", "forecast", "backtest", "watch", "gains", "game", "options", "cite",
)  # fmt: skip
HELP = (
    "Measures how a state stands between two rival powers: relations, triangles, dated stances, and what "
    "the third gains. Results go to stdout, progress to stderr; exit 0 good, 1 the analysis failed, 2 bad input."
)


def names() -> list[str]:
    """Every command, in the order of the argument; one that `ORDER` does not know stands at the end."""
    found = {path.stem for path in Path(__file__).parent.glob("*.py")} - {"__init__"}
    return [name for name in ORDER if name in found] + sorted(found - set(ORDER))


def make_app(wanted: list[str] | None = None) -> typer.Typer:
    """The program with these commands (all if none are named); only their files are imported."""
    import typer

    from tertius.cli.flatten import flat

    app = typer.Typer(
        name="tertius",
        help=HELP,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_program())
    for name in wanted or names():
        file = import_module(f"{__name__}.{name}")
        app.command(name, epilog=f"Example: {file.EXAMPLE}")(flat(getattr(file, name)))
    return app


def _version(asked: bool) -> None:
    if asked:
        import typer

        from tertius.provenance import version

        typer.echo(f"tertius {version('tertius')}")
        raise typer.Exit


def _program() -> Callable[..., None]:
    """What can be asked of the program itself."""
    import typer

    def program(
        version: Annotated[
            bool,
            typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit."),
        ] = False,
    ) -> None:
        pass

    program.__annotations__ = get_type_hints(program, localns={"typer": typer}, include_extras=True)
    return program
