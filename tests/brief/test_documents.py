"""PDF and Word files say what the page says: opened again and read."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from tertius.brief import write_brief
from tertius.brief.publishing import Order, Publication
from tertius.brief.sentences import Speaker
from tertius.errors import BadInput
from tertius.findings import find

ABOUT = Publication(number=7, date=dt.date(2026, 5, 4), author="An Institute")
A4 = (595.3, 841.9)
HOSTILE = '#panic("x") *bold* _it_ $a$ `raw` @key <tag> // \\ [z] = #import "y"\x00\x1b\ufffe end'


def squeezed(text: str) -> str:
    """A text without its breaks and hyphens at line ends: what was set is compared by its signs."""
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def found(study: Any) -> Any:
    return find(study)


@pytest.fixture(scope="module", params=["en", "ko"])
def written(request: pytest.FixtureRequest, study: Any, found: Any, tmp_path_factory: Any) -> Any:
    """Language, and the folder with the brief in its three forms."""
    folder: Path = tmp_path_factory.mktemp(f"documents-{request.param}")
    write_brief(
        study,
        folder / "brief.html",
        lang=request.param,
        found=found,
        publication=ABOUT,
        pdf=True,
        docx=True,
    )
    return request.param, folder


def first_page(found: Any, lang: str) -> list[str]:
    """Every sentence that the first page must have, made from the findings."""
    say = Speaker(found, lang)
    judged = [
        text for one in found.judgements for text in (say.judgement(one), say.confidence(one.confidence))
    ]
    return [*say.bottom_line(), *judged, *(say.unknown(one) for one in found.unknown)]


@pytest.mark.long
def test_the_first_page_of_the_pdf_is_complete_in_itself(written: Any, found: Any) -> None:
    import pypdf

    lang, folder = written
    pdf = pypdf.PdfReader(folder / "brief.pdf")
    pages = [squeezed(page.extract_text()) for page in pdf.pages]
    assert all(squeezed(sentence) in pages[0] for sentence in first_page(found, lang))
    assert len(pages) > 1
    assert not any(
        squeezed(sentence) in "".join(pages[1:]) for sentence in Speaker(found, lang).bottom_line()
    )


@pytest.mark.long
def test_pages_are_a4_numbered_and_headed(written: Any, study: Any) -> None:
    import pypdf

    _, folder = written
    pdf = pypdf.PdfReader(folder / "brief.pdf")
    title = str(pdf.metadata.title) if pdf.metadata else ""
    assert pdf.metadata is not None
    assert pdf.metadata.author == "An Institute"
    for number, page in enumerate(pdf.pages, 1):
        box = page.mediabox
        assert (float(box.width), float(box.height)) == pytest.approx(A4, abs=0.5)
        text = squeezed(page.extract_text())
        assert f"{number}/{len(pdf.pages)}" in text
        assert squeezed(title) in text


def test_the_picture_of_the_pdf_is_drawn_in_lines_and_has_words_for_it(written: Any) -> None:
    import pypdf

    _, folder = written
    pdf = pypdf.PdfReader(folder / "brief.pdf")
    assert not list(pdf.pages[0].images)
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root


def test_the_word_file_has_headings_lists_a_caption_and_words_for_its_picture(
    written: Any, found: Any
) -> None:
    import docx

    lang, folder = written
    book = docx.Document(str(folder / "brief.docx"))
    kinds = {paragraph.style.name for paragraph in book.paragraphs if paragraph.style is not None}
    assert {"Title", "Heading 1", "Caption", "List Number", "List Bullet"} <= kinds
    said = "\n".join(paragraph.text for paragraph in book.paragraphs)
    assert all(sentence in said for sentence in first_page(found, lang))
    alts = [shape._inline.docPr.get("descr") or "" for shape in book.inline_shapes]
    assert alts
    assert all(len(alt) > 20 for alt in alts)
    assert Speaker(found, lang).bottom_line()[0] in alts[0]
    assert book.core_properties.language == lang


def test_hostile_text_stays_text(study: Any, found: Any, tmp_path: Path) -> None:
    import docx
    import pypdf

    from tertius.brief.page import brief_content
    from tertius.brief.paper import write_pdf
    from tertius.brief.word import write_docx

    content = brief_content(study, "en", found, Publication(author=HOSTILE))
    content |= {"heading": HOSTILE, "unknown": [HOSTILE], "annex": ()}
    write_pdf(content, "en", tmp_path / "x.pdf")
    write_docx(content, "en", tmp_path / "x.docx")
    shown = HOSTILE.replace("\x00", "\u2400").replace("\x1b", "\u241b").replace("\ufffe", "\ufffd")
    book = docx.Document(str(tmp_path / "x.docx"))
    assert shown in [paragraph.text for paragraph in book.paragraphs]
    text = squeezed(pypdf.PdfReader(tmp_path / "x.pdf").pages[0].extract_text())
    assert squeezed(HOSTILE.partition("\x00")[0]) in text


@pytest.mark.parametrize(
    ("kind", "module"), [("pdf", "typst"), ("pdf", "pylopdf_fonts_ko"), ("docx", "docx")]
)
def test_what_is_not_installed_is_said_before_anything_is_worked_out(
    monkeypatch: pytest.MonkeyPatch, kind: str, module: str
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(BadInput, match=r"install tertius\[documents\]"):
        Order(pdf=kind == "pdf", docx=kind == "docx").check()


@pytest.mark.parametrize("address", ["nobody", "a@b@c", "a@b.org?cc=x", "a b@c.org"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match="e-mail"):
        Order(recipient=address).check()
    Order(recipient="desk@example.org").check()
