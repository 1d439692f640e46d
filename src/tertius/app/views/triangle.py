"""A triangle: the one picture, its stretches, and what is behind any of its months."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse

from tertius import charts
from tertius.app.asking import Asked, months_of
from tertius.app.views import start
from tertius.app.views.spoken import Told
from tertius.app.views.waiting import ready
from tertius.brief.picture import labels
from tertius.errors import BadInput
from tertius.findings import behind_months, glance, numbered, without_sources

PICTURE_FIRST = 1.0
"""Seconds that the numbering of acts leaves to the picture."""

if TYPE_CHECKING:
    import polars as pl
    from starlette.responses import Response

    from tertius.app.jobs import Job
    from tertius.app.page import Page
    from tertius.findings import CarryingAct, Glance, MonthsBehind


def show(page: Page) -> Response:
    """The picture, the bottom line, the stretches; for chosen months the acts, facts and sources behind them."""
    if page.asked is None:
        return RedirectResponse(page.to(""), 303)
    asked = page.asked
    heading, chosen = start.title(asked.of, page), months_of(_chosen(page))
    found, job = looked(page, asked)
    if found is None:
        return page.show("waiting", heading=heading, job=job)
    acts, numbering = _numbered(page, asked, found)
    outside = bool(chosen) and not _touches(found, chosen)
    opened, opening = _behind(page, asked, found, chosen) if chosen and not outside else (None, None)
    sources, sourcing = _sources(page, asked, opened) if opened else ((), None)
    return page.show(
        "triangle",
        heading=start.title(asked.of, page, found.end),
        told=Told(page, found.with_acts(acts or ())),
        numbering=numbering,
        opened=opened,
        outside=outside,
        opening=opening,
        sources=sources,
        sourcing=sourcing,
        can_leave_out=found.asked.record is not None,
    )


def _touches(found: Glance, chosen: Any) -> bool:
    """Whether any of the chosen months is told of."""
    first, last = chosen
    return bool(first <= last and last >= found.start and first <= found.end)


def _chosen(page: Page) -> str:
    """The months of the address, in one word or in two."""
    return page.query.get("months", "") or "..".join(
        filter(None, (page.query.get("from", ""), page.query.get("to", "")))
    )


def looked(page: Page, asked: Asked) -> tuple[Glance | None, Job | None]:
    """A first look at the question, or the work that makes it."""

    return ready(
        page,
        page.shared.glances,
        page.key("glance", asked),
        lambda job: glance(_told(job, "relations", lambda: page.question(asked))),
    )


def _told(job: Job, doing: str, make: Any) -> Any:
    job.tell(doing)
    return make()


def _numbered(page: Page, asked: Asked, found: Glance) -> tuple[tuple[CarryingAct, ...] | None, Job | None]:
    """Acts for the picture to number: they come when they are known, the picture does not wait."""

    def make(job: Job) -> Any:
        job.tell("acts")
        time.sleep(PICTURE_FIRST)
        return numbered(found, job.count)

    return ready(page, page.shared.values, page.key("numbered", asked), make, patience=0.0)


def _behind(page: Page, asked: Asked, found: Glance, chosen: Any) -> tuple[MonthsBehind | None, Job | None]:
    def make(job: Job) -> Any:
        job.tell("acts")
        return behind_months(found, *chosen, progress=job.count)

    return ready(page, page.shared.values, page.key("behind", asked, *map(str, chosen)), make)


def _sources(page: Page, asked: Asked, opened: MonthsBehind) -> tuple[Any, Job | None]:
    """The same months without each source: made when it is asked for."""

    if page.query.get("sources") != "each":
        return (), None

    def make(job: Job) -> Any:
        job.tell("sources")
        return without_sources(page.fresh(asked), opened.start, opened.end, job.count)

    key = page.key("sources", asked, str(opened.start), str(opened.end))
    found, job = ready(page, page.shared.values, key, make)
    return found or (), job


def picture(page: Page, width: int) -> Any:
    """The one picture; its months can be chosen on the screen."""
    asked = page.need()
    found = page.glance(asked)
    acts = page.shared.values.look(page.key("numbered", asked)) or ()
    told = Told(page, found.with_acts(acts))
    tips = told.tips() if page.request.path_params["ending"] == "json" else None
    return charts.story(told.found, told.found, labels(told.found, told.say), width=width, tips=tips)


def frame(page: Page) -> pl.DataFrame:
    """The picture's numbers."""
    return page.glance(page.need()).to_frame()


def acts_frame(page: Page) -> pl.DataFrame:
    """The acts behind the chosen months."""
    import polars as pl

    asked, chosen = page.need(), months_of(_chosen(page))
    if chosen is None:
        raise BadInput("no months are chosen", "one month or more")
    key = page.key("behind", asked, *map(str, chosen))
    found = page.shared.values.get(key, lambda: behind_months(page.glance(asked), *chosen))
    return pl.DataFrame(found.to_rows(), infer_schema_length=None)
