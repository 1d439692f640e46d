"""What a reader can take from the page: figures, tables, citation, data; saved by a real browser from disk."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.brief.test_browser import browser  # noqa: F401


@pytest.fixture(scope="module")
def open_page(browser: Any, page: Path) -> Iterator[Any]:  # noqa: F811
    """The page with everything unfolded, and a complaint at the end if anything was asked of the network."""
    view = browser.new_page(viewport={"width": 1200, "height": 900}, accept_downloads=True)
    said: list[str] = []
    view.on("console", lambda message: said.append(message.text))
    view.on("pageerror", lambda problem: said.append(str(problem)))
    view.goto(page.as_uri())
    view.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
    yield view
    assert said == []
    view.close()


def saved(view: Any, button: str) -> tuple[str, bytes]:
    """Name and bytes of the file that a button gives."""
    with view.expect_download() as found:
        view.locator(button).first.dispatch_event("click")
    return found.value.suggested_filename, Path(found.value.path()).read_bytes()


def shown_rows(view: Any, table: str) -> int:
    return int(view.evaluate(f"document.querySelectorAll('#t-{table} tr').length"))


def test_every_figure_has_its_buttons_and_every_table_too(open_page: Any) -> None:
    missing = open_page.evaluate(
        """() => [...document.querySelectorAll('figure')].filter(f => f.querySelectorAll('[data-figure]').length !== 2).length
            + [...document.querySelectorAll('table')].filter(t => t.querySelectorAll('[data-table]').length !== 2).length"""
    )
    assert missing == 0


def test_a_figure_is_saved_as_a_drawing_that_stands_alone(open_page: Any) -> None:
    name, text = saved(open_page, "#f-story [data-figure=svg]")
    assert name == "story.svg"
    root = ET.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert float(root.get("width", "0")) > 300
    assert not [node for node in root.iter() if node.get("class")]
    fills = {node.get("fill") or "" for node in root.iter()}
    assert "rgb(18, 53, 107)" in fills | {node.get("stroke") or "" for node in root.iter()}


def test_a_figure_is_saved_as_points(open_page: Any) -> None:
    name, points = saved(open_page, "#f-story [data-figure=png]")
    assert name == "story.png"
    assert points.startswith(b"\x89PNG")
    assert int.from_bytes(points[16:20], "big") > 1000
    assert len(points) > 20_000


def test_a_table_is_saved_as_rows_with_no_formula_in_them(open_page: Any) -> None:
    name, text = saved(open_page, "#t-evidence [data-table=csv]")
    assert name == "evidence.csv"
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert len(rows) == shown_rows(open_page, "evidence")
    assert rows[0][0] == "Date"
    cells = [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert all(cell[1:].replace(".", "").isdigit() for cell in cells)


def test_a_table_is_saved_as_a_workbook_that_a_reader_of_workbooks_reads(open_page: Any) -> None:
    from python_calamine import CalamineWorkbook

    name, data = saved(open_page, "#t-phases [data-table=xlsx]")
    assert name == "phases.xlsx"
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("phases").to_python()
    assert len(rows) == shown_rows(open_page, "phases")


def test_all_tables_are_saved_as_one_workbook(open_page: Any) -> None:
    from python_calamine import CalamineWorkbook

    _, data = saved(open_page, "[data-book]")
    names = CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names
    assert {"evidence", "months", "phases", "stretches"} <= set(names)
    assert len(names) == open_page.evaluate("document.querySelectorAll('table').length")


def test_the_citation_and_the_findings_are_saved(open_page: Any, study: Any) -> None:
    from tertius.findings import find

    name, text = saved(open_page, "[data-save=bibtex]")
    assert name == "north-korea-moscow-beijing.bib"
    assert text.startswith(b"@techreport{tertius-")
    name, text = saved(open_page, "[data-save=ris]")
    lines = text.decode().splitlines()
    assert (lines[0], lines[-1]) == ("TY  - RPRT", "ER  - ")
    name, text = saved(open_page, "[data-save=data]")
    assert name.endswith(".json")
    whole = json.dumps(find(study).to_dict(), default=str)
    assert json.loads(text) == json.loads(whole, parse_float=lambda digits: float(f"{float(digits):.9g}"))


def test_a_letter_has_its_recipient_subject_and_text(open_page: Any) -> None:
    from urllib.parse import parse_qs, urlsplit

    open_page.fill("#recipient", "desk@example.org")
    letter = urlsplit(open_page.get_attribute("#mail", "href"))
    assert (letter.scheme, letter.path) == ("mailto", "desk@example.org")
    asked = parse_qs(letter.query)
    assert "North Korea" in asked["subject"][0]
    assert "stood nearer" in asked["body"][0]
