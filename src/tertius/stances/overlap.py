"""Do the evidence and the labels rest on the same text?"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tertius.cases import ReferencePhase
    from tertius.provenance import SourceUse

_WORDS = re.compile(r"[A-Za-zÀ-ž]{3,}")
TITLE_WORDS = 4
SMALL_FILE = 2**22


def shared_sources(sources: Iterable[SourceUse], references: Sequence[ReferencePhase]) -> tuple[str, ...]:
    """Texts that both the event files and the phases name in their reference or support, in a fixed order.

    Two texts are the same if one citation's first `TITLE_WORDS` words stand in the other; the founding
    article's own record and phases cite it by paragraph ("article 6.2"), which counts as one text. Large
    files (machine-coded streams) cite nothing by hand and are not searched.
    """
    cited = {_title(text) for phase in references for text in (phase.support, phase.reference) if text}
    cited = {title for title in cited if len(title) >= TITLE_WORDS or title[:1] == ("article",)}
    found = {_same(title, text) for text in _citations(sources) for title in cited}
    return tuple(sorted(name for name in found if name))


def _same(title: tuple[str, ...], citation: str) -> str:
    words = _title(citation, whole=True)
    if title[:1] == ("article",):
        return "the article itself" if words[:1] == ("article",) else ""
    head = " ".join(title[:TITLE_WORDS])
    return head if head in " ".join(words) else ""


def _title(text: str, *, whole: bool = False) -> tuple[str, ...]:
    words = tuple(word.lower() for word in _WORDS.findall(text))
    return words if whole else words[:TITLE_WORDS]


def _citations(sources: Iterable[SourceUse]) -> list[str]:
    """Distinct citations in the reference column of small CSV files."""
    found: dict[str, None] = {}
    for use in sources:
        path = Path(use.path)
        if path.suffix != ".csv" or not path.is_file() or path.stat().st_size > SMALL_FILE:
            continue
        with open(path, encoding="utf-8-sig", newline="", errors="replace") as file:
            for row in csv.DictReader(file):
                found[row.get("reference") or ""] = None
    return list(found)
