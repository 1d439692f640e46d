"""The first page and the argument as plain values for paper and Word; what the two need is an extra."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tertius import charts
from tertius.brief.messages import message
from tertius.errors import AnalysisFailed, BadInput
from tertius.inert import drawn, every_text

TEMPLATES = Path(__file__).parent / "templates"
EXTRA = "install tertius[documents]"
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def fonts() -> list[str]:
    """The folder of the font with Hangul, from its package.

    Raises
    ------
    BadInput
        If the package is not installed.
    """
    try:
        import pylopdf_fonts_ko
    except ImportError:
        raise BadInput("a PDF or Word file", "a font with Hangul for it", EXTRA) from None
    return [str(Path(pylopdf_fonts_ko.sans_path()).parent)]


def ready(kinds: Sequence[str]) -> None:
    """Raise `BadInput` where what writes one of these kinds, ``pdf`` or ``docx``, is not installed."""
    needed = {"pdf": ("typst", "pylopdf_fonts_ko"), "docx": ("typst", "pylopdf_fonts_ko", "docx")}
    for kind in kinds:
        if not all(_there(name, find_spec) for name in needed[kind]):
            raise BadInput(f"--{kind}", "the extra that writes it", EXTRA)


def _there(name: str, find: Any) -> bool:
    try:
        return find(name) is not None
    except ValueError:  # a module that was put aside
        return False


def compiled(template: str, data: dict[str, Any], **options: Any) -> bytes:
    """A Typst template filled with data, as the bytes of a file; no text of the data is read as markup.

    Raises
    ------
    BadInput
        If Typst is not installed.
    AnalysisFailed
        If it cannot set the page.
    """

    try:
        import typst
    except ImportError:
        raise BadInput("a PDF or Word file", "Typst to write it", EXTRA) from None
    source = (TEMPLATES / template).read_bytes()
    inputs = {"brief": json.dumps(every_text(data, drawn))}
    try:
        made = typst.compile(
            source, font_paths=fonts(), ignore_system_fonts=True, sys_inputs=inputs, **options
        )
    except typst.TypstError as error:
        raise AnalysisFailed(f"the page could not be set ({error.message})") from None
    if not isinstance(made, bytes):
        raise AnalysisFailed(f"the page could not be set ({template} has several pages)")
    return made


def shape(svg: str) -> tuple[float, float]:
    """Width and height of a drawing."""
    found = _SIZE.search(svg)
    return (float(found[1]), float(found[2])) if found else (1.0, 1.0)


def png(svg: str) -> bytes:
    """A drawing that stands alone as a picture of points."""
    return compiled("picture.typ", {"svg": svg}, format="png", ppi=220.0)


def said(content: dict[str, Any], lang: str) -> dict[str, Any]:
    """Everything on the first page and in the argument, as texts: what paper and Word are made from."""
    story = content["story"]
    return {
        "lang": lang,
        "title": content["heading"],
        "question": content["question"],
        "author": content["publication"].author,
        "tags": list(content["tags"]),
        "mark": content["mark"],
        "foot": content["foot"],
        "line": list(content["answer"]),
        "picture": {
            "svg": charts.alone(story.wide),
            "title": story.title,
            "caption": story.caption,
            "alt": story.alt,
        },
        "judgements": content["judgements"],
        "unknown": list(content["unknown"]),
        "numbered": [act["text"] for act in content["numbered"]],
        "argument": [
            {
                "heading": part.heading,
                "paragraphs": part.paragraphs,
                "lists": [{"lead": lead, "items": items} for lead, items in part.lists],
            }
            for part in content["argument"]
        ],
        "words": {
            key: message(f"t {key}", lang) for key in ("line", "judgements", "unknown", "numbered", "annex")
        },
    }
