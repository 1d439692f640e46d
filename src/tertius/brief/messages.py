"""The words of a brief, one file a language under ``messages/``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tertius.brief.names import Word
from tertius.errors import BadInput

FOLDER = Path(__file__).parent / "messages"


@cache
def languages() -> tuple[str, ...]:
    """Languages in which a brief can be written."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def catalogue(lang: str, folder: Path = FOLDER) -> dict[str, str]:
    """Key to text in one language; raise `BadInput` for one that is not there."""
    return {key: text for key, text in _file(lang, folder).items() if isinstance(text, str)}


@cache
def phrases(lang: str) -> dict[str, str]:
    """Texts that other rooms make in English, with what they are in a language; empty in English."""
    return dict(_file(lang).get("phrases", {}))


@cache
def _file(lang: str, folder: Path = FOLDER) -> dict[str, Any]:
    if lang not in languages():
        raise BadInput(f"language {lang!r}", " or ".join(languages()))
    return tomllib.loads((folder / f"{lang}.toml").read_text(encoding="utf-8"))


def message(key: str, lang: str, **values: object) -> str:
    """A sentence or heading, filled with names, dates and words."""
    return filled(catalogue(lang)[key], values)


def filled(text: str, values: Mapping[str, object]) -> str:
    """A template with its values as words, which Korean particles may follow."""
    if not values:
        return text
    return text.format(**{name: _formed(value) for name, value in values.items()})


def _formed(value: object) -> Word:
    return value if isinstance(value, Word) else Word(str(value))
