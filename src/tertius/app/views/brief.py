"""The whole argument of a question as the brief: on its own page, and as a file to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, Response

from tertius.app.views import start
from tertius.app.views.waiting import ready
from tertius.brief.documents import ready as installed
from tertius.brief.page import brief_content, render
from tertius.brief.paper import as_pdf
from tertius.errors import BadInput
from tertius.findings import find
from tertius.study import run_study

if TYPE_CHECKING:
    from tertius.app.jobs import Job
    from tertius.app.page import Page

PATIENCE = 600.0
"""Seconds that a file waits for what it holds."""


def show(page: Page) -> Response:
    """The ways to the brief, or how far it is."""
    heading = start.title(page.need().of, page)
    made, job = _content(page)
    if made is None:
        return page.show("waiting", heading=heading, job=job)
    return page.show("brief", heading=heading, can_pdf=can_pdf())


def can_pdf() -> bool:
    """Whether what writes a PDF is installed (the extra ``documents``)."""
    try:
        installed(("pdf",))
    except BadInput:
        return False
    return True


def html(page: Page) -> Response:
    """The brief's own page, as a file where it is to be kept."""
    content = _waited(page)
    headers = _kept("html") if page.query.get("keep") else {}
    return HTMLResponse(render("brief.html.jinja", page.lang, content), headers=headers)


def pdf(page: Page) -> Response:
    """The same on A4 pages; a sentence where what writes them is not installed."""
    installed(("pdf",))
    content = _waited(page)

    def make(job: Job) -> bytes:
        with page.shared.alone(job):
            job.tell("writing")
            return as_pdf(content, page.lang)

    key = page.key("pdf", page.need(), page.lang)
    body, _ = ready(page, page.shared.values, key, make, patience=PATIENCE)
    return Response(body, media_type="application/pdf", headers=_kept("pdf"))


def _kept(ending: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="tertius-brief.{ending}"'}


def _waited(page: Page) -> dict[str, Any]:
    """What the brief says, however long it takes."""
    content, _ = _content(page, PATIENCE)
    if content is None:
        raise BadInput("the brief is still being made", "the page of the brief")
    return content


def _content(page: Page, patience: float = 0.3) -> tuple[dict[str, Any] | None, Job | None]:
    """What the brief says, from which its page and its paper are made."""
    asked = page.need()

    def make(job: Job) -> dict[str, Any]:
        with page.shared.alone(job):
            study = run_study(page.fresh(asked), progress=job.tell)
            job.tell("findings")
            found = find(study)
            job.tell("writing")
            return brief_content(study, page.lang, found)

    key = page.key("brief", asked, page.lang)
    return ready(page, page.shared.values, key, make, patience=patience)
