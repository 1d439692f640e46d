"""Encodings: whatever a text was written in, UTF-8 comes out.

One choice is made for a whole text, by the weight of all its lines: a text whose lines are UTF-8 stays UTF-8 and its bad
lines are refused one by one; one in which no line with other than ASCII is UTF-8 was written in something else.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import IO

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HIGH = re.compile(rb"[\x80-\xff]+")


def wide_encoding(head: bytes) -> str:
    """``utf-32``, ``utf-16``, ``utf-16-le`` or ``utf-16-be`` if the first bytes say so, else ""."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = head[:4096]
    half = len(sample) // 2
    if half < 8:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * half and odd < 0.05 * half else ""


def to_utf8(data: bytes) -> tuple[bytes, str]:
    """The text as UTF-8 without its mark, and a note on the encoding ("" for UTF-8, lines that are none left as they are)."""
    wide = wide_encoding(data)
    if wide:
        text = data.decode(wide, errors="replace").encode()
        return text.removeprefix(codecs.BOM_UTF8), "UTF-32" if wide == "utf-32" else "UTF-16"
    data = data.removeprefix(codecs.BOM_UTF8)
    name = encoding_of(data)
    if name == "utf-8":
        return data, ""
    return _decoded(data, name).encode(), LEGACY[name]


def encoding_of(data: bytes) -> str:
    """Encoding of a text that is not UTF-16, by the weight of its lines."""
    try:
        data.decode()
        return "utf-8"
    except UnicodeDecodeError:
        pass
    odd = [line for line in data.split(b"\n") if not line.isascii()]
    wrong = [line for line in odd if not _is_utf8(line)]
    if 2 * len(wrong) <= len(odd):
        return "utf-8"
    return _legacy(b"\n".join(wrong))


#: What texts are written in beside UTF-8 and UTF-16, in the order in which they are tried, and what each is called.
LEGACY = {
    "cp949": "CP949 (Korean)", "gb18030": "gb18030", "big5hkscs": "Big5 (Chinese)", "cp932": "Shift-JIS (Japanese)",
    "euc_jp": "EUC-JP (Japanese)", "cp1251": "cp1251", "koi8_r": "KOI8-R (Cyrillic)", "cp1256": "cp1256 (Arabic)",
    "cp1253": "cp1253 (Greek)",
    "cp1250": "cp1250 (Central European)", "cp1254": "cp1254 (Turkish)", "cp1252": "Latin-1",
}  # fmt: skip
_words: list[Callable[[], Iterable[str]]] = []


def learn_words(words: Callable[[], Iterable[str]]) -> None:
    """Take what gives words that tables are full of, such as names of states: an encoding is known by reading them."""
    if words not in _words:
        _words.append(words)
    _known.cache_clear()


@cache
def _known() -> frozenset[str]:
    return frozenset(word.casefold() for words in _words for word in words() if not word.isascii())


def _legacy(text: bytes) -> str:
    """The encoding in which most cells are words that are known; where none is, what the letters say."""
    found = {name: _cells_known(text, name) for name in LEGACY}
    most, likely = max(found.values()), _by_letters(text)
    if not most or found[likely] == most:
        return likely
    return next(name for name, n in found.items() if n == most)


def _cells_known(text: bytes, encoding: str) -> int:
    """Cells with letters beyond ASCII that are known words in an encoding; 0 where the text cannot be of it."""
    try:
        cells = re.split(
            r'[,;\t|"\r\n]+', text.decode(encoding, "latin1" if encoding == "cp1252" else "strict")
        )
    except UnicodeDecodeError:
        return 0
    return sum(cell.strip().casefold() in _known() for cell in cells if not cell.isascii())


def _by_letters(text: bytes) -> str:
    if _share(text, "cp949", "\uac00", "\ud7a3") > 0.8:
        return "cp949"
    for name in ("cp932", "euc_jp"):
        if _share(text, name, "\u3041", "\u30fe") > 0.15 and _share(text, name, "\u3041", "\u9fff") > 0.8:
            return name
    if _share(text, "gb2312", "\u4e00", "\u9fff") > 0.8:
        return "gb18030"
    if _share(text, "big5", "\u4e00", "\u9fff") > 0.8 and _frequent(text):
        return "big5hkscs"
    if _share(text, "gbk", "\u4e00", "\u9fff") > 0.8 and sum(map(len, _HIGH.findall(text))) > 1.5 * len(
        _HIGH.findall(text)
    ):
        return "gb18030"
    runs = [len(run) for run in _HIGH.findall(text)]
    if runs and sum(runs) / len(runs) >= 3 and _share(text, "cp1251", "\u0400", "\u045f") > 0.8:
        return "cp1251"
    return "cp1252"


def _frequent(text: bytes) -> bool:
    """Whether most first bytes of pairs are those of Big5's frequent characters."""
    firsts = [run[0] for run in re.findall(rb"[\x81-\xfe][\x40-\x7e\xa1-\xfe]", text)]
    return sum(0xA4 <= byte <= 0xC6 for byte in firsts) > 0.8 * len(firsts)


def _share(text: bytes, encoding: str, first: str, last: str) -> float:
    """Share of the characters beyond ASCII that lie in a range; 0 where the text cannot be of the encoding."""
    try:
        found = [mark for mark in text.decode(encoding) if mark > "\x7f"]
    except (UnicodeDecodeError, LookupError):
        return 0.0
    return sum(first <= mark <= last for mark in found) / len(found) if found else 0.0


def _decoded(data: bytes, name: str) -> str:
    """Line by line, so that lines that are UTF-8 stay what they are."""
    return "\n".join(
        line.decode()
        if _is_utf8(line)
        else line.decode(name, errors="replace" if name != "cp1252" else "latin1")
        for line in data.split(b"\n")
    )


def _latin1(error: UnicodeError) -> tuple[str, int]:
    """The five bytes that Windows-1252 leaves open, as Latin-1 has them."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("latin1", _latin1)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


class Recoded:
    """A stream of UTF-16 read as UTF-8."""

    def __init__(self, stream: IO[bytes], encoding: str) -> None:
        self._stream, self._left = stream, b""
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")

    def read(self, size: int = -1) -> bytes:
        """At most about `size` bytes; b"" at the end."""
        while True:
            part = self._stream.read(max(size // 2, 1)) if size >= 0 else self._stream.read()
            text = self._decoder.decode(part, final=not part)
            if text or not part:
                return text.removeprefix("\ufeff").encode("utf-8", "replace")
