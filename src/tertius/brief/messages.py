"""Headings and the answer's sentences in the languages of a brief, from ``messages.toml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tertius.errors import BadInput


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Language to key to text."""
    import tomllib

    return tomllib.loads((Path(__file__).parent / "messages.toml").read_text(encoding="utf-8"))


def message(key: str, lang: str) -> str:
    """A sentence or heading; raise `BadInput` for a language that is not there."""
    languages = catalogue()
    if lang not in languages:
        raise BadInput(f"language {lang!r}", " or ".join(languages))
    return languages[lang].get(key, key)
