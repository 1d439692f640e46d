"""Every source that can be read, and what to cite: Tertius itself, sources, cases, methods."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tertius.cases import case_names
from tertius.cases.case import read_meta, resolve_case
from tertius.errors import BadInput
from tertius.events import read_events
from tertius.events.fetch import FETCHABLE
from tertius.events.sources import SOURCES
from tertius.indicators import INDICATOR_SOURCES
from tertius.provenance import version
from tertius.shown import Listed, Shown

if TYPE_CHECKING:
    import polars as pl

SOFTWARE = (
    "The Tertius developers. Tertius: measuring the state between two rivals, version {version}. Apache-2.0."
)
METHODS = {
    "Dittmer's strategic triangle": "Dittmer, L. (1981). The strategic triangle: an elementary game-theoretical "
    "analysis. World Politics 33(4), 485-515.",
    "Goldstein scale": "Goldstein, J. S. (1992). A conflict-cooperation scale for WEIS events data. "
    "Journal of Conflict Resolution 36(2), 369-385.",
    "menu auction": "Bernheim, B. D. and Whinston, M. D. (1986). Menu auctions, resource allocation, and economic "
    "influence. Quarterly Journal of Economics 101(1), 1-31.",
    "proper scores": "Gneiting, T. and Raftery, A. E. (2007). Strictly proper scoring rules, prediction, and "
    "estimation. Journal of the American Statistical Association 102(477), 359-378.",
}
TOLD = ("title", "coverage", "licence", "cite", "get")


@dataclass(frozen=True)
class Citations(Shown):
    """What to cite for what was used: rows of name, kind (software, source, case or method) and text."""

    rows: tuple[dict[str, str], ...]

    def _headline(self) -> str:
        return f"{len(self.rows)} references"

    def to_dict(self) -> dict[str, Any]:
        """The object that ``tertius cite --json`` prints."""
        return {"cite": list(self.rows)}

    def to_frame(self) -> pl.DataFrame:
        """One row a reference."""
        import polars as pl

        return pl.DataFrame(list(self.rows))

    def to_text(self) -> str:
        """Names, and below each what to cite."""
        return "\n\n".join(f"{row['name']}\n  {row['cite']}" for row in self.rows)

    def to_bibtex(self) -> str:
        """One ``@misc`` entry a reference: the text stands in ``note`` as it was given, the year is read from it."""
        return "\n\n".join(_entry(row) for row in self.rows)


def cite(*names: str, events: Sequence[str | Path] | None = None, format: str | None = None) -> Citations:
    """References for the sources and cases that are named and the event files that are given; for everything if none are.

    Raises
    ------
    BadInput
        If a name is neither a source nor a case, or a file cannot be read.

    Examples
    --------
    >>> [row["name"] for row in cite("weis").rows][:2]
    ['tertius', 'weis']
    """

    rows = [{"name": "tertius", "kind": "software", "cite": SOFTWARE.format(version=version("tertius"))}]
    wanted = [*names, *_sources_of(events, format)]
    rows += [_row(name) for name in wanted] if wanted else _everything()
    rows += [{"name": name, "kind": "method", "cite": text} for name, text in METHODS.items()]
    return Citations(tuple(rows))


def sources() -> Listed[dict[str, Any]]:
    """Every source of events and of yearly facts: title, coverage, licence, what to cite, how to get it."""

    rows: Listed[dict[str, Any]] = Listed(
        {**vars(info), "fetch": info.name in FETCHABLE} for info in SOURCES.values()
    )
    for name, info in INDICATOR_SOURCES.items():
        told = {key: getattr(info, key) for key in TOLD}
        rows.append({"name": name, "kind": "indicator", **told, "fetch": name in FETCHABLE})
    return rows


def _sources_of(files: Sequence[str | Path] | None, format: str | None) -> list[str]:
    if not files:
        return []

    return list(read_events([str(path) for path in files], format=format).datasets)


def _row(name: str) -> dict[str, str]:
    if name in SOURCES:
        info = SOURCES[name]
        note = f" [The reader was {info.checked}.]" if info.checked.startswith("not verified") else ""
        return {"name": name, "kind": "source", "cite": info.cite + note}
    try:
        folder = resolve_case(name)
    except BadInput:
        known = (*SOURCES, *case_names())
        raise BadInput(f"{name!r} is neither a source nor a case", f"any of {', '.join(known)}") from None
    meta = read_meta(folder)
    text = f"{meta['title']}: {meta.get('cite', 'chronicle of the Tertius casebook; cite its references act by act.')}"
    return {"name": folder.name, "kind": "case", "cite": text}


def _everything() -> list[dict[str, str]]:
    return [_row(name) for name in (*SOURCES, *case_names())]


def _entry(row: dict[str, str]) -> str:
    key = re.sub(r"\W+", "-", row["name"]).strip("-").lower()
    year = re.search(r"\((\d{4})\)", row["cite"])
    doi = re.search(r"doi:(\S+?)\.?(?=\s|$)", row["cite"])
    parts = {
        "title": row["name"],
        "year": year[1] if year else "",
        "doi": doi[1] if doi else "",
        "note": row["cite"],
    }
    lines = [f"  {name} = {{{_escaped(text)}}}" for name, text in parts.items() if text]
    return f"@misc{{{key},\n" + ",\n".join(lines) + "\n}"


def _escaped(text: str) -> str:
    """Braces must close in BibTeX; the signs that TeX reads as its own are escaped."""
    for sign in "{}":
        text = text.replace(sign, "")
    for sign in "&%$#_":
        text = text.replace(sign, f"\\{sign}")
    return text
