"""The triangle as a value: symmetry, sensitivity to the neutral point, missing quantities, tables."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.triangles import OCTANTS, ROLES, triangle
from tests.triangles.fakes import FakeRelations, world

RELATIONS = world(3, 30, seed=3)
CORNERS = ("S000", "S001", "S002")


def made(**more: object) -> object:
    return triangle(RELATIONS, *CORNERS, rng=np.random.default_rng(5), size=400, **more)


def test_fields_and_summaries() -> None:
    value = made()
    assert value.size == 400
    assert value.rivals == ("S001", "S002")
    assert value.given == "all"
    assert value.types.shape == (30, len(OCTANTS))
    assert value.roles["S000"].shape == (30, len(ROLES))
    for name in value.draws:
        mean, lo, hi = value.summary(name)
        assert mean.shape == lo.shape == hi.shape == (30,)
        if name not in ("dependence", "dispersion"):
            assert (lo <= mean).all()
            assert (mean <= hi).all()
    np.testing.assert_allclose(value.draws["va"], RELATIONS.valence(value.x[:, 0]))
    np.testing.assert_allclose(value.draws["eab"], RELATIONS.active(value.l[:, 2]))


def test_exchanging_the_rivals_turns_the_tilt_and_keeps_the_even_quantities() -> None:
    rng = np.random.default_rng(0)
    certain = FakeRelations(
        **{**vars(RELATIONS), "var": np.zeros((3, 30)), "engagement_var": np.zeros((3, 30))}
    )
    one = triangle(certain, *CORNERS, rng=rng, size=2)
    two = triangle(certain, CORNERS[0], CORNERS[2], CORNERS[1], rng=rng, size=2)
    np.testing.assert_allclose(one.draws["tilt"], -two.draws["tilt"])
    for name in (
        "warmth",
        "joint",
        "cordiality",
        "equidistance",
        "withdrawn",
        "rejection",
        "rivalry",
        "balance",
    ):
        np.testing.assert_allclose(one.draws[name], two.draws[name])


def test_rivalry_ignores_the_pivots_legs() -> None:
    value = made()
    other = value.at(value.c0)
    np.testing.assert_array_equal(other.draws["rivalry"], (1 - value.draws["vab"]) / 2)


def test_sensitivity_reads_the_same_draws_at_zero_and_at_the_ruler() -> None:
    value = made()
    both = value.sensitivity()
    assert list(both) == [0.0, 1.0]
    assert both[1.0] is value
    zero = both[0.0]
    np.testing.assert_array_equal(zero.x, value.x)
    assert (zero.draws["va"] >= value.draws["va"]).all()  # a lower neutral point makes every relation warmer
    assert made(c0=0.0).c0 == 0.0


def test_missing_data_stay_missing() -> None:
    value = made()
    assert np.isnan(value.draws["dependence"]).all()
    assert np.isnan(value.draws["dispersion"]).all()
    with_data = made(dependence=(np.full(30, 3.0), np.full(30, 1.0)))
    assert (with_data.draws["dependence"] == 0.5).all()
    with pytest.raises(BadInput, match="dependence"):
        made(dependence=(np.ones(3), np.ones(3)))


def test_tables() -> None:
    value = made()
    printed = json.loads(json.dumps(value.to_dict()))
    assert set(printed) >= {
        "pivot",
        "rivals",
        "c0",
        "months",
        "tilt",
        "engagement",
        "equidistance",
        "withdrawn",
        "rivalry",
    }
    assert printed["dependence"]["mean"] == [None] * 30
    assert len(printed["tilt"]["lo"]) == 30
    assert [row["c0"] for row in printed["sensitivity"]] == [0.0, 1.0]
    frame = value.to_frame()
    assert frame.height == 30
    assert {"tilt", "tilt_lo", "role", "p +++", "p romantic triangle"} <= set(frame.columns)


def test_bad_input() -> None:
    with pytest.raises(BadInput, match="twice"):
        triangle(RELATIONS, "S000", "S000", "S001", rng=np.random.default_rng(0))
    with pytest.raises(BadInput, match="draws"):
        triangle(RELATIONS, *CORNERS, rng=np.random.default_rng(0), size=1)
    with pytest.raises(BadInput, match="no quantity"):
        made().summary("charm")


def test_same_seed_same_triangle() -> None:
    np.testing.assert_array_equal(made().draws["tilt"], made().draws["tilt"])
