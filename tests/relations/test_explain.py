"""The pulls of the events add up to the posterior mean less the prior's centre."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from tertius.errors import BadInput
from tertius.relations import estimate_relations, explain
from tertius.relations.explain import month_weights
from tertius.relations.influence import cut, two_speed_weights
from tertius.statespace import filter_two_speed, responsibilities
from tests.relations.panels import make_panel


def panel_with_links():
    rng = np.random.default_rng(0)
    months, rows = 30, []
    y, n = np.full((1, months), np.nan), np.zeros((1, months))
    for t in range(0, months, 3):
        scores = rng.normal(2, 3, size=rng.integers(1, 4))
        y[0, t], n[0, t] = scores.mean(), len(scores)
        rows += [
            {"dyad": 0, "month": t, "event_id": f"e{t}.{k}", "weight": 1.0, "weight_past": 1.0, "score": s}
            for k, s in enumerate(scores)
        ]
    panel = make_panel(y, n, kind="chronicle")
    object.__setattr__(panel, "opener", lambda dyads: pa.Table.from_pylist(rows))
    return panel


@pytest.mark.parametrize("given", ["all", "past"])
def test_pulls_add_up(given):
    panel = panel_with_links()
    relations = estimate_relations(panel, given=given)
    a, b = panel.dyads[0]
    for at in (0, 13, 29):
        frame = explain(relations, a, b, panel.months[at])
        _, share = month_weights(relations, 0, at)
        centre = share @ relations.hyper.valence.grid["mu"]
        assert frame["pull"].sum() == pytest.approx(relations.mean[0, at] - centre, abs=2e-3)
        assert frame["share"].sum() == pytest.approx(1.0)
    if given == "past":
        assert set(explain(relations, a, b, panel.months[5])["month"]) <= {"1970-01", "1970-04"}


@pytest.mark.parametrize("given", ["all", "past"])
def test_pulls_of_acts_and_facts_add_up_at_two_speeds(given):
    from tests.relations.test_two_speed import facts_of

    panel = panel_with_links()
    object.__setattr__(panel, "dyads", (("GBR", "USA"),))
    facts = facts_of([("GBR", "USA", year, "un_agreement", 0.95) for year in (1970, 1971)])
    relations = estimate_relations(panel, given=given, indicators=facts)
    for at in (0, 12, 13, 29):
        frame = explain(relations, "GBR", "USA", panel.months[at])
        weight, *_ = two_speed_weights(relations, 0, at)
        mixture, last = relations.hyper.valence, weight.shape[1]
        if given == "past":
            run = filter_two_speed(
                relations.evidence.y[:last],
                relations.evidence.n[:last],
                cut(relations.evidence.told, last, past=True),
                mixture.grid,
            )
            share = responsibilities(run.loglik[at][None], mixture.path[at])[0]
        else:
            share = mixture.posterior[0]
        assert frame["pull"].sum() == pytest.approx(
            relations.mean[0, at] - share @ mixture.grid["mu"], abs=6e-3
        )
        years = set(frame.filter(frame["event_id"].str.starts_with("yearly"))["month"])
        assert years == (
            {"1970-12", "1971-12"}
            if given == "all"
            else {"1970-12", "1971-12"}
            if at == 29
            else {"1970-12"}
            if at >= 12
            else set()
        )


def test_a_month_outside_is_said():
    relations = estimate_relations(panel_with_links())
    with pytest.raises(BadInput, match="month 1999-01"):
        explain(relations, *relations.dyads[0], "1999-01")
