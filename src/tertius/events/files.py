"""Bytes of a file, zipped or not, in blocks of whole lines, with bounds on what a hostile file can cost."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from tertius.errors import BadInput
from tertius.files.archive import BROKEN, Contents, Member, contents, damaged
from tertius.files.encoding import Recoded, to_utf8, wide_encoding
from tertius.files.folder import LeftOut, NoFile
from tertius.files.header import Known
from tertius.files.names import shown
from tertius.files.opening import Opening, ends_in_returns, tidy
from tertius.limits import MAX_LINE, MAX_RATIO, MAX_TABLE

BLOCK = 8 << 20  # bytes read at once
HEAD = 65_536
WHOLE = 8 << 20  # a text up to this size is looked at whole where its rows decide what it is


_known: list[
    Callable[[bytes, Callable[[], bytes]], str]
] = []  # tells a text's source by its opening, or all of it; the readers lie above this module
_headers: list[Known] = []  # tells whether names of columns are those of a source


def learn(source_of: Callable[[bytes, Callable[[], bytes]], str], header: Known) -> None:
    """Take what tells a text's source (its name, "" if it is none) by its opening or all of it, and a source's header."""
    _known[:], _headers[:] = [source_of], [header]


def _tidy(text: bytes) -> Opening:
    return tidy(text, _headers[0] if _headers else None)


def check_file(path: Path) -> None:
    """Raise `BadInput` unless `path` is a file with something in it."""
    try:
        if path.is_dir():
            raise BadInput(f"{path} is a folder", "a file")
        if path.is_symlink() and not path.exists():
            raise NoFile(f"{path} is a link to nothing", "a file", "fetch what it stands for")
        if not path.exists():
            raise BadInput(f"{path} does not exist", "a file", "check the name")
        if not path.is_file():
            raise NoFile(f"{path} is not a regular file", "a file")
        if path.stat().st_size == 0:
            raise BadInput(f"{path} is empty", "a file with rows")
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} cannot be read ({error})", "a readable file") from None


@dataclass(frozen=True)
class Look:
    """What a first look at a file tells: the opening of its (first) data, and what was met on the way to it."""

    head: bytes
    notes: tuple[str, ...] = ()


def head(path: Path) -> bytes:
    """First bytes of the file's data as UTF-8 text from the header on (of the first member of a zip), unpacked."""
    return look(path).head


def look(path: Path) -> Look:
    """The opening of a file, with notes on what was passed over, skipped or recoded."""
    check_file(path)
    stat = path.stat()
    return _look(path, stat.st_mtime_ns, stat.st_size)


def notes_on(path: Path) -> tuple[str, ...]:
    """What a look at a file noted; remembered longer than its opening."""
    check_file(path)
    stat = path.stat()
    return _notes_on(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=65_536)
def _notes_on(path: Path, time: int, size: int) -> tuple[str, ...]:
    return _look(path, time, size).notes


@lru_cache(maxsize=32)
def _look(path: Path, _time: int, _size: int) -> Look:
    with _opened(path) as (found, other):
        if not found:
            return Look(b"")
        opening, notes = _first_lines(found[0])
    bad = LeftOut(bad=[error.seen for error in other.bad]).notes()
    return Look(opening, (*bad, *_passed_over(other.left_out), *notes))


def _passed_over(names: list[str]) -> tuple[str, ...]:
    if not names:
        return ()
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return (f"passed over inside: {', '.join(shown(name) for name in names[:8])}{more}",)


def _first_lines(member: Open) -> tuple[bytes, tuple[str, ...]]:
    """A member's opening in UTF-8 from its header on, and notes."""
    if member.kind != "text":
        return member.head, ()
    whole = (
        member.head if len(member.head) < HEAD else member.head[: member.head.rfind(b"\n") + 1] or member.head
    )
    text, encoding = to_utf8(whole)
    found = _tidy(member.ended(text))
    return found.text, (*([f"read as {encoding}"] if encoding else []), *found.notes)


def members(path: Path) -> list[bytes]:
    """All bytes of a small file, unpacked, as UTF-8 from its header on: one item a member of a zip.

    Raises
    ------
    BadInput
        If it cannot be read, is cut short, or is larger than 512 MiB.
    """
    limit, found, size = _limit(path), list[bytes](), 0
    with _opened(path) as (streams, _):
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
            found.append(_tidy(to_utf8(b"".join(parts))[0]).text)
    return found


