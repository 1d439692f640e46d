"""Two speeds with yearly facts as relations: causality, a lone dyad, three and the world; draws; facts that enter are said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from tertius.errors import BadInput
from tertius.indicators import INDICATOR_SCHEMA, Coverage, Indicators
from tertius.relations import (
    FilteredRelations,
    SmoothedRelations,
    direction_gap,
    estimate_relations,
    issue_offsets,
    structure,
)
from tertius.relations.facts import FACTS, gather, told_by, year_count
from tertius.relations.speed_prior import half, speed_prior
from tertius.relations.speeds import filter_speeds, smooth_speeds, speed_grid
from tests.oracles.two_speed import condition
from tests.relations.panels import make_panel, simulated
from tests.shared import shared, weis_events

STATES = ("USA", "GBR", "FRA", "ITA", "POL", "ROU", "HUN", "BGR", "CHN", "JPN", "IND", "SWE")
PAIRS = tuple((a, b) for k, a in enumerate(sorted(STATES)) for b in sorted(STATES)[k + 1 :])


def facts_of(rows) -> Indicators:
    """Synthetic facts: (a, b, year, name, value)."""
    columns = list(zip(*sorted(rows, key=lambda row: (row[3], *row[:3])), strict=True))
    more = [[None] * len(rows), [False] * len(rows), ["facts"] * len(rows)]
    order = (columns[0], columns[1], columns[2], columns[3], columns[4], *more)
    table = pa.table([pa.array(list(each)) for each in order], names=INDICATOR_SCHEMA.names).cast(
        INDICATOR_SCHEMA
    )
    covers = tuple(
        Coverage(n, "facts", 1970, 1975, False, "", False, cow=False) for n in dict.fromkeys(columns[3])
    )
    return Indicators(table, covers)


def votes(panel, value=0.9, years=range(1970, 1975), size=8):
    return facts_of([(a, b, year, "un_agreement", value) for a, b in panel.dyads[:size] for year in years])


def world(seed=0, size=8, months=60, **options):
    return replace(simulated(seed, size=size, months=months, **options), dyads=PAIRS[:size])


def test_the_same_types_and_one_speed_stays_the_default():
    panel = world()
    facts = votes(panel)
    plain = estimate_relations(panel)
    assert plain.hyper.model == "one-speed"
    smooth, past = (
        estimate_relations(panel, indicators=facts),
        estimate_relations(panel, indicators=facts, given="past"),
    )
    assert isinstance(smooth, SmoothedRelations)
    assert isinstance(past, FilteredRelations)
    assert smooth.hyper.model == past.hyper.model == "two-speed"
    assert any("un_agreement" in note and "no evidence" in note for note in smooth.provenance.notes)
    two = estimate_relations(panel, model="two-speed")
    gap = np.abs(two.mean - plain.mean) / np.sqrt(two.var + plain.var)
    assert gap.mean() < 0.25  # the same acts: what they differ by is well within what either knows
    assert np.quantile(gap, 0.98) < 1.0  # but for lone months, which the fast speed follows further
    assert np.corrcoef(two.mean.ravel(), plain.mean.ravel())[0, 1] > 0.9


@pytest.mark.parametrize("size", [1, 3, 40])
@pytest.mark.parametrize("given", ["all", "past"])
def test_one_dyad_three_and_many_get_a_proper_posterior(size, given):
    panel = world(1, size=size, months=36)
    found = estimate_relations(panel, indicators=votes(panel), given=given)
    assert np.isfinite(found.mean).all()
    assert (found.var > 0).all()
    assert 0 < found.hyper.valence.share_prior["mu"] <= 1
    draws = found.draws(np.random.default_rng(0), 50, dyads=panel.dyads[:1])
    assert np.isfinite(draws.x).all()


@pytest.mark.parametrize("cut", [30, 36, 37])
def test_nothing_after_a_month_reaches_its_filtered_value(cut):
    """Bitwise: later acts changed, and every fact of a year whose January lies after the month (cut 36 is January 1973)."""
    panel = world(2)
    first = (
        1970 + (cut - 1) // 12
    )  # first year whose facts may differ: not yet over in the month before the cut
    early = [(a, b, y, "un_agreement", 0.8) for a, b in panel.dyads for y in range(1970, first)]
    late = [(a, b, y, "un_agreement", 0.2) for a, b in panel.dyads for y in range(first, 1975)]
    same = [(a, b, y, "un_agreement", 0.6) for a, b, y, *_ in late]
    y, n = panel.y.copy(), panel.n.copy()
    y[:, cut:], n[:, cut:] = 9.0, 7.0
    other = replace(panel, y=y, n=n, y_past=y, n_past=n)
    one = estimate_relations(panel, given="past", indicators=facts_of(early + late))
    two = estimate_relations(other, given="past", indicators=facts_of(early + same))
    for name in ("mean", "var"):
        np.testing.assert_array_equal(getattr(one, name)[:, :cut], getattr(two, name)[:, :cut])
    a, b = (r.draws(np.random.default_rng(3), 20).x[..., :cut] for r in (one, two))
    np.testing.assert_array_equal(a, b)


def test_a_fact_enters_filtered_relations_in_january():
    panel = world(3)
    quiet = replace(panel, y=np.full(panel.y.shape, np.nan), n=np.zeros(panel.n.shape))
    quiet = replace(quiet, y_past=quiet.y, n_past=quiet.n)
    without = estimate_relations(quiet, given="past", model="two-speed")
    told = estimate_relations(quiet, given="past", indicators=votes(quiet, 0.99, years=[1971]))
    np.testing.assert_array_equal(told.mean[:, :24], without.mean[:, :24])
    assert (told.mean[:, 24] > without.mean[:, 24]).all()
    assert (
        estimate_relations(quiet, indicators=votes(quiet, 0.99, years=[1971])).mean[:, 0] > without.mean[:, 0]
    ).all()


def test_moments_are_the_joint_gaussian_mixed_over_the_grid():
    panel = world(4, size=1, months=30)
    facts = facts_of(
        [
            (*panel.dyads[0], 1970, "un_agreement", 0.9),
            (*panel.dyads[0], 1970, "dispute", 0.0),
            (*panel.dyads[0], 1971, "dispute", 1.0),
        ]
    )
    found = estimate_relations(panel, indicators=facts)
    mixture, evidence = found.hyper.valence, found.evidence
    use = np.flatnonzero(mixture.posterior[0] > 1e-7)
    parts = [condition(evidence.y[:, 0], evidence.n[:, 0], evidence.told, mixture.grid, g)[:2] for g in use]
    weight = mixture.posterior[0, use] / mixture.posterior[0, use].sum()
    mean = sum(w * m for w, (m, _) in zip(weight, parts, strict=True))
    second = sum(w * (np.diag(c) + m * m) for w, (m, c) in zip(weight, parts, strict=True))
    np.testing.assert_allclose(found.mean[0], mean, atol=2e-3)
    np.testing.assert_allclose(found.var[0], second - mean**2, atol=2e-2)


def test_draws_agree_with_the_moments():
    panel = world(5, size=3, months=36)
    for given in ("all", "past"):
        found = estimate_relations(panel, indicators=votes(panel), given=given)
        x = found.draws(np.random.default_rng(0), 6000).x
        np.testing.assert_allclose(x.mean(axis=0), found.mean, atol=0.15)
        np.testing.assert_allclose(x.std(axis=0), np.sqrt(found.var), rtol=0.1)


def test_batch_equals_loop():
    """With weights that a very heavy prior holds, each dyad alone has what it has in the batch."""
    panel = world(6, size=4, months=30)
    found = estimate_relations(panel, indicators=votes(panel))
    y, n, told, grid = found.evidence.y, found.evidence.n, found.evidence.told, speed_grid()
    weights, _ = speed_prior().weights(frozenset())
    for fit in (smooth_speeds, filter_speeds):
        mean, var, *_ = fit(y, n, told, grid, (weights, 1e12))
        for k in range(4):
            m, v, *_ = fit(y[:, [k]], n[:, [k]], told.rows([k]), grid, (weights, 1e12))
            np.testing.assert_allclose(m[:, 0], mean[:, k], atol=1e-8)
            np.testing.assert_allclose(v[:, 0], var[:, k], atol=1e-8)


def test_each_fact_is_optional_and_one_that_says_nothing_changes_nothing():
    panel = world(7)
    bare = estimate_relations(panel, model="two-speed")
    absent = facts_of(
        [("DEU", "AUT", 1970, name, 1.0) for name in ("un_agreement", "dispute", "alliance", "arms")]
    )
    np.testing.assert_array_equal(estimate_relations(panel, indicators=absent).mean, bare.mean)
    told = estimate_relations(panel, indicators=votes(panel))
    assert told.var.mean() < bare.var.mean()


def test_the_joint_measurement_is_generalised_least_squares():
    loadings = speed_prior().loadings[0]
    r = loadings.alpha[:, None] + loadings.beta[:, None] * np.array([2.0, -1.0])
    value, load, var = loadings.join(r)
    np.testing.assert_allclose(value, [2.0, -1.0], atol=1e-9)
    R = loadings.lasting + loadings.passing
    np.testing.assert_allclose(
        load**2 + var, 1 / (loadings.beta @ np.linalg.solve(R, loadings.beta)), rtol=1e-9
    )
    r[2:, 1] = np.nan
    fewer = loadings.join(r)
    assert fewer[1][1] ** 2 + fewer[2][1] > load[1] ** 2 + var[1]
    assert np.isnan(loadings.join(np.full((len(FACTS), 1), np.nan))[0]).all()


def test_a_dyad_of_the_reference_uses_the_loadings_of_the_other_half():
    prior = speed_prior()
    fold = prior.folds([("SUN", "CHN"), ("QQQ", "ZZZ")])
    assert fold.tolist() == [1 + half("CHN RUS"), 0]
    with_all, size = prior.weights(frozenset())
    without, left = prior.weights(frozenset({"CHN RUS"}))
    assert left == size - 1
    assert np.abs(with_all - without).max() > 0


def test_years_and_quarters_count():
    months = (np.arange(30) + 6).astype("M8[M]")
    assert year_count(months, "month")[:8].tolist() == [1, 2, 3, 4, 5, 6, 1, 2]
    assert year_count(np.arange(2, 20, 3).astype("M8[M]") - 2, "quarter").tolist() == [1, 2, 3, 4, 1, 2]
    facts = np.full((len(FACTS), 1, 3), 0.5)
    told = told_by(facts, speed_prior().loadings, np.zeros(1, dtype=int), months)
    assert np.flatnonzero(np.isfinite(told.value[:, 0])).tolist() == [5, 17, 29]


def test_bad_settings_are_said():
    panel = world(8, size=2, months=24)
    with pytest.raises(BadInput, match="one speed has no place"):
        estimate_relations(panel, indicators=votes(panel), model="one-speed")
    with pytest.raises(BadInput, match="model='three-speed'"):
        estimate_relations(panel, model="three-speed")
    with pytest.raises(BadInput, match="robust"):
        estimate_relations(panel, model="two-speed", robust=True)
    with pytest.raises(BadInput, match="no fact the model knows"):
        estimate_relations(panel, indicators=facts_of([("USA", "GBR", 1970, "friendship", 1.0)]))


def test_structure_is_slow_and_needs_two_speeds():
    panel = world(9, size=4)
    found = estimate_relations(panel, indicators=votes(panel))
    slow = structure(found)
    assert slow.mean.shape == found.mean.shape
    assert np.abs(np.diff(slow.mean, axis=1)).mean() < np.abs(np.diff(found.mean, axis=1)).mean()
    with pytest.raises(BadInput, match="two-speed"):
        structure(estimate_relations(panel))


def test_real_facts_on_real_pairs():
    from tertius.indicators import read_indicators

    facts = read_indicators(
        [shared("data/structural/un_agreement_dyad_year.parquet"), shared("data/structural/td_rivalries.csv")]
    )
    values, names = gather(facts, [("USA", "GBR"), ("GBR", "USA"), ("USA", "SUN")], np.arange(1966, 1970))
    assert names == ("rivalry", "un_agreement")
    np.testing.assert_array_equal(values[:, 0], values[:, 1])
    order = list(FACTS)
    assert (values[order.index("rivalry"), 2] == 1).all()
    assert (values[order.index("un_agreement"), 0] > values[order.index("un_agreement"), 2]).all()


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


def test_the_two_directions_are_estimated_apart():
    from tertius.panel import build_panel

    pairs = [("CHN", "SUN"), ("SUN", "CHN")]
    events = weis_events()
    panel = build_panel(events, dyads=pairs, directed=True)
    relations = estimate_relations(panel)
    assert (panel.events[0] != panel.events[1]).any()
    assert np.abs(relations.mean[0] - relations.mean[1]).max() > 0.5
    gap = direction_gap(relations, "CHN", "SUN", rng=np.random.default_rng(0))
    np.testing.assert_allclose(gap.mean, relations.mean[0] - relations.mean[1], atol=0.15)
    assert (gap.lo < gap.hi).all()
    back = direction_gap(relations, "SUN", "CHN", rng=np.random.default_rng(0))
    np.testing.assert_allclose(back.mean, -gap.mean, atol=0.2)
    with pytest.raises(BadInput, match="direction"):
        direction_gap(estimate_relations(world()), "USA", "GBR", rng=np.random.default_rng(0))
