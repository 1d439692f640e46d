"""What a publication carries: how to cite it and how to send it on."""

from __future__ import annotations

from collections.abc import Sequence

from tertius.brief.messages import message
from tertius.provenance import version


def bibtex(title: str, name: str) -> str:
    """A BibTeX entry for a brief."""
    fields = {"title": title, "author": "{Tertius}", "note": f"Brief made by Tertius {version('tertius')}"}
    body = ",\n".join(f"  {key} = {{{value}}}" for key, value in fields.items())
    return f"@misc{{tertius-{name},\n{body}\n}}\n"


def ris(title: str) -> str:
    """The same as a RIS record."""
    lines = ("TY  - RPRT", f"TI  - {title}", "AU  - Tertius", f"PB  - Tertius {version('tertius')}", "ER  - ")
    return "\r\n".join(lines) + "\r\n"


def mail(title: str, lines: Sequence[str], lang: str) -> dict[str, str]:
    """Subject and text of a letter that passes a brief on."""
    return {"subject": message("mail subject", lang, title=title), "body": "\n\n".join((title, *lines))}
