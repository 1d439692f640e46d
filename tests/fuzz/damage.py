"""Ways in which a file of text arrives broken: each takes the bytes of a good file and a source of chance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Damage = Callable[[bytes, np.random.Generator], bytes]


def _line(data: bytes, rng: np.random.Generator, *, below: int = 1) -> tuple[list[bytes], int]:
    """The lines, and one of those below the first `below` (the last, if there are no others)."""
    lines = data.removesuffix(b"\n").split(b"\n")
    return lines, int(rng.integers(min(below, len(lines) - 1), len(lines)))


def _join(lines: list[bytes]) -> bytes:
    return b"\n".join(lines) + b"\n"


def cut(data: bytes, rng: np.random.Generator) -> bytes:
    """Truncated at any byte."""
    return data[: int(rng.integers(1, len(data)))]


def flips(data: bytes, rng: np.random.Generator) -> bytes:
    """A few bytes turned into any others."""
    held = bytearray(data)
    for at in rng.integers(len(held), size=int(rng.integers(1, 8))):
        held[at] = int(rng.integers(256))
    return bytes(held)


def nuls(data: bytes, rng: np.random.Generator) -> bytes:
    """Zero bytes put in."""
    held = bytearray(data)
    for _ in range(3):
        at = int(rng.integers(len(held) + 1))
        held[at:at] = b"\0"
    return bytes(held)


def encodings(data: bytes, rng: np.random.Generator) -> bytes:
    """Lines in UTF-8, Latin-1, EUC-KR and UTF-16 in one file."""
    lines, at = _line(data, rng)
    words = "café 북한 Köln"
    lines[at] += words.encode("utf-8")
    lines.append(lines[at].replace(words.encode(), "café Köln".encode("latin-1")))
    lines.append(lines[at].replace(words.encode(), "북한".encode("euc-kr")))
    lines.append(lines[at].decode("utf-8", "replace").encode("utf-16"))
    return _join(lines)


def long_field(data: bytes, rng: np.random.Generator) -> bytes:
    """A field of 10 MB."""
    lines, at = _line(data, rng)
    lines[at] += b"y" * 10_000_000
    return _join(lines)


def wrong_delimiter(data: bytes, rng: np.random.Generator) -> bytes:
    """Another delimiter throughout."""
    mark = b"\t" if data.split(b"\n")[0].count(b"\t") else b","
    return data.replace(mark, bytes([rng.choice(list(b",;|\t "))]))


def wide_row(data: bytes, rng: np.random.Generator) -> bytes:
    """A row with a field more and one with a field less."""
    lines, at = _line(data, rng)
    mark = b"\t" if b"\t" in lines[at] else b","
    return _join([*lines, lines[at] + mark + b"more", lines[at].rpartition(mark)[0]])


def no_column(data: bytes, rng: np.random.Generator) -> bytes:
    """A column gone, from the header and from every row."""
    lines = data.removesuffix(b"\n").split(b"\n")
    mark = b"\t" if b"\t" in lines[0] else b","
    gone = int(rng.integers(lines[0].count(mark) + 1))
    return _join([mark.join(f for i, f in enumerate(line.split(mark)) if i != gone) for line in lines])


def renamed_column(data: bytes, rng: np.random.Generator) -> bytes:
    """A column by another name."""
    lines = data.removesuffix(b"\n").split(b"\n")
    mark = b"\t" if b"\t" in lines[0] else b","
    names = lines[0].split(mark)
    names[int(rng.integers(len(names)))] = b"something else"
    return _join([mark.join(names), *lines[1:]])


def doubled_column(data: bytes, rng: np.random.Generator) -> bytes:
    """A column that stands twice."""
    lines = data.removesuffix(b"\n").split(b"\n")
    mark = b"\t" if b"\t" in lines[0] else b","
    again = int(rng.integers(lines[0].count(mark) + 1))
    return _join([line + mark + (line.split(mark) + [b""] * 99)[again] for line in lines])


def quotes(data: bytes, rng: np.random.Generator) -> bytes:
    """Quotes at the edges of fields, opened and not closed."""
    held = bytearray(data)
    edges = [at + 1 for at, byte in enumerate(held) if byte in b"\t,\n"]
    for at in sorted(
        (int(edges[i]) for i in rng.integers(len(edges), size=int(rng.integers(1, 5)))), reverse=True
    ):
        held[at:at] = b'"' * int(rng.integers(1, 3))
    return bytes(held)


def crlf(data: bytes, rng: np.random.Generator) -> bytes:
    """Windows line ends, all or some."""
    parts = data.split(b"\n")
    return b"".join(p + (b"\r\n" if rng.random() < 0.7 else b"\n") for p in parts[:-1]) + parts[-1]


def bom(data: bytes, rng: np.random.Generator) -> bytes:
    """A byte-order mark in front."""
    return b"\xef\xbb\xbf" + data


def header_only(data: bytes, rng: np.random.Generator) -> bytes:
    """The first line alone, with or without its end."""
    return data.split(b"\n")[0] + b"\n" * int(rng.integers(2))


def blank_lines(data: bytes, rng: np.random.Generator) -> bytes:
    """Blank lines between the rows."""
    lines, at = _line(data, rng)
    return _join([*lines[:at], b"", *lines[at:], b"", b""])


def carriage_returns(data: bytes, rng: np.random.Generator) -> bytes:
    """Line ends of an old Macintosh inside the rows."""
    held = bytearray(data)
    for at in rng.integers(len(held), size=3):
        held[at] = 13
    return bytes(held)


def shuffled(data: bytes, rng: np.random.Generator) -> bytes:
    """The lines in another order, the header anywhere."""
    lines = data.removesuffix(b"\n").split(b"\n")
    return _join([lines[i] for i in rng.permutation(len(lines))])


DAMAGES: tuple[Damage, ...] = (
    cut, flips, nuls, encodings, long_field, wrong_delimiter, wide_row, no_column, renamed_column, doubled_column,
    quotes, crlf, bom, header_only, blank_lines, carriage_returns, shuffled,
)  # fmt: skip


def trials(damage: Damage, good: bytes, seed: int, count: int = 8) -> list[bytes]:
    """The different files that so many tries make of a good one: some damage can be done in one or two ways only."""
    rng = np.random.default_rng(seed)
    return list(dict.fromkeys(damage(good, rng) for _ in range(1 if damage is long_field else count)))


def set_apart(*others: Damage) -> list[Damage]:
    """Every damage but these, which have a test of their own."""
    return [damage for damage in DAMAGES if damage not in others]


def spliced(data: bytes, rng: np.random.Generator) -> bytes:
    """A stretch cut out, or put in again elsewhere."""
    at, to, size = (int(rng.integers(len(data))) for _ in range(3))
    piece = data[at : at + size // 4]
    return data[:at] + data[at + len(piece) :] if rng.random() < 0.5 else data[:to] + piece + data[to:]


def noise(data: bytes, rng: np.random.Generator) -> bytes:
    """A stretch of bytes made random."""
    at = int(rng.integers(len(data)))
    size = int(rng.integers(1, 40))
    return data[:at] + rng.bytes(min(size, len(data) - at)) + data[at + size :]


def one_bit(data: bytes, rng: np.random.Generator) -> bytes:
    """One bit turned."""
    held = bytearray(data)
    held[int(rng.integers(len(held)))] ^= 1 << int(rng.integers(8))
    return bytes(held)


def end_flips(data: bytes, rng: np.random.Generator) -> bytes:
    """Bytes turned in the last tenth, where a Parquet file says what it holds."""
    held = bytearray(data)
    for at in rng.integers(len(held) * 9 // 10, len(held), size=int(rng.integers(1, 5))):
        held[at] = int(rng.integers(256))
    return bytes(held)


#: For files that are no text.
BINARY: tuple[Damage, ...] = (cut, flips, nuls, spliced, noise, one_bit, one_bit, end_flips, end_flips)
