"""Write a study as one HTML file that asks nothing of any other place."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from tertius.brief import beside, limits, outlook, tables, turning
from tertius.brief.figures import figures
from tertius.brief.founding import article_on, first_voice
from tertius.brief.making import citations, making
from tertius.brief.messages import message
from tertius.brief.sentences import answer
from tertius.disk import reduced, write_text
from tertius.inert import lines

if TYPE_CHECKING:
    from tertius.study import Study

FILES = Path(__file__).parent / "templates"
SECTIONS = (
    "question",
    "answer",
    "relations",
    "path",
    "stances",
    "agreement",
    "turns",
    "months",
    "not found",
    "conditions",
    "gains",
    "outlook",
    "readings",
    "options",
    "imprecise",
    "evidence",
    "beside",
    "made",
    "cite",
)


def write_brief(study: Study, path: str | Path, *, lang: str = "en") -> Path:
    """Write the whole argument as one self-contained HTML file.

    Parameters
    ----------
    path
        File to write; its folder is made where it is not there.
    lang
        Language of headings and of the answer: ``en`` or ``ko``.

    Raises
    ------
    BadInput
        If the language is unknown or the file cannot be written.
    """
    message("h question", lang)
    return write_text(path, render("brief.html.jinja", lang, brief_content(study, lang)), folders=True)


def write_index(studies: Sequence[Study], path: str | Path, *, lang: str = "en") -> Path:
    """Write the page that leads to each brief, with its question and answer; briefs lie beside it."""
    rows = [
        {
            "title": study.title,
            "file": f"{file_name(study)}.html",
            "question": study.question,
            "answer": answer(study, lang=lang),
            "window": f"{study.stances.months[0]} to {study.stances.months[-1]}",
        }
        for study in studies
    ]
    return write_text(path, render("index.html.jinja", lang, {"rows": rows}), folders=True)


def file_name(study: Study) -> str:
    """File name of a brief without its ending: the case's name, or the three handles."""
    return reduced(study.case.name if study.case else "-".join(study.settings.corners).lower())


def brief_content(study: Study, lang: str) -> dict[str, Any]:
    """Everything the template shows."""
    acts, article = tables.acts_by_leg(study), article_on(study)
    rows = tables.evidence(acts)
    return {
        "study": study,
        "first": first_voice(study),
        "article": article,
        "figures": figures(study, acts),
        "answer": answer(study, lang=lang),
        "phases": tables.phases(study),
        "agreement": tables.agreement(study),
        "ceiling": tables.ceiling(study),
        "record": _record(study),
        "turns": turning.turns(study, acts, article),
        "explained": turning.explained(study, acts, article),
        "months": tables.months(study, acts),
        "limits": limits.limits(study),
        "readings": limits.readings(study, article),
        "conditions": tables.conditions(study),
        "received": tables.received(study),
        "ends": outlook.ends(study),
        "fan_notes": outlook.notes(study),
        "statements": outlook.statements(study, article),
        "options": tables.options(study),
        "evidence": rows,
        "more": len({act.event_id for found in acts.values() for act in found}) - len(rows),
        "reach": beside.reach(study),
        "used": beside.sources(study),
        "without": beside.without(study),
        "disagreeing": beside.disagreeing(study),
        "facts": beside.facts(study),
        "made": making(study),
        "citations": citations(study, article),
        "sections": SECTIONS,
    }


def _record(study: Study) -> list[dict[str, Any]]:
    """Agreement of the article's own record with its own phases: consistency, not validation."""
    return [tables._agreement(item) for item in study.record_check.agreement] if study.record_check else []


def render(template: str, lang: str, content: dict[str, Any]) -> str:
    """Fill a template; everything that is not drawn here is escaped."""
    import jinja2

    loader = jinja2.FileSystemLoader(FILES)
    env = jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined,
        finalize=_harmless,
    )  # fmt: skip
    style, script = ((FILES / name).read_text(encoding="utf-8") for name in ("brief.css", "brief.js"))
    return env.get_template(template).render(
        lang=lang,
        t=lambda key: message(key, lang),
        style=Markup(style),
        script=Markup(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
        **content,
    )


def _harmless(value: Any) -> Any:
    """A text with its control characters made visible; what is drawn here was made so before."""
    return lines(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _hash(text: str) -> str:
    """What the page's content policy lets through: exactly this text."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
