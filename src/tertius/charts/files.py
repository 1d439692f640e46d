"""A chart to a file: SVG, PNG or one HTML page without an address."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tertius.charts.drawing import drawn, drawn_png
from tertius.charts.svg import svg
from tertius.disk import whole
from tertius.errors import BadInput
from tertius.inert import drawn as drawn_text
from tertius.inert import every_text

SUFFIXES = (".svg", ".png", ".html")


def save(chart: Any, path: Path) -> None:
    """Write a finished chart.

    Raises
    ------
    BadInput
        If the ending is none of `SUFFIXES`, or the folder is not there.
    AnalysisFailed
        If the disk refuses.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise BadInput(f"{path} ends in {path.suffix or 'nothing'}", ", ".join(SUFFIXES), "name the file so")
    if not path.absolute().parent.is_dir():
        raise BadInput(f"{path.parent} is no folder", "a folder that is there")
    drawn = as_bytes(chart, suffix)
    with whole(path) as draft:
        draft.write_bytes(drawn)


def as_bytes(chart: Any, suffix: str) -> bytes:
    """A finished chart, or its specification, as the content of a file with one of the endings `SUFFIXES`.

    Raises
    ------
    NotDrawn
        If the renderer fails (`tertius.charts.drawing`).
    """
    made = chart if isinstance(chart, dict) else chart.to_dict(validate=False)
    spec = every_text(made, drawn_text)
    spec.pop("$schema", None)
    if suffix == ".png":
        return drawn_png(json.dumps(spec))
    if suffix == ".svg":
        return drawn(json.dumps(spec)).encode()
    title = str(spec.get("description", ""))
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Tertius</title>'
    return f"{head}<body>{svg(chart, title=title)}</body></html>".encode()
