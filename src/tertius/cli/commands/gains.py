"""``tertius gains``: what the pivot received, and what the game says it could have had."""

from __future__ import annotations

from tertius.cli import options as o
from tertius.settings import Counting, Sampling

EXAMPLE = "tertius gains north-korea-moscow-beijing"


def gains(
    corners: o.Corners,
    source: o.Source = o.Source(),
    counting: o.Months = Counting(),
    sampling: Sampling = Sampling(),
    c0: o.Neutral = "0",
    given: o.Given = "all",
    result: o.Result = o.Result(),
) -> None:
    """What the pivot received, its benefit share, and the game's rent at the estimated rivalry and access."""
    import polars as pl

    from tertius.cli.asked import question

    o.choice(given, ("all", "past"), "--given")
    asked = question(corners, source, counting, sampling, c0=c0)
    enough = asked.enough(given)
    if not enough.ok:
        said = enough.untold(*asked.settings.corners)
        known = asked.triangle(given).provenance.to_dict()
        bare = {
            "pivot": asked.settings.pivot,
            "enough": enough.to_dict(),
            "says": [said],
            "provenance": known,
        }
        result.give("gains", bare, show=lambda: said, table=lambda: pl.DataFrame({"says": [said]}))
        return
    found = asked.gains(given)
    report = {**found.to_dict(), "provenance": found.provenance.to_dict()}
    result.give("gains", report, show=lambda: "\n".join(found.says), table=found.to_frame)
