"""What an article says of a case, read from the case itself: shown beside the estimates, never used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tertius.study import Study


@dataclass(frozen=True)
class Article:
    """The article's turns, forecasts, rival readings and slips for one case, as ``case.toml`` has them."""

    voice: str
    cite: str
    turns: tuple[dict[str, Any], ...]
    forecasts: tuple[dict[str, Any], ...]
    readings: tuple[dict[str, Any], ...]
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
        turns=tuple(_turn(item) for item in meta.get("turns", ())),
        forecasts=tuple(_told(item) for item in meta.get("forecasts", ())),
        readings=tuple(row for item in meta.get("readings", ()) for row in _rows(item)),
        imprecise=tuple(_slip(item) for item in meta.get("imprecisions", ())),
    )


def first_voice(study: Study) -> str | None:
    """The voice that stands directly under the estimate: the article's, else the first."""
    voices = list(dict.fromkeys(phase.voice for phase in study.references))
    founding = study.case.article_voice if study.case else None
    return founding if founding in voices else (voices[0] if voices else None)


def _turn(item: dict[str, Any]) -> dict[str, Any]:
    return {"at": item["start"], "to": item["to"], "why": item["explanation"], "where": item["article"]}


def _told(item: dict[str, Any]) -> dict[str, Any]:
    return {"scenario": "as is", **item, "says": item["text"], "where": item["article"]}


def _slip(item: dict[str, Any]) -> str:
    return f"{item['article'] or 'omitted'}: {item['text']}"


def _rows(item: dict[str, Any]) -> list[dict[str, Any]]:
    """One row a phase of a rival reading."""
    shown = {"id": item["id"], "says": item["text"], "measures": item.get("measures", [])}
    if item.get("unmeasured"):
        return [{**shown, "unmeasured": item["unmeasured"]}]
    return [
        {**shown, "from": start, "to": end, "stance": stance} for start, end, stance in item.get("phases", ())
    ]
