"""Two speeds with yearly facts, and issue offsets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.relations import estimate_relations, issue_offsets, structure
from tests.relations.panels import make_panel, simulated


def test_a_fact_narrows_the_structure_and_is_optional():
    relations = estimate_relations(simulated(0, size=20, months=72, share=0.2))
    years = np.arange(1970, 1976)
    own = relations.months.astype("M8[Y]").astype(int) + 1970
    truth = np.stack([relations.mean[:, own == year].mean(axis=1) for year in years], axis=1)
    told = structure(relations, {"votes": 0.5 + 0.1 * truth}, years)
    untold = structure(relations, {}, years)
    assert told.loadings["votes"][1] == pytest.approx(0.1, abs=1e-6)
    assert told.var.mean() < untold.var.mean()
    assert np.corrcoef(untold.mean.ravel(), relations.mean.ravel())[0, 1] > 0.8
    missing = structure(relations, {"votes": np.full(truth.shape, np.nan)}, years)
    np.testing.assert_allclose(missing.mean, untold.mean)


def test_wrong_shapes_and_filtered_relations_are_refused():
    panel = simulated(1, size=3)
    with pytest.raises(BadInput, match="shape"):
        structure(estimate_relations(panel), {"votes": np.zeros((2, 2))}, np.array([1970]))
    with pytest.raises(BadInput, match="smoothed"):
        structure(estimate_relations(panel, given="past"), {}, np.array([1970]))


@pytest.mark.parametrize("given", ["all", "past"])
def test_offsets_follow_their_issue(given):
    panel = simulated(2, size=4, share=0.9)
    warm = replace(panel, y=panel.y + 3, y_past=panel.y + 3)
    silent = make_panel(np.full(panel.y.shape, np.nan), np.zeros(panel.y.shape), dyads=panel.dyads)
    relations = estimate_relations(panel, given=given)
    offsets = issue_offsets(relations, {"ECO": warm, "SEC": silent})
    assert 1.0 < offsets["ECO"][0][:, -1].mean() < 3.5
    np.testing.assert_allclose(offsets["SEC"][0], 0.0)
    np.testing.assert_allclose(offsets["SEC"][1], 4.0)
