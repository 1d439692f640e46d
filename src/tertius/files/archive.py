"""What lies in a file: itself, or the data files in a zip (in a zip), a gzip, a workbook.

What is no data is passed over and named: lists of contents, notes for readers, pictures, what a Mac or an editor leaves behind.
Hidden files are not looked at at all.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import IO

from tertius.errors import BadInput
from tertius.files.feather import feather_table
from tertius.files.kinds import SHEETS, STATISTICS, NotData, kind_of, refuse_foreign
from tertius.files.parquet import parquet_tables
from tertius.files.records_json import json_tables
from tertius.files.sheets import sheet_tables, statistics_tables
from tertius.limits import MAX_RATIO, MAX_TABLE

MAX_INNER = 512 << 20  # bytes of an archive or workbook inside an archive

DEEP = 3
SUFFIXES = (
    "csv",
    "tab",
    "txt",
    "tsv",
    "dat",
    "asc",
    "keds",
    "dta",
    "rda",
    "rdata",
    "rds",
    "xlsx",
    "ods",
    "xls",
    "zip",
    "gz",
    "parquet",
    "feather",
    "arrow",
    "ipc",
    "json",
    "jsonl",
    "ndjson",
    "geojson",
)
_NO_DATA = re.compile(
    r"^(manifest|readme|read_me|read\.me|licen[cs]e|copying|changelog|changes|news|citation|codebook|notes?|terms|md5sums?"
    r"|sha\d+sums?|checksums?|about|todo|requirements)([-_. ].*)?$", re.IGNORECASE
)  # fmt: skip
BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile, NotImplementedError, RuntimeError, OSError, ValueError,
)  # fmt: skip


@dataclass
class Member:
    """One data file: its name, what it is, and its bytes as a stream (``text`` and ``parquet``)."""

    name: str
    kind: str
    stream: IO[bytes]


@dataclass
class Contents:
    """The data files in a file, the names of what was passed over, and what is wrong with those that are damaged."""

    members: list[Member] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    bad: list[BadInput] = field(default_factory=list)


#: What is known of the members of one file, by label and place: why one cannot be read, None if it can.
Tried = dict[tuple[str, int], BadInput | None]


def hidden(name: str) -> bool:
    """Whether a file is hidden, or what a Mac leaves beside others: never looked at."""
    parts = name.replace("\\", "/").split("/")
    return any(part.startswith(".") and part not in (".", "..") for part in parts) or parts[0] == "__MACOSX" or (
        parts[-1].startswith(("~$", "Thumbs.db", "desktop.ini"))
    )  # fmt: skip


def no_data(name: str) -> bool:
    """Whether a file's name says that it holds no data: a list of contents, notes for readers, a licence."""
    return bool(_NO_DATA.match(name.replace("\\", "/").rsplit("/", 1)[-1]))


def contents(path: Path, opened: IO[bytes], *, depth: int = 0, tried: Tried | None = None) -> Contents:
    """The data files in an opened file; streams are valid while it is open.

    What lies in an archive beside others and is damaged costs itself only. `path` names it in sentences and is never opened;
    `depth` counts the archives around it, `tried` what is known of their members.

    Raises
    ------
    BadInput
        If it is damaged, unpacks to something outrageous, or is a kind of file that holds no table.
    """
    head = opened.read(4096)
    opened.seek(0)
    kind = kind_of(head)
    refuse_foreign(path, kind)
    tried = _tried_before(path, opened) if tried is None else tried
    if kind == "zip":
        return _zip(path, opened, depth, tried)
    if kind == "gzip":
        return _gzip(path, opened, depth, tried)
    if kind in SHEETS or kind in STATISTICS or kind in ("json", "feather") or (kind == "parquet" and depth):
        return _tables(path, _all(path, opened), kind)
    return Contents([Member(path.name, kind, opened)])


def _tried_before(path: Path, opened: IO[bytes]) -> Tried:
    """What is known of the members of a file as it is now."""
    try:
        held = os.fstat(opened.fileno())
    except (OSError, AttributeError):
        return {}
    return _tried_of(path.absolute(), held.st_mtime_ns, held.st_size)


@lru_cache(maxsize=256)
def _tried_of(_path: Path, _time: int, _size: int) -> Tried:
    return {}


def _gzip(path: Path, opened: IO[bytes], depth: int, tried: Tried) -> Contents:
    stream = gzip.GzipFile(fileobj=opened)
    inner = kind_of(_peek(path, stream))
    if inner == "text":
        if depth:
            size = opened.seek(0, io.SEEK_END)
            opened.seek(0)
            _try(tried, (str(path), size), gzip.GzipFile(fileobj=opened), size)
            opened.seek(0)
            stream = gzip.GzipFile(fileobj=opened)
        return Contents([Member(path.name, "text", stream)])  # type: ignore[list-item, arg-type]
    if depth >= DEEP:
        raise BadInput(f"{path} is packed more than {DEEP} times", "an honest archive")
    size = opened.seek(0, io.SEEK_END)
    opened.seek(0)
    body = _bounded(path, gzip.GzipFile(fileobj=opened), size)
    return contents(path, io.BytesIO(body), depth=depth + 1, tried=tried)


