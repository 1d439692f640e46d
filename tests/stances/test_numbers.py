from __future__ import annotations

import json

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.stances import theory
from tertius.stances.learning import even
from tertius.stances.likelihood import Offsets, log_emissions
from tertius.stances.measurements import covariates
from tertius.stances.pool import case_legs
from tertius.stances.reference import PATH, load_reference
from tertius.stances.rules import rule_paths
from tertius.stances.signatures import INNER, StanceModel
from tests.stances.fakes import LEGS, world


def test_shipped_numbers_are_even_and_each_signature_still_means_its_stance():
    model = load_reference()
    at = {name: i for i, name in enumerate(INNER)}
    np.testing.assert_allclose(model.level, model.mirrored().level)
    np.testing.assert_allclose(model.moves, model.mirrored().moves)
    z = model.level
    assert z[at["aligned A"], 0] - z[at["aligned A"], 1] > 0.5
    assert (z[at["equidistant"], :2] > 0.3).all()
    assert (z[at["rejecting"], :2] < -0.3).all()
    assert z[at["excluded"], 2] > 0.3
    assert (np.abs(z[at["cautious"], :2]) < 0.2).all()
    live, dead = model.activity[at["equidistant"], 0], model.activity[at["silent"], 0]
    assert live - dead > 1.5
    assert "sha256:" in model.version


def test_no_pivot_leg_of_a_shipped_case_taught_them():
    content = json.loads(PATH.read_text())
    barred = case_legs()
    assert len(content["triangles"]) >= 200
    assert frozenset(("PRK", "CHN")) in barred
    for text in content["triangles"]:
        pivot, a, b = text.split()
        assert not {frozenset((pivot, a)), frozenset((pivot, b)), frozenset((a, b))} & barred


def test_a_triangle_that_taught_the_numbers_is_told():
    from tertius.stances.reference import own_triangle_note

    first = json.loads(PATH.read_text())["triangles"][0].split()
    assert "pooled from" in own_triangle_note(*first)
    assert own_triangle_note("PRK", "SUN", "CHN") == ""


def test_numbers_survive_json_and_bad_ones_are_refused(tmp_path):
    again = StanceModel.from_dict(json.loads(json.dumps(theory().to_dict())))
    np.testing.assert_array_equal(again.moves, theory().moves)
    broken = tmp_path / "reference.json"
    broken.write_text("{}")
    with pytest.raises(BadInput, match="no stance reference"):
        load_reference(broken)
    assert load_reference(tmp_path / "none.json").version == "theory-1"


def test_averaging_with_the_mirror_changes_nothing_that_is_even():
    np.testing.assert_allclose(even(theory()).go, theory().go)


def test_emissions_are_the_written_out_densities():
    from scipy import stats

    from tertius.stances.measurements import measure_legs

    data, model = measure_legs(world(np.full(6, 2)), LEGS), theory()
    offsets = Offsets(np.array([0.1]), np.array([-0.2]), np.array([0.3]), np.zeros(1))
    got = log_emissions(data, model, offsets)[0]
    for t, s in ((0, 2), (3, 5)):
        total = 0.0
        for leg, shift in enumerate((0.1, 0.1, -0.2)):
            if not np.isnan(data.z[leg, t]):
                sd = np.sqrt(model.spread[s, leg] ** 2 + data.var[leg, t])
                total += stats.norm.logpdf(data.z[leg, t], model.level[s, leg] + shift, sd)
            mean = data.exposure[leg, t] * np.exp(model.activity[s, leg] + 0.3)
            total += stats.nbinom.logpmf(data.counts[leg, t], model.size, model.size / (model.size + mean))
        assert got[t, s] == pytest.approx(total)


def test_covariates_know_the_past_only():
    rng = np.random.default_rng(0)
    z, n = rng.normal(size=(3, 40)), np.ones((3, 40))
    later = z.copy()
    later[:, 25:] -= 5
    np.testing.assert_array_equal(covariates(z, n)[:25], covariates(later, n)[:25])
    assert covariates(z, n).shape == (39, 5)
    eased = np.zeros((3, 40))
    eased[2, :20], eased[2, 20:] = -1.5, 1.5
    table = covariates(eased, n)
    assert table[15, 0] > 0.5 > -0.5 > table[38, 0]
    assert table[26, 1] > 0.5
    assert table[15, 1] == 0


def test_every_rule_can_fire():
    names = ("va", "vb", "vab", "ea", "eb")
    corners = {
        "aligned A": (0.7, -0.2, -0.4, 0.6, 0.4), "aligned B": (-0.2, 0.7, -0.4, 0.4, 0.6),
        "equidistant": (0.5, 0.5, -0.4, 0.6, 0.6), "silent": (0.0, 0.0, -0.4, 0.1, 0.1),
        "rejecting": (-0.5, -0.5, -0.4, 0.5, 0.5), "excluded": (0.0, 0.0, 0.5, 0.1, 0.2),
        "cautious": (0.05, 0.0, -0.4, 0.5, 0.5),
    }  # fmt: skip
    for name, values in corners.items():
        draws = {key: np.array([[value]]) for key, value in zip(names, values, strict=True)}
        draws |= {"tilt": (draws["va"] - draws["vb"]) / 2, "joint": np.sqrt(draws["ea"] * draws["eb"])}
        assert INNER[rule_paths(draws)[0, 0]] == name
