"""Delimited text with quotes -> records, with every line of the text accounted for.

A quote that is never closed swallows the lines behind it, and a plain CSV parser then loses them without a word. Here
a record may run over several lines only if its quotes are well formed and it is as wide as the header; otherwise its
first line alone is refused, and reading goes on at the next.
"""

from __future__ import annotations

import csv
import io
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

MAX_FIELD = 1 << 20
_LIMIT = threading.Lock()  # csv's field limit is global to the process


@dataclass(frozen=True)
class Records:
    """Records of one text.

    Attributes
    ----------
    header
        Names in the first record that is not blank; empty if there is none.
    rows
        Records as wide as the header, of clean text.
    numbers
        1-based place of each among all data rows.
    refused
        Data rows refused, by reason.
    read
        Data rows: ``len(rows) + refused.total()``. Blank lines are none.
    """

    header: tuple[str, ...]
    rows: list[list[str]]
    numbers: list[int]
    refused: Counter[str]
    read: int


def read_records(text: str, delimiter: str = ",") -> Records:
    """Read text whose bytes that are no UTF-8 were turned into lone surrogates.

    Raises
    ------
    csv.Error
        If the header cannot be read.
    """
    lines = list(io.StringIO(text, newline=""))
    with _LIMIT:
        before = csv.field_size_limit(1 << 30)
        try:
            header, at = _header(lines, delimiter)
            found = _rows(lines, at, delimiter, len(header))
        finally:
            csv.field_size_limit(before)
    rows, numbers, refused = list[list[str]](), list[int](), Counter[str]()
    for number, (record, reason) in enumerate(found, 1):
        reason = reason or problem(record, len(header))
        if reason:
            refused[reason] += 1
        else:
            rows.append(record)
            numbers.append(number)
    return Records(header, rows, numbers, refused, len(found))


def problem(record: Sequence[str], width: int) -> str:
    """Why a record is refused; "" if it is not."""
    if len(record) != width:
        return "wrong column count"
    if any(len(field) > MAX_FIELD for field in record):
        return "row too long"
    if any("\0" in field for field in record):
        return "NUL byte"
    return "" if clean(record) else "bad encoding"


def one_line(name: str) -> str:
    """A column's name with its line breaks and runs of blanks made one blank."""
    return " ".join(name.split())


def clean(fields: Sequence[str]) -> bool:
    """Whether the text was valid UTF-8 (an escaped byte is a lone surrogate)."""
    try:
        "".join(fields).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _header(lines: Sequence[str], delimiter: str) -> tuple[tuple[str, ...], int]:
    reader = csv.reader(iter(lines), delimiter=delimiter, strict=True)
    for record in reader:
        if record:
            return tuple(one_line(name) for name in record), reader.line_num
    return (), len(lines)


def _rows(lines: Sequence[str], at: int, delimiter: str, width: int) -> list[tuple[list[str], str]]:
    """Every record that is not blank, with a reason if its quotes are not well formed."""
    found: list[tuple[list[str], str]] = []
    while at < len(lines):
        reader = csv.reader((lines[i] for i in range(at, len(lines))), delimiter=delimiter)
        start, base = at, at
        for record in reader:
            at = base + reader.line_num
            if _swallows(lines, start, at, record, delimiter, width):
                found.append(([], "quote without its end"))
                at = start + 1
                break
            if record:
                found.append((record, ""))
            start = at
    return found


def _swallows(
    lines: Sequence[str], start: int, at: int, record: list[str], delimiter: str, width: int
) -> bool:
    """Whether a record took lines that are not its own: over several lines, or open at the end of the text."""
    last = at == len(lines)
    if at == start + 1 and not (last and '"' in lines[start]):
        return False
    try:
        strict = list(csv.reader(lines[start:at], delimiter=delimiter, strict=True))
    except csv.Error as error:
        return at > start + 1 or "unexpected end" in str(error)
    return at > start + 1 and not (len(strict) == 1 and len(record) == width)
