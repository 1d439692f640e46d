"""The index of briefs: one sentence each; it grows, and an earlier brief is never lost from it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tertius.brief.page import file_name, render, title
from tertius.brief.sentences import Speaker
from tertius.disk import write_text
from tertius.errors import BadInput
from tertius.findings import find

if TYPE_CHECKING:
    from tertius.findings import Findings
    from tertius.study import Study

LEDGER = "briefs.json"


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
    made = [find(study) for study in studies] if found is None else list(found)
    ledger = Path(path).parent / LEDGER
    rows = {row["file"]: row for row in _listed(ledger)}
    rows |= {row["file"]: row for row in (_row(*pair, lang) for pair in zip(studies, made, strict=True))}
    kept = sorted(rows.values(), key=lambda row: row["title"])
    written = write_text(path, render("index.html.jinja", lang, {"rows": kept}), folders=True)
    write_text(ledger, json.dumps(kept, ensure_ascii=False, indent=1) + "\n", folders=True)
    return written


def _row(study: Study, found: Findings, lang: str) -> dict[str, str]:
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
        raise BadInput(
            f"{ledger} is no list of briefs", "the list that an earlier run wrote", "move it away"
        ) from None
