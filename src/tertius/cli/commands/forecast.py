"""``tertius forecast``: a fan of draws ahead of the last month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tertius.cli import options as o
from tertius.cli.flatten import Without
from tertius.settings import Counting, Sampling

if TYPE_CHECKING:
    import polars as pl

    from tertius.forecasts import Forecast

EXAMPLE = "tertius forecast north-korea-moscow-beijing --horizon 12"

Scenario = Annotated[
    str | None, typer.Option("--scenario", metavar="NAME", help="One scenario; all three if not given.")
]
Monthly = Annotated[Counting, Without("directed", "every")]


def forecast(
    corners: o.Corners,
    scenario: Scenario = None,
    horizon: o.Horizon = 12,
    source: o.Source = o.Source(),
    counting: Monthly = Counting(),
    sampling: Sampling = Sampling(),
    c0: o.Neutral = "0",
    result: o.Result = o.Result(),
) -> None:
    """Fan of draws from what was known at the origin (the last month)."""
    from tertius.cli.asked import question
    from tertius.cli.output import table
    from tertius.cli.reports import forecast_head

    asked = question(corners, source, counting, sampling, c0=c0, horizon=horizon)
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
    columns = ["scenario", "target", "month", "5 %", "median", "95 %"]
    result.give(
        "forecast",
        report,
        show=lambda: table("at the horizon", columns, shown),
        table=lambda: _fans(made),
    )


def _fans(made: dict[str, Forecast]) -> pl.DataFrame:
    """The fans of every scenario, one under the other."""
    import polars as pl

    return pl.concat(
        [fan.to_frame().select(pl.lit(name).alias("scenario"), pl.all()) for name, fan in made.items()]
    )
