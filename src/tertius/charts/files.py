"""A chart to a file: SVG, PNG or one HTML page without an address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tertius.charts.svg import svg
from tertius.disk import whole
from tertius.errors import BadInput

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
    drawn = _drawn(chart, suffix)
    with whole(path) as draft:
        draft.write_bytes(drawn)


def _drawn(chart: Any, suffix: str) -> bytes:
    import vl_convert

    spec = chart.to_dict(validate=False)
    spec.pop("$schema", None)
    if suffix == ".png":
        return bytes(vl_convert.vegalite_to_png(spec, scale=2, allowed_base_urls=[]))
    if suffix == ".svg":
        return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]).encode()
    title = str(spec.get("description", ""))
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Tertius</title>'
    return f"{head}<body>{svg(chart, title=title)}</body></html>".encode()
