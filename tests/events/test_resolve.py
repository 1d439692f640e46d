"""A column of codes resolves as one name at a time does, in gaps too."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from tertius.actors import lookup
from tertius.events.resolve import EPOCH, resolve


@pytest.mark.parametrize("code", ["652", "365", "255", "816", "345", "710"])
def test_column_agrees_with_single_names_over_the_years(code: str) -> None:
    days = [dt.date(year, month, 5) for year in range(1946, 2005) for month in (1, 3, 8, 10)]
    numbers = np.array([day.toordinal() - EPOCH for day in days], np.int64)
    found = resolve(pa.array([code] * len(days)), numbers, scheme="cow").to_pylist()
    singly = [lookup(code, on=day, scheme="cow") for day in days]
    assert found == [state.handle if state else None for state in singly]


def test_syria_is_absent_while_it_was_joined_to_egypt() -> None:
    days = np.array([dt.date(1958, 1, 5).toordinal() - EPOCH, dt.date(1961, 8, 1).toordinal() - EPOCH])
    assert resolve(pa.array(["652", "652"]), days, scheme="cow").to_pylist() == ["SYR", None]
