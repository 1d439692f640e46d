"""A verdict that rests on one source is said to; one that rests on none survives; what a choice does not touch is not counted."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from tertius.claims import SUPPORTED, UNCLEAR, Feed, Registered, sensitivity
from tertius.claims.choices import Counted
from tertius.claims.quantities import Measured
from tertius.claims.rescaled import SCALES, rescaled_cells, rescaled_events
from tertius.cli.commands import make_app
from tertius.errors import BadInput
from tests.claims.planted import claim, world

LIST = Registered("planted", "2026-11-26", "0" * 64, (claim(), replace(claim(), id="Y", sign=-1)))


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Counted]]:
    """Sources with an effect in ``loud`` alone; every measurement that was asked for."""
    asked: list[tuple[str, Counted]] = []

    def measure(feed: Feed, *, c0: Any, article: bool, done: Any) -> Measured:
        asked.append((feed.name, Counted(c0=c0, article=article)))
        made = world(3 if feed.name == "loud" else 5, effect=float(feed.name == "loud"))
        return replace(made, feed=feed.name, values={**made.values, "even": made.values["middle"]})

    monkeypatch.setattr("tertius.claims.choices.measure_feed", measure)
    return asked


def _feeds(names: tuple[str, ...]) -> tuple[Feed, ...]:
    nothing: Any = None
    return tuple(Feed(name, "stream", pl.DataFrame(), nothing) for name in names)


def test_a_verdict_that_rests_on_one_source_is_said_to(measured: list[tuple[str, Counted]]) -> None:
    found = sensitivity(lambda _: _feeds(("loud", "noise")), LIST, seed=0, permutations=49)
    first, second = found.survivals()
    assert first.verdict == SUPPORTED
    assert not first.survives
    assert [(row["choice"], row["verdict"]) for row in first.changed] == [("without loud", UNCLEAR)]
    assert first.lowest < 0.5 < first.highest
    assert second.verdict == "contradicted"
    assert second.estimate == first.estimate
    assert json.loads(json.dumps(found.to_dict()))["survives"][0]["survives"] is False
    assert found.to_frame().height == 2 * len(found.tries)


def test_a_choice_that_touches_nothing_is_neither_counted_nor_measured(
    measured: list[tuple[str, Counted]],
) -> None:
    found = sensitivity(lambda _: _feeds(("loud",)), LIST, seed=0, permutations=49)
    first = found.survivals()[0]
    assert first.survives
    assert first.touched == 0
    assert "2 of 2" in repr(found)
    # as registered, two scales, three neutral points, the article's own; duplicates and confidence are not in tallies
    assert len(measured) == 7
    assert {tried.kind for tried in found.tries} == {
        "registered", "scale", "neutral point", "duplicates", "confidence", "cases", "measure",
    }  # fmt: skip


def test_other_scales_of_a_tally_come_from_its_classes() -> None:
    cells = pl.DataFrame(
        {"acts": [4], "sum": [-1.0], "squares": [36.0], "q1": [1], "q2": [1], "q3": [0], "q4": [2]}
    )
    assert rescaled_cells(cells, "quad")["sum"].item() == 3 * (1 + 2 - 4)
    assert rescaled_cells(cells, "signs")["sum"].item() == pytest.approx(0)
    assert rescaled_cells(cells, "signs")["squares"].item() == pytest.approx(36)
    assert rescaled_cells(cells, "squares")["sum"].item() == -1
    with pytest.raises(BadInput, match="scale 'gold'"):
        rescaled_cells(cells, "gold")


def test_other_scales_of_a_chronicle_keep_sign_and_spread() -> None:
    from tertius.cases import load_case
    from tertius.events import score_codes

    table = load_case("romania-moscow-beijing").events
    usual = score_codes(table.arrow)
    for scale in SCALES:
        other = score_codes(rescaled_events(table, scale).arrow)
        assert (np.isfinite(other) == np.isfinite(usual)).all()
        known = np.isfinite(usual)
        assert (np.sign(other[known]) == np.sign(usual[known])).all()
        assert np.square(other[known]).mean() == pytest.approx(np.square(usual[known]).mean(), rel=0.2)
    signs = score_codes(rescaled_events(table, "signs").arrow)
    assert len(np.unique(np.abs(signs[np.isfinite(signs) & (signs != 0)]).round(9))) == 1
    assert rescaled_events(table, "quad") is table


def test_sensitivity_is_of_the_registered_list_alone() -> None:
    problem = CliRunner().invoke(make_app(), ["claims", "romania-moscow-beijing", "--sensitivity"]).exception
    assert isinstance(problem, BadInput)
