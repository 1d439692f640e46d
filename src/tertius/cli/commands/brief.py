"""``tertius brief``: the whole argument as one page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tertius.cli import options as o
from tertius.cli.flatten import Without
from tertius.settings import Counting, Sampling

if TYPE_CHECKING:
    from tertius.brief.publishing import Order, Publication
    from tertius.findings import Findings
    from tertius.study import Question, Study

    Made = tuple[Study, Findings, Path]

EXAMPLE = "tertius brief egypt-washington-moscow --out out"
Corners = Annotated[
    list[str] | None,
    typer.Argument(metavar="CASE | P A B", help="A case, or the pivot and the two rivals."),
]
Shipped = Annotated[bool, typer.Option("--shipped", help="Every shipped case, and an index of them.")]
Reference = Annotated[
    Path | None, typer.Option("--reference", metavar="FILE", help="Reference phases to score against.")
]
Language = Annotated[str, typer.Option("--lang", metavar="CODE", help="Language of the brief: en or ko.")]
Beside = Annotated[
    list[Path] | None,
    typer.Option("--beside", metavar="FILE", help="Events to count and compare, never merged."),
]
Pdf = Annotated[bool, typer.Option("--pdf", help="A PDF beside the page, too (extra: documents).")]
Docx = Annotated[bool, typer.Option("--docx", help="A Word file beside the page, too (extra: documents).")]
Author = Annotated[str, typer.Option("--author", metavar="NAME", help="Who publishes it.")]
Recipient = Annotated[
    str, typer.Option("--recipient", metavar="ADDRESS", help="Whom a letter with the brief goes to.")
]
Monthly = Annotated[Counting, Without("directed", "every")]


def brief(
    corners: Corners = None,
    shipped: Shipped = False,
    reference: Reference = None,
    horizon: o.Horizon = 12,
    lang: Language = "en",
    source: o.Source = o.Source(),
    counting: Monthly = Counting(),
    sampling: Sampling = Sampling(),
    c0: o.Neutral = "0",
    beside: Beside = None,
    pdf: Pdf = False,
    docx: Docx = False,
    author: Author = "Tertius",
    recipient: Recipient = "",
    out: o.Out = None,
    as_json: o.AsJson = False,
) -> None:
    """The whole argument as one HTML file, with a summary on the terminal."""
    from tertius.brief.phrases import spoken_errors
    from tertius.brief.publishing import Order
    from tertius.cases import case_names
    from tertius.cli.asked import question

    o.choice(lang, ("en", "ko"), "--lang")
    order = Order(lang, pdf=pdf, docx=docx, author=author, recipient=recipient)
    order.check()
    with spoken_errors(lang):
        wanted = [[name] for name in case_names()] if shipped else [_named(corners)]
        asked = [question(names, source, counting, sampling, c0=c0, horizon=horizon) for names in wanted]
        if beside:
            asked = [_beside(item, beside) for item in asked]
        if reference is not None:
            asked = [_with_phases(item, reference) for item in asked]
        _write(asked, Path("out") if out is None else out, order, index=shipped, as_json=as_json)


def _named(corners: list[str] | None) -> list[str]:
    from tertius.errors import BadInput

    if not corners:
        raise BadInput(
            "no case and no states given", "a case, or a pivot and two rivals", "`tertius cases` lists cases"
        )
    return corners


def _beside(asked: Question, paths: list[Path]) -> Question:
    from dataclasses import replace

    from tertius.events import read_events

    return replace(asked, beside=tuple(o.said(read_events([str(path)])) for path in paths))


def _with_phases(asked: Question, path: Path) -> Question:
    from dataclasses import replace

    from tertius.cases import read_phases

    return replace(asked, phases=read_phases(path))


def _write(asked: list[Question], out: Path, order: Order, *, index: bool, as_json: bool) -> None:
    import datetime as dt

    from tertius.brief.messages import message
    from tertius.brief.publish import publish
    from tertius.brief.publishing import Publication
    from tertius.charts.drawing import ready
    from tertius.cli.output import note
    from tertius.errors import stands
    from tertius.findings import find
    from tertius.study import run_study

    ready()  # on another core, while the first study is made
    single = out.suffix in (".html", ".htm") and not index
    about = Publication(date=dt.date.today(), author=order.author, recipient=order.recipient)
    made: list[Made] = []
    with stands(
        lambda: f"{len(made)} of {len(asked)} briefs are written, in {out}; what was there before stands"
    ):
        for number, item in enumerate(asked, start=1):
            _announce(item, number, len(asked))
            study = run_study(item, progress=_progress)
            _progress("findings")
            found = find(study)
            _progress(f"writing to {out}")
            if single:
                path = _alone(study, found, out, order, about)
            else:
                path = publish(study, found, out, order, about.date or dt.date.today())
            made.append((study, found, path))
    if not single:
        note(message("wrote", order.lang, path=str(out / "index.html")))
    _summarise(made, order.lang, as_json)


def _alone(study: Study, found: Findings, path: Path, order: Order, about: Publication) -> Path:
    from tertius.brief import write_brief

    return write_brief(
        study, path, lang=order.lang, found=found, publication=about, pdf=order.pdf, docx=order.docx
    )


def _announce(item: Question, number: int, size: int) -> None:
    """One line a case on stderr where several are written to a file or a pipe; a terminal sees every room instead."""
    import sys

    from tertius.cli.output import note

    if size > 1 and not sys.stderr.isatty():
        note(f"{number} of {size}: {item.case.title if item.case else ' '.join(item.settings.corners)}")


def _progress(room: str) -> None:
    import sys

    from tertius.inert import line

    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{line(room)} ...")
        sys.stderr.flush()


def _summarise(made: list[Made], lang: str, as_json: bool) -> None:
    import sys

    from tertius.brief import terminal_summary
    from tertius.brief.messages import message
    from tertius.brief.sentences import Speaker
    from tertius.cli.output import emit, note

    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    for study, found, path in made:
        report = {
            "title": study.title,
            "path": str(path),
            "answer": Speaker(found, lang).bottom_line(),
            "findings": found.to_dict(),
            "missing": study.missing,
            "seconds": study.seconds,
            "refused": study.events.refused,
            "provenance": study.provenance.to_dict(),
        }

        def show(study: Study = study, found: Findings = found) -> Any:
            return terminal_summary(study, lang=lang, found=found)

        emit("brief", report, as_json=as_json, show=show)
        if not as_json:
            note(message("wrote", lang, path=str(path)))
