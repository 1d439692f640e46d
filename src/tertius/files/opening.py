"""The first lines of a text: what stands before the header is skipped, and a header that lacks names gets them.

Programs and people put things before a table: blank lines, comments, Excel's ``sep=;``, the lines of notes with which SIPRI
begins. And R's ``write.table`` writes one name fewer than there are columns.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

from tertius.files.header import Known, found_below, once_each, with_commas

MARKS = ",\t;|"
LOOKED = 60  # lines
_DATED = re.compile(rb"\s*\"?\d{4,8}[\s,;|\"-]")  # an event without a header, or a row: never a note
_QUOTED = re.compile(rb'"[^"]*(?:"|$)')
_SEP = re.compile(rb"\"?sep=(.)\"?\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Opening:
    """A text from its header on, and what was met before it."""

    text: bytes
    notes: tuple[str, ...] = ()
    before: bytes = b""


def ends_in_returns(text: bytes) -> bool:
    """Whether the lines of a text, or of its opening, end in a carriage return alone; line ends inside quotes end none."""
    if b"\r" not in text:
        return False
    bare = _QUOTED.sub(b"", text)
    return b"\r" in bare and b"\n" not in bare


def delimiter_of(line: bytes | str) -> str:
    """The delimiter that occurs most in a header line, outside its quotes."""
    text = line.decode("utf-8", "replace") if isinstance(line, bytes) else line
    bare = re.sub(r'"[^"]*"', '""', text)
    return max(MARKS, key=bare.count)


def tidy(text: bytes, known: Known | None = None) -> Opening:
    """The text without what stands before its header, and the header with a name for every column.

    Parameters
    ----------
    text
        All of it, or its opening up to the end of a line.
    known
        Whether names of columns are those of a source: then its header is found below other lines, too, or with blanks between.
    """
    if b"\0" in text[:4096]:
        return Opening(text)
    skipped, notes = _before(text)
    rest = text[skipped:]
    if known is not None:
        below, told = found_below(rest, known)
        skipped += len(rest) - len(below)
        rest, more = with_commas(below, known)
        notes += [*told, *more]
    line, _, body = rest.partition(b"\n")
    header, said = _header(line, body, known)
    return Opening(
        header + (b"\n" + body if body or rest.endswith(b"\n") else b""), tuple(notes + said), text[:skipped]
    )


def _before(text: bytes) -> tuple[int, list[str]]:
    """Bytes before the header, and notes on them."""
    lines = text[: 1 << 18].split(b"\n", LOOKED)[:LOOKED]
    mark = _common_mark(lines)
    usual = _usual_width(lines, mark)
    at, blank, comments, notes = 0, 0, 0, 0
    for line in lines:
        plain = line.strip()
        if not plain.strip(MARKS.encode() + b'" '):
            blank += bool(plain) or 1
        elif plain.startswith(b"#") or _SEP.match(plain):
            comments += 1
        elif mark and not _DATED.match(plain) and (_cells(line, mark) <= 1 or _is_prose(line, mark, usual)):
            notes += 1
        else:
            break
        at += len(line) + 1
    else:
        return 0, []
    if at and not _is_header(line, mark):
        return 0, []  # rows without a header: a line that is none of them is refused and counted, not skipped
    met = ((comments, "comment", "comments"), (notes, "line of notes", "lines of notes"))
    said = [f"{n} {many if n > 1 else one} before the header skipped" for n, one, many in met if n]
    return at, said


def _usual_width(lines: list[bytes], mark: str) -> int:
    """Cells of most lines."""
    widths = Counter(len(_split(line, mark)) for line in lines if mark and line.strip())
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _is_prose(line: bytes, mark: str, usual: int) -> bool:
    """Whether a line is words with a comma or two among them, above rows of many more cells."""
    cells = [cell.strip() for cell in _split(line, mark)]
    return len(cells) < usual - 1 and any(cell.count(" ") >= 2 for cell in cells)


def _is_header(line: bytes, mark: str) -> bool:
    """Whether a line names columns: its first cell begins with a letter, or is a year above a wide table."""
    cells = [
        cell.strip().strip('"')
        for cell in _split(line, mark or delimiter_of(line))
        if cell.strip().strip('"')
    ]
    if len(cells) < 2:
        return False
    return bool(re.match(r"[^\W\d]|\d{4}$", cells[0])) and not any(
        re.fullmatch(r"-?\d+[.,]\d+", cell) for cell in cells
    )


def _common_mark(lines: list[bytes]) -> str:
    """The delimiter with which most lines hold several cells; "" if hardly any does (prose, or blanks between fields)."""
    several = {mark: sum(_several(line, mark) for line in lines) for mark in MARKS}
    best = max(MARKS, key=lambda mark: several[mark])
    filled = sum(bool(line.strip()) for line in lines)
    return best if several[best] >= 1 and 2 * several[best] >= filled - 20 else ""


def _several(line: bytes, mark: str) -> bool:
    """Whether more than one cell holds something."""
    if b'"' in line:
        return _cells(line, mark) > 1
    cells = line.split(mark.encode())
    return (len(cells) > 1 and sum(1 for cell in cells[:12] if cell.strip()) > 1) or _cells(line, mark) > 1


def _cells(line: bytes, mark: str) -> int:
    """Cells with something in them."""
    if mark.encode() not in line:
        return int(bool(line.strip(b' \t\r\n"')))
    return sum(bool(cell.strip().strip('"').strip()) for cell in _split(line, mark))


def _split(line: bytes, mark: str) -> list[str]:
    try:
        return next(csv.reader([line.decode("utf-8", "replace").rstrip("\r")], delimiter=mark), [])
    except csv.Error:
        return []


def _header(line: bytes, body: bytes, known: Known | None) -> tuple[bytes, list[str]]:
    """The header line, every column named, and a note if names were missing."""
    mark = delimiter_of(line)
    if mark.encode() not in line or len(line) > 1 << 16 or line.count(b'"') % 2:
        return line, []
    names, said = _split(line, mark), list[str]()
    if known is not None:
        names, said = once_each(names, known)
        line = _joined(names, mark, line) if said else line
    if not all(re.search(r"[^\W\d]", name) or not name.strip() or name.strip().isdigit() for name in names):
        return line, said
    empty = [i for i, name in enumerate(names) if not name.strip()]
    rows = _first_rows(body, mark)
    widths = Counter(map(len, rows))
    usual = max(widths, key=lambda width: widths[width], default=len(names))
    if usual == len(names) + 1 and widths[usual] == sum(widths.values()) and _row_names(rows, body, mark):
        return _joined(["row_names", *names], mark, line), [
            "row names as R writes them: the first column has no name",
            *said,
        ]
    if len(empty) < 2 or (mark == "\t" and usual != len(names)):
        return line, said
    for number, i in enumerate(empty, 1):
        names[i] = f"unnamed {number}"
    return _joined(names, mark, line), [f"{len(empty)} columns without a name", *said]


def _first_rows(body: bytes, mark: str) -> list[list[str]]:
    """The cells of the first rows that are whole and not blank."""
    lines = body[: 1 << 16].split(b"\n", 40)
    cut = len(lines) > 40 or len(body) > 1 << 16 or body.endswith(b"\n")
    rows = [_split(line, mark) for line in (lines[:-1] if cut else lines) if line.strip()]
    if len(set(map(len, rows))) < 2 or b'"' not in body[: 1 << 16]:
        return rows
    whole = _over_lines(body, mark)
    return whole if len(set(map(len, whole))) == 1 else rows


def _over_lines(body: bytes, mark: str) -> list[list[str]]:
    """The cells of the first rows, where line ends inside quotes end no row."""
    text = io.StringIO(body[: 1 << 16].decode("utf-8", "replace"), newline="")
    rows = csv.reader(text, delimiter=mark)
    try:
        some = [row for row, _ in zip(rows, range(41), strict=False)]
    except csv.Error:
        return []
    return [row for row in (some[:-1] if len(some) > 40 or len(body) > 1 << 16 else some) if row]


def _row_names(rows: list[list[str]], body: bytes, mark: str) -> bool:
    """Whether the first cells are all different and the last are not simply trailing blanks."""
    first = [row[0] for row in rows]
    numbered = [cell.strip() for cell in first] == [str(i) for i in range(1, len(first) + 1)]
    told = any(row[-1].strip() for row in rows) or (numbered and _ends_in_a_cell(body, mark))
    return told and (numbered or (len(set(first)) == len(first) > 2))


def _ends_in_a_cell(body: bytes, mark: str) -> bool:
    """Whether the last cell of any row holds something, of a table whose first rows have it empty."""
    empty = (mark.encode(), mark.encode() + b'""')
    lines = (line.rstrip(b" \r") for line in body.split(b"\n"))
    return any(line and not line.endswith(empty) for line in lines)


def _joined(names: list[str], mark: str, line: bytes) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="").writerow(names)
    return out.getvalue().encode() + (b"\r" if line.endswith(b"\r") else b"")
