"""Names of columns: compared without regard to case, blanks, underscores, points and accents of style."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

_JOINTS = re.compile(r"[\W_]+")
SHORT = 64  # characters of a name that is kept in mind: the same few hundred are asked for in every file


def plain(name: str) -> str:
    """A column's name as it is compared: ``"CAMEO Code"``, ``cameo_code`` and ``CAMEO.Code`` are one."""
    return _short(name) if len(name) <= SHORT else _plain(name)


def _plain(name: str) -> str:
    return _JOINTS.sub("", unicodedata.normalize("NFKC", name).casefold())


_short = lru_cache(maxsize=8192)(_plain)


def renamed(
    names: Sequence[str], wanted: Iterable[str], also: Mapping[str, Sequence[str]] | None = None
) -> dict[str, str]:
    """The maker's name for each of a file's columns that has one: by `plain` name, or another name it is known by.

    The first column that fits a name takes it; the others keep their own.
    """
    own: dict[str, str] = {}
    for name in wanted:
        for each in (name, *(also or {}).get(name, ())):
            own.setdefault(plain(each), name)
    found: dict[str, str] = {}
    taken: set[str] = set()
    for exact in (True, False):  # a column under the maker's own name comes before one under another
        for name in names:
            meant = own.get(plain(name))
            if meant is None or meant in taken or name in found or (exact and plain(meant) != plain(name)):
                continue
            found[name] = meant
            taken.add(meant)
    return found


def shown(text: object, *, length: int = 60) -> str:
    """A text as it may be shown on a terminal: control characters escaped, cut at `length`."""
    words = "".join(mark if mark.isprintable() else repr(mark)[1:-1] for mark in str(text))
    return words if len(words) <= length else words[: length - 1] + "…"
