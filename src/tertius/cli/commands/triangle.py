"""``tertius triangle``: every quantity of one triangle."""

from __future__ import annotations

from tertius.cli import options as o
from tertius.settings import Counting, Sampling

EXAMPLE = "tertius triangle ROU SUN CHN --events weis.csv --from 1966-01 --to 1975-12"
SHOWN = ("tilt", "engagement", "equidistance", "withdrawn", "rivalry")


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
    from tertius.actors.english import called
    from tertius.cli.asked import question
    from tertius.cli.output import table

    o.choice(given, ("all", "past"), "--given")
    asked = question(corners, source, counting, sampling, c0=c0)
    found = asked.triangle(given)
    report = found.to_dict()
    rows = [
        [
            month,
            *(report[name]["mean"][i] for name in SHOWN),
            report["type"]["named"][i],
            report["role"]["named"][i],
        ]
        for i, month in enumerate(report["months"])
    ]
    pivot, a, b = (called(handle, found.months[-1]) for handle in (found.pivot, found.a, found.b))
    title = f"{pivot} between {a} and {b} ({found.given}; means, intervals in --json)"
    columns = ["month", *SHOWN, "type", "role"]
    result.give("triangle", report, show=lambda: table(title, columns, rows), table=found.to_frame)
