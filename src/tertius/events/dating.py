"""Days in a source's own columns of dates: the maker's form, and any other that people and programs turn it into.

The maker's form is read as it is. Where a column holds anything else (a spreadsheet's ``13/02/2017``, ``20170213.0``, day
numbers), it is read as a plain table's is (`tertius.files.dates`): the order of day and month is one choice for all rows of the
file, over all of its columns of dates, and said. A text that is no single day is no date of an event.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tertius.events.dates import Parse, any_of, iso, packed, parse_dates
from tertius.files.dates import read_dates

Texts = Mapping[str, pa.Array]
Mask = npt.NDArray[np.bool_]


class Dating:
    """Days by text, the same wherever in the file the text stands.

    Parameters
    ----------
    file
        Its name, for the notes.
    again
        All rows of the file from its beginning: columns of dates as text, by name. Asked for only where one holds anything but
        the maker's form.
    labels
        The maker's names of the columns, for the notes.
    forms
        What the maker writes.
    """

    def __init__(
        self,
        file: str,
        again: Callable[[], Iterable[Texts]],
        *,
        labels: Mapping[str, str] | None = None,
        forms: tuple[Parse, ...] = (iso, packed),
    ) -> None:
        self._file, self._again, self._plain = file, again, any_of(*forms)
        self._labels = labels or {}
        self.notes: tuple[str, ...] = ()

    def days(self, texts: pa.Array, name: str) -> tuple[pa.Array, Mask]:
        """Day of every row, shape (row,), and a mask of texts that are no day (null included)."""
        days, bad = parse_dates(texts, self._plain)
        if not (bad & np.asarray(pc.is_valid(texts).to_numpy(zero_copy_only=False), bool)).any():
            return days, bad
        found = self._odd.get(name, {})
        return parse_dates(texts, lambda text: self._plain(text) or found.get(text))

    @cached_property
    def _odd(self) -> dict[str, dict[str, dt.date]]:
        """Days of the texts that are not in the maker's form, by column; and notes on how they were read."""
        counts: dict[str, Counter[str]] = {}
        for rows in self._again():
            for name, texts in rows.items():
                found = pc.value_counts(texts.drop_null()).to_pylist()
                counts.setdefault(name, Counter()).update({each["values"]: each["counts"] for each in found})
        order = read_dates(sum(counts.values(), Counter())).order or "mdy"
        read = {
            name: read_dates(texts, order=order, column=self._labels.get(name, name))
            for name, texts in counts.items()
        }
        self.notes = tuple(f"{self._file}: {note}" for each in read.values() for note in each.notes)
        return {
            name: {text: first for text, (first, last) in each.bounds.items() if first == last}
            for name, each in read.items()
        }
