"""The ledger of the record: for every part its source, licence as stated, coverage, hash and citation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tertius.disk import write_text
from tertius.errors import BadInput
from tertius.world.place import folder

NAME = "ledger.json"


@dataclass(frozen=True)
class Entry:
    """One source of the record.

    Attributes
    ----------
    name, title
        Key of the source, and what it is.
    holds
        ``tallies``, ``scores`` (tallies whose numbers of acts say nothing: they feed no count, gate or "quiet"), ``facts``,
        ``visits`` or ``acts``.
    coverage, licence, cite
        Years covered, the licence as the copy stated it, and whom to cite.
    files
        Name and SHA-256 of every file it was made from.
    rows
        Rows read, and figures made of them.
    figures
        Cells (dyad, direction, month), facts (pair, year) or acts in the record.
    """

    name: str
    title: str
    holds: str
    coverage: str
    licence: str
    cite: str
    files: tuple[tuple[str, str], ...]
    rows: int
    figures: int

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Entry:
        """As the JSON has it."""
        return cls(**{**values, "files": tuple((name, digest) for name, digest in values["files"])})

    def to_dict(self) -> dict[str, Any]:
        """Plain dict."""
        return {**vars(self), "files": [list(pair) for pair in self.files]}

    @property
    def counted(self) -> bool:
        """Whether its numbers of acts may be counted."""
        return self.holds == "tallies"


def ledger(place: Path | None = None) -> tuple[Entry, ...]:
    """Every source of the record, in the order in which it was built.

    Raises
    ------
    BadInput
        If the ledger cannot be read.
    """
    path = (place or folder()) / NAME
    try:
        return tuple(Entry.from_dict(each) for each in json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError) as problem:
        raise BadInput(f"{path} cannot be read ({problem})", "the ledger of a record") from None


def write_ledger(entries: tuple[Entry, ...], place: Path) -> None:
    """Write the ledger of a record."""
    text = json.dumps([entry.to_dict() for entry in entries], indent=1, ensure_ascii=False)
    write_text(place / NAME, text + "\n")
