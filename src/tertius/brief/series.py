"""A series of briefs in a folder: numbers, the list of what is published, and the pages that lead from one to another.

What is listed lies beside the pages in ``briefs.json``; a number once given stays, and an earlier brief is never lost from it.
"""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tertius import charts
from tertius.brief.messages import languages, message
from tertius.brief.page import render
from tertius.brief.publishing import Order, Publication
from tertius.disk import StrangeName, reduced, write_text
from tertius.errors import BadInput

LEDGER = "briefs.json"
_NAV = re.compile(r"<nav data-series.*?</nav>", re.DOTALL)
_SPACE = uuid.UUID("6f0f0e6c-6f3b-5b1e-9b63-6d1a7a0f5a11")
"""Under which the identifiers of entries are made."""


@dataclass(frozen=True)
class Entry:
    """One brief of a series in one language.

    Attributes
    ----------
    case
        The case's name, or the three handles: what its language versions share.
    lang, file, number
        Its language, the page's file name in the folder, its number in the series.
    title, sentence, period, author, tags
        As the page has them; the sentence is the first of the bottom line.
    date, id
        Day of publication as ``YYYY-MM-DD``, and an identifier that stays with it.
    thumb
        A small drawing of its picture.
    files
        Ending and file name of its other forms.
    """

    case: str
    lang: str
    file: str
    number: int
    title: str
    sentence: str
    period: str
    date: str
    id: str
    author: str = "Tertius"
    tags: tuple[str, ...] = ()
    thumb: str = ""
    files: dict[str, str] = field(default_factory=dict)


def listed(folder: Path) -> list[Entry]:
    """What earlier runs have listed, by number.

    Raises
    ------
    BadInput
        If a file of that name lies there and is not ours.
    """
    ledger = folder / LEDGER
    if not ledger.exists():
        return []
    try:
        rows = json.loads(ledger.read_text(encoding="utf-8"))
        found = [_entry(row, place) for place, row in enumerate(rows, start=1)]
    except (ValueError, KeyError, TypeError, AttributeError, StrangeName):
        raise BadInput(
            f"{ledger} is no list of briefs", "the list that an earlier run wrote", "move it away"
        ) from None
    return sorted(found, key=lambda each: (each.number, each.lang))


def _entry(row: dict[str, Any], place: int) -> Entry:
    """A row of the list; one of an earlier version, which had fewer columns, gets its number by its place."""
    file = reduced(row["file"])
    case = str(row.get("case") or file.removesuffix(".html"))
    lang = str(row.get("lang") or "en")
    if lang not in languages():
        raise ValueError(lang)
    about = {key: str(row[key]) for key in ("title", "sentence", "period")}
    files = {str(kind): reduced(name) for kind, name in dict(row.get("files") or {}).items()}
    return Entry(
        case,
        lang,
        file,
        int(row.get("number") or place),
        date=str(row.get("date") or ""),
        id=str(row.get("id") or _identifier(case, lang, "")),
        author=str(row.get("author") or "Tertius"),
        tags=tuple(map(str, row.get("tags") or ())),
        thumb=str(row.get("thumb") or ""),
        files=files,
        **about,
    )


def _identifier(case: str, lang: str, date: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_SPACE, f'{case}/{lang}/{date}')}"


def number_of(case: str, entries: list[Entry]) -> int:
    """The number that a case has in a series, or the next one."""
    own = next((each.number for each in entries if each.case == case), None)
    return own or 1 + sorted([0, *(each.number for each in entries)])[-1]


def put(entries: list[Entry], entry: Entry) -> list[Entry]:
    """The list with one entry in the place of its earlier version."""
    others = [each for each in entries if (each.case, each.lang) != (entry.case, entry.lang)]
    return sorted([*others, entry], key=lambda each: (each.number, each.lang))


def entry_of(content: dict[str, Any], case: str, order: Order, entries: list[Entry]) -> Entry:
    """What is listed of a brief; an identifier once given stays."""
    about: Publication = content["publication"]
    date = about.date.isoformat() if about.date else ""
    old = next((each for each in entries if (each.case, each.lang) == (case, order.lang)), None)
    return Entry(
        case,
        order.lang,
        f"{case}.html",
        about.number or number_of(case, entries),
        content["heading"],
        content["answer"][0],
        content["period"],
        date,
        old.id if old else _identifier(case, order.lang, date),
        about.author,
        tuple(content["tags"]),
        charts.thumbnail(content["story"].narrow),
        {kind: f"{case}.{kind}" for kind in order.kinds},
    )


def save(folder: Path, entries: list[Entry]) -> None:
    """Write the list."""
    rows = [asdict(entry) for entry in entries]
    write_text(folder / LEDGER, json.dumps(rows, ensure_ascii=False, indent=1) + "\n", folders=True)


def relink(folder: Path, entries: list[Entry]) -> None:
    """Renew on every page that is there the links to the briefs before and after it, to its languages and its other forms."""
    for entry in entries:
        page = folder / entry.file
        if not page.is_file():
            continue
        text = page.read_text(encoding="utf-8")
        made = _NAV.sub(lambda _, entry=entry: navigation(entry, entries), text, count=1)  # type: ignore[misc]
        if made != text:
            write_text(page, made)


def navigation(entry: Entry, entries: list[Entry]) -> str:
    """The links of one page as markup."""
    numbers = sorted({each.number for each in entries})
    place = numbers.index(entry.number)
    before = _of(numbers[place - 1], entry.lang, entries) if place else None
    after = _of(numbers[place + 1], entry.lang, entries) if place + 1 < len(numbers) else None
    versions = [
        (each, message("language", each.lang))
        for each in entries
        if each.case == entry.case and each.lang != entry.lang
    ]
    known = {"entry": entry, "before": before, "after": after, "versions": versions}
    return render("series.jinja", entry.lang, known).strip()


def _of(number: int, lang: str, entries: list[Entry]) -> Entry:
    """The entry of a number, in a language where there is one."""
    own = [each for each in entries if each.number == number]
    return next((each for each in own if each.lang == lang), own[0])
