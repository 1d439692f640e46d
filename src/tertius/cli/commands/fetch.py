"""``tertius fetch``: get a source."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tertius.cli import options as o

EXAMPLE = "tertius fetch gdelt2 --from 2024-01-01 --to 2024-01-02"

Source = Annotated[
    str, typer.Argument(metavar="SOURCE", help="gdelt1, gdelt2, icews, polecat, un, atop or sipri.")
]
Mirror = Annotated[
    str | None, typer.Option("--mirror", metavar="URL", help="Another host with the same paths.")
]
Import = Annotated[
    list[Path] | None,
    typer.Option("--import", metavar="FILE", help="A file got by hand (atop, sipri); repeatable."),
]


def fetch(
    source: Source,
    start: o.From = None,
    end: o.To = None,
    mirror: Mirror = None,
    import_: Import = None,
    out: o.Out = None,
    as_json: o.AsJson = False,
) -> None:
    """Download a source: resumed, checked, and with a report of what is missing."""
    from tertius.cli.output import emit
    from tertius.cli.progress import bars
    from tertius.errors import AnalysisFailed
    from tertius.events.fetch import fetch as get
    from tertius.months import parse_bounds

    with bars("files") as shown:
        report = get(
            source, out=out, mirror=mirror, files=import_ or (), tick=shown.bytes, step=shown.count,
            start=parse_bounds(start)[0] if start else None, end=parse_bounds(end)[1] if end else None,
        )  # fmt: skip

    def show() -> str:
        lines = [f"{report.source}: {report.asked} files asked, {report.had} had, {len(report.fetched)} fetched, "
                 f"{len(report.missing)} missing, in {report.folder}"]  # fmt: skip
        return "\n".join(
            [*lines, *(f"  missing {name}: {why}" for name, why in list(report.missing.items())[:20])]
        )

    emit("fetch", report.to_dict(), as_json=as_json, show=show)
    if not report.complete:
        raise AnalysisFailed(
            f"{len(report.missing)} of {report.asked} files are missing; run it again to go on"
        )
