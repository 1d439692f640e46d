"""``tertius relations`` and ``tertius screen``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tertius.cli import settings as s

if TYPE_CHECKING:
    from tertius.events import EventTable
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
    """Posterior of a dyad, or of every dyad."""
    from tertius.cli.output import emit

    pair = _pair(states, every_dyad)
    s.choice(given, ("all", "past"), "--given")
    chosen = s.panel_settings(
        start=start, end=end, every=every, scale=scale, succession=succession, engine=engine
    )
    table = s.read_input(events, format, store, case)
    panel, estimate = _estimate(table, pair, directed, given, s.neutral_point(c0), chosen, robust=robust)
    if against is not None:
        _compare(estimate, table, against, chosen, as_json)
        return
    if explain is not None:
        _explain(estimate, pair, explain, as_json)
        return
    held = _held_counts(counts, format, panel, chosen) if counts is not None else None
    wanted = list(range(len(estimate.dyads))) if pair is None else [estimate.index(*pair)]
    report = _report(table, estimate, wanted, held)
    emit("relations", report, as_json=as_json, show=lambda: _shown(report))


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
    table: EventTable,
    pair: tuple[str, str] | None,
    directed: bool,
    given: str,
    c0: float | str,
    chosen: dict[str, Any],
    *,
    robust: bool = False,
) -> tuple[Panel, Relations]:
    """All dyads in the events enter the fit, whichever is asked for."""
    from tertius.study import estimate, panel_of

    panel = panel_of(table, [pair] if pair else [], directed=directed, **chosen)
    return panel, estimate(panel, given=given, c0=c0, robust=robust)


def _compare(one: Relations, events: EventTable, scale: str, chosen: dict[str, Any], as_json: bool) -> None:
    """How the order of all dyads moves from ``--scale`` to ``--against``."""
    from tertius.cli.output import emit, table
    from tertius.relations.ranks import rank_moves

    swapped = {**chosen, "scale": scale}
    _, other = _estimate(events, None, one.panel.directed, one.given, one.ruler.c0, swapped)
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


def _explain(estimate: Relations, pair: tuple[str, str] | None, month: str, as_json: bool) -> None:
    from tertius.cli.output import emit, table
    from tertius.errors import BadInput
    from tertius.months import parse_month
    from tertius.relations import explain

    if pair is None:
        raise BadInput("--explain with --all", "two states", "name the dyad")
    frame = explain(estimate, *pair, parse_month(month))
    rows = frame.to_dicts()
    report = {
        "a": pair[0],
        "b": pair[1],
        "month": month,
        "moved_by": rows,
        "provenance": estimate.provenance.to_dict(),
    }
    columns = list(rows[0]) if rows else ["event_id"]
    shown = [[row[column] for column in columns] for row in rows[:20]]
    emit(
        "explain",
        report,
        as_json=as_json,
        show=lambda: table(f"{pair[0]}-{pair[1]}, {month}: what moved it", columns, shown),
    )


def _report(table: EventTable, estimate: Relations, wanted: list[int], held: Any) -> dict[str, Any]:
    from tertius.cli.reports import relation_row, ruler

    predictive = estimate.predictive() if held is None else estimate.predictive(counts=held)
    return {
        "given": estimate.given,
        "ruler": ruler(estimate),
        "dyads": [relation_row(estimate, index, predictive) for index in wanted],
        "loglik": float(sum(estimate.loglik)),
        "hyperparameters": estimate.hyper.to_dict(),
        "refused": table.refused,
        "provenance": estimate.provenance.to_dict(),
    }


def _shown(report: dict[str, Any]) -> Any:
    from tertius.cli.output import table

    if len(report["dyads"]) == 1:
        row = report["dyads"][0]
        rows = [
            [month, float(mean), float(sd), int(n), why]
            for month, mean, sd, n, why in zip(
                row["months"], row["mean"], row["sd"], row["events"], row["gap"], strict=True
            )
        ]
        return table(
            f"{row['a']}-{row['b']} ({report['given']})", ["month", "mean", "sd", "acts", "gap"], rows
        )
    rows = [
        [row["a"], row["b"], int(row["events"].sum()), float(row["mean"][-1]), float(row["sd"][-1])]
        for row in report["dyads"]
    ]
    return table("every dyad, last month", ["a", "b", "acts", "mean", "sd"], rows)


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
    data = s.read_input(events, format, store, case)
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
