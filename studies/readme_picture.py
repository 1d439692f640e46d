"""The README's picture, written to the file that is named.

Two relations of the founding case and its dated phases over the article's years, from the chronicle in the package.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tertius.charts.relations import relation_curve
from tertius.charts.stances import stance_timeline
from tertius.disk import write_text
from tertius.months import parse_month
from tertius.study import Question

CASE, START, END = "north-korea-moscow-beijing", "1956-01", "1969-12"
GAP = 18


def picture() -> str:
    """One SVG drawing: pivot with either rival, then phases of the estimate and of the other voices."""
    asked = Question.of_case(CASE, start=parse_month(START), end=parse_month(END))
    pivot, a, b = asked.settings.corners
    first = asked.references[0].voice if asked.references else None
    charts = [
        relation_curve(asked.smoothed, pivot, a),
        relation_curve(asked.smoothed, pivot, b),
        stance_timeline(asked.stances(), asked.references, first=first),
    ]
    return _stack([_draw(chart) for chart in charts])


def _draw(chart: Any) -> str:
    import vl_convert

    spec = chart.to_dict()
    spec.pop("$schema", None)
    return str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))


def _stack(drawings: list[str]) -> str:
    """Put drawings under one another on white."""
    sizes = [_size(drawing) for drawing in drawings]
    width, height = max(w for w, _ in sizes), sum(h + GAP for _, h in sizes)
    parts, top = [], 0.0
    for drawing, (_, tall) in zip(drawings, sizes, strict=True):
        parts.append(f'<g transform="translate(0,{top:g})">{drawing}</g>')
        top += tall + GAP
    size = f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
    ground = '<rect width="100%" height="100%" fill="white"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{ground}{"".join(parts)}</svg>\n'


def _size(drawing: str) -> tuple[float, float]:
    found = [re.search(rf'<svg[^>]*\b{name}="([\d.]+)', drawing) for name in ("width", "height")]
    return tuple(float(match.group(1)) if match else 0.0 for match in found)  # type: ignore[return-value]


def main(data: Path | None, arguments: list[str]) -> int:
    """Draw the picture into the file that is named."""
    (path,) = arguments
    write_text(path, picture())
    return 0
