"""Several sources: drift taken off, a noisier source counts less, shocks shared by the legs, causality kept; robust."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.relations import estimate_relations
from tertius.relations.fits import ValenceFit, fit_valence
from tertius.relations.prior import PSEUDO_DYADS
from tertius.relations.several import align, fit_source
from tertius.relations.start import start_of
from tests.relations.panels import make_panel, simulated


def fitted(panel) -> ValenceFit:
    return fit_valence(panel, start_of(panel, "reference", PSEUDO_DYADS), 1.0, past=False)


def two_sources(seed=0, drift=2.0, noise=3.0):
    rng = np.random.default_rng(seed)
    anchor = simulated(seed, size=10, months=80, share=0.5)
    truth = estimate_relations(anchor).mean
    y = truth + drift + rng.normal(size=truth.shape) * noise
    other = make_panel(y, np.ones(y.shape), dyads=anchor.dyads)
    return anchor, other


def test_drift_is_found_and_taken_off():
    anchor, other = two_sources()
    fit = fit_source(align(other, anchor), fitted(anchor))
    np.testing.assert_allclose(fit.drift[10:-10], 2.0, atol=0.7)
    both = estimate_relations([anchor, other])
    alone = estimate_relations(anchor)
    assert abs((both.mean - alone.mean).mean()) < 0.4
    assert both.var.mean() < alone.var.mean()
    assert any("source 2" in note for note in both.provenance.notes)


def test_a_noisier_source_gets_a_higher_ratio():
    base = fitted(two_sources()[0])
    quiet = fit_source(two_sources(noise=1.0)[1], base)
    loud = fit_source(two_sources(noise=8.0)[1], base)
    assert quiet.ratio + quiet.floor < loud.ratio + loud.floor


def test_legs_share_the_shock_of_a_source():
    anchor, other = two_sources()
    draws = (
        estimate_relations([anchor, other]).draws(np.random.default_rng(0), 1500, dyads=anchor.dyads[:2]).x
    )
    alone = estimate_relations(anchor).draws(np.random.default_rng(0), 1500, dyads=anchor.dyads[:2]).x

    def between(x):
        return np.mean([np.corrcoef(x[:, 0, t], x[:, 1, t])[0, 1] for t in range(20, 60)])

    assert between(draws) > between(alone) + 0.005


def test_past_stays_past_with_two_sources():
    anchor, other = two_sources()
    y = other.y.copy()
    y[:, 40:] += 9
    changed = replace(other, y=y, y_past=y)
    a = estimate_relations([anchor, other], given="past")
    b = estimate_relations([anchor, changed], given="past")
    np.testing.assert_array_equal(a.mean[:, :40], b.mean[:, :40])


def a_coder_and_a_reporter():
    """A chronicle with a dozen acts and more on two legs and two on a third, and a stream that tells of the last two legs alone.

    The stream tells of half of the months, and of the second leg as often as machines do of great powers.
    """
    rng, months = np.random.default_rng(4), 120
    n = (rng.random((3, months)) < 0.2).astype(float)
    n[2], n[2, 40:42] = 0.0, 1.0
    coder = make_panel(np.where(n > 0, 2.0, np.nan), n, kind="chronicle", volume=n.sum(axis=0))
    told = np.zeros((3, months))
    told[1, 30:90], told[2, 30:90] = 20.0, 3.0
    volume = np.where(told.any(axis=0), 260.0, 0.0)
    return coder, make_panel(np.where(told > 0, 1.0, np.nan), told, dyads=coder.dyads, volume=volume)


@pytest.mark.parametrize("given", ["all", "past"])
def test_a_reporters_counts_on_one_leg_make_no_silence_of_a_coders_on_another(given):
    """Egypt's two relations stood at .03 of activity in 1972, for WEIS tells of Washington and Moscow and leaves Egypt out."""
    coder, stream = a_coder_and_a_reporter()
    alone, both = (estimate_relations(each, given=given) for each in (coder, [coder, stream]))
    np.testing.assert_array_equal(both.engagement[0], alone.engagement[0])
    later = (
        slice(None) if given == "all" else slice(90, None)
    )  # at first too few of the coder's acts are known
    np.testing.assert_array_equal(both.engagement[1, later], alone.engagement[1, later])
    assert not np.array_equal(both.mean[1], alone.mean[1])  # its scores count


@pytest.mark.parametrize("given", ["all", "past"])
def test_a_leg_of_which_no_coder_tells_is_as_active_as_its_stream_says(given):
    coder, stream = a_coder_and_a_reporter()
    alone, both = (estimate_relations(each, given=given) for each in (coder, [coder, stream]))
    rate = np.exp(both.engagement[2, 60:90])
    assert 2.0 < rate.mean() < 4.0  # three acts a month at the reference volume
    np.testing.assert_array_equal(both.engagement[2, 90:], alone.engagement[2, 90:])  # it had ended


