"""Write a study as one HTML file that asks nothing of any other place."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from tertius import charts
from tertius.brief.annex import annex
from tertius.brief.argument import argument
from tertius.brief.messages import message
from tertius.brief.paper import write_pdf
from tertius.brief.picture import story
from tertius.brief.publishing import Publication, bibtex, mail, ris
from tertius.brief.sentences import Speaker, capital
from tertius.brief.word import write_docx
from tertius.disk import reduced, write_text
from tertius.findings import find
from tertius.inert import json_text, lines
from tertius.provenance import version

if TYPE_CHECKING:
    from tertius.findings import Findings
    from tertius.study import Study

FILES = Path(__file__).parent / "templates"


def write_brief(
    study: Study,
    path: str | Path,
    *,
    lang: str = "en",
    found: Findings | None = None,
    publication: Publication | None = None,
    pdf: bool = False,
    docx: bool = False,
) -> Path:
    """Write the whole argument as one self-contained HTML file; as PDF and Word beside it where asked.

    Parameters
    ----------
    path
        File to write; its folder is made where it is not there.
    lang
        Language of the brief: ``en`` or ``ko``.
    found
        Findings of the study, where they are made already.
    publication
        Its number, day and author, where it is published.
    pdf, docx
        Whether the same goes to a file of the same name with this ending; both need the extra ``documents``.

    Raises
    ------
    BadInput
        If the language is unknown, a file cannot be written, or what writes PDF or Word is not installed.
    """
    message("language", lang)
    content = brief_content(study, lang, found or find(study), publication)
    kinds = tuple(kind for kind, wanted in (("pdf", pdf), ("docx", docx)) if wanted)
    return write_content(content, lang, Path(path), kinds)


def write_content(content: dict[str, Any], lang: str, path: Path, kinds: tuple[str, ...]) -> Path:
    """Write what a brief says as a page, and as the other kinds of file beside it."""
    for kind in kinds:
        write = write_pdf if kind == "pdf" else write_docx
        write(content, lang, path.with_suffix(f".{kind}"))
    files = tuple((kind, path.with_suffix(f".{kind}").name) for kind in kinds)
    return write_text(path, render("brief.html.jinja", lang, content | {"files": files}), folders=True)


def file_name(study: Study) -> str:
    """File name of a brief without its ending: the case's name, or the three handles."""
    return reduced(study.case.name if study.case else "-".join(study.settings.corners).lower())


def brief_content(
    study: Study,
    lang: str,
    found: Findings,
    publication: Publication | None = None,
    *,
    annexed: bool = True,
) -> dict[str, Any]:
    """Everything that the page, paper and Word show; without the annex where only the first pages are wanted."""
    say = Speaker(found, lang)
    return {
        **_first_page(study, say, found, publication or Publication()),
        "argument": argument(study, found, lang),
        "annex": annex(study, found, say) if annexed else (),
        "files": (),
        "data": json_text(_data(found)),
    }


def _first_page(study: Study, say: Speaker, found: Findings, about: Publication) -> dict[str, Any]:
    """Masthead, bottom line, picture, judgements, what cannot be told."""
    lang = say.lang
    heading, lines_ = title(study, say), say.bottom_line()
    period = say.say("period", start=say.month(found.start), end=say.month(found.end))
    return {
        "heading": heading,
        "question": study.question if lang == "en" and study.case else say.say("question"),
        "publication": about,
        "period": period,
        "mark": about.mark(period, lang),
        "foot": message("foot", lang, author=about.author, version=version("tertius")),
        "tags": (*(str(capital(say.name(each))) for each in "pab"), message("tag", lang)),
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
        "bibtex": bibtex(heading, file_name(study), about, lang),
        "ris": ris(heading, lines_, about, lang),
    }


def title(study: Study, say: Speaker) -> str:
    """The case's title in the brief's language where it has one, else one made from the three states."""
    meta = study.case.meta if study.case else {}
    if study.case and say.lang == "en":
        return study.title
    return str(meta.get(f"title_{say.lang}") or say.say("title"))


def _data(found: Findings) -> str:
    """The findings as JSON, nine digits a number: in another order the same acts sum to other last digits."""
    whole = json.dumps(found.to_dict(), ensure_ascii=False, default=str)
    short = json.loads(whole, parse_float=lambda digits: float(f"{float(digits):.9g}"))
    return json.dumps(short, ensure_ascii=False)


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
