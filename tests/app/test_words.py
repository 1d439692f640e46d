"""The words of the page: every one is there in every language, used, and filled with the same values."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import tertius.app
from tertius.app.site import DOING
from tertius.app.words import LANGUAGES, words

APP = Path(tertius.app.__file__).parent
MADE = ("scale ", "nav ", "doing ", "col ", "odd ", "scenario ", "value ", "fact ")
"""Beginnings of keys that are put together where they are used."""


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("lang", [each for each in LANGUAGES if each != "en"])
def test_every_language_says_the_same(lang: str) -> None:
    english, other = words("en"), words(lang)
    assert english.keys() == other.keys()
    for key, text in english.items():
        assert fields(other[key]) <= fields(text), key


def test_every_word_is_used_and_every_word_used_is_there() -> None:
    texts = "\n".join(
        path.read_text(encoding="utf-8") for path in APP.rglob("*") if path.suffix in (".py", ".jinja")
    )
    asked = set(re.findall(r"""\bt\(\s*["']([^"']+)["']\s*[,)]""", texts))
    assert asked - words("en").keys() == set()
    for key in words("en"):
        assert f'"{key}"' in texts or f"'{key}'" in texts or key.startswith(MADE), key
    assert {f"doing {each}" for each in DOING} == {key for key in words("en") if key.startswith("doing ")}
