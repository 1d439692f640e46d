"""One pass over the bytes of a file: its hash, its lines, and whether it is plain text."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PIECE = 1 << 17  # bytes looked at together: they stay in the processor's cache


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
    """Whether a file that begins so is no plain text: a zip, a gzip, a workbook, UTF-16."""
    return magic.startswith((b"PK", b"\x1f\x8b", b"\xff\xfe", b"\xfe\xff"))


def line_facts(text: bytes | memoryview) -> tuple[int, bool]:
    """Line ends in a text, and whether it has neither a NUL byte nor a carriage return."""
    lines, clean = 0, True
    whole = np.frombuffer(text, np.uint8)
    for at in range(0, len(whole), PIECE):
        piece = whole[at : at + PIECE]
        lines += int(np.count_nonzero(piece == 10))
        clean = clean and not ((piece == 0).any() or (piece == 13).any())
    return lines, clean
