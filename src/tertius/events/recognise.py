"""Which source a text is of, by the columns of its header or the shape of most of its rows."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Sequence

from tertius.events.dates import packed
from tertius.events.delimited import header_of
from tertius.events.layouts import BESIDE, LAYOUTS
from tertius.files.opening import delimiter_of

LINES = 200


def lines_of(head: bytes) -> list[bytes]:
    """Whole lines of a text's opening that are not blank (its only line, if it has but one)."""
    lines = head.split(b"\n")
    whole = lines[:-1] if len(lines) > 1 else lines
    return [line.rstrip(b"\r") for line in whole[:LINES] if line.strip()]


def names_of(head: bytes) -> list[str]:
    """Column names in the first line of a text."""
    first = next(iter(lines_of(head)), b"")
    return header_of(first, delimiter_of(first))


def bare_width(head: bytes, name: str) -> int:
    """Width of most rows of a layout without a header; 0 if most rows are not of it."""
    return bare_form(head, name)[0]


def bare_form(head: bytes, name: str) -> tuple[int, str]:
    """As `bare_width`, and the mark between the cells: "" for the maker's tabs, else one whose cells may be quoted."""
    lines = lines_of(head)
    width = _usual([line.split(b"\t") for line in lines], name)
    if width:
        return width, ""
    first = next(iter(lines), b"").decode("latin-1")
    for mark in "\t,;|":
        if first.count(mark) + 1 < min(LAYOUTS[name].bare):
            continue
        try:
            rows = list(csv.reader([line.decode("latin-1") for line in lines], delimiter=mark))
        except csv.Error:
            continue
        if width := _usual([[cell.encode("latin-1") for cell in row] for row in rows], name):
            return width, mark
    return 0, ""


def _usual(rows: list[list[bytes]], name: str) -> int:
    """Width of most rows, if most are of a layout; else 0."""
    widths = LAYOUTS[name].bare
    good = Counter(
        len(row) for row in rows if len(row) in widths and packed(row[1].decode("latin-1")) is not None
    )
    if not good or 2 * good.total() <= len(rows) - (1 if len(rows) > 2 else 0):
        return 0
    return max(good, key=lambda width: good[width])


def beside(head: bytes) -> str:
    """What a text is that lies beside events and holds none; "" if it is not known as such."""
    rows = [line.split(b"\t") for line in lines_of(head)]
    widths = Counter(len(row) for row in rows if re.match(rb"\d{8,20}(-T?\d+)?$", row[0]))
    usual = max(widths, key=lambda width: widths[width], default=0)
    return BESIDE.get(usual, "") if 2 * widths[usual] > len(rows) else ""


def headed(name: str) -> Callable[[Sequence[str]], bool]:
    """Whether names of columns are those of a layout."""
    return LAYOUTS[name].fits
