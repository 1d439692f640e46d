"""Why something was refused, as a reader of the page is told: names for handles, no talk of commands, the reader's language."""

from __future__ import annotations

import re

import numpy as np

from tertius.actors.table import by_handle
from tertius.brief.dates import month
from tertius.brief.names import name
from tertius.brief.phrases import phrase
from tertius.brief.sentences import capital
from tertius.errors import BadInput

_HANDLE = re.compile(r"(?<![\w.'’\"-])[A-Z]{3}(?![\w.'’\"-])")
_MONTH = re.compile(r"(?<![\w'-])(?:1[89]|20)\d\d-(?:0[1-9]|1[0-2])(?![0-9A-Za-z'-])")
_COMMAND = re.compile(r"`|--|\btertius\b|\bNAME P A B\b")


def spoken(reason: BaseException, lang: str, wanted: str) -> str:
    """One or two sentences: what was seen, what is wanted, and what to do where that can be done on the page.

    Parameters
    ----------
    wanted
        The words before what is wanted, with a place for it.
    """
    if not isinstance(reason, BadInput) or not (reason.wanted or reason.do):
        return sentence(str(reason), lang)
    parts = [sentence(reason.seen, lang)]
    if reason.wanted and not _COMMAND.search(reason.wanted):
        parts.append(sentence(wanted.format(wanted=said(reason.wanted, lang)), lang, made=True))
    if reason.do and not _COMMAND.search(reason.do):
        parts.append(sentence(reason.do, lang))
    return " ".join(parts)


def said(text: str, lang: str) -> str:
    """A text of a room below in a language; handles that are left become names."""
    named = _HANDLE.sub(lambda found: _named(found[0], lang), phrase(text, lang))
    return _MONTH.sub(lambda found: month(np.datetime64(found[0], "M"), lang), named)


def sentence(text: str, lang: str, *, made: bool = False) -> str:
    """The same as a sentence, with a capital and a full stop."""
    whole = text if made else said(text, lang)
    return capital(whole) if whole.endswith((".", "!", "?")) else f"{capital(whole)}."


def _named(text: str, lang: str) -> str:
    return str(name(text, lang)) if text in by_handle() else text
