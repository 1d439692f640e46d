"""What the registered list found on all that ships, kept beside it, so that a brief on one case can say it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tertius.claims.condition import CONTRADICTED, SUPPORTED
from tertius.claims.registry import read_registered
from tertius.claims.sensitivity import Sensitivity
from tertius.disk import write_text

KEPT = Path(__file__).with_name("many.json")
NAMES = ("id", "smallest_visible", "estimate", "lo", "hi", "cases", "rivals", "adjusted", "verdict")


@dataclass(frozen=True)
class Kept:
    """One claim on many cases: its numbers, its verdict, and whether that survives other choices."""

    id: str
    smallest_visible: float
    estimate: float
    lo: float
    hi: float
    cases: int
    rivals: int
    adjusted: float
    verdict: str
    survives: bool


@dataclass(frozen=True)
class ManyCases:
    """The registered list on all that ships.

    Attributes
    ----------
    sha256
        Of the list that was tried.
    cases
        Pivots between two rivals, the most that one of its conditions C1 to C4 was tried on.
    claims
        In the order of the list.
    """

    sha256: str
    cases: int
    claims: tuple[Kept, ...]

    @property
    def conditions(self) -> tuple[Kept, ...]:
        """C1 to C4."""
        return tuple(each for each in self.claims if each.id.startswith("C"))

    @property
    def holding(self) -> int:
        """How many of the conditions are supported."""
        return sum(each.verdict == SUPPORTED for each in self.conditions)

    @property
    def failing(self) -> int:
        """How many of the conditions are contradicted."""
        return sum(each.verdict == CONTRADICTED for each in self.conditions)

    def to_dict(self) -> dict[str, Any]:
        """Plain dict for JSON."""
        return {"sha256": self.sha256, "cases": self.cases, "claims": [vars(each) for each in self.claims]}


def keep(found: Sensitivity, path: Path = KEPT) -> None:
    """Write what the list found as registered, and what of it survives."""
    survives = {each.id: each.survives for each in found.survivals()}
    rows = [
        {**{name: row[name] for name in NAMES}, "survives": survives[str(row["id"])]}
        for row in found.tries[0].to_dict()["claims"]
    ]
    content = {"sha256": found.registered.sha256, "permutations": found.permutations, "claims": rows}
    write_text(path, json.dumps(content, indent=1) + "\n")


@cache
def many_cases() -> ManyCases | None:
    """What was kept; None if the registered list has changed since."""
    content = json.loads(KEPT.read_text(encoding="utf-8"))
    if content["sha256"] != read_registered().sha256:
        return None
    claims = tuple(Kept(**row) for row in content["claims"])
    most = max((each.cases for each in claims if each.id.startswith("C")), default=0)
    return ManyCases(content["sha256"], most, claims)
