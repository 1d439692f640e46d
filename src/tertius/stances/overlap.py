"""Do the evidence and the labels rest on the same text?"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
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
    texts = [text for use in sources for text in _citations(use.path, use.sha256)]
    found = {_same(title, text) for text in texts for title in cited}
    return tuple(sorted(name for name in found if name))


def _same(title: tuple[str, ...], words: str) -> str:
    if title[:1] == ("article",):
        return "the article itself" if words.split(" ", 1)[0] == "article" else ""
    head = " ".join(title[:TITLE_WORDS])
    return head if head in words else ""


def _title(text: str, *, whole: bool = False) -> tuple[str, ...]:
    words = tuple(word.lower() for word in _WORDS.findall(text))
    return words if whole else words[:TITLE_WORDS]


@lru_cache(maxsize=256)
def _citations(name: str, version: str) -> tuple[str, ...]:
    """Words of the distinct citations in the reference column of a small CSV file, of this hash."""
    path = Path(name)
    if path.suffix != ".csv" or not path.is_file() or path.stat().st_size > SMALL_FILE:
        return ()
    with open(path, encoding="utf-8-sig", newline="", errors="replace") as file:
        texts = dict.fromkeys(row.get("reference") or "" for row in csv.DictReader(file))
    return tuple(dict.fromkeys(" ".join(_title(text, whole=True)) for text in texts))
