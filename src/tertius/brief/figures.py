"""Drawings of a brief: each chart drawn once, its words in the language of the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

from markupsafe import Markup

from tertius import charts
from tertius.brief.phrases import phrase


class Drawing:
    """An inline drawing, rebuilt from allowed shapes and hence safe to embed; made while the rest is written.

    A template or `str` takes it as markup; what cannot be drawn says so in its place.
    """

    def __init__(self, made: Callable[[], str]) -> None:
        self._made = made

    @cached_property
    def _markup(self) -> Markup:
        try:
            return Markup(self._made())
        except charts.NotDrawn as error:
            return Markup('<p class="warn">{}</p>').format(str(error))  # escaped by Markup.format

    def __html__(self) -> str:
        return str(self._markup)

    __str__ = __html__


def drawing(draw: Callable[[int], Any], said: str, lang: str) -> Drawing:
    """A chart as an inline drawing.

    Parameters
    ----------
    said
        The text that stands for it.
    """
    from altair.utils.schemapi import debug_mode

    with debug_mode(False):
        return Drawing(charts.svg_later(draw(charts.WIDE), title=said, words=partial(phrase, lang=lang)))
