"""Drawings made in a process of their own: the renderer holds an engine for JavaScript that ends its process when it fails."""

from __future__ import annotations

import base64
import json
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

from tertius.aside import Aside, Died
from tertius.errors import AnalysisFailed
from tertius.limits import MAX_DRAWING_TIME


class NotDrawn(AnalysisFailed):
    """A chart could not be drawn; nothing else depends on it."""


PEN = "tertius.charts.svg:pen"
"""What draws for a page, in the child."""


@cache
def _child(work: str) -> Aside:
    return Aside(work if ":" in work else f"tertius.charts.drawing:{work}", seconds=MAX_DRAWING_TIME)


def drawn(spec: str) -> str:
    """The SVG of a Vega-Lite specification given as JSON.

    Raises
    ------
    NotDrawn
        If the renderer fails, takes too long, or has no room.
    """
    return _asked("render", spec)


def begin(spec: str, title: str) -> Future[str]:
    """The inline SVG of a specification, drawn while the caller goes on; its result raises as `drawn`."""
    return _queue().submit(_asked, PEN, json.dumps([spec, title]))


def ready() -> None:
    """Start the renderer now, so that it is there when the first picture is: the caller goes on."""
    begin('{"data": {"values": []}, "mark": "point"}', "")


@cache
def _queue() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="drawing")


def drawn_png(spec: str) -> bytes:
    """The PNG, twice as fine as the screen, of a Vega-Lite specification given as JSON; raises as `drawn`."""
    return base64.b64decode(_asked("render_png", spec))


def script() -> str:
    """Vega, Vega-Lite and Vega-Embed as the renderer itself has them, for a page that draws; raises as `drawn`."""
    try:
        return _asked("bundle", "")
    finally:
        _child("bundle").close()


def _asked(work: str, spec: str) -> str:
    try:
        return _child(work).ask(spec)
    except Died as end:
        raise NotDrawn(f"the picture could not be drawn (its renderer {end}); more memory may help") from None
    except ValueError as error:
        raise NotDrawn(f"the picture could not be drawn ({error})") from None


def render(spec: str) -> str:
    """In the child: draw, with every address forbidden."""

    import vl_convert

    return str(vl_convert.vegalite_to_svg(json.loads(spec), allowed_base_urls=[]))


def render_png(spec: str) -> str:
    """In the child: draw points, with every address forbidden, as base 64."""

    import vl_convert

    return base64.b64encode(
        vl_convert.vegalite_to_png(json.loads(spec), scale=2, allowed_base_urls=[])
    ).decode()


def bundle(_: str) -> str:
    """In the child: the renderer's own libraries as one script."""
    import vl_convert

    return str(vl_convert.javascript_bundle())  # type: ignore[call-arg]  # its stub knows no default
