"""``tertius claims``: what the posterior says of C1-C4."""

from __future__ import annotations

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
    found = read_conditions(stances, asked.triangle(), rng=asked.settings.rng("conditions"))
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
