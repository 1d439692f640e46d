"""A chart as a still picture for a page: no address, no outside font, colours as style classes.

The Vega-Lite specification is drawn by vl-convert in a process of its own, which is forbidden every address. The drawing is
then rebuilt from a short list of allowed elements and attributes, so that nothing but shapes and text reaches a page
whatever the acts and references say.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

from tertius import inert
from tertius.charts import drawing
from tertius.charts.spoken import spoken
from tertius.charts.theme import COLOURS
from tertius.outlines import simplified

ELEMENTS = {"svg", "g", "path", "line", "rect", "circle", "text", "tspan", "a", "clipPath", "defs"}
ATTRIBUTES = {
    "d",
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "width",
    "height",
    "cx",
    "cy",
    "r",
    "transform",
    "fill",
    "stroke",
    "fill-opacity",
    "stroke-opacity",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linejoin",
    "stroke-miterlimit",
    "opacity",
    "text-anchor",
    "font-size",
    "font-weight",
    "font-style",
    "viewBox",
    "dx",
    "dy",
    "stroke-linecap",
    "visibility",
}
SPACE = "http://www.w3.org/2000/svg"
_CLASS = {value: name for name, value in COLOURS.items()}
_LONG = re.compile(r"(\d\.\d)\d+")
_ANCHOR = re.compile(r"#([A-Za-z][A-Za-z0-9_-]*)$")


def svg(chart: Any, *, title: str | None = None, words: Callable[[str], str] | None = None) -> str:
    """Draw an Altair chart as an inline SVG element.

    Parameters
    ----------
    chart
        A finished chart; its description becomes the picture's text alternative.
    title
        Text alternative in place of the description.
    words
        What gives each text that is drawn in another language; as it is where None.

    Returns
    -------
    str
        One ``<svg>`` element. Marks with a description carry it as ``data-tip``; marks with a link to an anchor of the
        page stand in a group with ``data-to="#..."``: the page's script follows it, and a reader by keyboard finds the same
        acts in the table.

    Raises
    ------
    AnalysisFailed
        If the renderer fails (`tertius.charts.drawing.NotDrawn`).
    """

    return svg_later(chart, title=title, words=words)()


def svg_later(
    chart: Any, *, title: str | None = None, words: Callable[[str], str] | None = None
) -> Callable[[], str]:
    """What gives the SVG element of `svg`: the drawing is begun, and waited for when it is called."""
    # A control character would stop the drawing, or its whole process.
    spec = inert.every_text(chart.to_dict(validate=False), inert.drawn)
    spec.pop("$schema", None)
    spec = spoken(spec, words) if words else spec
    return drawing.begin(json.dumps(spec), title or str(spec.get("description", ""))).result


def pen(asked: str) -> str:
    """In the child: the rebuilt drawing of a specification and its text alternative, given as JSON."""
    spec, title = json.loads(asked)
    return rebuild(drawing.render(spec), title=title)


def rebuild(drawn: str, *, title: str) -> str:
    """Rebuild a drawing from the allowed elements and attributes alone."""
    root = ET.fromstring(drawn)
    clean = _element(root)
    if clean is None:
        return ""
    for name in ("width", "height"):
        clean.attrib.pop(name, None)
    clean.set("role", "img")
    clean.set("aria-label", title)
    return ET.tostring(clean, encoding="unicode")


def alone(picture: object, *, font: str = "Helvetica, Arial, 'Noto Sans KR', sans-serif") -> str:
    """A rebuilt drawing as a file of its own: colours and font as attributes, the namespace and the size set."""
    root = ET.fromstring(str(picture))
    for node in root.iter():
        for name in (node.attrib.pop("class", "") or "").split():
            kind, _, colour = name.partition("-")
            node.set({"f": "fill", "s": "stroke"}[kind], COLOURS[colour])
        for name in ("data-tip", "data-to"):
            node.attrib.pop(name, None)
    width, height = root.get("viewBox", "0 0 1 1").split()[2:]
    for name, value in (("width", width), ("height", height), ("font-family", font), ("xmlns", SPACE)):
        root.set(name, value)
    return ET.tostring(root, encoding="unicode")


def thumbnail(picture: str) -> str:
    """A rebuilt drawing made small: whole numbers in its paths, no texts for the pointer; as a file of its own."""
    root = ET.fromstring(alone(picture))
    for node in root.iter():
        if node.tag.rpartition("}")[2] == "path" and node.get("d"):
            node.set("d", re.sub(r"(\d)\.\d+", r"\1", node.get("d", "")))
    return ET.tostring(root, encoding="unicode")


def rebuilt(picture: str) -> str:
    """A drawing from outside as shapes alone, or "" where it is none."""
    try:
        return rebuild(picture, title="")
    except ET.ParseError:
        return ""


def _element(node: ET.Element) -> ET.Element | None:
    """One element with its children, or None where it is not drawn."""
    tag = node.tag.rpartition("}")[2]
    if tag not in ELEMENTS or _blank(node):
        return None
    made = ET.Element("g" if tag == "a" else tag)
    _attributes(node, made)
    made.text = node.text
    for child in node:
        kept = _element(child)
        if kept is not None:
            made.append(kept)
    if tag == "g" and not len(made):
        return None
    return made


def _blank(node: ET.Element) -> bool:
    """Whether an element draws nothing: Vega's unpainted backgrounds."""
    painted = node.get("stroke") not in (None, "transparent") or node.get("fill") not in (
        None,
        "transparent",
        "none",
    )
    return node.get("class") in ("background", "foreground") and not painted


def _attributes(node: ET.Element, made: ET.Element) -> None:
    """Copy allowed attributes; named colours become classes, descriptions tips, links anchors."""
    classes = []
    for key, value in node.attrib.items():
        name = key.rpartition("}")[2]
        if name in ("fill", "stroke") and value in _CLASS:
            classes.append(f"{name[0]}-{_CLASS[value]}")
        elif name == "href":
            found = _ANCHOR.search(value)
            if found:
                made.set("data-to", f"#{found[1]}")
        elif name == "aria-label" and made.tag != "g":
            made.set("data-tip", value)
        elif name in ATTRIBUTES:
            short = _LONG.sub(r"\1", value)
            made.set(name, simplified(short) if name == "d" else short)
    if classes:
        made.set("class", " ".join(classes))
