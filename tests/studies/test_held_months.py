"""What scores hidden months: the density is one, intervals are those of the predictive, pairs are compared by dyad."""

from __future__ import annotations

import numpy as np
import pytest

from studies.held_months import hide
from studies.relations_comparison import log_density, paired, score
from tertius.panel import build_panel
from tertius.relations import estimate_relations
from tertius.relations.predictive import predictive_interval
from tests.shared import weis_events

PAIRS = [("USA", "SUN"), ("CHN", "SUN"), ("USA", "CHN"), ("ISR", "EGY")]


@pytest.fixture(scope="module")
def hidden():
    panel = build_panel(weis_events(), dyads=PAIRS)
    mask = np.zeros(panel.y.shape, dtype=bool)
    mask[:, ::7] = True
    return panel, mask, estimate_relations(hide(panel, mask))


def test_the_density_integrates_to_one_and_agrees_with_the_interval(hidden):
    panel, mask, relations = hidden
    row, month = (int(at[0]) for at in np.nonzero(mask & panel.observed))
    values = np.linspace(-40, 40, 8001)
    mixture = relations.hyper.valence.rows(np.full(len(values), row))
    same = [np.full(len(values), v[row, month]) for v in (relations.mean, relations.var, panel.n)]
    density = np.exp(log_density(*same, values, mixture))
    step = values[1] - values[0]
    assert density.sum() * step == pytest.approx(1, abs=1e-3)
    mean, var, n = (v[None, :1] for v in same)
    lo, hi = predictive_interval(mean, var, n, mixture.rows(np.array([0])), level=0.9)
    inside = (values >= lo[0, 0]) & (values <= hi[0, 0])
    assert density[inside].sum() * step == pytest.approx(0.9, abs=0.01)


def test_hidden_months_are_scored_and_only_they(hidden):
    panel, mask, relations = hidden
    density, inside = score(relations, panel, mask)
    rows, months = np.nonzero(mask & panel.observed)
    assert len(density) == len(rows)
    assert not hide(panel, mask).observed[mask].any()
    mixture, n = relations.hyper.valence.rows(rows), panel.n[rows, months][None]
    lo, hi = predictive_interval(
        relations.mean[rows, months][None], relations.var[rows, months][None], n, mixture, level=0.9
    )
    value = panel.y[rows, months]
    np.testing.assert_array_equal(inside[0.9], (value >= lo[0]) & (value <= hi[0]))


def test_the_gain_is_resampled_by_dyads():
    """Ten months of one dyad are one witness: its interval is as wide as the dyads differ, not as the months."""
    dyad = np.repeat(np.arange(8), 50)
    gain = np.repeat(np.array([1.0, -1, 1, -1, 1, -1, 1, -1]), 50)
    found = paired(gain, dyad, np.random.default_rng(0))
    assert found["gain"] == 0
    assert found["interval"][0] < -0.3
    assert found["interval"][1] > 0.3
