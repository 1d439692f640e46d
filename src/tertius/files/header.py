"""The header of a table that does not stand in its first line, has blanks between its fields, or names a column twice.

Which names make a header only a room above can tell: it passes what knows the columns of its sources.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """What a room knows of columns: whether names are those of a source, and whether a source reads a column of some name."""

    fits: Callable[[Sequence[str]], bool]
    reads: Callable[[str], bool]


_ABOVE = 12  # lines in which a header is looked for
_MARKS = (",", "\t", ";", "|")


def found_below(text: bytes, known: Known) -> tuple[bytes, list[str]]:
    """The text from the first line on that names the columns of a known source; as it is where its first line does, or none.

    What stands above is a title or a remark: a line with a number that fills more than half of the columns, or one that opens
    a quote and does not close it, may be a row, and no row is skipped.
    """
    lines = text[: 1 << 16].split(b"\n", _ABOVE)[:_ABOVE]
    if not lines or re.match(rb"\s*[\"']?[-+\d]", lines[0]) or _knows(lines[0], known):
        return text, []
    at = len(lines[0]) + 1
    for number, line in enumerate(lines[1:], 1):
        if _knows(line, known):
            if any(_may_be_a_row(above, line) for above in lines[:number]):
                return text, []
            said = f"{number} line{'s' * (number > 1)} above the header skipped"
            return text[at:], [said]
        at += len(line) + 1
    return text, []


def with_commas(text: bytes, known: Known) -> tuple[bytes, list[str]]:
    """A text whose fields have blanks between, as R writes it, with commas; as it is where its header is no such one."""
    first, _, body = text.partition(b"\n")
    names = _blanks(first)
    if any(mark.encode() in first for mark in _MARKS) or len(names) < 3 or not known.fits(names):
        return text, []
    rows = [_blanks(line) for line in body.split(b"\n") if line.strip()]
    widths = Counter(map(len, rows))
    usual = max(widths, key=lambda width: widths[width], default=0)
    if usual not in (len(names), len(names) + 1) or 10 * widths[usual] < 9 * len(rows):
        return text, []
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([names, *rows])
    return out.getvalue().encode("utf-8", "surrogateescape"), ["blanks between the fields"]


def once_each(names: Sequence[str], known: Known) -> tuple[list[str], list[str]]:
    """Names of columns, the second of two equal ones called so; as they are where a source reads the column."""
    times = Counter(name.strip().casefold() for name in names if name.strip())
    twice = [name for name, n in times.items() if n > 1]
    if (
        not twice
        or any(map(known.reads, twice))
        or not known.fits([n for n in names if n.strip().casefold() not in twice])
    ):
        return list(names), []
    seen = Counter[str]()
    made = []
    for name in names:
        key = name.strip().casefold()
        seen[key] += 1
        made.append(f"{name} ({seen[key]})" if key in twice and seen[key] > 1 else name)
    return made, [f"the column {name!r} stands {times[name]} times: the first is taken" for name in twice]


def _may_be_a_row(line: bytes, header: bytes) -> bool:
    mark = max(_MARKS, key=lambda each: len(_split(header, each)))
    filled = sum(bool(cell.strip()) for cell in _split(line, mark))
    full = 2 * filled > len(_split(header, mark)) and re.search(rb"\d", line) is not None
    return full or line.count(b'"') % 2 == 1


def _knows(line: bytes, known: Known) -> bool:
    names = max((_split(line, mark) for mark in _MARKS), key=len)
    names = names if len(names) > 1 else _blanks(line)
    return len(names) >= 3 and known.fits([name.strip() for name in names])


def _split(line: bytes, mark: str) -> list[str]:
    return _fields(line, mark)


def _blanks(line: bytes) -> list[str]:
    plain = line.strip().replace(b"\t", b" ")
    return _fields(plain, " ")


def _fields(line: bytes, mark: str) -> list[str]:
    try:
        text = line.decode("utf-8", "surrogateescape").rstrip("\r")
        return next(csv.reader([text], delimiter=mark, skipinitialspace=mark == " "), [])
    except csv.Error:
        return []
