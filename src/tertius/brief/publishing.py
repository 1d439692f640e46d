"""What a publication carries: its number and date, how to cite it, how to send it on, and what stands beside it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from tertius.brief.documents import ready
from tertius.brief.messages import message
from tertius.errors import BadInput
from tertius.provenance import version


@dataclass(frozen=True)
class Publication:
    """What is known of a brief as a publication.

    Attributes
    ----------
    number
        Its place in the series, or None for a brief that stands in none.
    date
        Day of publication.
    author
        Who publishes it.
    recipient
        Address that a letter with it goes to, or "".
    """

    number: int | None = None
    date: dt.date | None = None
    author: str = "Tertius"
    recipient: str = ""

    def mark(self, period: str, lang: str) -> str:
        """Series, number, period and day on one line."""
        series = message("series", lang)
        number = message("series number", lang, series=series, n=str(self.number)) if self.number else series
        return " · ".join(part for part in (number, period, self.day(lang)) if part)

    def day(self, lang: str) -> str:
        """The day of publication as people write it, or ""."""
        if self.date is None:
            return ""
        year, month, day = self.date.year, self.date.month, self.date.day
        return f"{year}년 {month}월 {day}일" if lang == "ko" else f"{day} {self.date:%B} {year}"


@dataclass(frozen=True)
class Order:
    """What is asked of a brief: its language, its forms, who publishes it and whom it goes to."""

    lang: str = "en"
    pdf: bool = False
    docx: bool = False
    author: str = "Tertius"
    recipient: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Endings of the files beside the page."""
        return tuple(kind for kind in ("pdf", "docx") if getattr(self, kind))

    def check(self) -> None:
        """Raise `BadInput` before anything is worked out, where a form cannot be written or an address is none."""
        ready(self.kinds)
        if self.recipient and not re.fullmatch(r"[^@\s,;?&<>\"]+@[^@\s,;?&<>\"]+", self.recipient):
            raise BadInput(f"--recipient {self.recipient!r}", "one e-mail address, as name@example.org")


def bibtex(title: str, name: str, about: Publication, lang: str) -> str:
    """A BibTeX entry for a brief; what the format would read as its own is escaped."""
    fields = {
        "title": f"{{{_tex(title)}}}",
        "author": f"{{{{{_tex(about.author)}}}}}",
        "type": f"{{{message('series', lang)}}}",
        "institution": f"{{Tertius {version('tertius')}}}",
    }
    if about.number:
        fields["number"] = f"{{{about.number}}}"
    if about.date:
        fields |= {"year": f"{{{about.date.year}}}", "month": f"{{{about.date.month}}}"}
    body = ",\n".join(f"  {key} = {value}" for key, value in fields.items())
    return f"@techreport{{tertius-{name},\n{body}\n}}\n"


def _tex(text: str) -> str:
    """A text without what BibTeX or TeX reads as an order; braces, which it cannot escape, are left out."""
    plain = " ".join(text.split()).replace("\\", "/").replace("{", "(").replace("}", ")")
    return "".join(f"\\{sign}" if sign in "&%$#_" else sign for sign in plain)


def ris(title: str, lines: Sequence[str], about: Publication, lang: str) -> str:
    """The same as a RIS record, with the bottom line as its abstract; the page ends its lines as the format asks."""
    rows = [
        ("TY", "RPRT"),
        ("TI", title),
        ("AU", about.author),
        ("T2", message("series", lang)),
        ("AB", " ".join(lines)),
        ("LA", lang),
        ("PB", f"Tertius {version('tertius')}"),
    ]
    if about.number:
        rows.append(("SN", str(about.number)))
    if about.date:
        rows += [("PY", str(about.date.year)), ("DA", f"{about.date:%Y/%m/%d}")]
    return "\n".join([*(f"{tag}  - {' '.join(text.split())}" for tag, text in rows), "ER  - ", ""])


def mail(title: str, lines: Sequence[str], lang: str) -> dict[str, str]:
    """Subject and text of a letter that passes a brief on."""
    return {"subject": message("mail subject", lang, title=title), "body": "\n\n".join((title, *lines))}
