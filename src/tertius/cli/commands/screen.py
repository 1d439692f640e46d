"""``tertius screen``: every triangle in the data, ranked."""

from __future__ import annotations

from typing import Annotated

import typer

from tertius.cli import options as o
from tertius.settings import Counting, Sampling

EXAMPLE = "tertius screen --events weis.csv --by pivot --top 10"
BY = ("triangle", "pivot", "rivals", "year", "month")
OVER = ("period", "month", "peak")

Top = Annotated[int, typer.Option("--top", min=1, max=100_000, help="Rows to list.")]
By = Annotated[str, typer.Option("--by", metavar="WHAT", help="triangle, pivot, rivals, year, or month.")]
Over = Annotated[
    str,
    typer.Option("--over", metavar="WHAT", help="Score over the period (mean), its peak, or month by month."),
]


def screen(
    top: Top = 20,
    by: By = "triangle",
    over: Over = "period",
    source: o.Source = o.Source(),
    counting: o.Months = Counting(),
    sampling: Sampling = Sampling(),
    c0: o.Neutral = "0",
    given: o.Given = "all",
    result: o.Result = o.Result(),
) -> None:
    """Every triangle in the data, ranked by engaged equidistance under rivalry."""
    import numpy as np

    from tertius.cli.output import table
    from tertius.cli.progress import bars
    from tertius.settings import neutral_point
    from tertius.study import estimate, panel_of
    from tertius.triangles import screen as rank

    o.choice(given, ("all", "past"), "--given")
    o.choice(by, BY, "--by")
    o.choice(over, OVER, "--over")
    panel = panel_of(source.read(), [], counting)
    relations = estimate(panel, given=given, c0=neutral_point(c0), indicators=source.facts())
    with bars("pivots") as shown:
        rng = np.random.default_rng(sampling.seed)
        found = rank(relations, top=top, by=by, over=over, rng=rng, size=sampling.draws, progress=shown.count)
    report = {**found.to_dict(), "provenance": found.provenance.to_dict()}
    rows = report["rows"]
    columns = [name for name in (rows[0] if rows else {"pivot": ""}) if name != "months"]
    cells = [[row[name] for name in columns] for row in rows]
    title = f"{report['triangles']} triangles"
    result.give("screen", report, show=lambda: table(title, columns, cells), table=found.to_frame)
