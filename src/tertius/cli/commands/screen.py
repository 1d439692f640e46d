"""``tertius screen``: who stands between two rivals; without rivals, every triangle in the data, ranked."""

from __future__ import annotations

from typing import Annotated, get_args

import typer

from tertius import settings
from tertius.cli import options as o
from tertius.settings import Counting, Sampling

EXAMPLE = "tertius screen --rivals USA SUN --events weis.csv --by year --top 10"

Top = Annotated[int, typer.Option("--top", min=1, max=100_000, help="Rows to list.")]
By = Annotated[str, typer.Option("--by", metavar="WHAT", help="triangle, pivot, rivals, year, or month.")]
Over = Annotated[
    str,
    typer.Option("--over", metavar="WHAT", help="Score over the period (mean), its peak, or month by month."),
]


Rivals = Annotated[
    tuple[str, str] | None,
    typer.Option(
        "--rivals", metavar="A B", help="Rank every pivot between these two by the middle it holds."
    ),
]
Month = Annotated[
    str | None, typer.Option("--month", metavar="YYYY-MM", help="With --rivals: this month only.")
]


def screen(
    rivals: Rivals = None,
    month: Month = None,
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
    """Who stands between two rivals, warmest middle first; without rivals, every triangle in the data, ranked."""
    if rivals is not None:
        _between(rivals, month, top, by, source, counting, sampling, c0, given, result)
        return
    from tertius.errors import BadInput

    if month is not None:
        raise BadInput("--month without --rivals", "--rivals A B --month YYYY-MM")
    import numpy as np

    from tertius.cli.output import table
    from tertius.cli.progress import bars
    from tertius.settings import neutral_point
    from tertius.study import estimate, panel_of
    from tertius.triangles import screen as rank

    o.choice(given, ("all", "past"), "--given")
    within = {"by": o.choice(by, get_args(settings.By), "--by")}
    within["over"] = o.choice(over, get_args(settings.Over), "--over")
    from tertius.study.shipped import with_tallies

    panel = panel_of(source.read_or_world(), [], counting)
    panels = with_tallies(panel) if source.shipped and source.only is None else panel
    relations = estimate(panels, given=given, c0=neutral_point(c0), indicators=source.facts())
    with bars("pivots") as shown:
        rng = np.random.default_rng(sampling.seed)
        found = rank(relations, top=top, **within, rng=rng, size=sampling.draws, progress=shown.count)
    report = found.to_dict()
    rows = report["rows"]
    columns = [name for name in (rows[0] if rows else {"pivot": ""}) if name != "months"]
    cells = [[row[name] for name in columns] for row in rows]
    title = f"{report['triangles']} triangles"
    result.give("screen", report, show=lambda: table(title, columns, cells), table=found.to_frame)


def _between(
    rivals: tuple[str, str],
    month: str | None,
    top: int,
    by: str,
    source: o.Source,
    counting: Counting,
    sampling: Sampling,
    c0: str,
    given: str,
    result: o.Result,
) -> None:
    """Every pivot between the two rivals."""
    from tertius.actors.english import called, plain_name
    from tertius.cli.asked import handles
    from tertius.cli.output import table
    from tertius.cli.progress import bars
    from tertius.months import parse_month
    from tertius.settings import neutral_point
    from tertius.stances import standings
    from tertius.study import estimate, panel_of
    from tertius.world import with_missions, world_facts

    o.choice(given, ("all", "past"), "--given")
    o.choice(by, ("triangle", "pivot", "year", "month"), "--by with --rivals")
    a, b = handles(list(rivals))
    own = facts = source.facts()
    if source.shipped and own is None:
        from tertius.study.everywhere import legs_between

        facts = world_facts((a, b))
        relations = legs_between(a, b, counting=counting, given=given).relations
    else:
        panel = panel_of(source.read(), [], counting)
        relations = estimate(panel, given=given, c0=neutral_point(c0), indicators=own)
        facts = world_facts((a, b)) if own is None and panel.kind != "chronicle" else own
    facts = facts if own is None else with_missions(own, (a, b))
    with bars("pivots") as shown:
        found = standings(
            relations, a, b, facts=facts, by=by if by in ("year", "month") else "window", top=top,
            month=None if month is None else parse_month(month), rng=sampling.rng("screen"), progress=shown.count,
        )  # fmt: skip
    first, second = plain_name(a), plain_name(b)
    rows = [
        [r.pivot, r.name, " .. ".join(dict.fromkeys(r.months)), r.p_a, r.p_middle, r.p_b, r.direction, r.tilt.mean,
         r.warmth.mean, plain_name(r.ally), "" if r.enough.ok else "not enough on record"]
        for r in found.rows
    ]  # fmt: skip
    columns = [
        "pivot",
        "name",
        "months",
        first,
        "middle",
        second,
        f"nearer {first}",
        "tilt",
        "warmth",
        "pact with",
        "",
    ]
    title = (
        f"between {called(a)} and {called(b)}: {found.told} of {found.pivots} pivots have enough on record"
    )
    report = {**found.to_dict(), "provenance": found.provenance.to_dict()}
    result.give("screen", report, show=lambda: table(title, columns, rows), table=found.to_frame)