def blocks(path: Path) -> Iterator[tuple[bool, bytes]]:
    """Whole lines in blocks of about 8 MiB, and whether the block opens a file (or a member of a zip).

    A first block begins with the header; UTF-16 comes as UTF-8. An over-long line comes shortened to a little over
    `MAX_LINE`. The end of a damaged file raises `BadInput`.
    """
    limit, total = _limit(path), 0
    with _opened(path) as (streams, _):
        for stream in streams:
            first, rest = True, b""
            while part := _read(stream, BLOCK, path):
                total += len(part)
                _bounded(total, limit, path)
                cut = part.rfind(b"\n") + 1
                if not cut:
                    rest += part[: max(MAX_LINE + 1 - len(rest), 0)]
                    continue
                yield first, _begun(rest + part[:cut], first)
                first, rest = False, part[cut:]
            if rest:
                yield first, _begun(rest + b"\n", first)


def _begun(block: bytes, first: bool) -> bytes:
    return _tidy(block.removeprefix(b"\xef\xbb\xbf")).text if first else block


def _limit(path: Path) -> int:
    check_file(path)
    return max(path.stat().st_size * MAX_RATIO, 64 << 20)


def _bounded(total: int, limit: int, path: Path) -> None:
    if total > limit:
        raise BadInput(f"{path} unpacks to more than {MAX_RATIO} times its size", "an honest archive")


class Open:
    """A member that is read: its first bytes were looked at, and come again."""

    def __init__(self, member: Member) -> None:
        self.name, self.kind = member.name, member.kind
        self.head = member.stream.read(HEAD)
        wide = wide_encoding(self.head)
        sample = to_utf8(self.head)[0] if wide else self.head
        self._returns = self.kind == "text" and ends_in_returns(sample)
        self._left, self._stream = self.head, member.stream
        self.head = self.head if wide else self.ended(self.head)
        self._recoded = Recoded(_Raw(self), wide) if wide else None  # type: ignore[arg-type]

    def read(self, size: int) -> bytes:
        """The next bytes, at most about `size`; b"" at the end."""
        return self.ended(self._recoded.read(size) if self._recoded else self.raw(size))

    def whole(self, beside: Sequence[Open] = ()) -> bytes:
        """All of a small text in UTF-8 from its header on (the opening of a large one), which is still to be read.

        Together the members `beside` hold no more than a table may.
        """
        if sum(len(each._left) for each in beside) >= MAX_TABLE:
            return _first_lines(self)[0]
        self._left += self._stream.read(max(WHOLE + 1 - len(self._left), 0))
        if self.kind != "text" or len(self._left) > WHOLE:
            return _first_lines(self)[0]
        return _tidy(self.ended(to_utf8(self._left)[0])).text

    def ended(self, part: bytes) -> bytes:
        """Lines that end in a carriage return alone, as old programs write them, end as others do."""
        return part.replace(b"\r", b"\n") if self._returns else part

    def raw(self, size: int) -> bytes:
        """As `read`, before the text is recoded."""
        if self._left:
            part, self._left = self._left[:size], self._left[size:]
            return part + (self._stream.read(size - len(part)) if len(part) < size else b"")
        return self._stream.read(size)


class _Raw:
    """The bytes of an open member as a stream."""

    def __init__(self, member: Open) -> None:
        self._member = member

    def read(self, size: int) -> bytes:
        return self._member.raw(size)


def _read(stream: Open, size: int, path: Path) -> bytes:
    try:
        return stream.read(size)
    except BROKEN as error:
        raise damaged(path, error) from None


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[tuple[list[Open], Contents]]:
    """The data files in a file that are read, open, and what is known of the others."""
    try:
        with open(path, "rb") as file:
            found = contents(path, file)
            stat = os.fstat(file.fileno())
            chosen, others = _chosen(
                [Open(member) for member in found.members],
                _kinds(path.absolute(), stat.st_mtime_ns, stat.st_size),
            )
            yield chosen, Contents(left_out=[*found.left_out, *others], bad=found.bad)
    except BROKEN as error:
        raise damaged(path, error) from None


@lru_cache(maxsize=256)
def _kinds(_path: Path, _time: int, _size: int) -> list[str]:
    """What the members of a file as it is now are of; empty before they were looked at."""
    return []


def _chosen(found: list[Open], kinds: list[str]) -> tuple[list[Open], list[str]]:
    """Of several members those of the kind that most of them are of, and the names of the others; `kinds` keeps what they are."""
    if len(found) < 2:
        return found, []
    if len(kinds) != len(found):
        kinds[:] = (
            [_known[0](_first_lines(each)[0], partial(each.whole, found)) for each in found] if _known else []
        )
    known = Counter(kind for kind in kinds if kind)
    if not known:
        return found, []
    best = max(known, key=lambda kind: known[kind])
    others = [each.name for each, kind in zip(found, kinds, strict=True) if kind != best]
    return [each for each, kind in zip(found, kinds, strict=True) if kind == best], others
