"""Drawings made in a process of their own: the renderer holds an engine for JavaScript that ends its process when it fails."""

from __future__ import annotations

from functools import cache

from tertius.aside import Aside, Died
from tertius.errors import AnalysisFailed
from tertius.limits import MAX_DRAWING_TIME


class NotDrawn(AnalysisFailed):
    """A chart could not be drawn; nothing else depends on it."""


@cache
def _child() -> Aside:
    return Aside("tertius.charts.drawing:render", seconds=MAX_DRAWING_TIME)


def drawn(spec: str) -> str:
    """The SVG of a Vega-Lite specification given as JSON.

    Raises
    ------
    NotDrawn
        If the renderer fails, takes too long, or has no room.
    """
    try:
        return _child().ask(spec)
    except Died as end:
        raise NotDrawn(f"the picture could not be drawn (its renderer {end}); more memory may help") from None
    except ValueError as error:
        raise NotDrawn(f"the picture could not be drawn ({error})") from None


def render(spec: str) -> str:
    """In the child: draw, with every address forbidden."""
    import json

    import vl_convert

    return str(vl_convert.vegalite_to_svg(json.loads(spec), allowed_base_urls=[]))
