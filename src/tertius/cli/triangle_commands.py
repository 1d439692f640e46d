"""``tertius triangle``, ``stances``, ``forecast`` and ``gains``: one pivot between two rivals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tertius.cli import settings as s

if TYPE_CHECKING:
    from tertius.study import Inquiry

Corners = Annotated[
    list[str], typer.Argument(metavar="P A B | CASE", help="The pivot and the two rivals, or a case.")
]


def inquiry_of(
    corners: list[str],
    events: list[Path] | None,
    format: str | None,
    store: Path | None,
    case: str | None,
    **options: Any,
) -> Inquiry:
    """Settings and events of one triangle: read once, used by every command here."""
    from tertius.cli.relation_commands import asked_handles
    from tertius.errors import BadInput
    from tertius.study import Inquiry, Settings

    c0 = s.neutral_point(options.pop("c0"))
    s.choice(options.get("model", "rules"), ("semi-markov", "sticky", "rules"), "--model")
    extra = {key: options.pop(key) for key in ("draws", "seed", "model", "horizon") if key in options}
    chosen = s.panel_settings(**options)
    if len(corners) == 1 and not events:
        return Inquiry.of_case(corners[0], **chosen, **extra, c0=c0)
    if len(corners) != 3:
        raise BadInput(f"{len(corners)} states given", "three states, pivot first, or the name of a case")
    pivot, a, b = asked_handles(corners)
    table = s.read_source(events, format, store, case)
    return Inquiry(Settings(pivot, a, b, **chosen, **extra, c0=c0), table)


def triangle(
    corners: Corners,
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
    draws: s.Draws = 1000,
    seed: s.Seed = 1,
    indicators: s.Indicators = None,
    as_json: s.AsJson = False,
) -> None:
    """Tilt, engagement, rivalry, type and role, month by month."""
    from tertius.cli.output import emit, table

    s.choice(given, ("all", "past"), "--given")
    asked = inquiry_of(
        corners, events, format, store, case, start=start, end=end, every=every, scale=scale,
        succession=succession, engine=engine, c0=c0, draws=draws, seed=seed,
    )  # fmt: skip
    asked = s.with_indicators(asked, indicators)
    found = asked.triangle(given)
    report = {**found.to_dict(), "refused": asked.events.refused, "provenance": found.provenance.to_dict()}
    names = ("tilt", "engagement", "equidistance", "withdrawn", "rivalry")
    rows = [
        [
            month,
            *(report[name]["mean"][i] for name in names),
            report["type"]["named"][i],
            report["role"]["named"][i],
        ]
        for i, month in enumerate(report["months"])
    ]
    title = f"{found.pivot} between {found.a} and {found.b} ({found.given}; means, intervals in --json)"
    emit(
        "triangle",
        report,
        as_json=as_json,
        show=lambda: table(title, ["month", *names, "type", "role"], rows),
    )


def stances(
    corners: Corners,
    reference: Annotated[
        Path | None,
        typer.Option("--reference", metavar="FILE", help="Score against these phases, with the nulls."),
    ] = None,
    model: s.Model = "semi-markov",
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
    draws: s.Draws = 1000,
    seed: s.Seed = 1,
    as_json: s.AsJson = False,
) -> None:
    """Dated phases with intervals; scored against reference phases, with the nulls beside."""
    from tertius.cli.output import emit
    from tertius.cli.stance_report import stance_report, stance_text

    s.choice(given, ("all", "past"), "--given")
    asked = inquiry_of(
        corners, events, format, store, case, start=start, end=end, every=every, scale=scale,
        succession=succession, engine=engine, c0=c0, draws=draws, seed=seed, model=model,
    )  # fmt: skip
    report = stance_report(asked, given, reference)
    emit("stances", report, as_json=as_json, show=lambda: stance_text(report))


def forecast(
    corners: Corners,
    scenario: Annotated[
        str | None, typer.Option("--scenario", metavar="NAME", help="One scenario; all three if not given.")
    ] = None,
    horizon: Annotated[int, typer.Option("--horizon", min=1, max=36, help="Months ahead.")] = 12,
    events: s.Events = None,
    format: s.Format = None,
    store: s.Store = None,
    case: s.CaseName = None,
    start: s.From = None,
    end: s.To = None,
    scale: s.ScaleName = "goldstein",
    succession: s.Succession = "joined",
    c0: s.Neutral = "0",
    draws: s.Draws = 1000,
    seed: s.Seed = 1,
    as_json: s.AsJson = False,
) -> None:
    """Fan of draws from what was known at the origin (the last month)."""
    from tertius.cli.output import emit, table
    from tertius.cli.reports import forecast_head

    asked = inquiry_of(
        corners, events, format, store, case, start=start, end=end, every="month", scale=scale,
        succession=succession, engine="duckdb", c0=c0, draws=draws, seed=seed, horizon=horizon,
    )  # fmt: skip
    made = asked.forecasts([scenario] if scenario else None)
    first = next(iter(made.values()))
    report = {
        "pivot": asked.settings.pivot,
        "rivals": [asked.settings.a, asked.settings.b],
        **forecast_head(first),
        "scenarios": {name: forecast_head(item) for name, item in made.items()},
        "refused": asked.events.refused,
        "provenance": first.provenance.to_dict(),
    }
    shown = [
        [name, target, item["months"][-1], *(float(quantiles[q][-1]) for q in ("0.05", "0.5", "0.95"))]
        for name, item in report["scenarios"].items()
        for target, quantiles in item["quantiles"].items()
    ]
    emit(
        "forecast",
        report,
        as_json=as_json,
        show=lambda: table("at the horizon", ["scenario", "target", "month", "5 %", "median", "95 %"], shown),
    )


def gains(
    corners: Corners,
    events: s.Events = None,
    format: s.Format = None,
    store: s.Store = None,
    case: s.CaseName = None,
    start: s.From = None,
    end: s.To = None,
    scale: s.ScaleName = "goldstein",
    succession: s.Succession = "joined",
    c0: s.Neutral = "0",
    draws: s.Draws = 1000,
    seed: s.Seed = 1,
    indicators: s.Indicators = None,
    as_json: s.AsJson = False,
) -> None:
    """What the pivot received, its benefit share, and the game's rent at the estimated rivalry and access."""
    from tertius.cli.output import emit

    asked = inquiry_of(
        corners, events, format, store, case, start=start, end=end, every="month", scale=scale,
        succession=succession, engine="duckdb", c0=c0, draws=draws, seed=seed,
    )  # fmt: skip
    found = s.with_indicators(asked, indicators).gains()
    report = {**found.to_dict(), "provenance": found.provenance.to_dict()}
    emit("gains", report, as_json=as_json, show=lambda: "\n".join(found.says))
