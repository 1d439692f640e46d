"""States by name, for the boxes in which they are typed."""

from __future__ import annotations

from functools import cache

from tertius.actors import states
from tertius.brief.names import name


@cache
def named(lang: str) -> tuple[tuple[str, str], ...]:
    """Name and handle of every state of the last hundred years, by name."""

    found: dict[str, str] = {}
    for each in states():
        if each.end is None or each.end.year >= 1945:
            found.setdefault(_bare(name(each.handle, lang)), each.handle)
    return tuple(sorted(found.items()))


@cache
def by_korean() -> dict[str, str]:
    """Handle by Korean name, without its spaces."""
    return {text.replace(" ", ""): handle for text, handle in named("ko")}


def plain_name(handle: str, lang: str) -> str:
    """A state's name as it stands alone, without an article."""
    return _bare(name(handle, lang))


def _bare(text: str) -> str:
    return text.removeprefix("the ")
