"""The brief on paper: A4 pages set by Typst from the same values as the page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from tertius import charts
from tertius.brief.blocks import Block, Bullets, Figure, Line, Table
from tertius.brief.documents import compiled, said, shape
from tertius.disk import write_bytes
from tertius.errors import AnalysisFailed

WIDTH = 482.0
"""Width of the text on a page in points: A4 less its margins."""
TALLEST = 255.0
"""Height in points that the picture of the first page may have."""
ROWS = 60
"""Rows of a table on paper; a longer one, such as every month, is left to the page and its files."""


def write_pdf(content: dict[str, Any], lang: str, path: Path) -> Path:
    """Write the brief as A4 pages; the first is complete in itself.

    Parameters
    ----------
    content
        From `tertius.brief.page.brief_content`.

    Raises
    ------
    BadInput
        If the extra ``documents`` is not installed, or the file cannot be written.
    """
    return write_bytes(path, as_pdf(content, lang), folders=True)


def as_pdf(content: dict[str, Any], lang: str) -> bytes:
    """The same as the bytes of a file; raises as `write_pdf`."""
    data = said(content, lang)
    picture = data["picture"]
    wide, tall = shape(picture["svg"])
    picture["share"] = min(TALLEST, WIDTH * tall / wide)
    data["annex"] = [
        {"heading": part.heading, "blocks": [_block(block) for block in part.blocks if fits(block)]}
        for part in content["annex"]
    ]
    made = content["publication"].date or dt.date(1970, 1, 1)
    stamp = dt.datetime(made.year, made.month, made.day, tzinfo=dt.UTC)
    return _accessible(data, stamp)


def _accessible(data: dict[str, Any], stamp: dt.datetime) -> bytes:
    """Pages that hold to PDF/UA; tagged all the same where a text has a sign that the fonts lack, which that norm forbids."""
    try:
        return compiled("brief.typ", data, format="pdf", timestamp=stamp, pdf_standards=["ua-1"])
    except AnalysisFailed:
        return compiled("brief.typ", data, format="pdf", timestamp=stamp)


def fits(block: Block) -> bool:
    """Whether a block goes to paper: a table with no rows, or too many, does not."""
    return not (isinstance(block, Table) and (len(block.rows) > ROWS or not block.rows))


def _block(block: Block) -> dict[str, Any]:
    """A block of the annex as data for the template."""
    if isinstance(block, Figure):
        return {
            "kind": "figure",
            "svg": charts.alone(block.drawing),
            "alt": block.caption,
            "caption": block.caption,
        }
    if isinstance(block, Table):
        rows = [[cell.whole for cell in row.cells] for row in block.rows]
        return {
            "kind": "table",
            "caption": block.caption,
            "heads": list(block.heads),
            "widths": list(block.shares),
            "rows": rows,
        }
    if isinstance(block, Bullets):
        return {"kind": "list", "items": list(block.items)}
    assert isinstance(block, Line)
    return {"kind": "head" if block.kind == "head" else "line", "text": block.text}
