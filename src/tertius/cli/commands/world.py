"""``tertius world``: every pivot between two rivals, as a data set and as a map."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tertius.cli import options as o

if TYPE_CHECKING:
    import numpy as np

    from tertius.study.mapping import StandingOf

EXAMPLE = "tertius world --rivals USA SUN --map map.svg --month 1970-06"

Rivals = Annotated[
    tuple[str, str] | None,
    typer.Option(
        "--rivals", metavar="A B", help="The two rivals; every rivalry that ships if none are given."
    ),
]
Map = Annotated[
    Path | None, typer.Option("--map", metavar="FILE", help="A map of one month: .svg, .png or .html.")
]
Month = Annotated[str | None, typer.Option("--month", metavar="YYYY-MM", help="The month of the map.")]
Table = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="The data set of triangles, a Parquet file.")
]


def world(
    rivals: Rivals = None, out: Table = None, map: Map = None, month: Month = None, as_json: o.AsJson = False
) -> None:
    """Every pivot with enough on record between two rivals: the data set of triangles, and a map of any month."""
    from tertius.errors import BadInput

    if out is None and map is None:
        raise BadInput(
            "neither a file nor a map asked for",
            "--out FILE.parquet, or --map FILE.svg with --month and --rivals",
            "e.g. `tertius world --map map.svg --month 1970-06 --rivals USA SUN`",
        )
    if map is not None:
        _map(rivals, map, month, as_json)
    if out is not None:
        _dataset(rivals, out, as_json)


def _dataset(rivals: tuple[str, str] | None, out: Path, as_json: bool) -> None:
    from tertius.cli.asked import handles
    from tertius.cli.output import emit, note, table
    from tertius.intervals import total
    from tertius.study.dataset import write_triangles

    pairs = None
    if rivals is not None:
        a, b = handles(list(rivals))
        pairs = ((a, b),)
    counts = write_triangles(out, pairs, progress=lambda name: note(f"{name} ..."))
    whole = total(counts.values())
    rows = [[name, count] for name, count in counts.items()]
    report = {"path": str(out), "triangles": whole, "rivals": counts}
    emit(
        "world",
        report,
        as_json=as_json,
        show=lambda: table(f"{whole} triangles in {out}", ["rivals", "pivots"], rows),
    )


def _map(rivals: tuple[str, str] | None, path: Path, month: str | None, as_json: bool) -> None:
    from tertius.charts import Standing, world_map
    from tertius.charts.files import save
    from tertius.cli.asked import handles
    from tertius.cli.output import emit, table
    from tertius.errors import BadInput
    from tertius.months import parse_month
    from tertius.study.everywhere import legs_between
    from tertius.study.mapping import standings_in
    from tertius.world import world_facts

    if rivals is None or month is None:
        raise BadInput("a map without its rivals or its month", "--rivals A B and --month YYYY-MM")
    a, b = handles(list(rivals))
    at = parse_month(month)
    found = standings_in(legs_between(a, b), world_facts((a, b)), at)
    names = _names(a, b, at)
    shown = [Standing(each.state, each.lean, each.sure, _words(each, *names)) for each in found]
    save(world_map(shown, at, *names), path)
    rows = [
        [each.state, each.p_a, each.p_middle, each.p_b, each.nearer_a]
        for each in sorted(found, key=lambda each: -each.lean)
    ]
    report = {"path": str(path), "month": month, "a": a, "b": b, "standings": [vars(each) for each in found]}
    title = f"{len(found)} states between {names[0]} and {names[1]} in {month}; map in {path}"
    columns = ["state", f"P({a})", "P(middle)", f"P({b})", f"P(nearer {a})"]
    emit("world-map", report, as_json=as_json, show=lambda: table(title, columns, rows))


def _names(a: str, b: str, month: np.datetime64) -> tuple[str, str]:
    """Names that the two rivals had in the month."""
    from tertius.actors import then
    from tertius.actors.table import by_handle

    return by_handle()[then(a, month)].name, by_handle()[then(b, month)].name


def _words(told: StandingOf, a: str, b: str) -> str:
    """What the reader is told of one state."""
    return f"with {a} {told.p_a:.2f}, between {told.p_middle:.2f}, with {b} {told.p_b:.2f}"
