"""Delimited text with quotes -> records, with every line of the text accounted for.

A quote that is never closed swallows the lines behind it, and a plain CSV parser then loses them without a word. Here
a record may run over several lines only if its quotes are well formed and it is as wide as the header; otherwise its
first line alone is refused, and reading goes on at the next.
"""

from __future__ import annotations

import csv
import io
import re
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tertius.limits import MAX_COLUMNS, MAX_FIELD

NOTE = "note below the table"  # refused, and no loss
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
        Data rows: ``len(rows) + refused.total()``. Blank lines are none, and no rows of empty cells.
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
        If the header cannot be read, or has more columns than `MAX_COLUMNS`.
    """
    lines = list(io.StringIO(text, newline=""))
    with _LIMIT:
        before = csv.field_size_limit(1 << 30)
        try:
            header, at = _header(lines, delimiter)
            found = _rows(lines, at, delimiter, len(header))
        finally:
            csv.field_size_limit(before)
    found = [
        each for each in found if each[1] or any(map(_filled, each[0]))
    ]  # cells without anything are a blank line
    below = _notes_below(found, len(header))
    rows, numbers, refused = list[list[str]](), list[int](), Counter[str]()
    for number, (record, reason) in enumerate(found, 1):
        record = fitted(record, len(header))
        if number > below:
            refused[NOTE] += 1
            continue
        reason = reason or problem(record, len(header))
        if reason:
            refused[reason] += 1
        else:
            rows.append(record)
            numbers.append(number)
    return Records(header, rows, numbers, refused, len(found))


def _filled(cell: str) -> bool:
    """Whether a cell holds anything but blanks and the mark with which old programs end a file."""
    return bool(cell.strip(" \t\r\n\x1a") and cell.strip())


def _notes_below(found: list[tuple[list[str], str]], width: int) -> int:
    """How many records stand above the notes at the end of a table of three columns or more."""
    at = len(found)
    while width >= 3 and at and not found[at - 1][1] and _noted(found[at - 1][0]):
        at -= 1
    return at


def _noted(record: Sequence[str]) -> bool:
    """Whether a record is one cell of words."""
    filled = [cell for cell in record if cell.strip()]
    return len(filled) == 1 and len(re.findall(r"[^\W\d_]{2,}", filled[0])) >= 2


def is_note(line: str, delimiter: str) -> bool:
    """Whether a line of a table is one cell of words, as notes below a table are."""
    try:
        return _noted(next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter), []))
    except csv.Error:
        return False


def fitted(record: list[str], width: int) -> list[str]:
    """A record without the empty fields that stand behind its last column."""
    return record[:width] if len(record) > width and not any(map(str.strip, record[width:])) else record


def problem(record: Sequence[str], width: int) -> str:
    """Why a record is refused; "" if it is not."""
    if len(record) != width:
        return "wrong column count"
    text = "".join(record)
    if len(text) > MAX_FIELD and any(len(field) > MAX_FIELD for field in record):
        return "row too long"
    if "\0" in text:
        return "NUL byte"
    return "" if text.isascii() or clean((text,)) else "bad encoding"


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
        if len(record) > MAX_COLUMNS:
            raise csv.Error(f"{len(record)} columns, more than {MAX_COLUMNS}")
        if record:
            return tuple(one_line(name) for name in record), reader.line_num
    return (), len(lines)


def _rows(lines: Sequence[str], at: int, delimiter: str, width: int) -> list[tuple[list[str], str]]:
    """Every record that is not blank, with a reason if its quotes are not well formed.

    Every line is looked at a fixed number of times, whatever its quotes: where a record that is open at the end of a
    line would end does not depend on where it began, so it is found once (`_Ends`).
    """
    found: list[tuple[list[str], str]] = []
    ends = _Ends(lines, delimiter)
    while at < len(lines):
        feed = _Feed(lines, at)
        for record in csv.reader(feed, delimiter=delimiter):
            if feed.open:
                break
            feed.waiting = False
            if record:
                found.append((record, ""))
        at = feed.at
        if not feed.open:
            break
        at, taken = _opened(lines, at - 1, delimiter, width, ends)
        found.append(taken)
    return found


class _Feed:
    """Lines for csv's reader, which stops (`open`) when the reader wants a second line for one record."""

    def __init__(self, lines: Sequence[str], at: int) -> None:
        self.lines, self.at, self.waiting, self.open = lines, at, False, False

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if self.waiting:
            self.open = True
            raise StopIteration
        if self.at >= len(self.lines):
            raise StopIteration
        self.at, self.waiting = self.at + 1, True
        return self.lines[self.at - 1]


def _opened(
    lines: Sequence[str], start: int, delimiter: str, width: int, ends: _Ends
) -> tuple[int, tuple[list[str], str]]:
    """The record that a line opens and does not close, and where reading goes on: behind it, or at the next line."""
    refused = start + 1, (list[str](), "quote without its end")
    first = _strict(lines[start], delimiter)
    if not first.open:
        return refused
    end, fields = ends.of(start + 1)
    if end < 0 or first.fields - 1 + fields != width:
        return refused
    record = next(csv.reader(lines[start:end], delimiter=delimiter, strict=True))
    return end, (record, "")


@dataclass(frozen=True)
class _Line:
    """Fields of one line, whether the last is open at its end, and whether its quotes are well formed up to there."""

    fields: int
    open: bool
    good: bool


def _strict(line: str, delimiter: str) -> _Line:
    try:
        return _Line(len(next(csv.reader([line], delimiter=delimiter, strict=True), [])), False, True)
    except csv.Error as error:
        if "unexpected end" not in str(error):
            return _Line(0, False, False)
    return _Line(len(next(csv.reader([line], delimiter=delimiter), [])), True, True)


class _Ends:
    """Where a record ends that is inside quotes at the begin of a line, and how many fields it has from there on."""

    def __init__(self, lines: Sequence[str], delimiter: str) -> None:
        self.lines, self.delimiter = lines, delimiter
        self.known: dict[int, tuple[int, int]] = {}

    def of(self, at: int) -> tuple[int, int]:
        """The line behind its last (-1: it has no end), and its fields."""
        passed: list[tuple[int, int]] = []
        found = (-1, 0)
        while at < len(self.lines):
            if at in self.known:
                found = self.known[at]
                break
            line = self._inside(at)
            if not line.open:
                found = self.known[at] = (at + 1, line.fields) if line.good else (-1, 0)
                break
            passed.append((at, line.fields - 1))
            at += 1
        for place, fields in reversed(passed):
            found = self.known[place] = (found[0], found[1] + fields)
        return found

    def _inside(self, at: int) -> _Line:
        line = self.lines[at]
        return _strict('"' + line, self.delimiter) if '"' in line else _Line(1, True, True)
