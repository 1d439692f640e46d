"""``tertius claims``: a registered list on many cases, or what the posterior of one case says of C1-C4."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tertius.cli import options as o
from tertius.settings import Counting, Sampling

EXAMPLE = "tertius claims north-korea-moscow-beijing"
Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[P A B | CASE | register FILE]",
        help="Nothing: the registered list on many cases; a triangle or a case: C1-C4 in it; register: put your own list "
        "on record.",
    ),
]
Permutations = Annotated[int, typer.Option("--permutations", metavar="N", help="Redraws of each placebo.")]
Registered = Annotated[
    Path | None,
    typer.Option("--list", metavar="FILE", help="Try this registered list in place of C1-C4 and M1-M6."),
]

Sensitive = Annotated[
    bool,
    typer.Option(
        "--sensitivity",
        help="The list again under other scales, neutral points, duplicate rules, sources and confidence: what survives.",
    ),
]


def claims(
    corners: Words = None,
    source: o.Source = o.Source(),
    counting: o.Months = Counting(),
    sampling: Sampling = Sampling(),
    c0: o.Neutral = "0",
    given: o.Given = "all",
    permutations: Permutations = 1000,
    listed: Registered = None,
    sensitivity: Sensitive = False,
    result: o.Result = o.Result(),
) -> None:
    """The registered claims on many cases, or C1-C4 in one: estimate, interval, placebo, what could be seen, and verdict."""
    from tertius.cli import claims_report as many
    from tertius.errors import BadInput

    if corners and sensitivity:
        raise BadInput("--sensitivity with a case or states", "the registered list, without either")
    if corners and corners[0] == "register":
        many.register(corners[1:], source, result)
    elif not corners:
        asked = many.Asked(source, counting, sampling.seed, c0, permutations, listed)
        (many.survives if sensitivity else many.everywhere)(asked, result)
    else:
        _one(corners, source, counting, sampling, c0, given, result)


def _one(
    corners: list[str],
    source: o.Source,
    counting: Counting,
    sampling: Sampling,
    c0: str,
    given: str,
    result: o.Result,
) -> None:
    """C1-C4 in one triangle, over the whole window and phase by phase."""
    import polars as pl

    from tertius.claims import read_conditions
    from tertius.cli.asked import question
    from tertius.cli.output import table

    o.choice(given, ("all", "past"), "--given")
    asked = question(corners, source, counting, sampling, c0=c0)
    stances = asked.stances(given)
    stakes, rng = asked.gains(given).stakes, asked.settings.rng("conditions")
    found = read_conditions(stances, asked.triangle(given), rng=rng, stakes=stakes)
    name = asked.case.name if asked.case else "-".join(asked.settings.corners)
    rows = [
        {
            **condition.to_dict(),
            "cases": [name],
            "smallest_visible": condition.detectable,
            "placebo": condition.null,
        }
        for condition in found
    ]
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
    result.give(
        "claims",
        report,
        show=lambda: table("over the whole window", columns, shown),
        table=lambda: pl.DataFrame(rows, infer_schema_length=None),
    )
