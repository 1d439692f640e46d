"""The rivalries that ship: pairs of states that named works call rivals, with their years."""

from __future__ import annotations

from dataclasses import dataclass

from tertius.cases.phases import read_table
from tertius.world.place import part

LAST = 2025  # what is open ends with the record


@dataclass(frozen=True)
class Rivalry:
    """Two rivals, the years (both inclusive), and the work that says so."""

    a: str
    b: str
    first: int
    last: int
    source: str
    confidence: str

    @property
    def name(self) -> str:
        """``USA-SUN``."""
        return f"{self.a}-{self.b}"


def rivalries() -> tuple[Rivalry, ...]:
    """Every rivalry that ships, great powers first, in the order of the file."""
    return tuple(
        Rivalry(
            row["a"], row["b"], int(row["start"]), int(row["end"] or LAST), row["source"], row["confidence"]
        )
        for row in read_table(part("rivalries.csv"))
    )
