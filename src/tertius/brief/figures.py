"""Drawings of a brief: each chart drawn once, its words in the language of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from tertius import charts
from tertius.brief.phrases import phrase


def drawing(draw: Callable[[int], Any], said: str, lang: str) -> Markup:
    """A chart as an inline drawing, rebuilt from allowed shapes and hence safe to embed.

    Parameters
    ----------
    said
        The text that stands for it.
    """
    from altair.utils.schemapi import debug_mode

    try:
        with debug_mode(False):
            chart = draw(charts.WIDE)
            words = None if lang == "en" else (lambda text: phrase(text, lang))
            return Markup(charts.svg(chart, title=said, words=words))
    except charts.NotDrawn as error:
        return Markup('<p class="warn">{}</p>').format(str(error))  # escaped by Markup.format
