"""Properties of every quantity of docs/method/triangles.md, on arbitrary valences and engagements."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from tertius.triangles import quantities as q

SIZE = 16
valence = npst.arrays(np.float64, SIZE, elements=st.floats(-0.999, 0.999, allow_subnormal=False))
activity = npst.arrays(np.float64, SIZE, elements=st.floats(0.001, 0.999))


@given(valence, valence)
def test_tilt_is_odd_and_warmth_even(va: np.ndarray, vb: np.ndarray) -> None:
    np.testing.assert_allclose(q.tilt(va, vb), -q.tilt(vb, va))
    np.testing.assert_allclose(q.warmth(va, vb), q.warmth(vb, va))
    assert (np.abs(q.tilt(va, vb)) + np.abs(q.warmth(va, vb)) < 1).all()


@given(valence, valence, activity, activity)
def test_ranges_and_evenness(va: np.ndarray, vb: np.ndarray, ea: np.ndarray, eb: np.ndarray) -> None:
    for name in ("equidistance", "withdrawn", "rejection"):
        value, mirrored = getattr(q, name)(va, vb, ea, eb), getattr(q, name)(vb, va, eb, ea)
        np.testing.assert_allclose(value, mirrored, atol=1e-15)
        assert (value >= 0).all()
        assert (value < 1).all()
    assert (q.equidistance(va, vb, ea, eb) > 0).all()
    assert (q.withdrawn(va, vb, ea, eb) > 0).all()
    g, joint = q.cordiality(va, vb), q.joint_engagement(ea, eb)
    np.testing.assert_allclose(g, q.cordiality(vb, va))
    assert ((g > 0) & (g < 1)).all()
    assert ((joint > 0) & (joint < 1)).all()


@given(valence, valence, activity, activity, st.floats(1, 1.001))
def test_equidistance_rises_in_engagement(
    va: np.ndarray, vb: np.ndarray, ea: np.ndarray, eb: np.ndarray, factor: float
) -> None:
    more = np.minimum(ea * factor, 0.9999)
    assert (q.equidistance(va, vb, more, eb) >= q.equidistance(va, vb, ea, eb) - 1e-15).all()


@given(valence, valence, activity)
def test_a_dead_leg_kills_engagement_and_an_active_leg_kills_withdrawal(
    va: np.ndarray, vb: np.ndarray, eb: np.ndarray
) -> None:
    assert (q.joint_engagement(np.full(SIZE, 1e-12), eb) < 1e-5).all()
    assert (q.equidistance(va, vb, np.full(SIZE, 1e-12), eb) < 1e-5).all()
    assert (q.withdrawn(va, vb, np.full(SIZE, 1 - 1e-9), eb) < 1e-8).all()


@given(valence, valence, activity, activity)
def test_rejection_is_zero_unless_both_are_negative(
    va: np.ndarray, vb: np.ndarray, ea: np.ndarray, eb: np.ndarray
) -> None:
    value = q.rejection(va, vb, ea, eb)
    assert ((value > 0) == ((va < 0) & (vb < 0))).all()


def test_one_tilt_cannot_tell_1961_from_august_1966() -> None:
    close, away = np.array([0.7]), np.array([-0.7])
    active = np.array([0.8])
    assert q.tilt(close, close) == q.tilt(away, away)
    assert q.equidistance(close, close, active, active) > 5 * q.equidistance(away, away, active, active)
    assert q.rejection(close, close, active, active) == 0
    assert q.rejection(away, away, active, active) > 0.5


@given(valence)
def test_rivalry_is_in_range_and_falls_in_the_rivals_valence(vab: np.ndarray) -> None:
    assert ((q.rivalry(vab) > 0) & (q.rivalry(vab) < 1)).all()
    assert (q.rivalry(vab) >= q.rivalry(np.minimum(vab + 0.0005, 0.9999))).all()


@given(valence, valence, valence)
def test_balance_is_unchanged_by_flipping_two_signs(va: np.ndarray, vb: np.ndarray, vab: np.ndarray) -> None:
    value = q.balance(va, vb, vab)
    assert (np.abs(value) < 1).all()
    for flips in ((-1, -1, 1), (-1, 1, -1), (1, -1, -1)):
        np.testing.assert_array_equal(
            q.balance(*(sign * v for sign, v in zip(flips, (va, vb, vab), strict=True))), value
        )


@given(activity, activity, st.floats(0.01, 1e6))
def test_dependence_tilt_is_scale_free_odd_and_bounded(da: np.ndarray, db: np.ndarray, scale: float) -> None:
    value = q.dependence_tilt(da, db)
    np.testing.assert_allclose(q.dependence_tilt(scale * da, scale * db), value, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(q.dependence_tilt(db, da), -value, atol=1e-15)
    assert (np.abs(value) <= 1).all()


def test_dependence_is_missing_without_data() -> None:
    da, db = np.array([0.0, np.nan, 2.0, 1.0]), np.array([0.0, 1.0, np.nan, 0.0])
    np.testing.assert_array_equal(q.dependence_tilt(da, db), [np.nan, np.nan, np.nan, 1.0])


@given(npst.arrays(np.float64, (4, SIZE), elements=st.floats(-0.99, 0.99)), st.integers(0, 3))
def test_dispersion_range_agreement_and_permutation(tilts: np.ndarray, turn: int) -> None:
    weights = np.array([1.0, 2.0, 0.5, 1.0])[:, None]
    mean, spread = q.dispersion(tilts, weights)
    assert ((spread >= 0) & (spread < 1)).all()
    assert (np.abs(mean) < 1).all()
    again = q.dispersion(np.roll(tilts, turn, axis=0), np.roll(weights, turn, axis=0))
    np.testing.assert_allclose(again[1], spread, atol=1e-12)
    same = q.dispersion(np.broadcast_to(tilts[:1], tilts.shape), weights)
    np.testing.assert_allclose(same[1], 0, atol=1e-7)
    brute = np.sqrt(sum(w * (t - mean) ** 2 for w, t in zip(weights[:, 0] / 4.5, tilts, strict=True)))
    np.testing.assert_allclose(spread, brute, atol=1e-9)


def test_dispersion_needs_two_agendas_with_data() -> None:
    tilts = np.array([[0.5, 0.5, np.nan], [np.nan, -0.5, np.nan]])
    mean, spread = q.dispersion(tilts, np.ones((2, 1)))
    np.testing.assert_array_equal(mean, [0.5, 0.0, np.nan])
    np.testing.assert_array_equal(spread, [np.nan, 0.5, np.nan])
