"""One line a file: what it was, what became of its rows. A file without its line is not in the store."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from tertius.errors import AnalysisFailed


@dataclass(frozen=True)
class LedgerLine:
    """What the store knows of one file.

    Attributes
    ----------
    path, source, sha256
        The file as it was named, the data set(s) in it, and its hash.
    rows, kept, duplicates, refused
        Data rows read; rows stored; stored rows marked as repeats within the file; rows refused, by reason.
    already
        True in the report of a file that was in the store before; ``kept`` is then 0.
    format, reader
        The reader and its version.
    apart
        Stored rows that are no usable act between two states, by reason.
    rates
        For every source and year ``{source, year, rows, duplicates: {rule: n}}``.
    first, last
        First and last day of its dated rows, ``YYYY-MM-DD``, or "".
    parts
        Data files, relative to the store: the events, and the source's own columns for the wide formats.
    tally
        The events counted (`tertius.events.store.tally`), relative to the store; "" if the file has none.
    words
        What its acts are: for every data set and vocabulary ``{dataset, vocabulary, codes, first, last, opened, long,
        mutual}``, the last three counting acts with an open bound, over more than a month, and without direction.
    notes
        Remarks of the reader.
    """

    path: str
    source: str
    sha256: str
    rows: int
    kept: int
    duplicates: int
    refused: dict[str, int]
    already: bool = False
    format: str = ""
    reader: int = 1
    apart: dict[str, int] = field(default_factory=dict)
    rates: tuple[dict[str, Any], ...] = ()
    first: str = ""
    last: str = ""
    parts: tuple[str, ...] = ()
    tally: str = ""
    words: tuple[dict[str, Any], ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.rows != (self.rows if self.already else self.kept + sum(self.refused.values())):
            raise AnalysisFailed(
                f"{self.path}: {self.rows} rows read, but {self.kept} kept and {sum(self.refused.values())} refused"
            )

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        return asdict(self)

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that is this line's, relative to the store."""
        return (*self.parts, self.tally) if self.tally else self.parts

    @property
    def warning(self) -> str:
        """A sentence if more than 5 % of the rows were refused, else ""."""
        lost = sum(self.refused.values())
        if self.already or lost <= 0.05 * self.rows:
            return ""
        why = ", ".join(
            f"{reason}: {n}" for reason, n in sorted(self.refused.items(), key=lambda item: -item[1])
        )
        return f"{self.path}: {100 * lost / self.rows:.1f} % of {self.rows} rows refused ({why})"


def read_line(path: Path) -> LedgerLine | None:
    """Read one ledger file; None if it is not a whole ledger line."""
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        known = {item.name for item in fields(LedgerLine)}
        body = {name: tuple(value) if isinstance(value, list) else value for name, value in body.items()}
        return LedgerLine(**{name: value for name, value in body.items() if name in known})
    except (OSError, ValueError, TypeError, AnalysisFailed):
        return None


def write_line(path: Path, line: LedgerLine) -> None:
    """Write one ledger file: whole, on the disk, or not at all."""
    draft = path.with_suffix(f".{os.getpid()}.draft")
    try:
        with open(draft, "w", encoding="utf-8") as file:
            json.dump(line.to_dict(), file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` last through a power cut, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
