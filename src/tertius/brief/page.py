"""Write a study as one HTML file that asks nothing of any other place."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from tertius import charts
from tertius.brief import beside, limits, outlook, tables, turning
from tertius.brief.argument import argument
from tertius.brief.figures import figures
from tertius.brief.founding import article_on, first_voice
from tertius.brief.making import citations, making
from tertius.brief.messages import message
from tertius.brief.picture import story
from tertius.brief.publishing import bibtex, mail, ris
from tertius.brief.sentences import Speaker
from tertius.disk import reduced, write_text
from tertius.findings import SCALE, find
from tertius.inert import lines

if TYPE_CHECKING:
    from tertius.findings import Findings
    from tertius.study import Study

FILES = Path(__file__).parent / "templates"
SECTIONS = (
    "question",
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


def write_brief(study: Study, path: str | Path, *, lang: str = "en", found: Findings | None = None) -> Path:
    """Write the whole argument as one self-contained HTML file.

    Parameters
    ----------
    path
        File to write; its folder is made where it is not there.
    lang
        Language of the brief: ``en`` or ``ko``.
    found
        Findings of the study, where they are made already.

    Raises
    ------
    BadInput
        If the language is unknown or the file cannot be written.
    """
    message("language", lang)
    content = brief_content(study, lang, found or find(study))
    return write_text(path, render("brief.html.jinja", lang, content), folders=True)


def file_name(study: Study) -> str:
    """File name of a brief without its ending: the case's name, or the three handles."""
    return reduced(study.case.name if study.case else "-".join(study.settings.corners).lower())


def brief_content(study: Study, lang: str, found: Findings) -> dict[str, Any]:
    """Everything the template shows."""
    acts, article = tables.acts_by_leg(study), article_on(study)
    rows = tables.evidence(acts)
    return {
        **_first_page(study, lang, found),
        "argument": argument(study, found, lang),
        "found": found,
        "scale": SCALE,
        "places": _places(found),
        "study": study,
        "first": first_voice(study),
        "article": article,
        "figures": figures(study, acts),
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


def _first_page(study: Study, lang: str, found: Findings) -> dict[str, Any]:
    """Masthead, bottom line, picture, judgements, what cannot be told."""
    say = Speaker(found, lang)
    heading, lines_ = title(study, say), say.bottom_line()
    return {
        "heading": heading,
        "question": study.question if lang == "en" and study.case else say.say("question"),
        "period": say.say("period", start=say.month(found.start), end=say.month(found.end)),
        "number": "",
        "date": "",
        "file": file_name(study),
        "answer": lines_,
        "story": story(study, found, say),
        "numbered": [{"text": say.act(act), "place": charts.anchor(act.id)} for act in found.numbered],
        "judgements": [
            {"text": say.judgement(one), "confidence": say.confidence(one.confidence), "why": say.why(one)}
            for one in found.judgements
        ],
        "unknown": [say.unknown(one) for one in found.unknown],
        "mail": mail(heading, lines_, lang),
        "bibtex": bibtex(heading, file_name(study)),
        "ris": ris(heading),
    }


def title(study: Study, say: Speaker) -> str:
    """The case's title in the brief's language where it has one, else one made from the three states."""
    meta = study.case.meta if study.case else {}
    if study.case and say.lang == "en":
        return study.title
    return str(meta.get(f"title_{say.lang}") or say.say("title"))


def _places(found: Findings) -> dict[str, str]:
    """Anchor of every act that a stretch names."""
    told = [stretch.carried for stretch in found.path if stretch.carried]
    return {act.id: charts.anchor(act.id) for each in told for act in (*each.towards, *each.against)}


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
