"""The addresses of the page, and what answers each."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tertius.app import charted, receiving, tabled
from tertius.app.asking import corners_of
from tertius.app.given import SHIPPED, Given
from tertius.app.guarding import Guard
from tertius.app.page import Page, Shared
from tertius.app.sessions import COOKIE
from tertius.app.views import brief, changed, compare, evidence, own, start, triangle, whatif, world
from tertius.app.views import options as options_view
from tertius.brief.names import name
from tertius.errors import TertiusError

if TYPE_CHECKING:
    from starlette.requests import Request

STATIC = Path(__file__).parent / "static"
View = Callable[[Page], Response]


def make_site(*, token: str = "", of: str = "", given: Given = SHIPPED) -> Starlette:
    """The site as an ASGI application.

    Parameters
    ----------
    token
        What a visitor must bring; "" where only this machine can ask.
    of
        The question that the start page opens with, or "".
    given
        What three states are asked of.
    """
    shared = Shared(of, given)

    @contextlib.asynccontextmanager
    async def living(_: Starlette) -> AsyncIterator[None]:
        charted.warm()
        try:
            yield
        finally:
            shared.close()

    def view(path: str, answer: View, methods: tuple[str, ...] = ("GET",)) -> Route:
        async def endpoint(request: Request) -> Response:
            return await run_in_threadpool(_answered, request, shared, answer)

        return Route(path, endpoint, methods=list(methods))

    async def upload(request: Request) -> Response:
        return await receiving.receive(request, shared)

    async def form(request: Request) -> Response:
        return await receiving.form(request, shared)

    routes = [
        view("/", start.show),
        view("/world", world.show),
        view("/triangle", triangle.show),
        view("/compare", compare.show),
        view("/whatif", whatif.show),
        view("/options", options_view.show),
        view("/evidence", evidence.show),
        view("/file", own.show),
        view("/changed", changed.show),
        view("/brief", brief.show),
        view("/brief.html", brief.html),
        view("/brief.pdf", brief.pdf),
        view("/map.json", world.month),
        view("/chart/{name}.{ending}", charted.chart),
        view("/table/{name}.{ending}", tabled.table),
        view("/job/{number:int}", _job),
        Route("/job/{number:int}/stop", form, methods=["POST"]),
        Route("/upload", upload, methods=["POST"]),
        Route("/file", form, methods=["POST"]),
        Route("/forget", form, methods=["POST"]),
        Route("/vega.js", charted.vega),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    guard = Middleware(Guard, token=token)
    site = Starlette(
        routes=routes,
        middleware=[guard, Middleware(GZipMiddleware, minimum_size=2000, compresslevel=2)],
        lifespan=living,
        exception_handlers={404: _missing},
    )
    site.state.shared = shared
    return site


def _answered(request: Request, shared: Shared, view: View) -> Response:
    """What a view answers; bad input and failures are one sentence on a page."""
    page = Page(request, shared, shared.sessions.find(request.cookies.get(COOKIE)))
    try:
        return view(page)
    except TertiusError as reason:
        status = 400 if reason.exit_code == 2 else 500
        if request.url.path.endswith(".json"):
            return JSONResponse({"error": page.why(reason)}, status)
        return page.show("error", status, why=page.why(reason), ways=ways(page))


def _job(page: Page) -> Response:
    """How far long work is."""
    job = page.shared.jobs.find(int(page.request.path_params["number"]), page.session.secret)
    if job is None:
        return JSONResponse({"state": "stopped"}, 404)
    job.finished.wait(TOLD_AFTER)  # an answer at the moment it is there, not at the next asking
    doing = page.t(f"doing {job.doing}") if job.doing in DOING else job.doing
    return JSONResponse(
        {"state": job.state, "doing": doing, "done": job.done, "of": job.of, "error": job.error}
    )


TOLD_AFTER = 0.5
"""Seconds after which work that goes on tells how far it is."""
DOING = (
    "panel", "relations", "triangles", "stances", "agreement", "ceiling", "conditions", "gains", "forecasts", "options",
    "record", "beside", "facts", "findings", "writing", "acts", "sources", "learning", "turn",
)  # fmt: skip
"""Steps that have words of their own; others (a state's handle) are shown as they are."""


def ways(page: Page) -> list[tuple[str, str]]:
    """Where to go from a refusal: what was asked without what was refused, and the start."""
    with contextlib.suppress(TertiusError):
        asked = page.asked
        if asked is not None and page.request.url.path not in ("/", "/triangle"):
            return [(start.title(asked.of, page), page.to("triangle", of=asked.of))]
        if asked is not None and (set(page.query) - {"of", "lang"}):
            return [(start.title(asked.of, page), page.to("triangle", of=asked.of))]
        if asked is not None:
            _, a, b = corners_of(asked, page.session)
            return [
                (
                    page.t("world head", a=name(a, page.lang), b=name(b, page.lang)),
                    page.to("world", rivals=f"{a}-{b}"),
                )
            ]
    return []


def _missing(request: Request, _: Exception) -> Response:
    return RedirectResponse("/", 303) if request.method == "GET" else Response("no such place\n", 404)
