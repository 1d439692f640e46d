"""``tertius backtest``: how forecasts have done."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from tertius.cli import settings as s


def backtest(
    horizons: Annotated[
        str, typer.Option("--horizons", metavar="N,N,...", help="Months ahead.")
    ] = "1,3,6,12",
    every: Annotated[int, typer.Option("--origins", min=1, help="Months between origins.")] = 1,
    since: Annotated[
        str | None,
        typer.Option(
            "--origins-from", metavar="YYYY-MM", help="Score origins from this month on; learn from all before."
        ),
    ] = None,
    burn: Annotated[int, typer.Option("--burn", min=12, help="Months before the first origin.")] = 24,
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

    from tertius.cli.output import emit
    from tertius.cli.progress import bars
    from tertius.forecasts import backtest as run
    from tertius.months import parse_month
    from tertius.panel import build_panel
    from tertius.relations import estimate_relations

    ahead = _horizons(horizons)
    first = parse_month(since) if since else None
    chosen = s.panel_settings(
        start=start, end=end, every="month", scale=scale, succession=succession, engine="duckdb"
    )
    panel = build_panel(s.read_source(events, format, store, case), **chosen)
    targets = ("valence", "volume") if panel.kind == "stream" else ("valence",)
    filtered: Any = estimate_relations(panel, given="past")
    with bars("origins") as shown:
        found = run(
            filtered, rng=np.random.default_rng(seed), horizons=ahead, every=every, burn=burn, since=first,
            targets=targets, progress=shown.count,
        )  # fmt: skip
    emit("backtest", found.to_dict(), as_json=as_json, show=lambda: _shown(found))


def _shown(found: Any) -> Any:
    """The verdicts, then the tables."""
    from rich.console import Group

    from tertius.cli.output import table

    rows = [
        [
            row["target"], row["horizon"], row["against"], 100 * row["gain"], 100 * row["lo"], 100 * row["hi"],
            row["p"], row["p_holm"], row["origins"], row["dyads"],
        ]
        for row in found.comparisons
    ]  # fmt: skip
    columns = ["target", "months", "against", "saved %", "5 %", "95 %", "p", "p Holm", "origins", "dyads"]
    cover = [[row["target"], row["horizon"], row["p50"], row["p90"]] for row in found.coverage]
    return Group(
        *found.says,
        table("share of the loss saved", columns, rows),
        table("how often the intervals held what came", ["target", "months", "50 %", "90 %"], cover),
    )


def _horizons(text: str) -> list[int]:
    from tertius.errors import BadInput

    try:
        found = [int(part) for part in text.split(",")]
    except ValueError:
        raise BadInput(f"--horizons {text!r}", "whole numbers such as 1,3,6,12") from None
    return sorted(set(found))
