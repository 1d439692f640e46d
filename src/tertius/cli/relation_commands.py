"""``tertius relations`` and ``tertius screen``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tertius.cli import settings as s

if TYPE_CHECKING:
    from tertius.events import EventTable
    from tertius.events.store.selection import Selection
    from tertius.panel import Panel
    from tertius.relations import Relations

States = Annotated[list[str] | None, typer.Argument(metavar="[A B]", help="Two states of one dyad.")]


def relations(
    states: States = None,
    every_dyad: Annotated[bool, typer.Option("--all", help="Every dyad in the data.")] = False,
    explain: Annotated[
        str | None,
        typer.Option("--explain", metavar="YYYY-MM", help="Which acts moved this month, by how much."),
    ] = None,
    counts: Annotated[
        Path | None,
        typer.Option("--counts", metavar="FILE", help="Take the counts of held-out months from this file."),
    ] = None,
    directed: Annotated[bool, typer.Option("--directed", help="A's acts on B only.")] = False,
    robust: Annotated[
        bool, typer.Option("--robust", help="Student-t noise (4 degrees of freedom) instead of Gaussian.")
    ] = False,
    against: Annotated[
        str | None,
        typer.Option("--against", metavar="SCALE", help="Report how the ranks move on this scale."),
    ] = None,
    issues: Annotated[
        bool, typer.Option("--issues", help="Offsets by issue area, where the source marks issues.")
    ] = False,
    model: Annotated[
        str | None,
        typer.Option(
            "--model", metavar="NAME", help="one-speed or two-speed; two-speed if --indicators are given."
        ),
    ] = None,
    indicators: s.Indicators = None,
    events: s.Events = None,
    format: s.Format = None,
    store: s.Store = None,
    case: s.CaseName = None,
    start: s.From = None,
    end: s.To = None,
    every: s.Every = "month",
    scale: s.ScaleName = "goldstein",
    succession: s.Succession = "joined",
    engine: s.Engine = "duckdb",
    c0: s.Neutral = "0",
    given: s.Given = "all",
    as_json: s.AsJson = False,
) -> None:
    """Posterior of a dyad, or of every dyad; with yearly facts if they are given."""
    from tertius.cli import relation_report as report
    from tertius.cli.output import emit

    pair = _pair(states, every_dyad)
    if model is not None:
        s.choice(model, ("one-speed", "two-speed"), "--model")
    s.choice(given, ("all", "past"), "--given")
    chosen = s.panel_settings(
        start=start, end=end, every=every, scale=scale, succession=succession, engine=engine
    )
    table = s.read_source(events, format, store, case)
    facts = s.read_facts(indicators)
    options = {"robust": robust, "model": model, "indicators": facts}
    panel, estimate = _estimate(table, pair, directed, given, s.neutral_point(c0), chosen, **options)
    if against is not None:
        _compare(estimate, table, against, chosen, as_json, **options)
        return
    if explain is not None:
        report.explain(estimate, pair, explain, as_json)
        return
    held = _held_counts(counts, format, panel, chosen) if counts is not None else None
    found = report.report(table, estimate, pair, held, facts=facts, issues=chosen if issues else None)
    emit("relations", found, as_json=as_json, show=lambda: report.shown(found))


def _pair(states: list[str] | None, every_dyad: bool) -> tuple[str, str] | None:
    from tertius.errors import BadInput

    if every_dyad and not states:
        return None
    if not states or len(states) != 2:
        raise BadInput(
            f"{len(states or [])} states given", "two states, or --all", "e.g. `tertius relations RUS CHN`"
        )
    return asked_handles(states)[0], asked_handles(states)[1]


def asked_handles(names: list[str]) -> list[str]:
    """Handles of the states as asked; what a name resolved to is said on stderr when it is not obvious."""
    from tertius.actors import resolve
    from tertius.cli.output import note
    from tertius.errors import BadInput

    found = []
    for name in names:
        state = resolve(name)
        if state.handle != name:
            note(f"{name}: {state.handle}, from {state.start}" + (f" to {state.end}" if state.end else ""))
        found.append(state.handle)
    if len(set(found)) < len(found):
        raise BadInput(f"{' '.join(names)} names one state twice", "different states")
    return found


def _estimate(
    table: EventTable | Selection,
    pair: tuple[str, str] | None,
    directed: bool,
    given: str,
    c0: float | str,
    chosen: dict[str, Any],
    **options: Any,
) -> tuple[Panel, Relations]:
    """All dyads in the events enter the fit, whichever is asked for."""
    from tertius.study import estimate, panel_of

    asked = [pair] if pair else []
    if pair and directed:
        asked.append((pair[1], pair[0]))
    panel = panel_of(table, asked, directed=directed, **chosen)
    return panel, estimate(panel, given=given, c0=c0, **options)


def _compare(
    one: Relations,
    events: EventTable | Selection,
    scale: str,
    chosen: dict[str, Any],
    as_json: bool,
    **options: Any,
) -> None:
    """How the order of all dyads moves from ``--scale`` to ``--against``."""
    from tertius.cli.output import emit, table
    from tertius.relations.ranks import rank_moves

    swapped = {**chosen, "scale": scale}
    _, other = _estimate(events, None, one.panel.directed, one.given, one.ruler.c0, swapped, **options)
    found = rank_moves(one, other).to_dict()
    report = {"scale": chosen["scale"], "against": scale, **found, "provenance": one.provenance.to_dict()}
    rows = [[move["a"], move["b"], move["before"], move["after"]] for move in found["moves"]]
    title = f"rank correlation {found['spearman']:.2f} over {found['dyads']} dyads; largest moves"
    emit(
        "ranks", report, as_json=as_json, show=lambda: table(title, ["a", "b", chosen["scale"], scale], rows)
    )


def _held_counts(path: Path, format: str | None, panel: Panel, chosen: dict[str, Any]) -> Any:
    from tertius.events import read_events
    from tertius.panel import build_panel

    full = build_panel(
        read_events([str(path)], format=format),
        dyads=list(panel.dyads),
        directed=panel.directed,
        **{**chosen, "start": panel.months[0], "end": panel.months[-1]},
    )
    return full.n


def screen(
    top: Annotated[int, typer.Option("--top", min=1, max=100_000, help="Rows to list.")] = 20,
    by: Annotated[
        str, typer.Option("--by", metavar="WHAT", help="triangle, pivot, rivals, year, or month.")
    ] = "triangle",
    over: Annotated[
        str,
        typer.Option(
            "--over", metavar="WHAT", help="Score over the period (mean), its peak, or month by month."
        ),
    ] = "period",
    events: s.Events = None,
    format: s.Format = None,
    store: s.Store = None,
    case: s.CaseName = None,
    start: s.From = None,
    end: s.To = None,
    every: s.Every = "month",
    scale: s.ScaleName = "goldstein",
    succession: s.Succession = "joined",
    engine: s.Engine = "duckdb",
    c0: s.Neutral = "0",
    given: s.Given = "all",
    seed: s.Seed = 1,
    out: s.Out = None,
    as_json: s.AsJson = False,
) -> None:
    """Every triangle in the data, ranked by engaged equidistance under rivalry."""
    from tertius.cli.output import emit, table
    from tertius.cli.screening import screen_report

    chosen = s.panel_settings(
        start=start, end=end, every=every, scale=scale, succession=succession, engine=engine
    )
    s.choice(given, ("all", "past"), "--given")
    s.choice(by, ("triangle", "pivot", "rivals", "year", "month"), "--by")
    s.choice(over, ("period", "month", "peak"), "--over")
    data = s.read_source(events, format, store, case)
    _, estimate = _estimate(data, None, False, given, s.neutral_point(c0), chosen)
    report = screen_report(estimate, top=top, by=by, over=over, seed=seed, out=out)
    rows = report["rows"]
    columns = [name for name in (rows[0] if rows else {"pivot": ""}) if name != "months"]
    emit(
        "screen",
        report,
        as_json=as_json,
        show=lambda: table(
            f"{report['triangles']} triangles", columns, [[row[name] for name in columns] for row in rows]
        ),
    )
