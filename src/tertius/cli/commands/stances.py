"""``tertius stances``: dated phases of the pivot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tertius.cli import options as o
from tertius.settings import Counting, Sampling

if TYPE_CHECKING:
    import polars as pl

EXAMPLE = "tertius stances egypt-washington-moscow --reference phases.csv"

Reference = Annotated[
    Path | None,
    typer.Option("--reference", metavar="FILE", help="Score against these phases, with the nulls."),
]


def stances(
    corners: o.Corners,
    reference: Reference = None,
    source: o.Source = o.Source(),
    counting: o.Months = Counting(),
    sampling: Sampling = Sampling(),
    c0: o.Neutral = "0",
    given: o.Given = "all",
    result: o.Result = o.Result(),
) -> None:
    """Dated phases with intervals; scored against reference phases, with the nulls beside."""
    from tertius.cli.asked import question
    from tertius.cli.stance_report import stance_report, stance_text

    o.choice(given, ("all", "past"), "--given")
    if source.only == "facts" and source.shipped:
        _facts_alone(corners, counting, result)
        return
    asked = question(corners, source, counting, sampling, c0=c0)
    report = stance_report(asked, given, reference, whole=result.as_json)
    result.give(
        "stances", report, show=lambda: stance_text(report), table=lambda: asked.stances(given).to_frame()
    )


def _facts_alone(corners: list[str], counting: Counting, result: o.Result) -> None:
    """What the facts alone say, year by year: a prior, not a dated stance."""
    from tertius.actors.english import called, plain_name
    from tertius.cases import load_case
    from tertius.cli.asked import handles
    from tertius.cli.output import table
    from tertius.errors import BadInput
    from tertius.study.facts_alone import facts_alone

    if len(corners) not in (1, 3):
        raise BadInput(f"{len(corners)} states given", "three states, pivot first, or the name of a case")
    if len(corners) == 1:
        case = load_case(corners[0])
        corners = [case.pivot, case.a, case.b]
    pivot, a, b = handles(corners)
    years = facts_alone((pivot, a, b), counting)

    def frame() -> pl.DataFrame:
        import polars as pl

        return pl.DataFrame([vars(year) for year in years])

    rows = [[str(each.year), each.p_a, each.p_middle, each.p_b, each.facts or "none known"] for each in years]
    report = {"pivot": pivot, "rivals": [a, b], "only": "facts", "years": [vars(year) for year in years]}
    who = f"{called(pivot)} between {called(a)} and {called(b)}"
    title = f"{who} by yearly facts alone: the prior of side and middle, before any act"
    columns = ["year", plain_name(a), "middle", plain_name(b), "facts"]
    result.give("stances-facts", report, show=lambda: table(title, columns, rows), table=frame)
