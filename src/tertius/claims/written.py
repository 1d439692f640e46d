"""A user's own list of claims, registered before outcomes are computed: a copy, its hash and its time, in lines only added to."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

from tertius.claims.registry import Registered, read_registered
from tertius.disk import write_text
from tertius.errors import BadInput

NAME = "claims-registered.jsonl"


@dataclass(frozen=True)
class Line:
    """One list that was registered: when (UTC), its hash, its title and the ids of its claims."""

    when: str
    sha256: str
    title: str
    ids: tuple[str, ...]


class Register:
    """The lists registered in one folder.

    Raises
    ------
    BadInput
        If a line of the register cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME

    def lines(self) -> tuple[Line, ...]:
        """Every list, in the order in which they were registered."""
        if not self.path.exists():
            return ()
        found = []
        for number, text in enumerate(self.path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                row = json.loads(text)
                found.append(Line(row["when"], row["sha256"], row["title"], tuple(row["ids"])))
            except (ValueError, KeyError, TypeError):
                raise BadInput(f"line {number} of {self.path}", "a line of a register of claims") from None
        return tuple(found)

    def add(self, path: Path) -> tuple[Registered, bool]:
        """Check a list and register it; whether it is new. A list whose bytes are registered already is not added again."""
        listed = read_registered(path)
        before = self.lines()
        if any(line.sha256 == listed.sha256 for line in before):
            return listed, False
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        new = Line(now, listed.sha256, listed.title, tuple(claim.id for claim in listed.claims))
        text = "".join(json.dumps(vars(line), ensure_ascii=False) + "\n" for line in (*before, new))
        write_text(self.path, text, folders=True)
        return listed, True

    def read(self, path: Path) -> Registered:
        """A list, as it was registered.

        Raises
        ------
        BadInput
            If these very bytes are not registered.
        """
        listed = read_registered(path)
        if all(line.sha256 != listed.sha256 for line in self.lines()):
            raise BadInput(
                f"{path} (sha256 {listed.sha256[:12]}) is not registered, or was changed since",
                "a list that was registered before its outcomes",
                f"run `tertius claims register {path}` first",
            )
        return listed
