"""What is said of a source of structural data: its columns, what is taken from it, whom to cite."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tertius.files.names import plain, renamed

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
    also
        Other names of a column, as releases and packages write it.
    more
        Columns that are used if they are there.
    shape
        Whether names of columns that are in no set are this source's all the same (a page that is wide in years).
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
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    more: frozenset[str] = frozenset()
    shape: Callable[[Sequence[str]], bool] | None = None

    def own_names(self, names: Sequence[str]) -> list[str]:
        """A file's column names as the source has them, where they are its own in another dress."""
        wanted = [*(name for each in self.columns for name in sorted(each)), *sorted(self.more), *self.also]
        found = renamed(names, dict.fromkeys(wanted), self.also)
        taken = set(found.values())
        return [found.get(name, name if name not in taken else f"{name} (second)") for name in names]

    def fits(self, names: Sequence[str]) -> int:
        """Columns of the largest set that names have, in any dress; 0 if they have none."""
        have = {plain(name) for name in names}
        sizes = [len(each) for each in self.columns if all(self._has(have, name) for name in each)]
        return max(sizes, default=int(self.shape is not None and self.shape(list(names))))

    def _has(self, have: set[str], name: str) -> bool:
        return any(plain(each) in have for each in (name, *self.also.get(name, ())))
