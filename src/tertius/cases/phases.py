"""Reference phases: stances as named scholars or contemporaries date them, one row a phase.

They are the yardstick of *other voices*, never a truth; several disagree, and that disagreement is kept.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tertius.errors import BadInput
from tertius.inert import told
from tertius.months import parse_bounds

_HEAD = re.compile(r"\s*([^(;]*?)\s*(?:\((.*?)\)\s*(.*)|;\s*(.*))?\s*$", re.DOTALL)


@dataclass(frozen=True)
class ReferencePhase:
    """One phase as one voice dates it.

    Parameters
    ----------
    voice
        Scholar, office or newspaper.
    start, end
        First and last month, both inclusive; ``None`` where the voice gives no bound.
    head
        The label's head word(s) before a bracket or a semicolon: ``aligned with CHN``.
    detail
        What stood in brackets or after the semicolon.
    declared
        The stance that the pivot *declared*, where the voice tells it apart from what was done.
    support, reference
        What the label rests on, and where it can be found.
    boundary
        How precisely the voice dates the turn.
    """

    voice: str
    start: np.datetime64 | None
    end: np.datetime64 | None
    head: str
    detail: str
    declared: str
    support: str
    reference: str
    boundary: str = ""

    @property
    def label(self) -> str:
        """Head and detail as they were read."""
        return f"{self.head} ({self.detail})" if self.detail else self.head

    def to_dict(self) -> dict[str, Any]:
        """Plain dict, months as ``YYYY-MM``."""
        return {name: _plain(getattr(self, name)) for name in self.__dataclass_fields__}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, np.datetime64) else value


def split_label(text: str) -> tuple[str, str]:
    """Head of a stance label and what stands in brackets or after a semicolon.

    >>> split_label("equidistant (between RUS and CHN); USA kept waiting")
    ('equidistant', 'between RUS and CHN; USA kept waiting')
    """
    found = _HEAD.match(text)
    if not found:
        return text.strip(), ""
    head, inside, after, rest = (part or "" for part in found.groups())
    parts = (inside.strip(), after.strip(" ;"), rest.strip())
    return head.strip(), "; ".join(part for part in parts if part)


def read_phases(path: str | Path) -> tuple[ReferencePhase, ...]:
    """Read a phases file: columns ``voice`` (or ``scholar``), ``start``, ``end``, ``stance`` and, if present,
    ``declared``, ``support``, ``boundary``, ``reference``.

    A year alone means January at the start of a phase and December at its end; an empty end is open.

    Raises
    ------
    BadInput
        If the file is missing, lacks a column, or a row has a bad date, no label, or ends before it starts.
    """
    path = Path(path)
    rows = read_table(path)
    if not rows:
        raise BadInput(f"{path} has no rows", "a CSV of reference phases")
    voice = "voice" if "voice" in rows[0] else "scholar"
    missing = [name for name in (voice, "start", "end", "stance") if name not in rows[0]]
    if missing:
        raise BadInput(
            f"{path} has no column {', '.join(missing)}",
            "voice (or scholar), start, end, stance [, declared, support, boundary, reference]",
        )
    return tuple(_phase(row, voice, f"{path}, row {number}") for number, row in enumerate(rows, start=1))


def read_table(path: Path) -> list[dict[str, str]]:
    """Rows of a UTF-8 CSV file as dicts of stripped text; raise `BadInput` where it cannot be read."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            return [_stripped(row, path, number) for number, row in enumerate(csv.DictReader(file), start=1)]
    except FileNotFoundError:
        raise BadInput(f"{path} does not exist", "a CSV file", "check the path") from None
    except (UnicodeDecodeError, csv.Error, OSError) as problem:
        raise BadInput(f"{path} cannot be read as CSV ({problem})", "a UTF-8 file with commas") from None


def _stripped(row: dict[Any, Any], path: Path, number: int) -> dict[str, str]:
    if None in row:
        raise BadInput(
            f"{path}, row {number} has more cells than the header", do="quote cells that hold commas"
        )
    return {name.strip(): told((value or "").strip()) for name, value in row.items()}


def _phase(row: dict[str, str], voice: str, where: str) -> ReferencePhase:
    head, detail = split_label(row["stance"])
    if not head or not row[voice]:
        raise BadInput(f"{where}: no {'stance' if row[voice] else voice}", "a label and who gave it")
    start, end = _month(row["start"], where, first=True), _month(row["end"], where, first=False)
    if start is not None and end is not None and end < start:
        raise BadInput(f"{where}: ends {end}, before it starts {start}", do="swap or correct the dates")
    return ReferencePhase(
        voice=row[voice],
        start=start,
        end=end,
        head=head,
        detail=detail,
        declared=row.get("declared", ""),
        support=row.get("support", ""),
        reference=row.get("reference", ""),
        boundary=row.get("boundary", ""),
    )


def _month(text: str, where: str, *, first: bool) -> np.datetime64 | None:
    if not text:
        return None
    try:
        bounds = parse_bounds(text)
    except BadInput as problem:
        raise BadInput(f"{where}: {problem}") from None
    return np.datetime64(bounds[0 if first else 1], "M")
