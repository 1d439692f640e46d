"""``tertius backtest``: how forecasts have done."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from tertius.cli import options as o
from tertius.cli.flatten import Without
from tertius.settings import Counting, Sampling

EXAMPLE = "tertius backtest --events weis.csv --horizons 1,3,6,12"

Horizons = Annotated[str, typer.Option("--horizons", metavar="N,N,...", help="Months ahead.")]
Origins = Annotated[int, typer.Option("--origins", min=1, help="Months between origins.")]
Burn = Annotated[int, typer.Option("--burn", min=12, help="Months before the first origin.")]
Least = Annotated[int, typer.Option("--least", min=12, help="Least observed months of a dyad.")]
Monthly = Annotated[Counting, Without("directed", "every")]


def backtest(
    horizons: Horizons = "1,3,6,12",
    origins: Origins = 6,
    burn: Burn = 36,
    least: Least = 60,
    source: o.Source = o.Source(),
    counting: Monthly = Counting(),
    sampling: Sampling = Sampling(draws=400),
    result: o.Result = o.Result(),
) -> None:
    """Rolling origins against the baselines, on what was observed later."""
    import numpy as np

    from tertius.cli.output import table
    from tertius.forecasts import backtest as run
    from tertius.panel import build_panel
    from tertius.relations import estimate_relations

    ahead = _horizons(horizons)
    panel = build_panel(source.read(), **counting.options())
    targets = ("valence", "volume") if panel.kind == "stream" else ("valence",)
    filtered: Any = estimate_relations(panel, given="past", indicators=source.facts())
    found = run(
        filtered,
        rng=np.random.default_rng(sampling.seed),
        horizons=ahead,
        every=origins,
        burn=burn,
        least=least,
        size=sampling.draws,
        targets=targets,
    )
    rows = [
        [row["target"], row["horizon"], row["against"], row["gain"], row["p"]] for row in found.comparisons
    ]
    columns = ["target", "months", "against", "gain", "p"]
    result.give(
        "backtest", found.to_dict(), show=lambda: table("gain over", columns, rows), table=found.to_frame
    )


def _horizons(text: str) -> list[int]:
    from tertius.errors import BadInput

    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise BadInput(f"--horizons {text!r}", "whole numbers such as 1,3,6,12") from None
