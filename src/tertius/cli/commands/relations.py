"""``tertius relations``: the posterior of a dyad, or of every dyad."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tertius.cli import options as o
from tertius.settings import Counting

if TYPE_CHECKING:
    from tertius.events import EventTable
    from tertius.events.store.selection import Selection
    from tertius.panel import Panel
    from tertius.relations import Relations

EXAMPLE = "tertius relations RUS CHN --events icews.csv --from 2010-01"

States = Annotated[list[str] | None, typer.Argument(metavar="[A B]", help="Two states of one dyad.")]
EveryDyad = Annotated[bool, typer.Option("--all", help="Every dyad in the data.")]
Explain = Annotated[
    str | None,
    typer.Option("--explain", metavar="YYYY-MM", help="Which acts moved this month, by how much."),
]
Counts = Annotated[
    Path | None,
    typer.Option("--counts", metavar="FILE", help="Take the counts of held-out months from this file."),
]
Robust = Annotated[
    bool, typer.Option("--robust", help="Student-t noise (4 degrees of freedom) instead of Gaussian.")
]
Against = Annotated[
    str | None,
    typer.Option("--against", metavar="SCALE", help="Report how the ranks move on this scale."),
]
Issues = Annotated[
    bool, typer.Option("--issues", help="Offsets by issue area, where the source marks issues.")
]
Speeds = Annotated[
    str | None,
    typer.Option(
        "--model", metavar="NAME", help="one-speed or two-speed; two-speed if --indicators are given."
    ),
]


def relations(
    states: States = None,
    every_dyad: EveryDyad = False,
    explain: Explain = None,
    counts: Counts = None,
    robust: Robust = False,
    against: Against = None,
    issues: Issues = False,
    model: Speeds = None,
    source: o.Source = o.Source(),
    counting: Counting = Counting(),
    c0: o.Neutral = "0",
    given: o.Given = "all",
    result: o.Result = o.Result(),
) -> None:
    """Posterior of a dyad, or of every dyad; with yearly facts if they are given."""
    from tertius.cli import relation_report as report
    from tertius.settings import neutral_point

    pair = _pair(states, every_dyad)
    if model is not None:
        o.choice(model, ("one-speed", "two-speed"), "--model")
    o.choice(given, ("all", "past"), "--given")
    facts = source.facts()
    options = {
        "given": given,
        "c0": neutral_point(c0),
        "robust": robust,
        "model": model,
        "indicators": facts,
    }
    table = source.read_or_world()
    whole = source.shipped and source.only is None
    panel, estimate = _estimate(table, pair, counting, tallies=whole, **options)
    if against is not None:
        _compare(estimate, table, against, counting, result, **options)
        return
    if explain is not None:
        report.explain(estimate, pair, explain, result)
        return
    held = _held_counts(counts, source.format, panel, counting) if counts is not None else None
    found = report.report(table, estimate, pair, held, issues=counting if issues else None)
    result.give("relations", found, show=lambda: report.shown(found), table=lambda: _asked(estimate, found))


def _asked(estimate: Relations, found: dict[str, Any]) -> Any:
    """The rows of the dyads asked for."""
    import polars as pl

    wanted = pl.DataFrame([{"a": row["a"], "b": row["b"]} for row in found["dyads"]])
    return estimate.to_frame().join(wanted, on=["a", "b"], how="semi")


def _pair(states: list[str] | None, every_dyad: bool) -> tuple[str, str] | None:
    from tertius.cli.asked import handles
    from tertius.errors import BadInput

    if every_dyad and not states:
        return None
    if not states or len(states) != 2:
        raise BadInput(
            f"{len(states or [])} states given", "two states, or --all", "e.g. `tertius relations RUS CHN`"
        )
    a, b = handles(states)
    return a, b


def _estimate(
    table: EventTable | Selection,
    pair: tuple[str, str] | None,
    counting: Counting,
    *,
    tallies: bool = False,
    **options: Any,
) -> tuple[Panel, Relations]:
    """All dyads in the events enter the fit, whichever is asked for."""
    from tertius.study import estimate, panel_of

    asked = [pair] if pair else []
    if pair and counting.directed:
        asked.append((pair[1], pair[0]))
    panel = panel_of(table, asked, counting)
    from tertius.study.shipped import counted, with_tallies
    from tertius.world import CASEBOOK

    if tallies:
        anchor, *others = with_tallies(panel)
        every = {CASEBOOK: anchor} | {str(k): other for k, other in enumerate(others)}
        return panel, estimate((counted(every, CASEBOOK), *others), **options)
    return panel, estimate(panel, **options)


def _compare(
    one: Relations,
    events: EventTable | Selection,
    scale: str,
    counting: Counting,
    result: o.Result,
    **options: Any,
) -> None:
    """How the order of all dyads moves from ``--scale`` to ``--against``."""
    from dataclasses import replace

    from tertius.cli.output import table
    from tertius.relations.ranks import rank_moves

    options["c0"] = one.ruler.c0
    _, other = _estimate(events, None, replace(counting, scale=scale), **options)
    moves = rank_moves(one, other)
    found = moves.to_dict()
    report = {"scale": counting.scale, "against": scale, **found, "provenance": one.provenance.to_dict()}
    rows = [[move["a"], move["b"], move["before"], move["after"]] for move in found["moves"]]
    title = f"rank correlation {found['spearman']:.2f} over {found['dyads']} dyads; largest moves"
    columns = ["a", "b", counting.scale, scale]
    result.give("ranks", report, show=lambda: table(title, columns, rows), table=moves.to_frame)


def _held_counts(path: Path, format: str | None, panel: Panel, counting: Counting) -> Any:
    from tertius.events import read_events
    from tertius.panel import build_panel

    full = build_panel(
        o.said(read_events([str(path)], format=format)),
        dyads=list(panel.dyads),
        **{**counting.options(), "start": panel.months[0], "end": panel.months[-1]},
    )
    return full.n
