"""Where a value came from: it rides along with every value and is printed with every result."""

from __future__ import annotations

import hashlib
import importlib.metadata
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any


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
class Provenance:
    """Sources, settings, seed and remarks (such as an inferred interval kind) behind a value."""

    sources: tuple[SourceUse, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    seed: int | None = None
    notes: tuple[str, ...] = ()

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


def sha256(path: str | Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
