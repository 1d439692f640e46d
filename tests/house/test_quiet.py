"""DuckDB's bar is off, and where a notebook cannot draw one that is no error."""

from __future__ import annotations

import duckdb
import pytest

from tertius.quiet import ASKED, quieten


class Refusing:
    """A connection that refuses as DuckDB does in a notebook without ipywidgets."""

    def __init__(self, why: str) -> None:
        self.why = why

    def execute(self, _: str) -> None:
        raise duckdb.InvalidInputException(self.why)


def test_a_notebook_without_widgets_is_quiet_as_it_is() -> None:
    one = Refusing("required package 'ipywidgets' is missing")
    assert quieten(one) is one  # type: ignore[arg-type, comparison-overlap]
    with pytest.raises(duckdb.InvalidInputException):
        quieten(Refusing("something else"))  # type: ignore[arg-type]


def test_the_bar_is_off_or_unprinted() -> None:
    asked = "SELECT value FROM duckdb_settings() WHERE name = ?"
    with duckdb.connect() as plain:
        quieten(plain)
        assert plain.execute(asked, ["enable_progress_bar"]).fetchall() == [("false",)]
    with duckdb.connect() as watched:
        quieten(watched, how=ASKED)
        assert watched.execute(asked, ["enable_progress_bar"]).fetchall() == [("true",)]
        assert watched.execute(asked, ["enable_progress_bar_print"]).fetchall() == [("false",)]
