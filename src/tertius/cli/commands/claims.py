"""``tertius claims``: what the posterior says of C1-C4."""

from __future__ import annotations

from tertius.cli import options as o
from tertius.settings import Counting, Sampling

EXAMPLE = "tertius claims north-korea-moscow-beijing"


def claims(
    corners: o.Corners,
    source: o.Source = o.Source(),
    counting: o.Months = Counting(),
    sampling: Sampling = Sampling(),
    c0: o.Neutral = "0",
    given: o.Given = "all",
    result: o.Result = o.Result(),
) -> None:
    """C1-C4 over the whole window and phase by phase: estimate, interval, placebo and verdict."""
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
    result.give(
        "claims",
        report,
        show=lambda: table("over the whole window", columns, shown),
        table=lambda: pl.DataFrame(rows, infer_schema_length=None),
    )
