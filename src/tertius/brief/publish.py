"""A brief written into a series: page, paper and Word, and everything that leads to them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tertius.brief.index import write_series
from tertius.brief.page import brief_content, file_name, write_content
from tertius.brief.publishing import Order, Publication
from tertius.brief.series import Entry, entry_of, listed, number_of, put
from tertius.disk import alone, write_bytes

if TYPE_CHECKING:
    import datetime as dt

    from tertius.findings import Findings
    from tertius.study import Study


def publish(study: Study, found: Findings, folder: Path, order: Order, date: dt.date) -> Path:
    """Write a brief into a series, with its other forms, and list it: index, feed and the links between pages follow.

    The page is ``CASE.html``; a page of that name in another language is kept as ``CASE.LANG.html`` first. Of two runs at
    one folder the second waits: a number is given once.

    Raises
    ------
    BadInput
        If the folder's list is not ours, or a file cannot be written.
    """
    with alone(folder):
        entries, case = listed(folder), file_name(study)
        entries = [_set_aside(each, folder, order) if each.case == case else each for each in entries]
        about = Publication(number_of(case, entries), date, order.author, order.recipient)
        content = brief_content(study, order.lang, found, about)
        path = write_content(content, order.lang, folder / f"{case}.html", order.kinds)
        entry = entry_of(content, case, order, entries)
        write_series(folder, put(entries, entry), order.lang)
    return path


def _set_aside(entry: Entry, folder: Path, order: Order) -> Entry:
    """An entry whose page another language is about to take the name of, with its files under names of its own."""
    if entry.lang == order.lang or entry.file != f"{entry.case}.html":
        return entry
    stem = f"{entry.case}.{entry.lang}"
    names = {"html": entry.file, **entry.files}
    for kind, name in names.items():
        here = folder / name
        if here.exists():
            write_bytes(folder / f"{stem}.{kind}", here.read_bytes())
    return replace(entry, file=f"{stem}.html", files={kind: f"{stem}.{kind}" for kind in entry.files})
