"""Delimited text -> string columns. The fast way is Arrow's parser; a block it refuses is sifted line by line."""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tertius.errors import BadInput
from tertius.events.files import blocks, members
from tertius.events.table import Refusals
from tertius.events.typed import match
from tertius.files.names import plain
from tertius.files.opening import delimiter_of
from tertius.limits import MAX_COLUMNS, MAX_FIELD, MAX_LINE
from tertius.records import Records, clean, fitted, one_line, read_records

Job = tuple[bytes, Sequence[str]]


@dataclass(frozen=True)
class Rows:
    """String columns of some rows, their 1-based numbers, shape (row,), and the lines refused so far."""

    table: pa.Table
    rows: npt.NDArray[np.int64]
    refused: Refusals
    read: int


def header_of(line: bytes, delimiter: str) -> list[str]:
    """Column names of a header line: quotes, blanks, byte-order mark and empty trailing columns dropped."""
    text = line.decode("utf-8-sig", errors="replace").rstrip("\r\n")
    try:
        names = next(csv.reader([text], delimiter=delimiter), []) if "\0" not in text else []
    except csv.Error:
        return []
    names = [one_line(name) for name in names]
    while names and not names[-1]:
        names.pop()
    return names


def check_names(path: Path, names: Sequence[str]) -> None:
    """Raise `BadInput` for a header that is missing, unreadable, or names a column twice (in any case)."""
    if len(names) > MAX_COLUMNS:
        raise BadInput(
            f"{path} has {len(names)} columns", f"at most {MAX_COLUMNS}", "keep those that are needed"
        )
    twice = sorted(name for name, n in Counter(name.lower() for name in names).items() if n > 1)
    if not names or twice or not clean(names):
        seen = f"the column {twice[0]!r} twice" if twice else "no readable header"
        raise BadInput(f"{path} has {seen}", "one name a column")


