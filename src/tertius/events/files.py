"""Bytes of a file, zipped or not, in blocks of whole lines, with bounds on what a hostile file can cost."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from tertius.errors import BadInput
from tertius.limits import MAX_LINE, MAX_RATIO, MAX_TABLE

BLOCK = 8 << 20  # bytes read at once
HEAD = 65_536
PIECE = 1 << 17  # bytes looked at together: they stay in the processor's cache
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    gzip.BadGzipFile,
    NotImplementedError,
    RuntimeError,
    OSError,
)


def check_file(path: Path) -> None:
    """Raise `BadInput` unless `path` is a file with something in it."""
    try:
        if path.is_dir():
            raise BadInput(f"{path} is a folder", "a file")
        if not path.exists():
            raise BadInput(f"{path} does not exist", "a file", "check the name")
        if not path.is_file():
            raise BadInput(f"{path} is not a regular file", "a file")
        if path.stat().st_size == 0:
            raise BadInput(f"{path} is empty", "a file with rows")
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} cannot be read ({error})", "a readable file") from None


@dataclass(frozen=True)
class Survey:
    """What one pass over the bytes of a file tells.

    Attributes
    ----------
    sha256
        Of the file as it lies there, in hexadecimal.
    before
        What the file was just before it was read.
    packed
        Whether it is a zip or gzip; then the other two are of no meaning.
    lines
        Lines of the text; a last line without its end counts.
    clean
        Whether it has neither a NUL byte nor a carriage return.
    """

    sha256: str
    before: os.stat_result
    packed: bool
    lines: int
    clean: bool


def survey(path: Path) -> Survey:
    """Hash a file and count its lines in the same pass."""
    before, digest = path.stat(), hashlib.sha256()
    lines, clean, last = 0, True, 10
    piece = memoryview(bytearray(PIECE))
    with open(path, "rb", buffering=0) as file:
        packed = is_packed(file.read(4))
        file.seek(0)
        while size := file.readinto(piece):
            digest.update(piece[:size])
            if not packed:
                more, neat = line_facts(piece[:size])
                lines, clean, last = lines + more, clean and neat, piece[size - 1]
    return Survey(digest.hexdigest(), before, packed, lines + (last != 10), clean)


def is_packed(magic: bytes) -> bool:
    """Whether a file that begins so is a zip or gzip."""
    return magic.startswith((b"PK", b"\x1f\x8b"))


def line_facts(text: bytes | memoryview) -> tuple[int, bool]:
    """Line ends in a text, and whether it has neither a NUL byte nor a carriage return."""
    lines, clean = 0, True
    whole = np.frombuffer(text, np.uint8)
    for at in range(0, len(whole), PIECE):
        piece = whole[at : at + PIECE]
        lines += int(np.count_nonzero(piece == 10))
        clean = clean and not ((piece == 0).any() or (piece == 13).any())
    return lines, clean


def head(path: Path) -> bytes:
    """First bytes of the file (of the first member of a zip), unpacked."""
    check_file(path)
    with _opened(path) as streams:
        for stream in streams:
            return stream.read(HEAD)
    return b""


def members(path: Path) -> list[bytes]:
    """All bytes of a small file, unpacked: one item a member of a zip.

    Raises
    ------
    BadInput
        If it cannot be read, is cut short, or is larger than 512 MiB.
    """
    limit, found, size = _limit(path), list[bytes](), 0
    with _opened(path) as streams:
        for stream in streams:
            parts = list[bytes]()
            while part := _read(stream, BLOCK, path):
                size += len(part)
                _bounded(size, limit, path)
                if size > MAX_TABLE:
                    raise BadInput(
                        f"{path} is larger than 512 MiB", "a smaller file of this format", "cut it in parts"
                    )
                parts.append(part)
            found.append(b"".join(parts))
    return found


def blocks(path: Path) -> Iterator[tuple[bool, bytes]]:
    """Whole lines in blocks of about 8 MiB, and whether the block opens a file (or a member of a zip).

    An over-long line comes shortened to a little over `MAX_LINE`. The end of a damaged file raises
    `BadInput`.
    """
    limit, total = _limit(path), 0
    with _opened(path) as streams:
        for stream in streams:
            first, rest = True, b""
            while part := _read(stream, BLOCK, path):
                total += len(part)
                _bounded(total, limit, path)
                cut = part.rfind(b"\n") + 1
                if not cut:
                    rest += part[: max(MAX_LINE + 1 - len(rest), 0)]
                    continue
                yield first, rest + part[:cut]
                first, rest = False, part[cut:]
            if rest:
                yield first, rest + b"\n"


def _limit(path: Path) -> int:
    check_file(path)
    return max(path.stat().st_size * MAX_RATIO, 64 << 20)


def _bounded(total: int, limit: int, path: Path) -> None:
    if total > limit:
        raise BadInput(f"{path} unpacks to more than {MAX_RATIO} times its size", "an honest archive")


def _read(stream: IO[bytes], size: int, path: Path) -> bytes:
    try:
        return stream.read(size)
    except _BROKEN as error:
        raise BadInput(
            f"{path} is cut short or damaged ({error})", "a whole file", "fetch it again"
        ) from None


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Iterator[IO[bytes]]]:
    """Unpacked streams of a file: every text member of a zip, or the one file."""
    try:
        with open(path, "rb") as file:
            magic = file.read(4)
        if magic.startswith(b"PK"):
            with zipfile.ZipFile(path) as archive:
                yield (archive.open(name) for name in _members(archive, path))
        elif magic.startswith(b"\x1f\x8b"):
            with gzip.open(path) as stream:
                yield iter([stream])  # type: ignore[list-item]
        else:
            with open(path, "rb") as stream:
                yield iter([stream])
    except _BROKEN as error:
        raise BadInput(
            f"{path} is cut short or damaged ({error})", "a whole file", "fetch it again"
        ) from None


def _members(archive: zipfile.ZipFile, path: Path) -> list[str]:
    names = [
        info.filename
        for info in archive.infolist()
        if not info.is_dir() and not info.filename.startswith("__MACOSX")
    ]
    texts = [name for name in names if name.lower().rsplit(".", 1)[-1] in ("csv", "tab", "txt", "tsv")]
    if not texts:
        raise BadInput(
            f"{path} holds no .csv, .tab, .tsv or .txt ({', '.join(names[:3]) or 'empty'})", "a data file"
        )
    return sorted(texts)
