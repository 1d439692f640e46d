"""Relations: causality, the prior where nothing is known, draws that agree with the moments, the shipped prior."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.provenance import sha256
from tertius.relations import FilteredRelations, SmoothedRelations, estimate_relations, reference_prior
from tertius.relations.prior import dyad_key
from tests.relations.panels import make_panel, simulated
from tests.shared import shared


def test_filtered_and_smoothed_are_different_types_and_agree_in_the_last_month():
    panel = simulated()
    smooth, past = estimate_relations(panel), estimate_relations(panel, given="past")
    assert isinstance(smooth, SmoothedRelations)
    assert isinstance(past, FilteredRelations)
    np.testing.assert_allclose(smooth.mean[:, -1], past.mean[:, -1], atol=0.2)


@pytest.mark.parametrize("kind", ["stream", "chronicle"])
def test_nothing_after_a_month_reaches_its_filtered_value(kind):
    panel = replace(simulated(1), kind=kind)
    y, n, events = panel.y.copy(), panel.n.copy(), panel.events.copy()
    y[:, 30:], n[:, 30:], events[:, 30:] = 9.0, 7.0, 7
    volume = panel.volume.copy()
    volume[30:] = 900
    other = replace(panel, y=y, n=n, y_past=y, n_past=n, events=events, volume=volume)
    a, b = estimate_relations(panel, given="past"), estimate_relations(other, given="past")
    for name in ("mean", "var", "engagement", "engagement_var"):
        np.testing.assert_array_equal(getattr(a, name)[:, :30], getattr(b, name)[:, :30])


def test_filtered_uses_the_past_view_only():
    panel = simulated(2)
    moved = replace(panel, y=panel.y + 5, n=panel.n * 2)
    a, b = estimate_relations(panel, given="past"), estimate_relations(moved, given="past")
    np.testing.assert_array_equal(a.mean, b.mean)


def test_a_dyad_without_events_returns_the_prior():
    panel = make_panel(np.full((1, 24), np.nan), np.zeros((1, 24)), dyads=(("PRK", "CHN"),), kind="chronicle")
    relations = estimate_relations(panel)
    weights, _, _ = reference_prior().weights(frozenset({dyad_key("PRK", "CHN")}))
    grid = relations.hyper.valence.grid
    mean = weights @ grid["mu"]
    np.testing.assert_allclose(relations.mean, mean, atol=0.02)
    np.testing.assert_allclose(relations.var, weights @ (grid["var"] + (grid["mu"] - mean) ** 2), rtol=0.02)
    assert relations.loglik[0] == pytest.approx(0.0)
    assert relations.hyper.valence.share_prior["mu"] == pytest.approx(1.0)


def test_the_dyads_of_a_case_are_left_out_of_its_prior():
    prior = reference_prior()
    assert dyad_key("SUN", "CHN") == "CHN RUS"
    with_all, _, size = prior.weights(frozenset())
    without, _, left = prior.weights(frozenset({"CHN RUS"}))
    assert left == size - 1
    assert np.abs(with_all - without).max() > 0


def test_draws_agree_with_the_moments():
    relations = estimate_relations(simulated(3))
    draws = relations.draws(np.random.default_rng(0), 4000, dyads=relations.dyads[:2])
    assert draws.x.shape == draws.l.shape == (4000, 2, 60)
    np.testing.assert_allclose(draws.x.mean(axis=0), relations.mean[:2], atol=0.15)
    np.testing.assert_allclose(draws.x.std(axis=0), np.sqrt(relations.var[:2]), rtol=0.1)
    off = np.abs(draws.l.mean(axis=0) - relations.engagement[:2]) / np.sqrt(relations.engagement_var[:2])
    assert (
        np.median(off) < 0.1
    )  # the gamma matches mean and variance of the rate; its logarithm is close, not exact


def test_filtered_draws_agree_with_the_moments():
    relations = estimate_relations(simulated(4), given="past")
    draws = relations.draws(np.random.default_rng(0), 4000, dyads=relations.dyads[:1])
    np.testing.assert_allclose(draws.x.mean(axis=0), relations.mean[:1], atol=0.2)


def test_predictive_is_wider_with_fewer_acts():
    relations = estimate_relations(simulated(5))
    few, many = relations.predictive(), relations.predictive(counts=np.full(relations.mean.shape, 50.0))
    assert np.all(few[1] - few[0] >= many[1] - many[0] - 1e-9)


def test_bad_settings_and_pairs_are_said():
    panel = simulated(6, size=2)
    with pytest.raises(BadInput, match="given"):
        estimate_relations(panel, given="future")
    with pytest.raises(BadInput, match="no relation"):
        estimate_relations(panel).index("XXX", "YYY")
    with pytest.raises(BadInput, match="neutral point"):
        estimate_relations(panel, c0="middle")


def test_ruler_and_its_neutral_points():
    relations = estimate_relations(simulated(7, size=2), c0=0)
    assert relations.ruler.c0 == 0
    v, e = relations.valence(), relations.active()
    assert np.all(np.abs(v) < 1)
    assert np.all((e > 0) & (e < 1))
    assert estimate_relations(simulated(7, size=2), c0="median").ruler.c0 == relations.ruler.median


def test_the_reference_panel_itself_gets_an_even_prior():
    prior = reference_prior()
    valence, counts, left = prior.weights(frozenset(prior.keys[20:]))
    assert left == 20
    assert np.ptp(valence) == np.ptp(counts) == 0
    pairs = tuple(tuple(key.split(" ")) for key in prior.keys)
    panel = make_panel(np.full((len(pairs), 3), np.nan), np.zeros((len(pairs), 3)), dyads=pairs)
    relations = estimate_relations(panel)
    assert "all but 0 of its dyads: an even one, worth one dyad" in relations.hyper.reference
    assert relations.hyper.valence.pseudo == 1


def test_the_shipped_prior_is_what_its_command_makes():
    from importlib.resources import files

    from tertius.events import read_events
    from tertius.panel import build_panel
    from tertius.relations.hyper import valence_grid
    from tertius.relations.latent import grid_loglik
    from tertius.relations.prior import SMOOTHING, pack, sum_of
    from tertius.statespace import fit_weights

    prior = reference_prior()
    path = shared("data/events/weis_1966_1975.csv")
    assert sha256(path) == prior.about["sha256"]
    panel = build_panel(read_events(path))
    full = grid_loglik(panel.y.T.copy(), panel.n.T.copy(), valence_grid())
    full[panel.n.sum(axis=1) < 4] = 0
    even = np.full(full.shape[1], 1 / full.shape[1])
    exact = fit_weights(full, prior=even, pseudo=SMOOTHING, steps=100)
    with files("tertius.relations").joinpath("reference_prior.npz").open("rb") as file, np.load(file) as data:
        held = sum_of(data["valence"])
    made = pack(full - full.max(axis=1, keepdims=True))
    assert np.abs(held.astype(int) - made.astype(int)).max() <= 1  # a tie may round the other way elsewhere
    shipped, _, _ = prior.weights(frozenset())
    np.testing.assert_allclose(
        shipped, exact, atol=2e-3
    )  # what one byte a value costs; the bytes are compared above
    assert np.abs(shipped - exact).sum() / 2 < 0.02


def test_a_chronicle_says_what_its_strengths_were_taken_for() -> None:
    from tertius.cases import load_case
    from tertius.panel import build_panel
    from tertius.relations import estimate_relations, strength_step

    step = strength_step()
    assert step.lo < step.points < step.hi < 3.0
    case = load_case("romania-moscow-beijing")
    panel = build_panel(case.events, dyads=[(case.pivot, case.a)])
    assert step.note in estimate_relations(panel).provenance.notes
