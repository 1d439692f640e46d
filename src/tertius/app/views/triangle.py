"""A triangle: the one picture, its stretches, and what is behind any of its months."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, RedirectResponse

from tertius import charts
from tertius.app.asking import Asked, months_of, question
from tertius.app.views import start
from tertius.app.views.spoken import Told
from tertius.app.views.waiting import ready
from tertius.brief.page import brief_content, render
from tertius.brief.picture import labels
from tertius.errors import BadInput
from tertius.findings import behind_months, find, glance, numbered, without_sources
from tertius.study import run_study

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
    opened, opening = _behind(page, asked, found, chosen) if chosen else (None, None)
    sources, sourcing = _sources(page, asked, opened) if opened else ((), None)
    return page.show(
        "triangle",
        heading=heading,
        told=Told(page, found.with_acts(acts or ())),
        numbering=numbering,
        opened=opened,
        opening=opening,
        sources=sources,
        sourcing=sourcing,
        can_leave_out=found.asked.record is not None,
    )


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
        weigh=lambda found: float(len(found.stances.months)),
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
        return without_sources(question(asked, page.session), opened.start, opened.end, job.count)

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
        raise BadInput("no months are chosen", "months=1973-10 or months=1973-01..1974-12")
    key = page.key("behind", asked, *map(str, chosen))
    found = page.shared.values.get(key, lambda: behind_months(page.glance(asked), *chosen))
    return pl.DataFrame(found.to_rows(), infer_schema_length=None)


def brief(page: Page) -> Response:
    """The brief, or how far it is."""
    asked = page.need()
    made, job = _brief(page, asked)
    if made is None:
        return page.show("waiting", heading=start.title(asked.of, page), job=job)
    return page.show("brief", heading=start.title(asked.of, page))


def brief_html(page: Page) -> Response:
    """The brief's own page, as a file where it is to be kept."""
    asked = page.need()
    made, _ = _brief(page, asked, patience=600.0)
    headers = {}
    if page.query.get("keep"):
        headers["content-disposition"] = 'attachment; filename="tertius-brief.html"'
    return HTMLResponse(made, headers=headers)


def _brief(page: Page, asked: Asked, patience: float = 0.3) -> tuple[str | None, Job | None]:
    def make(job: Job) -> str:
        study = run_study(question(asked, page.session), progress=job.tell)
        job.tell("findings")
        found = find(study)
        job.tell("writing")
        return render("brief.html.jinja", page.lang, brief_content(study, page.lang, found))

    return ready(
        page,
        page.shared.values,
        page.key("brief", asked, page.lang),
        make,
        weigh=lambda _: 8.0,
        patience=patience,
    )
