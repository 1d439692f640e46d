"""Where a value came from: it rides along with every value and is printed with every result."""

from __future__ import annotations

import hashlib
import importlib.metadata
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tertius.shown import Shown

LEFT_OUT = "left out: "  #: in a remark: what of the input was not read, and why


@dataclass(frozen=True)
class SourceUse:
    """One file that was read: what it is, its hash, what became of its rows, and what was understood of it."""

    name: str
    path: str
    sha256: str
    rows: int
    kept: int
    refused: dict[str, int] = field(default_factory=dict)
    apart: dict[str, int] = field(default_factory=dict)
    cite: str = ""
    understood: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Provenance(Shown):
    """Sources, settings, seed and remarks (such as an inferred interval kind) behind a value."""

    sources: tuple[SourceUse, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    seed: int | None = None
    notes: tuple[str, ...] = ()

    def _headline(self) -> str:
        return f"provenance: {len(self.sources)} sources, seed {self.seed}, {len(self.notes)} remarks"

    def _sample(self, most: int) -> tuple[list[dict[str, Any]], int]:
        rows = [
            {"source": use.name, "file": Path(use.path).name, "rows": use.rows, "kept": use.kept}
            for use in self.sources
        ]
        return rows[:most], len(rows)

    def with_settings(self, **settings: Any) -> Provenance:
        """Return a copy with these settings added."""
        return replace(self, settings={**self.settings, **settings})

    def with_notes(self, *notes: str) -> Provenance:
        """Return a copy with remarks added, each once."""
        new = [note for note in notes if note not in self.notes]
        return replace(self, notes=(*self.notes, *new))

    def merge(self, other: Provenance) -> Provenance:
        """Join two provenances; a source used twice is listed once."""
        sources = (*self.sources, *(use for use in other.sources if use not in self.sources))
        joined = replace(self, sources=sources, settings={**self.settings, **other.settings})
        return replace(
            joined.with_notes(*other.notes), seed=self.seed if self.seed is not None else other.seed
        )

    @property
    def left_out(self) -> tuple[str, ...]:
        """The remarks on files, and parts of files, that were not read."""
        return tuple(note for note in self.notes if LEFT_OUT in note)

    @property
    def refused(self) -> dict[str, int]:
        """Rows refused, by reason, over all files."""
        total: dict[str, int] = {}
        for use in self.sources:
            for reason, count in use.refused.items():
                total[reason] = total.get(reason, 0) + count
        return total

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON, with the versions of Tertius and of what it stands on."""
        return {
            "tertius": version("tertius"),
            "numpy": version("numpy"),
            "sources": [vars(use) for use in self.sources],
            "settings": self.settings,
            "seed": self.seed,
            "notes": list(self.notes),
        }


def version(package: str) -> str:
    """Installed version of a package, or ``"unknown"``."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


__version__ = version("tertius")


def sha256(path: str | Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
