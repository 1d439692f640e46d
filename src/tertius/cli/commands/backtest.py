"""``tertius backtest``: how forecasts have done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tertius.cli import options as o
from tertius.cli.flatten import Without
from tertius.settings import Counting, Sampling

if TYPE_CHECKING:
    from tertius.forecasts import Backtest

EXAMPLE = "tertius backtest --events weis.csv --horizons 1,3,6,12"

Horizons = Annotated[str, typer.Option("--horizons", metavar="N,N,...", help="Months ahead.")]
Origins = Annotated[int, typer.Option("--origins", min=1, help="Months between origins.")]
Since = Annotated[
    str | None,
    typer.Option(
        "--origins-from", metavar="YYYY-MM", help="Score origins from this month on; learn from all before."
    ),
]
Burn = Annotated[int, typer.Option("--burn", min=12, help="Months before the first origin.")]
Monthly = Annotated[Counting, Without("directed", "every")]
COLUMNS = ["target", "months", "against", "saved %", "5 %", "95 %", "p", "p Holm", "origins", "dyads"]


def backtest(
    horizons: Horizons = "1,3,6,12",
    origins: Origins = 1,
    origins_from: Since = None,
    burn: Burn = 24,
    source: o.Source = o.Source(),
    counting: Monthly = Counting(),
    sampling: Annotated[Sampling, Without("draws")] = Sampling(),
    result: o.Result = o.Result(),
) -> None:
    """Rolling origins against the baselines, on what was observed later; everything learned from the past."""
    import numpy as np

    from tertius.cli.progress import bars
    from tertius.forecasts import backtest as run
    from tertius.months import parse_month
    from tertius.panel import build_panel
    from tertius.relations import estimate_relations

    ahead = _horizons(horizons)
    since = parse_month(origins_from) if origins_from else None
    panel = build_panel(source.read(), **counting.options())
    targets = ("valence", "volume") if panel.kind == "stream" else ("valence",)
    filtered: Any = estimate_relations(panel, given="past", indicators=source.facts())
    rng = np.random.default_rng(sampling.seed)
    with bars("origins") as shown:
        found = run(
            filtered, rng=rng, horizons=ahead, every=origins, burn=burn, since=since, targets=targets,
            progress=shown.count,
        )  # fmt: skip
    result.give("backtest", found.to_dict(), show=lambda: _shown(found), table=found.to_frame)


def _shown(found: Backtest) -> Any:
    """The verdicts, then the tables."""
    from rich.console import Group

    from tertius.cli.output import table

    rows = [
        [
            row["target"], row["horizon"], row["against"], *(100 * row[name] for name in ("gain", "lo", "hi")),
            row["p"], row["p_holm"], row["origins"], row["dyads"],
        ]
        for row in found.comparisons
    ]  # fmt: skip
    cover = [[row["target"], row["horizon"], row["p50"], row["p90"]] for row in found.coverage]
    return Group(
        *found.says,
        table("share of the loss saved", COLUMNS, rows),
        table("how often the intervals held what came", ["target", "months", "50 %", "90 %"], cover),
    )


def _horizons(text: str) -> list[int]:
    from tertius.errors import BadInput

    try:
        return sorted({int(part) for part in text.split(",")})
    except ValueError:
        raise BadInput(f"--horizons {text!r}", "whole numbers such as 1,3,6,12") from None
