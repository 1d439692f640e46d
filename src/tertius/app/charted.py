"""Charts by address: as Vega-Lite for the screen, as SVG and PNG for a file."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from tertius import charts
from tertius.app.views import compare, options, triangle, whatif, world
from tertius.charts.drawing import script
from tertius.charts.files import as_bytes
from tertius.charts.spoken import spoken
from tertius.errors import BadInput

if TYPE_CHECKING:
    from starlette.requests import Request

    from tertius.app.page import Page

DRAWN: dict[str, Callable[[Page, int], Any]] = {
    "story": triangle.picture,
    "map": world.picture,
    "compare": compare.picture,
    "whatif": whatif.picture,
    "options": options.picture,
    "regions": options.regions,
}
WORDED = ("options", "regions")
"""Charts whose words are made where they are drawn, in English."""
KINDS = {"svg": "image/svg+xml", "png": "image/png"}
WIDTHS = (260, 1100)
_DRAWING = threading.Lock()


def chart(page: Page) -> Response:
    """One chart of a view, as wide as asked for."""
    from altair.utils.schemapi import debug_mode

    name, ending = page.request.path_params["name"], page.request.path_params["ending"]
    if name not in DRAWN or ending not in ("json", *KINDS):
        raise BadInput(f"no chart '{name}.{ending}'", "a picture of the page")
    with debug_mode(False), _DRAWING:  # whether a chart is checked is a setting of the whole process
        made = DRAWN[name](page, _width(page))
        spec = made.to_dict(validate=False)
        if name in WORDED and page.lang != "en":
            spec = spoken(spec, page.said)
        if ending == "json":
            return JSONResponse(spec)
        body = as_bytes(spec, f".{ending}")
    headers = {"content-disposition": f'attachment; filename="tertius-{name}.{ending}"'}
    return Response(body, media_type=KINDS[ending], headers=headers)


def _width(page: Page) -> int:
    text = page.query.get("width", "")
    return min(max(int(text), WIDTHS[0]), WIDTHS[1]) if text.isdigit() else charts.WIDE


LIBRARIES = ("altair", "ibis", "ibis.backends.duckdb", "tertius.study", "tertius.stances", "tertius.findings")
"""What the first question would have to wait for."""


def warm() -> None:
    """Make ready what the first question and its chart need, beside whatever else is done."""
    threading.Thread(target=_bundle, daemon=True).start()
    threading.Thread(
        target=lambda: [importlib.import_module(name) for name in LIBRARIES], daemon=True
    ).start()


_MAKING = threading.Lock()


def _bundle() -> bytes:
    with _MAKING:
        return _made()


@cache
def _made() -> bytes:
    return script().encode()


async def vega(_: Request) -> Response:
    """The script that draws charts."""
    body = await run_in_threadpool(_bundle)
    return Response(body, media_type="text/javascript", headers={"cache-control": "private, max-age=86400"})