def _try(tried: Tried, place: tuple[str, int], stream: IO[bytes] | gzip.GzipFile, packed: int) -> None:
    """Raise `BadInput` for a member that is damaged before its end; it is read through once for every state of the file."""
    if place not in tried:
        limit, tried[place] = max(packed * MAX_RATIO, 64 << 20), None
        try:
            while limit > 0 and (part := stream.read(1 << 20)):
                limit -= len(part)
        except BROKEN as error:
            tried[place] = damaged(place[0], error)
    why = tried[place]
    if why is not None:
        raise BadInput(why.seen, why.wanted, why.do)


def _peek(path: Path, stream: gzip.GzipFile) -> bytes:
    """First bytes of a gzip; it is rewound by making it again if they are looked at."""
    try:
        return stream.peek(4096)[:4096]
    except BROKEN as error:
        raise damaged(path, error) from None


def _zip(path: Path, opened: IO[bytes], depth: int, tried: Tried) -> Contents:
    archive = zipfile.ZipFile(opened)
    files = sorted((info for info in archive.infolist() if not info.is_dir()), key=lambda info: info.filename)
    names = [info.filename for info in files]
    book = _workbook(archive, names)
    if book:
        opened.seek(0)
        return _tables(path, _all(path, opened), book)
    files = [info for info in files if not hidden(info.filename)]
    wanted = [info for info in files if _may_hold(info.filename)]
    found = Contents(left_out=[info.filename for info in files if not _may_hold(info.filename)])
    for info in wanted:
        try:
            if depth or len(wanted) > 1:
                place = (f"{path}/{info.filename}", info.header_offset)
                with archive.open(info) as stream:
                    _try(tried, place, stream, max(info.compress_size, 1))
            _add(found, path, archive, info, depth, tried)
        except NotData:
            found.left_out.append(info.filename)
        except BadInput as error:
            found.bad.append(error)
        except BROKEN as error:
            found.bad.append(damaged(f"{path}/{info.filename}", error))
    if not found.members and found.bad:
        raise found.bad[0]
    if not found.members:
        raise BadInput(
            f"{path} holds no .csv, .tab, .tsv or .txt ({', '.join(names[:3]) or 'empty'})", "a data file"
        )
    return found


def _may_hold(name: str) -> bool:
    """Whether a file in an archive may hold data, by its name."""
    return not no_data(name) and name.lower().rsplit(".", 1)[-1] in SUFFIXES


def _workbook(archive: zipfile.ZipFile, names: list[str]) -> str:
    """``xlsx`` or ``ods`` if the zip is one; ""."""
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return "xlsx"
    return "ods" if "content.xml" in names and "mimetype" in names else ""


def _add(
    found: Contents, path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, depth: int, tried: Tried
) -> None:
    name = info.filename
    with archive.open(info) as first:
        kind = kind_of(first.read(4096))
    if kind == "text":
        found.members.append(Member(name, kind, archive.open(info)))
        return
    place = Path(f"{path}/{name}")
    if depth >= DEEP:
        raise BadInput(f"{place} is packed more than {DEEP} times", "an honest archive")
    refuse_foreign(name, kind)
    with archive.open(info) as stream:
        body = _bounded(place, stream, max(info.compress_size, 1))
    inner = contents(place, io.BytesIO(body), depth=depth + 1, tried=tried)
    found.members += inner.members
    found.left_out += [f"{name}/{each}" for each in inner.left_out]
    found.bad += inner.bad


def _tables(path: Path, data: bytes, kind: str) -> Contents:
    if kind == "json":
        tables = json_tables(path, data)
    elif kind == "feather":
        tables = feather_table(path, data)
    elif kind == "parquet":
        tables = parquet_tables(path, data)
    else:
        tables = sheet_tables(path, data) if kind in SHEETS else statistics_tables(path, data, kind)
    if not tables:
        raise BadInput(f"{path} holds no table with rows", "a sheet with a header and rows")
    return Contents([Member(f"{path.name}/{name}", "text", io.BytesIO(body)) for name, body in tables])


def _all(path: Path, opened: IO[bytes]) -> bytes:
    body = opened.read(MAX_TABLE + 1)
    if len(body) > MAX_TABLE:
        raise BadInput(f"{path} is larger than 512 MiB", "a smaller file of this format", "save it as CSV")
    return body


def _bounded(path: Path, stream: IO[bytes] | gzip.GzipFile, packed: int) -> bytes:
    """All bytes of a packed file, within what an honest one can unpack to."""
    limit = min(max(packed * MAX_RATIO, 64 << 20), MAX_INNER)
    try:
        body = stream.read(limit + 1)
    except BROKEN as error:
        raise damaged(path, error) from None
    if len(body) > limit:
        raise BadInput(f"{path} unpacks to more than {MAX_RATIO} times its size", "an honest archive")
    return body


def damaged(path: Path | str, error: Exception) -> BadInput:
    """The sentence for a file that ends too early or does not hold together."""
    if "encrypted" in str(error):
        return BadInput(
            f"{path} is encrypted", "a file without a password", "unpack it and take the file inside"
        )
    return BadInput(f"{path} is cut short or damaged ({error})", "a whole file", "fetch it again")