def test_the_past_does_not_know_what_will_be_counted():
    coder, stream = a_coder_and_a_reporter()
    more = {name: getattr(coder, name).copy() for name in ("n", "n_past", "y", "y_past")}
    for name, value in (("n", 1.0), ("n_past", 1.0), ("y", 2.0), ("y_past", 2.0)):
        more[name][2, 70:] = value
    changed = replace(coder, **more)
    one, other = (estimate_relations([each, stream], given="past") for each in (coder, changed))
    np.testing.assert_array_equal(one.engagement[:, :70], other.engagement[:, :70])


def test_other_scales_are_refused():
    anchor, other = two_sources()
    with pytest.raises(BadInput, match="scale"):
        estimate_relations([anchor, replace(other, scale="quad")])


def test_robust_moves_less_with_a_wild_month():
    panel = simulated(3, share=0.9)
    y = panel.y.copy()
    at = int(np.flatnonzero(np.isfinite(y[0]))[20])
    y[0, at] += 40
    wild = replace(panel, y=y, y_past=y)

    def shift(robust):
        return abs(
            estimate_relations(wild, robust=robust).mean[0, at]
            - estimate_relations(panel, robust=robust).mean[0, at]
        )

    assert shift(True) < 0.5 * shift(False)
    with pytest.raises(BadInput, match="robust"):
        estimate_relations(panel, given="past", robust=True)


@pytest.mark.parametrize("given", ["all", "past"])
@pytest.mark.parametrize("model", ["one-speed", "two-speed"])
def test_draws_carry_the_drift_that_the_moments_have(given, model):
    anchor, other = two_sources(4)
    both = estimate_relations([anchor, other], given=given, model=model)
    bare = replace(both, evidence=replace(both.evidence, drift=()))
    rng = np.random.default_rng(0)
    dyads = anchor.dyads[:3]
    x, plain = (r.draws(rng, 4000, dyads=dyads).x for r in (both, bare))
    assert x.var(axis=0).mean() > plain.var(axis=0).mean()
    np.testing.assert_allclose(x.std(axis=0), np.sqrt(both.var[:3]), rtol=0.12)

    def between(draws):
        pairs = ((0, 1), (0, 2), (1, 2))
        return np.mean(
            [np.corrcoef(draws[:, i, t], draws[:, j, t])[0, 1] for i, j in pairs for t in range(20, 60)]
        )

    assert between(x) > between(plain) + 0.004


def test_ratio_and_floor_are_less_known_with_fewer_shared_cells():
    anchor, other = two_sources(5)
    few = np.where(np.arange(other.y.shape[1]) < 6, other.y, np.nan)
    part = replace(other, y=few, n=np.where(np.isfinite(few), 1.0, 0.0))
    base = fitted(anchor)
    much, little = fit_source(other, base), fit_source(part, base)
    assert little.shared < much.shared
    assert little.ratio_sd + little.floor_sd > much.ratio_sd + much.floor_sd
    assert little.drift_var[40] > much.drift_var[40]


def test_intervals_of_two_sources_cover_the_truth():
    """Simulated x, an anchor, and a second source of other noise, floor and drift: 90 % intervals over 12 worlds."""
    inside = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        x = np.empty((12, 60))
        x[:, 0] = rng.normal(0.5, 1.5, 12)
        for t in range(1, 60):
            x[:, t] = 0.5 + 0.93 * (x[:, t - 1] - 0.5) + rng.normal(0, 0.55, 12)
        drift = np.cumsum(rng.normal(0, 0.1, 60)) + rng.normal()
        n = np.where(rng.random(x.shape) < 0.4, rng.integers(1, 5, x.shape), 0).astype(float)
        m = np.where(rng.random(x.shape) < 0.5, rng.integers(1, 5, x.shape), 0).astype(float)
        ratio, floor = rng.choice([0.3, 1.0, 3.0]), rng.choice([0.0, 0.2, 0.8])
        first = x + rng.normal(size=x.shape) * np.sqrt(9 / np.maximum(n, 1))
        second = x + drift + rng.normal(size=x.shape) * np.sqrt(9 * (ratio / np.maximum(m, 1) + floor))
        anchor = make_panel(np.where(n > 0, first, np.nan), n)
        other = make_panel(np.where(m > 0, second, np.nan), m)
        found = estimate_relations([anchor, other])
        inside.append(np.abs(x - found.mean) < 1.645 * np.sqrt(found.var))
    share = np.mean(inside)
    assert 0.86 < share < 0.95, share
