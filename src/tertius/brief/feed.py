"""The Atom feed of a series (RFC 4287)."""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from tertius.brief.messages import message
from tertius.disk import write_text
from tertius.inert import drawn
from tertius.provenance import version

if TYPE_CHECKING:
    from tertius.brief.series import Entry

ATOM = "http://www.w3.org/2005/Atom"
NEVER = "1970-01-01"


def write_feed(entries: list[Entry], path: Path, lang: str, *, index: str) -> Path:
    """Write the feed of a series: one entry a brief and language, the newest number first."""
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": lang})
    first = entries[0].id if entries else "series"
    _add(feed, "id", f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, first)}")
    _add(feed, "title", message("series", lang))
    _add(feed, "updated", _time(sorted([entry.date for entry in entries] or [""])[-1]))
    _author(feed, entries[-1].author if entries else "Tertius")
    _add(feed, "generator", "Tertius", version=version("tertius"))
    _add(feed, "link", "", rel="self", type="application/atom+xml", href=_address(path.name))
    _add(feed, "link", "", rel="alternate", type="text/html", href=_address(index))
    for entry in reversed(entries):
        feed.append(_entry(entry))
    text = ET.tostring(feed, encoding="unicode", xml_declaration=False)
    return write_text(path, f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n', folders=True)


def _entry(entry: Entry) -> ET.Element:
    made = ET.Element(f"{{{ATOM}}}entry", {"{http://www.w3.org/XML/1998/namespace}lang": entry.lang})
    _add(made, "id", entry.id)
    _add(made, "title", entry.title)
    _add(made, "updated", _time(entry.date))
    _add(made, "published", _time(entry.date))
    _author(made, entry.author)
    _add(made, "summary", entry.sentence)
    kinds = {"pdf": "application/pdf", "docx": _WORD}
    _add(made, "link", "", rel="alternate", type="text/html", hreflang=entry.lang, href=_address(entry.file))
    for kind, name in entry.files.items():
        if kind in kinds:
            _add(made, "link", "", rel="related", type=kinds[kind], href=_address(name))
    for tag in entry.tags:
        _add(made, "category", "", term=drawn(tag))
    return made


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _author(parent: ET.Element, name: str) -> None:
    author = ET.SubElement(parent, f"{{{ATOM}}}author")
    _add(author, "name", name)


def _add(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    made = ET.SubElement(parent, f"{{{ATOM}}}{tag}", attributes)
    made.text = drawn(text) or None


def _time(date: str) -> str:
    """A day as the moment that the format asks for."""
    return f"{date or NEVER}T00:00:00Z"


def _address(name: str) -> str:
    return f"./{quote(name)}"
