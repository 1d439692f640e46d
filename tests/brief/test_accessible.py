"""The page and the index hold to the rules of axe-core, wide and narrow, everything unfolded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.brief.test_browser import browser  # noqa: F401


@pytest.fixture(scope="module")
def pages(study: Any, page: Path, tmp_path_factory: Any) -> dict[str, Path]:
    from tertius.brief import write_brief, write_index

    folder: Path = tmp_path_factory.mktemp("accessible")
    korean = write_brief(study, folder / "ko.html", lang="ko")
    return {"page": page, "korean": korean, "index": write_index([study], folder / "index.html")}


ALIKE, MORE = 12, 60
"""Rows of a table or list that are looked at, and once more of them: they are written by one line of one template."""
FEWER = """most => document.querySelectorAll('tbody, ol, ul, dl').forEach(
  box => [...box.children].slice(most).forEach(row => row.remove()))"""


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "width"), [("page", 1200), ("page", 390), ("korean", 390), ("index", 1200), ("index", 390)]
)
def test_axe_finds_nothing(browser: Any, pages: dict[str, Path], name: str, width: int) -> None:  # noqa: F811
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    view = browser.new_page(viewport={"width": width, "height": 900})
    try:
        view.goto(pages[name].as_uri())
        view.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
        view.evaluate(FEWER, MORE if (name, width) == ("page", 1200) else ALIKE)
        found = axe.run(view).response["violations"]
    finally:
        view.close()
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found] == []
