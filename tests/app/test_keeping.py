"""What is kept of the page: a view as one file, the brief as a page and on paper."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.app.conftest import Visit

CASE = "egypt-washington-moscow"  # the one of most views: the page has it already


@pytest.mark.long
def test_a_view_is_kept_as_one_file_that_asks_nothing(visitor: Callable[..., Visit], tmp_path: Path) -> None:
    visit = visitor()
    page = visit.open(f"/triangle?of={CASE}")
    line = page.locator(".line").first.inner_text()
    with page.expect_download() as told:
        page.get_by_role("button", name="HTML").click()
    path = tmp_path / "view.html"
    told.value.save_as(path)
    assert told.value.suggested_filename == "tertius-triangle.html"
    text = path.read_text(encoding="utf-8")
    assert "<script" not in text
    assert 'href="/' not in text
    other = visitor()
    asked: list[str] = []
    other.context.unroute("**/*")
    other.page.on("request", lambda request: asked.append(request.url))
    other.page.goto(path.as_uri())
    assert line in other.page.locator("body").inner_text()
    assert other.page.locator("figure svg").count() == 1
    assert [url for url in asked if not url.startswith("file:")] == []


@pytest.mark.long
def test_paper_is_asked_for_in_the_colours_of_the_day(visitor: Callable[..., Visit]) -> None:
    visit = visitor(color_scheme="dark")
    visit.page.add_init_script(
        "window.print = () => { window.printed = getComputedStyle(document.body).backgroundColor; }"
    )
    page = visit.open(f"/triangle?of={CASE}")
    page.get_by_role("button", name="Paper or PDF").click()
    page.wait_for_function("() => window.printed")
    assert page.evaluate("window.printed") == "rgb(255, 255, 255)"
    visit.wait()
    assert page.evaluate("document.documentElement.dataset.theme ?? ''") == ""
    assert page.pdf().startswith(b"%PDF")


@pytest.mark.long
def test_the_brief_is_a_page_and_a_pdf_with_the_same_words(visit: Visit) -> None:
    pytest.importorskip("typst")
    pdfs: Any = pytest.importorskip("pypdf")
    visit.open(f"/triangle?of={CASE}")  # the answer is made
    page = visit.open(f"/brief?of={CASE}")
    line = (
        page.request.get(f"{visit.server}/triangle?of={CASE}")
        .text()
        .split('<p class="line">')[1]
        .split("<")[0]
    )
    with page.expect_download() as told:
        page.get_by_role("link", name="Keep it as a PDF").click()
    body = Path(told.value.path()).read_bytes()
    words = " ".join(pdfs.PdfReader(io.BytesIO(body)).pages[0].extract_text().split())
    assert " ".join(line.split()) in words
    with page.expect_download() as told:
        page.get_by_role("link", name="Keep it as an HTML file").click()
    assert line in Path(told.value.path()).read_text(encoding="utf-8")


def test_without_what_writes_a_pdf_it_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    from tertius.app.views import brief
    from tertius.errors import BadInput

    def absent(_: Any) -> None:
        raise BadInput("--pdf", "the extra that writes it")

    assert brief.can_pdf() in (True, False)
    monkeypatch.setattr(brief, "installed", absent)
    assert not brief.can_pdf()


def test_stopped_work_is_begun_again(visit: Visit) -> None:
    page = visit.page
    page.goto(visit.server + "/brief?of=pakistan-washington-beijing")
    page.locator(".job .stop").click()
    page.get_by_role("button", name="Begin again").click()
    page.locator(".job progress").wait_for()
    page.locator(".job .stop").click()
    page.get_by_text("Stopped").wait_for()


@pytest.mark.long
def test_months_outside_the_record_are_said_beside_the_picture(visit: Visit) -> None:
    """Asked of Russia, the page speaks of the Soviet Union, and draws what it speaks of."""
    page = visit.open("/triangle?of=CUB.USA.RUS&months=1962-10")
    assert page.locator("h1").inner_text() == "Cuba between the United States and the Soviet Union"
    assert (
        "These months lie outside what is on record: January 1966 to December 1975"
        in page.locator("#behind").inner_text()
    )
    assert page.locator("figure[data-chart*=story] svg").is_visible()
