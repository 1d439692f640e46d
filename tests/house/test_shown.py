"""A value shows itself in a few lines, in a notebook as a table, and as a chart when asked."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

import tertius as t
from tertius.shown import LINES, Listed, Shown, as_html, as_text


@cache
def asked() -> t.Question:
    return t.Question.of_case("egypt", draws=60)


VALUES: dict[str, Callable[[], Any]] = {
    "Question": asked,
    "Case": lambda: t.load_case("egypt"),
    "EventTable": lambda: asked().evidence,
    "Panel": lambda: asked().panel,
    "SmoothedRelations": lambda: asked().smoothed,
    "FilteredRelations": lambda: asked().filtered,
    "Triangle": lambda: asked().triangle(),
    "Stances": lambda: asked().stances(),
    "Gains": lambda: asked().gains(),
    "Forecast": lambda: asked().forecasts(["as is"])["as is"],
    "Screen": lambda: t.screen(asked().smoothed, rng=np.random.default_rng(1), size=50, top=30),
    "Provenance": lambda: asked().triangle().provenance,
    "Citations": lambda: t.cite(),
    "Listed": t.sources,
    "Settings": lambda: asked().settings,
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_is_told_in_a_few_lines(name: str) -> None:
    value = VALUES[name]()
    assert type(value).__name__ == name
    text = repr(value)
    assert len(text) < 2000
    assert len(text.splitlines()) <= LINES
    assert text.strip() == text or "\n" in text
    if name != "Settings":
        shown = value._repr_html_()
        assert shown.startswith("<p>")
        assert shown.count("<table>") == 1


def test_conditions_and_agreements_are_small_tables() -> None:
    stances = asked().stances()
    found = t.read_conditions(stances, asked().triangle(), rng=np.random.default_rng(1))
    scored = t.agreement(stances, t.load_case("north-korea-moscow").phases, np.random.default_rng(1))
    for listed in (found, scored):
        assert isinstance(listed, Listed)
        assert len(repr(listed)) < 2000
        assert len(repr(listed).splitlines()) <= LINES
        assert len(listed.to_frame()) == len(listed)


def test_the_names_in_a_value_say_which_one_it_is() -> None:
    assert repr(asked().triangle()).startswith("EGY between USA and SUN")
    assert "PRK" not in repr(asked())
    assert "acts" in repr(asked().evidence)


@pytest.mark.parametrize("columns", [1, 40])
@pytest.mark.parametrize("rows", [0, 1, 9, 5000])
def test_any_table_keeps_within_bounds(rows: int, columns: int) -> None:
    made = [{f"column {k}": "x" * 500 if k % 2 else 1 / (n + 1) for k in range(columns)} for n in range(rows)]
    text = as_text("h" * 900, made[: LINES - 3], rows)
    assert len(text) < 2000
    assert len(text.splitlines()) <= LINES
    if rows > LINES:
        assert f"{rows - (LINES - 3)} more rows" in text


def test_what_a_source_wrote_is_no_markup() -> None:
    hostile = "<script>alert(1)</script>\nand more"
    shown = as_html(hostile, [{hostile: hostile}], 1)
    assert "<script" not in shown
    assert "\n" not in as_text("head", [{"a": hostile}], 1).splitlines()[2]


def test_a_list_of_values_is_a_small_table() -> None:
    rows = Listed({"a": n, "b": None} for n in range(30))
    assert rows == [{"a": n, "b": None} for n in range(30)]
    assert "21 more rows" in repr(rows)
    assert rows.to_frame().shape == (30, 2)


def test_a_case_shows_its_acts_where_no_voice_dated_phases() -> None:
    from tertius.cases import load_case

    case = load_case("egypt")
    assert not case.phases
    assert "<td>" in case._repr_html_()
    assert case.to_dict()["acts"] == len(case.to_frame()) == len(case.events)


def test_a_class_of_its_own_repr_keeps_it() -> None:
    class Own(Shown):
        def __repr__(self) -> str:
            return "own"

    class Plain(Shown):
        pass

    assert (repr(Own()), repr(Plain())) == ("own", "Plain")


def test_plot_needs_no_import_of_the_charts() -> None:
    code = (
        "import sys, tertius as t; made = t.Question.of_case('egypt', draws=60).triangle();"
        "assert 'tertius.charts' not in sys.modules; print(type(made.plot()).__module__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("altair")


def test_a_value_without_a_chart_says_so() -> None:
    with pytest.raises(t.BadInput, match="no chart for a Provenance"):
        asked().triangle().provenance.plot()


def test_named_axes_for_xarray() -> None:
    pytest.importorskip("xarray")
    made = asked().triangle()
    found = made.to_dataset()
    assert found["tilt"].dims == ("chain", "draw", "month")
    assert found["x"].dims == ("chain", "draw", "leg", "month")
    assert list(found["leg"].values) == ["EGY-USA", "EGY-SUN", "USA-SUN"]
    assert np.array_equal(found["tilt"].values[0], made.draws["tilt"])
    one = found["x"].sel(leg="EGY-SUN", month="1967-06")
    assert np.array_equal(one.values[0][:, 0], made.x[:, 1, made.month_labels.index("1967-06")])
    relations = asked().smoothed.to_dataset(np.random.default_rng(1), size=20)
    assert relations["x"].shape == (1, 20, 3, len(made.months))
    panel = asked().panel.to_dataset()
    assert np.array_equal(panel["y"].values, asked().panel.y, equal_nan=True)
    assert set(np.unique(panel["gap"].values)) <= set(panel_gaps())


def panel_gaps() -> tuple[str, ...]:
    from tertius.panel import GAPS

    return tuple(GAPS)
