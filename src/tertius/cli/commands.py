"""The registry of commands: every name that ``tertius`` knows."""

from __future__ import annotations

import typer

from tertius.cli import (
    backtest_command,
    brief_commands,
    case_commands,
    claim_commands,
    game_commands,
    relation_commands,
    store_commands,
    triangle_commands,
)

app = typer.Typer(
    name="tertius",
    help="Measures how a state stands between two rival powers: relations, triangles, dated stances, and what "
    "the third gains. Results go to stdout, progress to stderr; exit 0 good, 1 the analysis failed, 2 bad input.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command("brief")(brief_commands.brief)
app.command("cases")(case_commands.cases)
app.command("sources")(store_commands.sources)
app.command("fetch")(store_commands.fetch)
app.command("ingest")(store_commands.ingest)
app.command("events")(store_commands.events)
app.command("relations")(relation_commands.relations)
app.command("triangle")(triangle_commands.triangle)
app.command("stances")(triangle_commands.stances)
app.command("screen")(relation_commands.screen)
app.command("claims")(claim_commands.claims)
app.command("forecast")(triangle_commands.forecast)
app.command("backtest")(backtest_command.backtest)
app.command("gains")(triangle_commands.gains)
app.command("game")(game_commands.game)
app.command("options")(game_commands.options)
app.command("cite")(brief_commands.cite)
