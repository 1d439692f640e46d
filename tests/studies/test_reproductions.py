"""Published results against ours: what must be exact is, and what is planted is found."""

from __future__ import annotations

import numpy as np
import pytest

from studies.__main__ import main
from studies.reproductions import autoregression, roles, similarity, turns
from tests.shared import shared


def test_every_role_and_score_is_wus() -> None:
    lines = roles.report(None)[1:]
    assert len(lines) == 8
    assert all(line.endswith("same") for line in lines)


def test_similarity_is_what_was_worked_by_hand() -> None:
    x, y, (s, k, p) = similarity.BY_HAND
    assert similarity.signorino_ritter(x, y, most=3.0) == pytest.approx(s, abs=1e-12)
    assert similarity.kappa(x, y) == pytest.approx(k, abs=1e-12)
    assert similarity.pi(x, y) == pytest.approx(p, abs=1e-12)


def test_similarity_of_the_same_of_opposites_and_of_nothing() -> None:
    x = np.array([0.0, 3.0, 0.0, 3.0])
    assert [similarity.signorino_ritter(x, x, most=3.0), similarity.kappa(x, x), similarity.pi(x, x)] == [
        1,
        1,
        1,
    ]
    assert [
        similarity.signorino_ritter(x, 3 - x, most=3.0),
        similarity.kappa(x, 3 - x),
        similarity.pi(x, 3 - x),
    ] == [-1] * 3
    flat = np.zeros(4)
    assert similarity.signorino_ritter(flat, flat, most=3.0) == 1
    assert np.isnan([similarity.kappa(flat, flat), similarity.pi(flat, flat)]).all()


def test_kappa_and_pi_count_chance_as_every_pair_of_values_does() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 4, (2, 30)).astype(float)
    both = np.concatenate([x, y])
    observed = np.square(x - y).mean()
    assert similarity.kappa(x, y) == pytest.approx(1 - observed / np.square(x[:, None] - y[None]).mean())
    assert similarity.pi(x, y) == pytest.approx(1 - observed / np.square(both[:, None] - both[None]).mean())


def test_a_planted_response_is_found_and_only_that() -> None:
    pytest.importorskip("statsmodels")
    rng = np.random.default_rng(1)
    values = rng.standard_normal((400, 2))
    for t in range(1, 400):
        values[t, 0] += 0.5 * values[t - 1, 0]
        values[t, 1] += 0.6 * values[t - 1, 0]
    names = ("A>B", "B>A")
    found = autoregression.fitted(values, 1)
    tested = {(i, j): p for i, j, p in autoregression.granger(found, names)}
    assert tested["A>B", "B>A"] < 1e-6
    assert tested["B>A", "A>B"] > 0.01
    own = {name: (total, p) for name, total, p in autoregression.inertia(found, names)}
    assert own["A>B"][0] == pytest.approx(0.5, abs=0.15)
    assert own["A>B"][1] < 1e-6 < own["B>A"][1]
    answer = {(i, j): (lo, hi) for i, j, _, lo, hi in autoregression.impulses(found, names)}
    assert answer["A>B", "B>A"][0] > 0


def test_causes_are_told_apart_by_who_acts_on_whom() -> None:
    assert autoregression.kind_of("A>B", "B>A") == "reciprocity"
    assert autoregression.kind_of("A>B", "A>C") == "same actor, other target"
    assert autoregression.kind_of("A>B", "C>A") == "third-party"


def test_peaks_gather_what_lies_near_and_stay_a_year_apart() -> None:
    months = np.datetime64("1960-01") + np.arange(60)
    prob = np.zeros(60)
    prob[[10, 12, 13, 40]] = [0.2, 0.3, 0.2, 0.5]
    assert [round(p, 6) for _, p in turns.peaks(prob, months)] == [0.7, 0.5]


def test_the_great_powers_on_weis_and_copdab(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("statsmodels")
    data = shared("data/events/copdab_monthly_1948_1978.csv").parents[1]
    assert main(["reproductions", "weis", "copdab", "similarity", "--data", str(data)]) == 0
    said = capsys.readouterr().out
    assert "## weis" in said
    copdab = said.split("## copdab")[1]
    assert "USA>RUS   to RUS>USA   reciprocity" in copdab
    assert "median -0.09" in said.split("## similarity")[1]


def test_an_unknown_part_and_a_missing_file_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reproductions", "alchemy"]) == 2
    assert main(["reproductions", "copdab"]) == 2
    assert "--data DIR" in capsys.readouterr().err
