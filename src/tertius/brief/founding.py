"""What the founding article says of a case, read from ``article.toml``: shown beside the estimates, never used."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tertius.study import Study


@dataclass(frozen=True)
class Article:
    """The article's turns, forecasts, rival readings and slips for one case."""

    voice: str
    cite: str
    turns: tuple[dict[str, Any], ...]
    forecasts: tuple[dict[str, Any], ...]
    readings: tuple[dict[str, Any], ...]
    imprecise: tuple[str, ...]


@cache
def _content() -> dict[str, Any]:
    import tomllib

    return tomllib.loads((Path(__file__).parent / "article.toml").read_text(encoding="utf-8"))


def article_on(study: Study) -> Article | None:
    """What the article says of the study's case, or None where it says nothing."""
    content = _content()
    part = content.get(study.case.name) if study.case else None
    if part is None:
        return None
    lists = {name: tuple(part.get(name, ())) for name in ("turns", "forecasts", "readings", "imprecise")}
    return Article(voice=content["voice"], cite=content["cite"], **lists)


def first_voice(study: Study) -> str | None:
    """The voice that stands directly under the estimate: the article's, else the first."""
    voices = list(dict.fromkeys(phase.voice for phase in study.references))
    founding = _content()["voice"]
    return founding if founding in voices else (voices[0] if voices else None)
