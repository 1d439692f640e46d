"""``tertius stances``: dated phases of the pivot."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tertius.cli import options as o
from tertius.settings import Counting, Sampling

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
    asked = question(corners, source, counting, sampling, c0=c0)
    report = stance_report(asked, given, reference, whole=result.as_json)
    result.give(
        "stances", report, show=lambda: stance_text(report), table=lambda: asked.stances(given).to_frame()
    )
