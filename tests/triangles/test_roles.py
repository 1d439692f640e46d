"""Wu's six scores and Dittmer's types, exactly."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from tertius.triangles import roles as r

WU = {  # signs of (P-A, P-B, A-B): roles of P, A, B as the literature names them
    (1, 1, 1): ("friend", "friend", "friend"),
    (1, 1, -1): ("pivot", "wing", "wing"),
    (1, -1, 1): ("wing", "pivot", "wing"),
    (-1, 1, 1): ("wing", "wing", "pivot"),
    (1, -1, -1): ("partner", "partner", "outcast"),
    (-1, 1, -1): ("partner", "outcast", "partner"),
    (-1, -1, 1): ("outcast", "partner", "partner"),
    (-1, -1, -1): ("foe", "foe", "foe"),
}
SCORES = {"pivot": 3, "friend": 1, "partner": 1, "wing": -1, "foe": -1, "outcast": -3}


@pytest.mark.parametrize("signs", list(itertools.product((1, -1), repeat=3)))
def test_every_octant_gives_wus_roles_and_scores(signs: tuple[int, int, int]) -> None:
    pa, pb, ab = (np.full((3, 1), 0.4 * sign) for sign in signs)
    octants = r.octant_probabilities(pa, pb, ab)
    for corner, role in zip(("pivot", "a", "b"), WU[signs], strict=True):
        table = r.role_probabilities(octants, corner)
        assert r.named(table, r.ROLES) == [role]
        assert r.score_probabilities(octants, corner)[0] == SCORES[role]
    kind = r.TYPES[sum(sign < 0 for sign in signs)]
    assert r.named(r.type_probabilities(octants), r.TYPES) == [kind]
    own, other, between = signs
    assert r.role_score(own, other, between) == SCORES[r.role_name(own, other, between)]
    assert r.role_name(own, other, between) == WU[signs][0]


@given(npst.arrays(np.float64, (3, 20, 4), elements=st.floats(-1, 1)))
def test_probabilities_sum_to_one_and_match_a_count(v: np.ndarray) -> None:
    octants = r.octant_probabilities(*v)
    np.testing.assert_allclose(octants.sum(-1), 1)
    for index, octant in enumerate(r.OCTANTS):
        hits = np.all([(leg > 0) == (sign == "+") for leg, sign in zip(v, octant, strict=True)], axis=0)
        np.testing.assert_allclose(octants[:, index], hits.mean(0))
    for corner in ("pivot", "a", "b"):
        np.testing.assert_allclose(r.role_probabilities(octants, corner).sum(-1), 1)
    np.testing.assert_allclose(r.type_probabilities(octants).sum(-1), 1)


def test_exchanging_the_rivals_exchanges_their_roles() -> None:
    rng = np.random.default_rng(1)
    pa, pb, ab = rng.uniform(-1, 1, (3, 200, 5))
    one, two = r.octant_probabilities(pa, pb, ab), r.octant_probabilities(pb, pa, ab)
    np.testing.assert_allclose(r.role_probabilities(one, "a"), r.role_probabilities(two, "b"))
    np.testing.assert_allclose(r.role_probabilities(one, "pivot"), r.role_probabilities(two, "pivot"))


def test_a_role_is_named_only_above_the_threshold() -> None:
    table = np.array([[0.6, 0.4, 0, 0, 0, 0], [0.61, 0.39, 0, 0, 0, 0]])
    assert r.named(table, r.ROLES) == ["undetermined", "pivot"]
