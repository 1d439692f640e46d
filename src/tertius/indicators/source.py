"""What is said of a source of structural data: its columns, what is taken from it, whom to cite."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tertius.indicators.read import Reading


@dataclass(frozen=True)
class Taken:
    """One indicator of a source: its direction, unit, and whether an absent row is a zero."""

    directed: bool
    unit: str
    zero_if_absent: bool
    why: str = "no row in the source"


@dataclass(frozen=True)
class IndicatorSource:
    """A structural data set.

    Parameters
    ----------
    key, title
        Short name and full name.
    columns
        Sets of columns; a file that has all of one set is this source.
    takes
        Indicators taken, by name.
    build
        Puts the file's rows into the table.
    coverage, licence, cite
        Years, the licence as it was stated with the copy read, and the reference.
    get
        Where the user finds it.
    cow
        Whether its states are those of the COW list.
    """

    key: str
    title: str
    columns: tuple[frozenset[str], ...]
    takes: Mapping[str, Taken]
    build: Callable[[Reading], None]
    coverage: str
    licence: str
    cite: str
    get: str
    cow: bool = True
