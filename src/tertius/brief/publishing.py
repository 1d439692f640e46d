"""What a publication carries: how to cite it, how to send it on, and an index that grows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tertius.brief.messages import message
from tertius.disk import write_text
from tertius.errors import BadInput
from tertius.provenance import version

if TYPE_CHECKING:
    from tertius.findings import Findings
    from tertius.study import Study

LEDGER = "briefs.json"


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


def write_index(
    studies: Sequence[Study], path: str | Path, *, lang: str = "en", found: Sequence[Findings] | None = None
) -> Path:
    """Write the page that leads to each brief with one sentence; briefs of earlier runs stay in it.

    What is listed lies beside the page in ``briefs.json``.

    Parameters
    ----------
    found
        Findings of each study, where they are made already.
    """
    from tertius.brief.page import render
    from tertius.findings import find

    made = [find(study) for study in studies] if found is None else list(found)
    ledger = Path(path).parent / LEDGER
    rows = {row["file"]: row for row in _listed(ledger)}
    rows |= {row["file"]: row for row in map(lambda pair: _row(*pair, lang), zip(studies, made, strict=True))}
    kept = sorted(rows.values(), key=lambda row: row["title"])
    written = write_text(path, render("index.html.jinja", lang, {"rows": kept}), folders=True)
    write_text(ledger, json.dumps(kept, ensure_ascii=False, indent=1) + "\n", folders=True)
    return written


def _row(study: Study, found: Findings, lang: str) -> dict[str, str]:
    from tertius.brief.page import file_name, title
    from tertius.brief.sentences import Speaker

    say = Speaker(found, lang)
    period = say.say("period", start=say.month(found.start), end=say.month(found.end))
    return {
        "file": f"{file_name(study)}.html",
        "title": title(study, say),
        "sentence": say.bottom_line()[0],
        "period": period,
    }


def _listed(ledger: Path) -> list[dict[str, Any]]:
    """What earlier runs have listed; a file that is not ours is refused."""
    if not ledger.exists():
        return []
    try:
        rows = json.loads(ledger.read_text(encoding="utf-8"))
        return [{key: str(row[key]) for key in ("file", "title", "sentence", "period")} for row in rows]
    except (ValueError, KeyError, TypeError):
        raise BadInput(f"{ledger} is no list of briefs", "the list that an earlier run wrote", "move it away") from None
