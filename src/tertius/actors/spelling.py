"""Spellings: one key for every way of writing the same name."""

from __future__ import annotations

import re
import unicodedata

_INITIALS = re.compile(r"\b(?:[a-z]\.\s?){2,}")
_DROPPED = {"of", "the", "and", "fmr", "former"}
_WORDS = {
    "n": "north",
    "nth": "north",
    "s": "south",
    "sth": "south",
    "e": "east",
    "w": "west",
    "st": "saint",
    "rep": "republic",
    "dem": "democratic",
    "fed": "federal",
    "soc": "socialist",
    "sts": "states",
    "isds": "islands",
    "island": "islands",
    "people": "peoples",
    "dpr": "democratic peoples republic",
    "dr": "democratic republic",
    "pr": "peoples republic",
}


def spelling_key(text: str) -> str:
    """Key of a state's name: no accents, case, punctuation or word order, and abbreviations written out.

    ``"Korea, Democratic People's Republic of"``, ``"D.P.R. Korea"`` and ``"Democratic People's Republic of
    Korea"`` have one key; ``"Republic of Korea"`` has another.
    """
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark)).casefold()
    plain = re.sub(r"['’`´]", "", plain).replace("ı", "i")
    plain = _INITIALS.sub(lambda found: re.sub(r"[.\s]", "", found.group()) + " ", plain)
    words = re.sub(r"[^\w]|_", " ", plain)
    words = re.sub(r"\bviet nam\b", "vietnam", " ".join(words.split()))
    written = " ".join(_WORDS.get(word, word) for word in words.split() if word not in _DROPPED)
    return " ".join(sorted(written.split()))
