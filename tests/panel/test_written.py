"""The SQL that ships is the SQL that Ibis writes, whatever the window."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studies.panel_sql import shapes
from tertius.panel.engines import COLUMNS, write_sql
from tertius.panel.written import written


@pytest.mark.parametrize("number", range(len(shapes())))
@given(first=st.integers(1816 * 12, 2020 * 12), length=st.integers(0, 12 * 150))
@settings(max_examples=6, deadline=None)
def test_what_ships_is_what_ibis_writes(number: int, first: int, length: int) -> None:
    query, shape = shapes(first, first + length)[number]
    assert written(query, COLUMNS, shape) == write_sql(query, COLUMNS, shape), "python -m studies panel_sql"


def test_what_does_not_ship_is_left_to_ibis() -> None:
    query, shape = shapes()[1]
    for name, value in (("directed", True), ("step", 12), ("own_first", ()), ("names", ("USA",))):
        assert written(query, COLUMNS, tuple({**dict(shape), name: value}.items())) is None
    assert written(query, (*COLUMNS, "times"), shape) is None
