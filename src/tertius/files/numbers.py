"""Numbers as people and programs write them: ``2.0`` is 2, and a column has one mark for its decimals."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WHOLE = re.compile(r"\s*([+-]?\d{1,15})(?:[.,]0*)?\s*")
_NUMBER = re.compile(r"[+-]?(?:\d{1,17}(?:\.\d{0,17})?|\.\d{1,17})(?:[eE][+-]?\d{1,2})?")
_COMMA = re.compile(r"[+-]?\d{0,17},\d{1,17}")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_GROUPS = re.compile(r"[+-]?\d{1,3}(?:[ '\u2019]\d{3})+(?:[.,]\d+)?")
_MISSING = frozenset(
    ". .. ... … - -- – — : x na n/a n.a. n.d. nan null none nil #n/a #value! missing unknown".split()  # noqa: SIM905
)
_SIGNS = str.maketrans(
    {"\u2212": "-", "\u2013": "-", "\uff0d": "-", "\u00a0": "", "\u202f": "", "\uff0b": "+"}
)


def is_missing(text: str | None) -> bool:
    """Whether a cell says that there is no number: a blank, or one of the marks that people and programs put there."""
    return text is None or not text.strip() or text.strip().casefold() in _MISSING


def whole(text: str) -> str:
    """A whole number without its point (``2.0`` -> ``2``, ``1990,0`` -> ``1990``); any other text as it is."""
    found = _WHOLE.fullmatch(text)
    return found[1] if found and not text.strip().isdigit() else text.strip()


def decimal_mark(texts: Iterable[str]) -> str:
    """The mark of the decimals of a column: ``","`` if its numbers are written so, else ``"."``.

    A comma before other than three digits is a decimal comma; one before exactly three in every number is one of the
    thousands, and so are commas in a column that has points.
    """
    some = [text.strip().rstrip("%").strip() for text in texts]
    commas = [text for text in some if _COMMA.fullmatch(text)]
    if not commas or any("." in text and _NUMBER.fullmatch(text) for text in some):
        return "."
    return "," if any(not _THOUSANDS.fullmatch(text) for text in commas) else "."


def number_of(text: str, mark: str = ".") -> float | None:
    """The number a text is, in a column whose decimals follow `mark`; per cent are hundredths; None if it is none."""
    plain = text.strip().translate(_SIGNS)
    if plain.endswith("%"):
        share = number_of(plain[:-1], mark)
        return None if share is None else share / 100
    if _GROUPS.fullmatch(plain):
        plain = re.sub("[ '\u2019]", "", plain)
    if mark == ",":
        plain = plain.replace(".", "").replace(",", ".") if "," in plain else plain
    elif _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    elif _COMMA.fullmatch(plain):  # other than three digits behind it: a decimal comma among points
        plain = plain.replace(",", ".")
    return float(plain) if _NUMBER.fullmatch(plain) else None
