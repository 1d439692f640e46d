"""The ledger of registered forecasts: lines are only ever added, and each carries the hash of all before it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tertius.errors import BadInput
from tertius.forecasts.answering import answer
from tertius.forecasts.questions import Question
from tertius.forecasts.tally import Tally, tally_of

if TYPE_CHECKING:
    from tertius.panel import Panel

START = "0" * 64


class Ledger:
    """One file of JSON lines.

    Raises
    ------
    BadInput
        If a line was changed, taken out or put in: its hash no longer follows from the lines before it.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.lines = self._read()

    def _read(self) -> list[dict[str, Any]]:
        if not self.path.exists():
            return []
        found, before = [], START
        for number, text in enumerate(self.path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                line = json.loads(text)
                given = line.pop("hash")
            except (ValueError, KeyError, AttributeError, TypeError):
                raise BadInput(f"line {number} of {self.path}", "a line of a ledger of forecasts") from None
            if line.get("before") != before or _hash(line) != given:
                raise BadInput(
                    f"line {number} of {self.path} does not follow from the lines before it",
                    "a ledger that was only added to",
                    "take the file from its last good copy",
                )
            found.append(line)
            before = given
        self.last = before
        return found

    def _add(self, lines: Iterable[dict[str, Any]]) -> int:
        """Write lines at the end; what is there stays."""
        before, count = (self.last if self.lines else START), 0
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            for line in lines:
                full = {**line, "before": before}
                before = _hash(full)
                file.write(json.dumps({**full, "hash": before}, ensure_ascii=False, sort_keys=True) + "\n")
                self.lines.append(full)
                count += 1
            file.flush()
            os.fsync(file.fileno())
        self.last = before
        return count

    def questions(self) -> dict[str, dict[str, Any]]:
        """Registered questions by id."""
        return {line["id"]: line for line in self.lines if line["kind"] == "question"}

    def answers(self) -> dict[str, dict[str, Any]]:
        """Resolutions by id."""
        return {line["id"]: line for line in self.lines if line["kind"] == "answer"}

    def register(self, questions: Iterable[Question], *, replay: bool, sources: tuple[str, ...] = ()) -> int:
        """Add questions that are not there yet; a question is never registered twice. Returns how many were added.

        `replay` marks questions about months that the record already held when they were registered.
        """
        known, today = self.questions(), str(dt.date.today())
        extra = {"kind": "question", "registered": today, "replay": replay, "sources": list(sources)}
        fresh = {question.id: question for question in questions if question.id not in known}
        return self._add({**extra, **vars(question)} for question in fresh.values())

    def resolve(self, panel: Panel, record: str = "") -> int:
        """Answer what is due in this record and not yet answered. Returns how many were added.

        Parameters
        ----------
        record
            Name of the shipped source that the panel is of; empty for a record of one's own. Only questions that were asked of
            it are answered.
        """
        answered, today = self.answers(), str(dt.date.today())
        asked = (
            line
            for name, line in self.questions().items()
            if name not in answered and line.get("record", "") == record
        )
        made = (answer(question, panel) for question in asked)
        return self._add(
            {
                "kind": "answer",
                "resolved": today,
                **vars(each),
                "value": None if math.isnan(each.value) else each.value,
            }
            for each in made
            if each is not None
        )

    def tally(self, record: str | None = None) -> Tally:
        """How all of it has done, or what was asked of one record."""
        asked = self.questions()
        if record is not None:
            asked = {name: line for name, line in asked.items() if line.get("record", "") == record}
        return tally_of(asked, self.answers())

    def records(self) -> tuple[str, ...]:
        """Names of the records that were asked, in the order of the first question."""
        return tuple(dict.fromkeys(str(line.get("record", "")) for line in self.questions().values()))


def _hash(line: dict[str, Any]) -> str:
    """SHA-256 of the line with the hash of the line before it."""
    return hashlib.sha256(json.dumps(line, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
