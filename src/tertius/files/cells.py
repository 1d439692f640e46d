"""One cell of a table as a person filled it, without what no eye sees; events and yearly facts read it alike."""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")


def cell(text: str) -> str | None:
    """One cell so; two small letters are a code."""
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).strip()
    if text[:1] == "'" and "'" not in text[1:]:
        text = text[1:].strip()
    return (text.upper() if len(text) == 2 and text.isascii() and text.isalpha() else text) or None
