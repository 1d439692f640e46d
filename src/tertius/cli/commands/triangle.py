"""``tertius triangle``: every quantity of one triangle."""

from __future__ import annotations

from tertius.cli import options as o
from tertius.settings import Counting, Sampling

EXAMPLE = "tertius triangle ROU SUN CHN --events weis.csv --from 1966-01 --to 1975-12"
FEW = 36
"""Months up to which every one is shown; of more, the last of each year."""
SHOWN = ("tilt", "engagement", "equidistance", "withdrawn", "rivalry")


READ = (
    "tilt: +1 all with {a}, -1 all with {b}. engagement: with both, 0 to 1. equidistance, withdrawn: near the middle and engaged "
    "with both, or with neither. rivalry: of the two with each other. type, role: of the triangle and of the pivot by the signs "
    "of the three relations (Dittmer), undetermined where none has a probability above {above}."
)


def triangle(
    corners: o.Corners,
    source: o.Source = o.Source(),
    counting: o.Months = Counting(),
    sampling: Sampling = Sampling(),
    c0: o.Neutral = "0",
    given: o.Given = "all",
    result: o.Result = o.Result(),
) -> None:
    """Tilt, engagement, rivalry, type and role, month by month."""
    from rich.console import Group

    from tertius.actors.english import called
    from tertius.cli.asked import question
    from tertius.cli.output import table
    from tertius.triangles import NAMED_ABOVE

    o.choice(given, ("all", "past"), "--given")
    asked = question(corners, source, counting, sampling, c0=c0)
    found, told = asked.triangle(given), asked.enough(given)
    report = {**found.to_dict(), "enough": told.to_dict()}
    months = report["months"]
    shown = [
        i
        for i, month in enumerate(months)
        if len(months) <= FEW or month[5:7] in ("", "12") or i + 1 == len(months)
    ]
    rows = [
        [
            months[i],
            *(report[name]["mean"][i] for name in SHOWN),
            report["type"]["named"][i],
            report["role"]["named"][i],
        ]
        for i in shown
    ]
    rest = "" if len(shown) == len(months) else "the last month of each year; every month, "
    pivot, a, b = (called(handle, found.months[-1]) for handle in (found.pivot, found.a, found.b))
    title = f"{pivot} between {a} and {b} ({found.given}; means; {rest}intervals and other quantities: --json or --out)"
    columns = ["month", *SHOWN, "type", "role"]
    result.give(
        "triangle",
        report,
        show=lambda: (
            Group(table(title, columns, rows), READ.format(a=a, b=b, above=NAMED_ABOVE))
            if told.ok
            else told.untold(*asked.settings.corners)
        ),
        table=found.to_frame,
    )
