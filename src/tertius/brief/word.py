"""The brief as a Word file that an analyst can edit: real headings, lists, tables and captions."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tertius import charts
from tertius.brief.blocks import Block, Bullets, Figure, Line, Table
from tertius.brief.documents import EXTRA, png, said
from tertius.brief.paper import fits
from tertius.disk import write_bytes
from tertius.errors import BadInput
from tertius.inert import drawn

if TYPE_CHECKING:
    from docx.document import Document

FONT = {"en": "Calibri", "ko": "Malgun Gothic"}
WIDTH = 165
"""Width of a picture in millimetres."""


def write_docx(content: dict[str, Any], lang: str, path: Path) -> Path:
    """Write the brief as a Word file.

    Parameters
    ----------
    content
        From `tertius.brief.page.brief_content`.

    Raises
    ------
    BadInput
        If the extra ``documents`` is not installed, or the file cannot be written.
    """
    data = said(content, lang)
    book = _book(data, lang, content["publication"].date)
    _first_page(book, data)
    book.add_page_break()
    _argument(book, data)
    book.add_heading(drawn(data["words"]["annex"]), 1)
    for part in content["annex"]:
        book.add_heading(drawn(part.heading), 2)
        for block in part.blocks:
            if fits(block):
                _block(book, block)
    made = io.BytesIO()
    book.save(made)
    return write_bytes(path, made.getvalue(), folders=True)


def _book(data: dict[str, Any], lang: str, date: dt.date | None) -> Document:
    """An empty document of A4 pages with its properties, language and running foot."""
    try:
        import docx
    except ImportError:
        raise BadInput("a Word file", "python-docx to write it", EXTRA) from None
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    book = docx.Document()
    about = book.core_properties
    about.title, about.author = drawn(data["title"])[:255], drawn(data["author"])[:255]
    about.keywords, about.language = drawn(", ".join(data["tags"]))[:255], lang
    about.created = about.modified = dt.datetime.combine(date or dt.date(1970, 1, 1), dt.time())
    page = book.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(22)
    page.top_margin = page.bottom_margin = Mm(20)
    page.footer.paragraphs[0].text = drawn(data["foot"])
    style = book.styles["Normal"]
    style.font.name, style.font.size = FONT.get(lang, FONT["en"]), Pt(10.5)
    run = style.element.get_or_add_rPr().get_or_add_rFonts()
    run.set(qn("w:eastAsia"), FONT["ko"])
    return book


def _first_page(book: Document, data: dict[str, Any]) -> None:
    words, picture = data["words"], data["picture"]
    book.add_paragraph(drawn(data["mark"]), style="Subtitle")
    book.add_heading(drawn(data["title"]), 0)
    book.add_paragraph(drawn(data["question"]), style="Intense Quote")
    book.add_heading(words["line"], 1)
    for each in data["line"]:
        book.add_paragraph(drawn(each))
    _picture(book, picture["svg"], picture["alt"], f"{picture['title']}. {picture['caption']}")
    book.add_heading(words["judgements"], 1)
    for each in data["judgements"]:
        book.add_paragraph(drawn(f"{each['text']} {each['confidence']}"), style="List Number")
    book.add_heading(words["unknown"], 1)
    for each in data["unknown"]:
        book.add_paragraph(drawn(each), style="List Bullet")


def _argument(book: Document, data: dict[str, Any]) -> None:
    if data["numbered"]:
        book.add_heading(data["words"]["numbered"], 1)
    for number, each in enumerate(data["numbered"], 1):
        book.add_paragraph(drawn(f"{number}. {each}."))
    for part in data["argument"]:
        book.add_heading(drawn(part["heading"]), 1)
        for each in part["paragraphs"]:
            book.add_paragraph(drawn(each))
        for group in part["lists"]:
            if group["lead"]:
                book.add_paragraph(drawn(group["lead"]))
            for each in group["items"]:
                book.add_paragraph(drawn(each), style="List Bullet")


def _picture(book: Document, svg: str, alt: str, caption: str) -> None:
    """A picture with alternative text, and its caption under it."""
    from docx.shared import Mm

    shape = book.add_picture(io.BytesIO(png(svg)), width=Mm(WIDTH))
    shape._inline.docPr.set("descr", drawn(alt))
    book.add_paragraph(drawn(caption), style="Caption")


def _block(book: Document, block: Block) -> None:
    if isinstance(block, Figure):
        _picture(book, charts.alone(block.drawing), block.caption, block.caption)
    elif isinstance(block, Table):
        _table(book, block)
    elif isinstance(block, Bullets):
        for item in block.items:
            book.add_paragraph(drawn(item), style="List Bullet")
    elif isinstance(block, Line) and block.kind == "head":
        book.add_heading(drawn(block.text), 3)
    else:
        assert isinstance(block, Line)
        book.add_paragraph(drawn(block.text))


def _table(book: Document, block: Table) -> None:
    from docx.shared import Pt

    if block.caption:
        book.add_paragraph(drawn(block.caption), style="Caption")
    rows = [block.heads, *([cell.whole for cell in row.cells] for row in block.rows)]
    made = book.add_table(rows=len(rows), cols=len(block.heads), style="Light Grid")
    for place, texts in zip(made.rows, rows, strict=True):
        for cell, text in zip(place.cells, texts, strict=True):
            cell.text = drawn(text)
            for paragraph in cell.paragraphs:
                for run in paragraph.runs:
                    run.font.size = Pt(8)
    book.add_paragraph()
