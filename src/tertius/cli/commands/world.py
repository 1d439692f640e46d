"""``tertius world``: every pivot between two rivals, as a data set and as a map."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tertius.cli import options as o

if TYPE_CHECKING:
    import numpy as np

EXAMPLE = "tertius world --rivals USA --rivals SUN --map map.svg --month 1970-06"

Rivals = Annotated[
    list[str] | None,
    typer.Option(
        "--rivals", metavar="STATE", help="A rival; twice. Every rivalry that ships if none is given."
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

    if rivals is not None and len(rivals) != 2:
        raise BadInput(f"{len(rivals)} rivals", "--rivals twice, or not at all")
    if out is None and map is None:
        raise BadInput("nothing asked for", "--out FILE.parquet, or --map FILE with --month and --rivals")
    pair = (rivals[0], rivals[1]) if rivals else None
    if map is not None:
        _map(pair, map, month, as_json)
    if out is not None:
        _dataset(pair, out, as_json)


def _dataset(pair: tuple[str, str] | None, out: Path, as_json: bool) -> None:
    from tertius.cli.output import emit, note, table
    from tertius.study.dataset import write_triangles

    counts = write_triangles(out, (pair,) if pair else None, progress=lambda name: note(f"{name} ..."))
    total = sum(counts.values())
    rows = [[name, count] for name, count in counts.items()]
    report = {"path": str(out), "triangles": total, "rivals": counts}
    emit(
        "world",
        report,
        as_json=as_json,
        show=lambda: table(f"{total} triangles in {out}", ["rivals", "pivots"], rows),
    )


def _map(pair: tuple[str, str] | None, path: Path, month: str | None, as_json: bool) -> None:
    from tertius.charts import Standing, world_map
    from tertius.charts.files import save
    from tertius.cli.asked import handles
    from tertius.cli.output import emit, table
    from tertius.errors import BadInput
    from tertius.months import parse_month
    from tertius.study.everywhere import legs_between
    from tertius.study.mapping import standings

    if pair is None or month is None:
        raise BadInput("a map without its rivals or its month", "--rivals twice and --month YYYY-MM")
    a, b = handles(list(pair))
    at = parse_month(month)
    found = standings(legs_between(a, b), at)
    names = _names(a, b, at)
    shown = [
        Standing(each.state, each.tilt, abs(2 * each.nearer_a - 1), _words(each.nearer_a, *names))
        for each in found
    ]
    save(world_map(shown, at, *names), path)
    rows = [[each.state, each.tilt, each.nearer_a] for each in sorted(found, key=lambda each: each.tilt)]
    report = {"path": str(path), "month": month, "a": a, "b": b, "standings": [vars(each) for each in found]}
    title = f"{len(found)} states between {names[0]} and {names[1]} in {month}; map in {path}"
    emit(
        "world-map",
        report,
        as_json=as_json,
        show=lambda: table(title, ["state", "tilt", f"P(nearer {a})"], rows),
    )


def _names(a: str, b: str, month: np.datetime64) -> tuple[str, str]:
    from tertius.actors import resolve

    return resolve(a).name, resolve(b).name


def _words(nearer_a: float, a: str, b: str) -> str:
    """What the reader is told of one state."""
    side, sure = (a, nearer_a) if nearer_a >= 0.5 else (b, 1 - nearer_a)
    return f"nearer {side}, probability {sure:.2f}"
