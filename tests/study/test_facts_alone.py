"""What facts alone say is the prior of the model, by year, and nothing where nothing is known."""

from __future__ import annotations

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.settings import Counting
from tertius.study import Question
from tertius.study.facts_alone import facts_alone
from tertius.study.shipped import with_tallies


def test_it_is_the_prior_that_the_whole_answer_starts_from() -> None:
    window = Counting(start=np.datetime64("1966-01", "M"), end=np.datetime64("1975-12", "M"))
    years = facts_alone(("PAK", "USA", "CHN"), window)
    assert [each.year for each in years] == list(range(1966, 1976))
    whole = Question.of_world("PAK", "USA", "CHN", start=window.start, end=window.end).stances()
    at = {str(month): k for k, month in enumerate(whole.months)}
    for each in years:
        k = at.get(f"{each.year}-01")
        if k is not None:
            assert (each.p_a, each.p_middle, each.p_b) == pytest.approx(whole.prior[k], abs=1e-9)


def test_a_window_without_facts_is_refused() -> None:
    with pytest.raises(BadInput):
        facts_alone(
            ("ROU", "USA", "SUN"), Counting(start=np.datetime64("1900-01"), end=np.datetime64("1901-12"))
        )


def test_a_pair_of_the_world_has_its_tallies() -> None:
    from tertius.cases import pooled_events
    from tertius.study import panel_of

    window = Counting(start=np.datetime64("1966-01", "M"), end=np.datetime64("1975-12", "M"))
    anchor, *others = with_tallies(panel_of(pooled_events(), [("USA", "GBR")], window))
    assert anchor.kind == "chronicle"
    assert others
    assert any(panel.n[0].any() for panel in others)
    assert with_tallies(panel_of(pooled_events(), [("USA", "GBR")], Counting(scale="strength")))[1:] == ()
