"""``tertius claims`` and ``tertius backtest``: what the posterior says of C1-C4, and how forecasts have done."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from tertius.cli import settings as s
from tertius.cli.triangle_commands import Corners, inquiry_of


def claims(
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
    as_json: s.AsJson = False,
) -> None:
    """C1-C4 over the whole window and phase by phase: estimate, interval, placebo and verdict."""
    from tertius.claims import read_conditions
    from tertius.cli.output import emit, table

    asked = inquiry_of(
        corners, events, format, store, case, start=start, end=end, every="month", scale=scale,
        succession=succession, engine="duckdb", c0=c0, draws=draws, seed=seed,
    )  # fmt: skip
    stances = asked.stances()
    stakes, rng = asked.gains().stakes, asked.settings.rng("conditions")
    found = read_conditions(stances, asked.triangle(), rng=rng, stakes=stakes)
    name = asked.case.name if asked.case else "-".join(asked.settings.corners)
    rows = [{**condition.to_dict(), "cases": [name]} for condition in found]
    whole = [row for row in rows if row["phase"] == "whole window"]
    report = {
        "claims": whole,
        "readings": [row for row in rows if row["phase"] != "whole window"],
        "refused": asked.events.refused,
        "provenance": stances.provenance.to_dict(),
    }
    shown = [
        [row["id"], row["statement"], row["estimate"], row["lo"], row["hi"], row["verdict"]] for row in whole
    ]
    columns = ["claim", "statement", "estimate", "5 %", "95 %", "verdict"]
    emit("claims", report, as_json=as_json, show=lambda: table("over the whole window", columns, shown))


def backtest(
    horizons: Annotated[
        str, typer.Option("--horizons", metavar="N,N,...", help="Months ahead.")
    ] = "1,3,6,12",
    every: Annotated[int, typer.Option("--origins", min=1, help="Months between origins.")] = 6,
    burn: Annotated[int, typer.Option("--burn", min=12, help="Months before the first origin.")] = 36,
    least: Annotated[int, typer.Option("--least", min=12, help="Least observed months of a dyad.")] = 60,
    draws: Annotated[int, typer.Option("--draws", min=50, max=10_000, help="Draws a forecast.")] = 400,
    events: s.Events = None,
    format: s.Format = None,
    store: s.Store = None,
    case: s.CaseName = None,
    start: s.From = None,
    end: s.To = None,
    scale: s.ScaleName = "goldstein",
    succession: s.Succession = "joined",
    seed: s.Seed = 1,
    as_json: s.AsJson = False,
) -> None:
    """Rolling origins against the baselines, on what was observed later."""
    import numpy as np

    from tertius.cli.output import emit, table
    from tertius.forecasts import backtest as run
    from tertius.panel import build_panel
    from tertius.relations import estimate_relations

    ahead = _horizons(horizons)
    chosen = s.panel_settings(
        start=start, end=end, every="month", scale=scale, succession=succession, engine="duckdb"
    )
    panel = build_panel(s.read_source(events, format, store, case), **chosen)
    targets = ("valence", "volume") if panel.kind == "stream" else ("valence",)
    filtered: Any = estimate_relations(panel, given="past")
    rng = np.random.default_rng(seed)
    found = run(
        filtered, rng=rng, horizons=ahead, every=every, burn=burn, least=least, size=draws, targets=targets
    )
    rows = [
        [row["target"], row["horizon"], row["against"], row["gain"], row["p"]] for row in found.comparisons
    ]
    columns = ["target", "months", "against", "gain", "p"]
    emit("backtest", found.to_dict(), as_json=as_json, show=lambda: table("gain over", columns, rows))


def _horizons(text: str) -> list[int]:
    from tertius.errors import BadInput

    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise BadInput(f"--horizons {text!r}", "whole numbers such as 1,3,6,12") from None
