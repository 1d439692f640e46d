"""Texts that rooms below make in English, said in the language of a brief: whole, or by a pattern with places to fill."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from tertius.actors.english import spelt_out
from tertius.actors.table import by_handle
from tertius.brief.messages import message, phrases
from tertius.brief.names import Word, name
from tertius.errors import BadInput

_SLOT = re.compile(r"\{(\w+)\}")
_KINDS = {"X": "[A-Z]{3}", "Y": "[A-Z]{3}", "Z": "[A-Z]{3}", "V": "[A-Z]{3}", "no": r"\d+"}
"""What a place of this name holds: a state's handle, or a number."""
_ANY = r"(?:(?![.;] ).)+?"
"""What any other place holds: no more than one sentence."""
_CUT = re.compile(r"(?<=[.;]) (?=[A-Z(])")
UNTOLD = "not enough on record"
"""How a refusal begins that speaks of states and not of files."""


@contextlib.contextmanager
def spoken_errors(lang: str) -> Iterator[None]:
    """Say what is wrong with what was asked in the language of the brief, as far as its phrases go."""
    try:
        yield
    except BadInput as error:
        if lang == "en":
            if not error.seen.startswith(UNTOLD):
                raise
            raise BadInput(spelt_out(error.seen), error.wanted, error.do) from None
        seen, wanted, do = (phrase(part, lang) for part in (error.seen, error.wanted, error.do))
        parts = [seen, message("error wanted", lang, wanted=wanted) if wanted else "", do]
        raise BadInput("; ".join(part for part in parts if part)) from None


@cache
def phrase(text: str, lang: str) -> str:
    """The text in a language; a state's handle becomes its name, and what its phrases do not know stays as it is.

    >>> phrase("middle", "ko"), phrase("easing around 1971-09", "ko"), phrase("pact, visit", "ko"), phrase("none of ours", "ko")
    ('중간', '1971-09 무렵의 완화', '조약, 방문', 'none of ours')
    """
    if not text:
        return text
    if lang == "en":
        return spelt_out(text)
    text = " ".join(text.split())
    found = _found(text, lang)
    if found is not None:
        return found
    if text in by_handle():
        return str(name(text, lang))
    listed = [_book(lang)[0].get(part) for part in text.split(", ")]
    if all(listed):
        return ", ".join(map(str, listed))
    parts = _CUT.split(text)
    return " ".join(_part(part, lang) for part in parts) if len(parts) > 1 else text


def _part(text: str, lang: str) -> str:
    """A sentence of several, or a clause with the semicolon that ends it."""
    bare = text.removesuffix(";")
    return phrase(bare, lang) + text[len(bare) :]


def _found(text: str, lang: str) -> str | None:
    whole, patterns = _book(lang)
    if text in whole:
        return whole[text]
    for pattern, said in patterns:
        found = pattern.fullmatch(text)
        if found:
            return said.format(**{key: _slot(value, lang) for key, value in found.groupdict().items()})
    return None


def _slot(text: str, lang: str) -> Word:
    """What fills a place: a state's name, a phrase itself, or as it is."""
    handle = _states().get(text, text)
    return Word(name(handle, lang) if handle in by_handle() else phrase(text, lang))


@cache
def _states() -> dict[str, str]:
    """Handle of each state by its English name, with and without its article."""
    found: dict[str, str] = {}
    for handle, state in by_handle().items():
        found.setdefault(state.name, handle)
        found.setdefault(str(name(handle, "en")), handle)
    return found


@cache
def _book(lang: str) -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """Whole phrases, and patterns with their templates."""
    whole: dict[str, str] = {}
    patterns: list[tuple[re.Pattern[str], Any]] = []
    for english, said in phrases(lang).items():
        if _SLOT.search(english):
            parts = _SLOT.split(english)
            made = "".join(
                f"(?P<{part}>{_KINDS.get(part, _ANY)})" if k % 2 else re.escape(part)
                for k, part in enumerate(parts)
            )
            patterns.append((re.compile(made), said))
        else:
            whole[english] = said
    return whole, patterns
