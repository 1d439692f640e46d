"""The great powers' own relations as chronicles of the casebook; they have no pivot, so they are no cases."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tertius.cases.case import DATA, case_names, read_chronicle, resolve_case
from tertius.errors import BadInput

if TYPE_CHECKING:
    from tertius.events import EventTable

LEGS = DATA / "legs"


@cache
def leg_names() -> tuple[str, ...]:
    """Names of the shipped legs.

    >>> leg_names()
    ('moscow-beijing', 'united-states-china', 'washington-moscow')
    """
    return tuple(sorted(path.stem for path in LEGS.glob("*.csv")))


def load_leg(name: str) -> EventTable:
    """The dated acts between two great powers, with their sources.

    Raises
    ------
    BadInput
        If no leg of this name ships.
    """
    if name not in leg_names():
        raise BadInput(f"there is no leg {name!r}", "one of " + ", ".join(leg_names()))
    return read_chronicle(chronicle_path(name))


def chronicle_names() -> tuple[str, ...]:
    """Every shipped chronicle: the legs first, since of an act told twice the leg's telling is kept, then the cases."""
    return leg_names() + case_names()


def chronicle_path(name: str) -> Path:
    """The file of a leg or of a case's chronicle."""
    return LEGS / f"{name}.csv" if name in leg_names() else resolve_case(name) / "chronicle.csv"
