"""The index of a series and its feed: a sentence and a small picture a brief; an earlier brief is never lost from them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from tertius import charts
from tertius.brief.feed import write_feed
from tertius.brief.messages import message
from tertius.brief.page import brief_content, file_name, render
from tertius.brief.publishing import Order, Publication
from tertius.brief.series import Entry, entry_of, listed, number_of, put, relink, save
from tertius.disk import alone, write_text
from tertius.findings import find

if TYPE_CHECKING:
    from tertius.findings import Findings
    from tertius.study import Study

FEED = "feed.xml"


def write_index(
    studies: Sequence[Study], path: str | Path, *, lang: str = "en", found: Sequence[Findings] | None = None
) -> Path:
    """Write the page that leads to each brief with one sentence; briefs of earlier runs stay in it.

    What is listed lies beside the page in ``briefs.json``, and a feed in ``feed.xml``.

    Parameters
    ----------
    found
        Findings of each study, where they are made already.
    """
    made = [find(study) for study in studies] if found is None else list(found)
    folder, order = Path(path).parent, Order(lang)
    with alone(folder):
        entries = listed(folder)
        for study, each in zip(studies, made, strict=True):
            case = file_name(study)
            content = brief_content(study, lang, each, Publication(number_of(case, entries)), annexed=False)
            entries = put(entries, entry_of(content, case, order, entries))
        return write_series(folder, entries, lang, name=Path(path).name)


def write_series(folder: Path, entries: list[Entry], lang: str, *, name: str = "index.html") -> Path:
    """Write what leads to the briefs of a folder: the index, the feed, the list, and the links on each page."""
    rows = [(entry, _thumb(entry), message("language", entry.lang)) for entry in reversed(entries)]
    several = len({entry.lang for entry in entries}) > 1
    known = {"rows": rows, "several": several, "feed": FEED}
    written = write_text(folder / name, render("index.html.jinja", lang, known), folders=True)
    write_feed(entries, folder / FEED, lang, index=name)
    save(folder, entries)
    relink(folder, entries)
    return written


def _thumb(entry: Entry) -> Markup:
    """The small picture, rebuilt from allowed shapes whatever the list holds; nothing where it holds no drawing."""
    return Markup(charts.rebuilt(entry.thumb)) if entry.thumb else Markup("")