def absent(path: Path, names: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    """A note on the columns a file may lack, but should have."""
    gone = [name for name in wanted if name not in names]
    return (f"{path.name} has no column {', '.join(gone)}: taken as missing in every row",) if gone else ()


def read_tabbed(path: Path, names: Sequence[str] | None = None, *, latin: bool = False) -> Iterator[Rows]:
    """Rows of tab-separated text without quoting, in batches.

    Parameters
    ----------
    path
        File, or zip or gzip of it.
    names
        Column names of a file without a header; None takes the header line of every member.
    latin
        Read a line that is no UTF-8 as ISO-8859-1 instead of refusing it.
    """
    done = 0
    for part in _ahead(_tabbed_blocks(path, names), lambda job: _parse(*job, latin=latin)):
        yield Rows(part.table, part.rows + done, part.refused, part.read)
        done += part.read


def _tabbed_blocks(path: Path, names: Sequence[str] | None) -> Iterator[tuple[bytes, Sequence[str]]]:
    columns: Sequence[str] = list(names or ())
    for first, block in blocks(path):
        if first and names is None:
            cut = block.find(b"\n") + 1
            columns, block = header_of(block[:cut], "\t"), block[cut:]
            check_names(path, columns)
        if block and columns:
            yield block, columns


def _parse(block: bytes, columns: Sequence[str], *, latin: bool) -> Rows:
    return _fast(block, columns) or _sift(block, columns, latin=latin)


def _ahead(jobs: Iterator[Job], work: Callable[[Job], Rows]) -> Iterator[Rows]:
    """Results in order, the next two blocks parsed in threads meanwhile (Arrow's parser lets go of Python's lock)."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        waiting: deque[Future[Rows]] = deque()
        try:
            for job in jobs:
                waiting.append(pool.submit(work, job))
                if len(waiting) > 2:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _fast(block: bytes, columns: Sequence[str], *, delimiter: str = "\t") -> Rows | None:
    """Arrow's parser, or None where a line needs a closer look."""
    if (
        b"\0" in block
        or _has_blank(block, len(columns), delimiter.encode())
        or block.count(b"\r") != block.count(b"\r\n")
        or (len(block) > MAX_LINE and _long_line(block, MAX_LINE))
    ):
        return None
    lines = block.count(b"\n")
    try:
        table = _arrow(block, columns, delimiter)
    except pa.ArrowInvalid:
        return None
    if table.num_rows != lines:
        return None
    return Rows(table, np.arange(1, lines + 1), Refusals(), lines)


def _has_blank(block: bytes, width: int, delimiter: bytes) -> bool:
    """Whether a line may hold nothing, or nothing but delimiters."""
    empty = delimiter * (width - 1)
    ends = (b"\n", b"\r\n", empty + b"\n", empty + b"\r\n")
    return block.startswith(ends) or any(b"\n" + end in block for end in ends)


def is_blank(line: bytes, delimiter: bytes) -> bool:
    """Whether a line holds no cell: blanks, delimiters, or the mark with which old programs end a file."""
    bare = line.rstrip(b"\r")
    return not bare.strip(b" \x1a") or not bare.strip(delimiter)


def _long_line(block: bytes, length: int) -> bool:
    """Whether a line may be longer than `length`: half as long a stretch without a line end."""
    half = length // 2
    return any(block.find(b"\n", at, at + half) < 0 for at in range(0, len(block) - half, half))


def _arrow(block: bytes, columns: Sequence[str], delimiter: str = "\t") -> pa.Table:
    from pyarrow import csv as arrow_csv

    quote = False if delimiter == "\t" else '"'
    return arrow_csv.read_csv(
        pa.BufferReader(block),
        read_options=arrow_csv.ReadOptions(
            column_names=list(columns), block_size=_chunk(block), use_threads=False
        ),
        parse_options=arrow_csv.ParseOptions(delimiter=delimiter, quote_char=quote, ignore_empty_lines=False),
        convert_options=arrow_csv.ConvertOptions(
            column_types={name: pa.string() for name in columns}, strings_can_be_null=False
        ),
    )


def _chunk(block: bytes) -> int:
    """Bytes that Arrow parses at once: 1 MiB is fastest, but a line must fit."""
    return 1 << 20 if not _long_line(block, 1 << 20) else max(len(block), 1 << 20)


def _sift(block: bytes, columns: Sequence[str], *, latin: bool) -> Rows:
    """Drop the bad lines one by one, with their reasons, and parse the rest."""
    width, refused = len(columns) - 1, Refusals()
    good: list[bytes] = []
    numbers: list[int] = []
    lines = [line for line in block.split(b"\n")[:-1] if not is_blank(line, b"\t")]
    for number, line in enumerate(lines, 1):
        line, reason = _line(line.rstrip(b"\r"), width, latin)
        if reason:
            refused[reason] += 1
        else:
            good.append(line)
            numbers.append(number)
    table = (
        _arrow(b"\n".join(good) + b"\n", columns)
        if good
        else pa.table({n: pa.array([], "str") for n in columns})
    )
    return Rows(table, np.array(numbers, dtype=np.int64), refused, len(lines))


def _line(line: bytes, width: int, latin: bool) -> tuple[bytes, str]:
    """The line as it will be parsed, and why it is refused ("" if it is not)."""
    if len(line) > MAX_LINE:
        return line, "row too long"
    if b"\0" in line:
        return line, "NUL byte"
    extra = line.count(b"\t") - width
    if extra > 0 and line.endswith(b"\t" * extra):
        line, extra = line[:-extra], 0  # trailing tabs make empty columns
    if extra or b"\r" in line:
        return line, "wrong column count"
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return (line.decode("latin-1").encode(), "") if latin else (line, "bad encoding")
    return line, ""


def read_commas(path: Path) -> Iterator[Rows]:
    """Rows of a big comma-separated file with a header, in batches; a line break inside quotes ends the row.

    A block that Arrow's parser takes is read by it; any other goes through Python's csv module, line by line.
    """
    columns, done = list[str](), 0
    for first, block in blocks(path):
        if first:
            cut = block.find(b"\n") + 1
            columns, block = header_of(block[:cut], ","), block[cut:]
            check_names(path, columns)
        if not block or not columns:
            continue
        part = _fast(block, columns, delimiter=",") or _slow(block, columns)
        yield Rows(part.table, part.rows + done, part.refused, part.read)
        done += part.read


def read_marked(path: Path, names: Sequence[str], delimiter: str) -> Iterator[Rows]:
    """Rows of a file without a header whose cells may be quoted, in batches; a line is a row."""
    done = 0
    for _, block in blocks(path):
        part = _slow(block, names, delimiter)
        yield Rows(part.table, part.rows + done, part.refused, part.read)
        done += part.read


def _slow(block: bytes, columns: Sequence[str], delimiter: str = ",") -> Rows:
    refused, good, numbers = Refusals(), [], []
    lines = [line for line in block.split(b"\n")[:-1] if not is_blank(line, delimiter.encode())]
    for number, line in enumerate(lines, 1):
        record, reason = _record(line.rstrip(b"\r"), len(columns), delimiter)
        if reason:
            refused[reason] += 1
        else:
            good.append(record)
            numbers.append(number)
    filled = list(zip(*good, strict=True)) if good else [()] * len(columns)
    table = pa.table([pa.array(column, pa.string()) for column in filled], names=list(columns))
    return Rows(table, np.array(numbers, dtype=np.int64), refused, len(lines))


def _record(line: bytes, width: int, delimiter: str) -> tuple[list[str], str]:
    if len(line) > MAX_FIELD:
        return [], "row too long"
    if b"\0" in line:
        return [], "NUL byte"
    try:
        record = fitted(next(csv.reader([line.decode("utf-8")], delimiter=delimiter), []), width)
    except UnicodeDecodeError:
        return [], "bad encoding"
    except csv.Error:
        return [], "wrong column count"
    return record, "" if len(record) == width else "wrong column count"


def read_quoted(path: Path, *, delimiter: str = ",") -> Rows:
    """All rows of a comma-separated file with a header and quotes, as string columns; of several tables those of any.

    Raises
    ------
    BadInput
        If the file has no header or no row.
    """
    parts = [_read_member(path, text, delimiter) for text in members(path) if text.strip()]
    if not any(part.read for part in parts):
        raise BadInput(f"{path} has no row below its header", "a header line and rows")
    headers = same_parts([part.header for part in parts])
    names = list({plain(name): name for header in reversed(headers) for name in reversed(header)}.values())[
        ::-1
    ]
    columns: list[list[str]] = [[] for _ in names]
    numbers, refused, done = list[int](), Refusals(), 0
    for part, header in zip(parts, headers, strict=True):
        own = dict(zip(map(plain, header), zip(*part.rows, strict=True), strict=False)) if part.rows else {}
        for column, name in zip(columns, names, strict=True):
            column.extend(own.get(plain(name), [""] * len(part.rows)))
        numbers += [done + number for number in part.numbers]
        refused.update(part.refused)
        done += part.read
    table = pa.table([pa.array(column, pa.string()) for column in columns], names=names)
    return Rows(table, np.array(numbers, dtype=np.int64), refused, done)


def same_parts(headers: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The headers of several tables, a column that plays a part (the date, the source ...) under the name it has in the first."""
    first = match(headers[0])
    found = [headers[0]]
    for header in headers[1:]:
        theirs = {name: first[part] for part, name in match(header).items() if part in first}
        new = tuple(theirs.get(name, name) for name in header)
        found.append(new if len({plain(name) for name in new}) == len(new) else header)
    return found


def _read_member(path: Path, body: bytes, delimiter: str) -> Records:
    try:
        text = body.decode("utf-8-sig", errors="surrogateescape")
        first = text.partition("\n")[0]
        found = read_records(text, delimiter if delimiter in first else delimiter_of(first))
    except csv.Error as error:
        raise BadInput(f"{path} is no comma-separated text ({error})", "CSV in UTF-8") from None
    if not found.header:
        raise BadInput(f"{path} has no row below its header", "a header line and rows")
    check_names(path, found.header)
    return found
