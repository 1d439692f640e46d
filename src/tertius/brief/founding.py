"""What an article says of a case, read from the case itself: shown beside the estimates, never used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tertius.study import Study


@dataclass(frozen=True)
class Article:
    """Whom to cite for an article, the voice of its phases, and where it is imprecise, as ``case.toml`` has them."""

    voice: str
    cite: str
    imprecise: tuple[str, ...]


def article_on(study: Study) -> Article | None:
    """What the article of the study's case says, or None where the case was written to test none."""
    meta = study.case.meta if study.case else {}
    about = meta.get("article")
    if about is None:
        return None
    return Article(
        voice=about["voice"],
        cite=", ".join(about[name] for name in ("author", "title", "where") if about.get(name)),
        imprecise=tuple(_slip(item) for item in meta.get("imprecisions", ())),
    )


def _slip(item: dict[str, Any]) -> str:
    return f"{item['article'] or 'omitted'}: {item['text']}"
