"""States by name, for the boxes in which they are typed: in English, in Korean, by their capitals."""

from __future__ import annotations

import difflib
from functools import cache

from tertius.actors import capitals, resolve, states
from tertius.brief.names import name
from tertius.errors import BadInput

NEAR, FEW, LEAST = 0.7, 4, 4
"""How alike a name must be to be offered, how many are, and of how many letters a part of a name must be."""


@cache
def named(lang: str) -> tuple[tuple[str, str], ...]:
    """Name and handle of every state of the last hundred years, by name."""
    found: dict[str, str] = {}
    for each in states():
        if each.end is None or each.end.year >= 1945:
            found.setdefault(_bare(name(each.handle, lang)), each.handle)
    return tuple(sorted(found.items()))


def typed(text: str) -> str:
    """Handle of a state by what a reader typed: a name in any spelling, in English or Korean, a handle, or a capital.

    Raises
    ------
    BadInput
        If it is none, with those it may have meant.
    """
    found = _known().get(_plain(text))
    if found:
        return found
    try:
        return resolve(text).handle
    except BadInput:
        near = nearest(text)
        seen = f"no one state is called “{text}”"
        if near:
            raise BadInput(seen, do=f"did you mean {', '.join(near)}?") from None
        raise BadInput(seen, "a state's name, as the list offers it") from None


def nearest(text: str) -> list[str]:
    """Handles of the states that may be meant: those whose names hold the text, then those that are spelt much like it."""
    asked, known = _plain(text), _known()
    holding = [handle for spelling, handle in known.items() if len(asked) >= LEAST and asked in spelling]
    alike = [known[each] for each in difflib.get_close_matches(asked, known, n=FEW, cutoff=NEAR)]
    return list(dict.fromkeys([*holding, *alike]))[:FEW]


@cache
def _known() -> dict[str, str]:
    """Handle by name in either language, and by capital; without spaces."""
    cities = [(city, handle) for *names, handle in capitals() for city in names]
    found: dict[str, str] = {}
    for text, handle in (*named("ko"), *named("en"), *cities):
        found.setdefault(_plain(text), handle)
    return found


def plain_name(handle: str, lang: str) -> str:
    """A state's name as it stands alone, without an article."""
    return _bare(name(handle, lang))


def _plain(text: str) -> str:
    return text.replace(" ", "").casefold()


def _bare(text: str) -> str:
    return text.removeprefix("the ")
