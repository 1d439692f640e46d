"""The words of the page, one file a language under ``messages/``, in the manner of the brief's."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tertius.brief.messages import catalogue, filled

FOLDER = Path(__file__).parent / "messages"
LANGUAGES = {"en": "English", "ko": "한국어"}


@cache
def words(lang: str) -> dict[str, str]:
    """Key to text in one language."""
    return catalogue(lang, FOLDER)


def said(key: str, lang: str, **values: object) -> str:
    """A sentence or heading of the page, filled with names, dates and numbers."""
    return filled(words(lang)[key], values)
