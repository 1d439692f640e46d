"""A column of codes resolves as one name at a time does, in gaps too."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from tertius.actors import lookup
from tertius.events import read_events
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


def test_a_name_of_two_living_states_names_neither(tmp_path: Path) -> None:
    """Korea, Germany, Vietnam and Yemen while there were two: kept apart with the two named, never given to one."""
    path = tmp_path / "shared.csv"
    names = {"Korea": "KOR or PRK", "Germany": "FRG or GDR", "Vietnam": "DRV or RVN", "Yemen": "YAR or YPR"}
    rows = [f"1970-01-01,{name},USA,1\n1970-01-02,USA,{name},1" for name in names]
    late = [
        "1995-01-01,Germany,USA,1",
        "1995-01-01,Vietnam,USA,1",
        "1995-01-01,Yemen,USA,1",
        "1995-01-01,Korea,USA,1",
    ]
    path.write_text("date,source,target,score\n" + "\n".join([*rows, *late]) + "\n")
    table = read_events(path)
    pairs = table.arrow.select(["source", "target", "apart"]).to_pylist()
    for i, both in enumerate(names.values()):
        first, second = pairs[2 * i], pairs[2 * i + 1]
        assert (first["source"], first["apart"]) == (None, f"source ambiguous: {both}")
        assert (second["target"], second["apart"]) == (None, f"target ambiguous: {both}")
    assert [row["source"] for row in pairs[8:]] == ["DEU", "VNM", "YEM", None]
    assert table.apart["source ambiguous: KOR or PRK"] == 2
